#!/bin/sh
# check-jsonschema must accept the report's schema, and hold every record of a varied run to it.
set -eu
bin=$1 root=$2 work=$3
package=check-jsonschema==0.37.0
. "$root/scripts/interop/python.sh"
check="$venv/bin/check-jsonschema"
schema=$root/reports/report.schema.json

mkdir "$work/keys" "$work/broken" "$work/own" "$work/reports" "$work/records"
"$bin" keygen job "$work/keys" 2> /dev/null
"$bin" keygen reader "$work/keys" 2> /dev/null
key=AKIA$(LC_ALL=C tr -dc A-Z2-7 < /dev/urandom | head -c 16)
shared=$(LC_ALL=C tr -dc a-zA-Z0-9 < /dev/urandom | head -c 40)
cat > "$work/fleet.jsonl" <<JSON
{"id":"one","createdAt":"2026-05-02T08:00:00Z","name":"One","provider":"civo","credentials":{"apiKey":"$shared"}}
{"id":"two","createdAt":"2026-05-02T08:00:00Z","name":"Two $shared","provider":"coreweave","features":["byoc","x"],"credentials":{"apiKey":"$shared","extra":"$key"}}
{"name":"Three","provider":"aws","aws":{"authenticationMode":"newMode"},"credentials":{"accessKey":"$key","secretKey":"\${args.S}","roleArn":null,"externalId":""}}
{"provider":"azure","features":[],"credentials":{"secret":"changeme","clientId":"****"}}
{"provider":"nimbus","credentials":{"$key":"x"}}
JSON
printf '{"id":"cut","prov' > "$work/broken/cut.json"
printf '[{"id":"a","name":"\377"},{"id":"b","name":5,"name":6}]' > "$work/broken/bytes.json"
: > "$work/broken/empty.json"
cat > "$work/own/own.yaml" <<YAML
- id: CRD-GEN-04
  off: known, and looked at elsewhere
YAML

audit() { # NAME OPTIONS…
  name=$1
  shift
  "$bin" audit "$@" --format jsonl > "$work/reports/$name.jsonl" 2> /dev/null || [ $? -lt 128 ]
  [ -s "$work/reports/$name.jsonl" ] || { echo "error: $name wrote no report" >&2; exit 1; }
}
audit examples "$root/examples"
audit broken "$work/broken" "$work/none.json" "$root/examples" --team platform --now 2026-11-24
audit fleet "$work/fleet.jsonl" --fail-on none --fingerprint-key "$work/keys/fingerprint.key"
audit own "$work/fleet.jsonl" --policies "$work/own" --allow-unevaluated
audit sealed "$work/fleet.jsonl" --seal --single-recipient --recipients-file "$work/keys/recipient.txt" \
  --sign-key "$work/keys/signing.key" -o "$work/report.age"
audit none "$work/broken/empty.json"

# The tool takes a record a file.
"$python" - "$work" <<'PY'
import collections, glob, json, sys
kinds = collections.Counter()
for path in sorted(glob.glob(sys.argv[1] + "/reports/*.jsonl")):
    for line in open(path):
        kinds[json.loads(line)["record"]] += 1
        with open(f"{sys.argv[1]}/records/{kinds.total():04}.json", "w") as file:
            file.write(line)
print("report schema:", ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())), "records")
PY
"$check" --check-metaschema -q "$schema"
"$check" -q --schemafile "$schema" "$work"/records/*.json

# A record that doesn't fit must be refused, or the check above checks nothing.
sed 's/"record":"run"/"record":"run","extra":1/' "$(grep -l '"record":"run"' "$work"/records/* | head -n 1)" > "$work/extra.json"
if "$check" -q --schemafile "$schema" "$work/extra.json" 2> /dev/null; then
  echo "error: the schema takes a key that it doesn't have" >&2
  exit 1
fi
