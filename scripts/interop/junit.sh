#!/bin/sh
# junitparser must read the suites, and count in them what they say.
set -eu
bin=$1 root=$2 work=$3
package=junitparser==5.0.3
. "$root/scripts/interop/python.sh"
. "$root/scripts/interop/reports.sh"
export_as junit xml
"$python" - $reports <<'PY'
import json, sys
from junitparser import JUnitXml
count = 0
for path in sys.argv[1:]:
    xml = JUnitXml.fromfile(path.replace(".jsonl", ".xml"))
    def stated(suite): return suite.tests, suite.failures, suite.errors, suite.skipped
    total = [0, 0, 0, 0]
    for suite in xml:
        before = stated(suite)
        suite.update_statistics()
        assert stated(suite) == before, (path, suite.name, before, stated(suite))
        assert suite.timestamp == "2026-11-24T08:00:00Z"
        if suite.name != "Inputs": total = [sum(pair) for pair in zip(total, stated(suite))]
        count += suite.tests
    records = [json.loads(line) for line in open(path)]
    findings = [record["status"] for record in records if record["record"] == "finding"]
    summary = records[-1]
    fleet, coverage = summary["fleet"], summary["coverage"]
    unknown = coverage["notEvaluable"] + len(fleet["notEvaluable"])
    passed = coverage["passed"] + len(fleet["pass"])
    waived = findings.count("waived")
    assert total == [passed + unknown + len(findings), len(findings) - waived, unknown, waived], (path, total)
    inputs = next(suite for suite in xml if suite.name == "Inputs")
    assert (inputs.errors > 0) == (path.endswith("varied.jsonl") or path.endswith("nothing.jsonl")), path
print(f"JUnit: {count} cases, counted by junitparser as the suites say")
PY
