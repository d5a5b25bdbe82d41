#!/bin/sh
# Prometheus' own client must parse the metrics, and no series may be absent from any report.
set -eu
bin=$1 root=$2 work=$3
package=prometheus-client==0.26.0
. "$root/scripts/interop/python.sh"
. "$root/scripts/interop/reports.sh"
export_as prometheus prom
"$python" - $reports <<'PY'
import json, sys
from prometheus_client.parser import text_string_to_metric_families
series = None
for path in sys.argv[1:]:
    samples = {}
    for family in text_string_to_metric_families(open(path.replace(".jsonl", ".prom")).read()):
        assert family.documentation and family.type == "gauge"
        for sample in family.samples:
            assert sample.timestamp is None, "node_exporter takes no timestamps"
            samples[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    assert series in (None, set(samples)), "a series is absent"
    series = set(samples)
    records = [json.loads(line) for line in open(path)]
    findings = sum(record["record"] == "finding" for record in records)
    assert sum(value for (name, _), value in samples.items() if name == "credence_findings") == findings
    assert sum(value for (name, _), value in samples.items() if name == "credence_integrations") == records[-1]["population"]["integrations"]
    assert samples["credence_last_run_complete", ()] == records[-1]["complete"]
print(f"Prometheus: {len(series)} series in each of {len(sys.argv) - 1} files")
PY
