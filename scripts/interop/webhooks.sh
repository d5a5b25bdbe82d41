#!/bin/sh
# A digest must be taken by Standard Webhooks' own library, and not once a byte of it was changed.
set -eu
bin=$1 root=$2 work=$3
package=standardwebhooks==1.1.0
. "$root/scripts/interop/python.sh"
for name in reader escrow; do "$bin" keygen reader "$work/$name" > /dev/null 2>&1; done
"$bin" keygen job "$work/keys" > /dev/null 2>&1
recipient() { grep '^age1' "$work/$1/recipient.txt"; }
umask 077
cat > "$work/job.yaml" <<YAML
sources:
  - directory: $root/examples
recipients: [$(recipient reader)]
escrow: $(recipient escrow)
signKey: keys/signing.key
fingerprintKey: keys/fingerprint.key
state: state
reports: { directory: reports }
notifications:
  - { name: machine, webhook: hook.url, secret: hook.secret }
metrics: job.prom
YAML
cat > "$work/receive.py" <<'PY'
import base64, http.server, json, os, subprocess, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
job, work = sys.argv[1:3]
secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
taken = []
class Taker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        taken.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Taker)
open(work + "/hook.url", "w").write(f"http://127.0.0.1:{server.server_port}/hook\n")
open(work + "/hook.secret", "w").write(secret + "\n")
process = subprocess.Popen([job, "run", "--config", work + "/job.yaml", "--quiet"])
server.timeout = 60
server.handle_request()
process.wait()
(headers, body), = taken
headers = {name.lower(): value for name, value in headers.items()}
said = Webhook(secret).verify(body, headers)
assert said["type"] == "credence.run.digest" and said["data"]["counts"]["new"] > 0, said
for changed in (body[:-1] + b" ", body.replace(b'"new"', b'"old"', 1)):
    try:
        Webhook(secret).verify(changed, headers)
        sys.exit("error: a changed message was taken")
    except WebhookVerificationError: pass
print(f"Standard Webhooks: a digest of {len(body)} bytes is signed as its library wants it")
PY
"$python" "$work/receive.py" "${bin}-job" "$work"
# And the job's metrics are what Prometheus takes for metrics.
package=prometheus-client==0.26.0
. "$root/scripts/interop/python.sh"
"$python" - "$work/job.prom" <<'PY'
import os, stat, sys
from prometheus_client.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
assert all(family.documentation and family.type == "gauge" for family in families)
samples = [sample for family in families for sample in family.samples]
assert all(sample.timestamp is None and sample.name.startswith("credence_job_") for sample in samples)
assert len({(sample.name, tuple(sample.labels.items())) for sample in samples}) == len(samples)
assert stat.S_IMODE(os.stat(sys.argv[1]).st_mode) == 0o644, "its collector is another user"
print(f"Prometheus: {len(samples)} series of the job")
PY
