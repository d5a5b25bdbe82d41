#!/bin/sh
# rage, by way of PyPI's pyrage, and the library must open each other's files: X25519, SSH keys, armor, sizes around
# the edges of a chunk.
set -eu
bin=$1 root=$2 work=$3
package=pyrage==1.4.0
. "$root/scripts/interop/python.sh"
example=$(cd "$root" && ${SWIFT:-swift} build --quiet --show-bin-path)/SealingExample
(cd "$root" && ${SWIFT:-swift} build --quiet --product SealingExample)

"$bin" keygen reader "$work/reader" 2> /dev/null
ssh-keygen -q -t ed25519 -N "" -C reader -f "$work/ssh"
"$python" - "$example" "$work" <<'PY'
import os, pathlib, subprocess, sys, pyrage
example, work = sys.argv[1], pathlib.Path(sys.argv[2])
secret = next(l for l in (work / "reader/identity.txt").read_text().splitlines() if l.startswith("AGE-"))
identity = pyrage.x25519.Identity.from_str(secret)
recipient = (work / "reader/recipient.txt").read_text().strip()
assert str(identity.to_public()) == recipient, "rage derives another recipient"
ssh_public = " ".join((work / "ssh.pub").read_text().split()[:2])
ssh_identity = pyrage.ssh.Identity.from_buffer((work / "ssh").read_bytes())
checks = 0

def ours(command, *arguments, data):
    done = subprocess.run([example, command, *arguments], input=data, capture_output=True)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout

for size in [0, 1, 16, 65535, 65536, 65537, 131071, 131072, 131073, 1 << 20, (16 << 20) + 5]:
    data = os.urandom(size)
    for command in ["seal", "armor"]:
        sealed = ours(command, recipient, ssh_public, data=data)
        for who in [identity, ssh_identity]:
            assert pyrage.decrypt(sealed, [who]) == data, (command, size)
            checks += 1
    for armored in [False, True]:
        sealed = pyrage.encrypt(data, [identity.to_public(), pyrage.ssh.Recipient.from_str(ssh_public)], armored=armored)
        assert ours("open", str(work / "reader/identity.txt"), data=sealed) == data, (armored, size)
        checks += 1

# What rage refuses, or these checks check nothing.
sealed = bytearray(ours("seal", recipient, data=b"x"))
sealed[-1] ^= 1
try:
    pyrage.decrypt(bytes(sealed), [identity])
    sys.exit("error: rage opened a damaged file")
except pyrage.DecryptError:
    pass
print(f"rage: {checks} files, each opened by the other")
PY
