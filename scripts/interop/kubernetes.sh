#!/bin/sh
# The manifests of deploy/kubernetes must be valid by the API's own schemas, as strict as Pod Security's `restricted`,
# and do what they say: as root, the pod's containers are run here with the volumes, the users and the read-only root
# that the manifest gives them.
set -eu
bin=$1 root=$2 work=$3
package=kubernetes-validate==1.37.0
. "$root/scripts/interop/python.sh"
manifest=$root/deploy/kubernetes/credence-job.yaml
for version in 1.31 1.37; do
  "$venv/bin/kubernetes-validate" --strict --quiet --no-warn -k "$version" "$manifest"
done
cat > "$work/pod.py" <<'PY'
"""Runs the CronJob's pod the way a kubelet would. Called in a mount namespace of its own."""
import glob, os, shutil, stat, subprocess, sys, time, yaml
manifest, bin, work = sys.argv[1:4]
documents = {d["kind"]: d for d in yaml.safe_load_all(open(manifest))}
cron = documents["CronJob"]["spec"]
job = cron["jobTemplate"]["spec"]
pod = job["template"]["spec"]
containers = pod["initContainers"] + pod["containers"]

assert cron["concurrencyPolicy"] == "Forbid" and cron["timeZone"] == "Etc/UTC"
assert pod["restartPolicy"] == "Never" and pod["automountServiceAccountToken"] is False
security = pod["securityContext"]
assert security["runAsNonRoot"] and security["seccompProfile"]["type"] == "RuntimeDefault"
for container in containers:
    own = container["securityContext"]
    assert own["readOnlyRootFilesystem"] and own["allowPrivilegeEscalation"] is False
    assert own["capabilities"] == {"drop": ["ALL"]} and container["resources"]["limits"]["memory"]
    assert not any("valueFrom" in variable for variable in container.get("env", [])), "a secret in the environment"
retried = {1, 69, 74, 75}
final = set(job["podFailurePolicy"]["rules"][1]["onExitCodes"]["values"])
assert not retried & final and "--exit-zero-on-findings" in pod["containers"][0]["command"]
if "--run" not in sys.argv:
    print("Kubernetes: valid; not run, since that needs root and mounts", file=sys.stderr)
    sys.exit()

user, group = security["runAsUser"], security["fsGroup"]
keys = f"{work}/keys"
def keygen(kind, name):
    subprocess.run([bin, "keygen", kind, f"{work}/{name}"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return f"{work}/{name}"
keygen("job", "keys")
recipients = [line for name in ("reader", "escrow") for line in open(keygen("reader", name) + "/recipient.txt") if line.startswith("age1")]

def put(path, text, mode):
    """Root's file, its group's to read, as the kubelet writes it: behind a symbolic link."""
    folder = os.path.dirname(path)
    os.makedirs(folder + "/..data", exist_ok=True)
    real = f"{folder}/..data/{os.path.basename(path)}"
    open(real, "wb").write(text)
    os.chown(real, 0, group)
    os.chmod(real, mode | 0o040)
    os.symlink(f"..data/{os.path.basename(path)}", path)

def mount(*arguments): subprocess.run(["mount", *arguments], check=True)
def volume(spec):
    path = f"{work}/volumes/{spec['name']}"
    os.makedirs(path)
    if "secret" in spec:
        for key in ("signing.key", "fingerprint.key"):
            put(f"{path}/{key}", open(f"{keys}/{key}", "rb").read(), spec["secret"]["defaultMode"])
    elif "configMap" in spec:
        for name, text in documents["ConfigMap"]["data"].items():
            for line in recipients: text = text.replace("age1…", line.strip(), 1)
            put(f"{path}/{name}", text.encode(), 0o644)
    else:
        mount("-t", "tmpfs", "none", path)
        os.chmod(path, 0o777 if "emptyDir" in spec else 0o755)
        # What fsGroup does to a volume that is new: the group's, to read and write, and what is made in it too.
        os.chown(path, 0, group)
        os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) | 0o2770)
    return path
volumes = {spec["name"]: volume(spec) for spec in pod["volumes"]}
payloads = volumes["data"] + "/payloads"
shutil.copytree(os.path.dirname(manifest) + "/../../examples", payloads)

def run(container, number):
    new = f"{work}/root{number}"
    for folder in ("usr", "dev", "proc"): os.makedirs(f"{new}/{folder}")
    for link in ("bin", "lib", "lib64"): os.symlink(f"usr/{link}", f"{new}/{link}")
    program = f"{new}/opt/credence"
    os.makedirs(program)
    for name in ("credence", "credence-job"): shutil.copy(os.path.join(os.path.dirname(bin), name), program)
    for spec in container["volumeMounts"]: os.makedirs(new + spec["mountPath"], exist_ok=True)
    mount("--bind", new, new)
    mount("--bind", "/usr", new + "/usr")
    mount("--bind", "/dev", new + "/dev")
    mount("-t", "proc", "proc", new + "/proc")
    for target in (new, new + "/usr"): mount("-o", "remount,bind,ro", target)
    for spec in container["volumeMounts"]:
        mount("--bind", volumes[spec["name"]], new + spec["mountPath"])
        if spec.get("readOnly"): mount("-o", "remount,bind,ro", new + spec["mountPath"])
    ids = ["--reuid", str(user), "--regid", str(security["runAsGroup"]), "--groups", str(group)]
    command = [shutil.which("chroot"), new, "setpriv", *ids, "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all",
               *container["command"], *container.get("args", [])]
    environment = {"PATH": "/opt/credence:/usr/bin"} | {v["name"]: v["value"] for v in container.get("env", [])}
    return subprocess.run(command, env=environment, capture_output=True, text=True)

for number, container in enumerate(containers):
    finished = run(container, number)
    assert finished.returncode == 0, (container["name"], finished.returncode, finished.stderr)
time.sleep(1.1)  # The same second would be the same run.
again = run(containers[-1], len(containers))
assert again.returncode == 0, again.stderr
state = os.stat(volumes["data"] + "/state")
assert state.st_uid == user and state.st_mode & 0o077 == 0
reports = glob.glob(volumes["data"] + "/reports/*.age")
assert len(reports) == 2, reports
# Without the copy, the kubelet's own files are refused: they are the group's to read.
containers[-1]["env"][0]["value"] = "/run/credence/secret"
containers[-1]["volumeMounts"][1] = pod["initContainers"][0]["volumeMounts"][0]
refused = run(containers[-1], len(containers) + 1)
assert refused.returncode == 77 and "others may open this key" in refused.stderr, refused.stderr
print("Kubernetes: valid, and its pod runs: a sealed report a night, keys its user's alone, the root read-only")
PY
if [ "$(id -u)" -eq 0 ] && unshare -m true 2> /dev/null; then
  unshare -m --propagation private "$python" "$work/pod.py" "$manifest" "$bin" "$work" --run
else
  "$python" "$work/pod.py" "$manifest" "$bin" "$work"
fi
