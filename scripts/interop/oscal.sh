#!/bin/sh
# NIST's own models, as compliance-trestle has them, must accept the assessment results. It doesn't look whether a
# reference leads anywhere, so that is looked at here.
set -eu
bin=$1 root=$2 work=$3
venv=$root/.build-interop/trestle
package=compliance-trestle==5.2.0
. "$root/scripts/interop/python.sh"
. "$root/scripts/interop/reports.sh"
export_as oscal oscal
cd "$work"
"$venv/bin/trestle" init --local > /dev/null 2>&1
validate() { "$venv/bin/trestle" validate -q -t assessment-results -n "$1" > /dev/null 2>&1; }
for report in $reports; do
  name=$(basename "$report" .jsonl)
  mkdir -p "assessment-results/$name"
  cp "$name.oscal" "assessment-results/$name/assessment-results.json"
  validate "$name" || { echo "error: trestle refuses $name" >&2; exit 1; }
done
mkdir assessment-results/bad
sed 's/"state":"not-satisfied"/"state":"bogus"/' varied.oscal > assessment-results/bad/assessment-results.json
! validate bad || { echo "error: trestle takes anything" >&2; exit 1; }
"$python" - $reports <<'PY'
import json, sys
def visit(value, uuids, references):
    for key, member in value.items() if isinstance(value, dict) else []:
        if key == "uuid": uuids.append(member)
        elif key.endswith("-uuid"): references.add(member)
        elif key == "href" and member.startswith("#"): references.add(member[1:])
        visit(member, uuids, references)
    for element in value if isinstance(value, list) else []:
        visit(element, uuids, references)
total = 0
for path in sys.argv[1:]:
    uuids, references = [], set()
    document = json.load(open(path.replace(".jsonl", ".oscal")))
    visit(document, uuids, references)
    assert len(uuids) == len(set(uuids)), "a UUID names two things"
    assert references <= set(uuids), (path, references - set(uuids))
    findings = [record for record in map(json.loads, open(path)) if record["record"] == "finding"]
    result, = document["assessment-results"]["results"]
    assert len(result.get("risks", [])) == len(findings)
    assert sum(risk["status"] == "deviation-approved" for risk in result.get("risks", [])) == sum(f["status"] == "waived" for f in findings)
    total += len(references)
print(f"OSCAL: trestle accepts {len(sys.argv) - 1} documents, and {total} references lead somewhere")
PY
