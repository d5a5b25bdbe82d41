#!/bin/sh
# check-jsonschema must accept the schemas of the job, hold the documented configurations and what job status says to
# them, and refuse what the job refuses.
set -eu
bin=$1 root=$2 work=$3
package=check-jsonschema==0.37.0
. "$root/scripts/interop/python.sh"
check="$venv/bin/check-jsonschema"
schemas=$root/docs/schemas
"$check" --check-metaschema -q "$schemas"/*.json
for name in reader escrow; do "$bin" keygen reader "$work/$name" > /dev/null 2>&1; done
"$bin" keygen job "$work/keys" > /dev/null 2>&1
recipient() { grep '^age1' "$work/$1/recipient.txt"; }
# The one that the page shows, and the manifest's.
sed -n '/^```yaml$/,/^```$/p' "$root/docs/job.md" | sed '/^```/d' > "$work/page.yaml"
awk '/^  job.yaml: \|/ { inside = 1; next } inside && !/^    / { exit } inside { print substr($0, 5) }' \
  "$root/deploy/kubernetes/credence-job.yaml" > "$work/manifest.yaml"
cat > "$work/job.yaml" <<YAML
sources:
  - directory: $root/examples
recipients: [$(recipient reader)]
escrow: $(recipient escrow)
signKey: keys/signing.key
fingerprintKey: keys/fingerprint.key
state: state
reports: { directory: reports }
gate: { severity: none }
limits: { openDays: fedramp, rotationDays: 30, rotation: 60, approvedTeams: [platform] }
YAML
for name in page manifest job; do
  [ -s "$work/$name.yaml" ] || { echo "error: $name.yaml wasn't found" >&2; exit 1; }
  "$check" -q --schemafile "$schemas/job.schema.json" "$work/$name.yaml"
done
refuses() { # What is added to the configuration, which neither the schema nor the job takes.
  { cat "$work/job.yaml"; echo "$1"; } > "$work/refused.yaml"
  ! "$check" -q --schemafile "$schemas/job.schema.json" "$work/refused.yaml" > /dev/null 2>&1 &&
    ! "$bin" job check --config "$work/refused.yaml" > /dev/null 2>&1 ||
    { echo "error: this is taken: $1" >&2; exit 1; }
}
refuses 'retenton: 5'
refuses 'exports: [{ format: pdf, path: x }]'
refuses 'notifications: [{ name: chat }]'
refuses 'notifications: [{ name: chat, slack: x, timeoutSeconds: 0 }]'
refuses 'team: 5'
refuses 'team: null'
refuses 'metrics: 7'
refuses 'notifications: [{ name: 7, slack: x }]'
refuses 'notifications: [{ name: chat, slack: x, webhook: y }]'
for change in 's/: none/: 1/' 's/^recipients: .*/recipients: []/' 's/rotationDays: 30/rotationDays: "30"/' 's/{ severity: none }/{ overdue: "true" }/' \
  's#directory: reports#directory: reports, keepDays: "9"#'; do
  sed "$change" "$work/job.yaml" > "$work/changed.yaml"
  cmp -s "$work/job.yaml" "$work/changed.yaml" && { echo "error: nothing to change: $change" >&2; exit 1; }
  if "$check" -q --schemafile "$schemas/job.schema.json" "$work/changed.yaml" > /dev/null 2>&1 ||
    "$bin" job check --config "$work/changed.yaml" > /dev/null 2>&1; then
    echo "error: this is taken: $change" >&2
    exit 1
  fi
done
"$bin" job check --config "$work/job.yaml" > /dev/null
for day in 2026-01-01 2026-01-02 2026-02-15; do
  "$bin" job run --config "$work/job.yaml" --now "$day" --quiet || [ $? -lt 64 ]
done
"$bin" job status --config "$work/job.yaml" --now 2026-02-16 --format json > "$work/status.json"
"$check" -q --schemafile "$schemas/job-status.schema.json" "$work/status.json"
sed 's/"waiting":/"waits":/' "$work/status.json" > "$work/other.json"
if "$check" -q --schemafile "$schemas/job-status.schema.json" "$work/other.json" > /dev/null 2>&1; then
  echo "error: the schema takes another status" >&2
  exit 1
fi
echo "job schemas: three configurations and a status are held to them"
