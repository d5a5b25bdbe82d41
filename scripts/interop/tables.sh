#!/bin/sh
# CSV by Python's reader, and DefectDojo's findings by the rules of its generic parser (its keys are listed here as
# its json_parser.py has them, of 2026-08; any other fails an import).
set -eu
bin=$1 root=$2 work=$3
. "$root/scripts/interop/reports.sh"
export_as csv csv
export_as csv raw.csv --raw
export_as defectdojo dojo
python3 - $reports <<'PY'
import csv, datetime, json, sys
allowed = set("""title severity description date cwe cve epss_score epss_percentile cvssv3 cvssv3_score cvssv4
cvssv4_score mitigation impact steps_to_reproduce severity_justification references active verified false_p
out_of_scope risk_accepted under_review is_mitigated thread_id mitigated numerical_severity param payload line
file_path component_name component_version static_finding dynamic_finding scanner_confidence unique_id_from_tool
vuln_id_from_tool sast_source_object sast_sink_object sast_source_line sast_source_file_path nb_occurences
publish_date service planned_remediation_date planned_remediation_version effort_for_fixing tags kev_date
known_exploited ransomware_used fix_available fix_version endpoints files vulnerability_ids cwes""".split())
rows = findings = 0
for path in sys.argv[1:]:
    records = [json.loads(line) for line in open(path)]
    own = [record for record in records if record["record"] == "finding"]
    summary = records[-1]
    for suffix in ["csv", "raw.csv"]:
        with open(path.replace("jsonl", suffix), newline="") as file:
            table = list(csv.DictReader(file, strict=True))
        assert all(None not in row and None not in row.values() for row in table)
        count = lambda outcome: sum(row["outcome"] == outcome for row in table)
        assert count("fail") + count("waived") == len(own)
        assert count("pass") == summary["coverage"]["passed"] + len(summary["fleet"]["pass"])
        assert count("not evaluable") == summary["coverage"]["notEvaluable"] + len(summary["fleet"]["notEvaluable"])
        formulas = [cell for row in table for cell in row.values() if cell.lstrip(" '\"")[:1] in tuple("=+-@") and cell[0] != "'"]
        assert not formulas or suffix == "raw.csv", formulas
        assert suffix == "csv" or "varied" not in path or formulas
        rows += len(table)
    top = json.load(open(path.replace(".jsonl", ".dojo")))
    assert set(top) <= {"name", "type", "version", "description", "static_tool", "dynamic_tool", "soc", "findings"}
    assert ("PARTIAL" in top["description"]) == (not summary["complete"])
    assert [finding["unique_id_from_tool"] for finding in top["findings"]] == [finding["finding"] for finding in own]
    for finding in top["findings"]:
        assert set(finding) <= allowed, set(finding) - allowed
        assert finding["title"] and finding["description"]
        assert finding["severity"] in ["Critical", "High", "Medium", "Low", "Info"]
        datetime.date.fromisoformat(finding["date"])
        assert len(finding["title"]) <= 511
        assert finding["active"] != finding["risk_accepted"]
        findings += 1
print(f"CSV: {rows} rows by Python's reader; DefectDojo: {findings} findings by its parser's rules")
PY
