#!/bin/sh
# Every event must fit OCSF's own schema of its class, which takes no key that it doesn't know.
set -eu
bin=$1 root=$2 work=$3
package=ocsf-json-schema==1.2.0
. "$root/scripts/interop/python.sh"
package=jsonschema==4.26.0
. "$root/scripts/interop/python.sh"
. "$root/scripts/interop/reports.sh"
export_as ocsf ocsf
"$python" - $reports <<'PY'
import json, sys, jsonschema
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
validators = {}
def validator(event, version):
    key = (version, *event["metadata"]["profiles"])
    if key not in validators:
        schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version)).get_class_schema("compliance_finding", list(key[1:]))
        validators[key] = jsonschema.Draft202012Validator(schema)
    return validators[key]
count = 0
for path in sys.argv[1:]:
    records = [json.loads(line) for line in open(path)]
    events = [json.loads(line) for line in open(path.replace(".jsonl", ".ocsf"))]
    for event in events:
        error = next(validator(event, "1.5.0").iter_errors(event), None)
        assert error is None, (path, error.message, list(error.path))
        # Later versions take the same events.
        for version in ["1.6.0", "1.7.0", "1.8.0"]:
            later = json.loads(json.dumps(event))
            later["metadata"]["version"] = version
            assert next(validator(later, version).iter_errors(later), None) is None, version
        assert 1_000_000_000_000 < event["time"] < 10_000_000_000_000, "times are milliseconds"
        count += 1
    findings = [record for record in records if record["record"] == "finding"]
    assert [event["finding_info"]["uid"] for event in events if "status_id" in event].sort() == [finding["finding"] for finding in findings].sort()
    assert sum(event.get("status_id") == 3 for event in events) == sum(finding["status"] == "waived" for finding in findings)
    frameworks = [event for event in events if event["finding_info"]["title"] == "Coverage of a framework"]
    assert len(frameworks) == sum(record["record"] == "framework" for record in records) > 0
    assert all(event["compliance"]["status_id"] == 99 for event in frameworks), "a framework is never met"
    requirements = [event["compliance"]["requirements"] for event in events if "status_id" in event]
    assert all("Related control: NIST SP 800-53" in " ".join(requirement) for requirement in requirements)
    events = [event for event in events if event not in frameworks]
    checks = [check["status_id"] for event in events for check in event["compliance"].get("checks", [])]
    summary = next(record for record in records if record["record"] == "summary")
    fleet = summary["fleet"]
    assert checks.count(1) == summary["coverage"]["passed"] + len(fleet["pass"])
    assert checks.count(0) == summary["coverage"]["notEvaluable"] + len(fleet["notEvaluable"])
    assert events[-1]["unmapped"]["complete"] == summary["complete"]
spoiled = dict(events[0], bogus=1)
assert next(validator(events[0], "1.5.0").iter_errors(spoiled), None), "the schema takes anything"
print(f"OCSF: {count} events of 1.5.0, good in 1.6.0, 1.7.0 and 1.8.0 too")
PY
