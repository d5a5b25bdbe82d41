#!/bin/sh
# Facts judged by Rego must come out as Credence's own policy.
set -eu
bin=$1 root=$2 work=$3
package=regopy==1.5.2
. "$root/scripts/interop/python.sh"

# Examples of each outcome, beside those that the project carries.
cat > "$work/more.jsonl" <<'JSON'
{"id":"no-mode","createdAt":"2026-05-02T08:00:00Z","name":"No mode","provider":"aws","features":["byoc"]}
{"id":"no-features","createdAt":"2026-05-02T08:00:00Z","name":"No features","provider":"aws","aws":{"authenticationMode":"accessKey"}}
{"id":"tofu","createdAt":"2026-05-02T08:00:00Z","name":"Tofu","provider":"aws","features":["opentofu"],"aws":{"authenticationMode":"accessKey"}}
{"name":"Both","provider":"aws","features":["opentofu","byoc"],"aws":{"authenticationMode":"accessKey"}}
{"name":"No features, request","provider":"aws","aws":{"authenticationMode":"accessKey"}}
JSON
"$bin" facts "$root/examples" "$work/more.jsonl" --now 2026-11-24 |
  "$python" "$root/docs/rego/judge.py" "$root/docs/rego/aws_keys.rego" > "$work/rego.jsonl"
"$bin" audit "$root/examples" "$work/more.jsonl" --now 2026-11-24 --format jsonl --fail-on none \
  --allow-unevaluated > "$work/report.jsonl" 2> /dev/null
"$python" - "$work/rego.jsonl" "$work/report.jsonl" <<'PY'
import json, sys
rego = [json.loads(line) for line in open(sys.argv[1])]
own = []
for line in open(sys.argv[2]):
    record = json.loads(line)
    if record["record"] != "integration":
        continue
    found = [outcome for outcome, ids in record["results"].items() if "CRD-AWS-01" in ids]
    own.append({"integration": record["integration"], "outcome": found[0] if found else "notApplicable"})
for theirs, ours in zip(rego, own):
    if theirs != ours:
        sys.exit(f"error: Rego says {theirs}, Credence {ours}")
if len(rego) != len(own):
    sys.exit(f"error: Rego judged {len(rego)} integrations, Credence {len(own)}")
missing = {"fail", "pass", "notEvaluable", "notApplicable"} - {item["outcome"] for item in own}
if missing:
    sys.exit(f"error: nothing came out as {missing}, so this shows too little")
print(f"Rego: {len(own)} integrations come out as by CRD-AWS-01")
PY

# Ten policies, each of which fails somewhere.
cat > "$work/ten.jsonl" <<'JSON'
{"name":"No external id","provider":"aws","features":["byoc"],"aws":{"authenticationMode":"crossAccountRole"},"credentials":{"roleArn":"arn:aws:iam::314159265358:role/northflank","secretKey":"${args.S}"}}
{"name":"Civo","provider":"civo","features":[],"credentials":{"apiKey":"changeme","apiToken":"${args.T}","secret":"${args.S}"},"aws":{"authenticationMode":"accessKey"}}
{"name":"Cloudflare","provider":"cloudflare","cloudflare":{"credentialType":"globalApiKey"},"credentials":{"apiKey":"${args.K}"}}
JSON
"$bin" audit "$root/examples" "$work/ten.jsonl" --now 2026-11-24 --format jsonl --fail-on none \
  --allow-unevaluated > "$work/report.jsonl" 2> /dev/null
"$bin" facts "$root/examples" "$work/ten.jsonl" --now 2026-11-24 |
  "$python" "$root/docs/rego/ten.py" "$root/docs/rego/ten.rego" "$work/report.jsonl"
