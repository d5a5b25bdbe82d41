#!/bin/sh
# SARIF must fit the schema: by models that pydantic-sarif's author made of it, and by the schema itself where there
# is a copy (SARIF_SCHEMA, or beside the project). The github profile must keep GitHub's rules too.
set -eu
bin=$1 root=$2 work=$3
package=pydantic-sarif==0.1.1
. "$root/scripts/interop/python.sh"
package=check-jsonschema==0.37.0
. "$root/scripts/interop/python.sh"
. "$root/scripts/interop/reports.sh"
export_as sarif github.sarif
export_as sarif full.sarif --profile full

"$python" - "$work" <<'PY'
import glob, json, re, sys
from pydantic import ValidationError
from pydantic_sarif import model
# The root of the schema, whatever the generator called it.
Log = next(m for m in vars(model).values() if isinstance(m, type) and {"version", "runs"} <= set(getattr(m, "model_fields", {})))
files = sorted(glob.glob(sys.argv[1] + "/*.sarif"))
fingerprints = {}
for path in files:
    log = json.load(open(path))
    run, = log["runs"]
    # The models are of a draft in which this was called `state`.
    draft = json.loads(json.dumps(log))
    for result in draft["runs"][0]["results"]:
        for suppression in result.get("suppressions", []):
            suppression["state"] = suppression.pop("status")
    Log.model_validate(draft)
    assert log["$schema"] and log["version"] == "2.1.0"
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert run["tool"]["driver"]["name"] and len(rules) == len(run["tool"]["driver"]["rules"])
    for rule in rules.values():
        for key in ["shortDescription", "fullDescription"]:
            assert 0 < len(rule[key]["text"]) <= 1024, (path, rule["id"], key)
        assert rule["help"]["text"] and "security" in rule["properties"]["tags"] and len(rule["properties"]["tags"]) <= 10
        score = rule["properties"].get("security-severity")
        assert score is None or isinstance(score, str) and 0 < float(score) <= 10
        assert rule["properties"].get("precision", "high") in ["very-high", "high", "medium", "low"]
    for result in run["results"]:
        assert result["ruleId"] in rules and result["message"]["text"]
        assert not re.search(r"(?<!\\)[\[\]]", result["message"]["text"]), "a name makes a link"
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri) and not uri.startswith("/")
        assert all(place["region"][key] > 0 for key in ["startLine", "startColumn", "endLine", "endColumn"])
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    if "github" in path:
        assert len(run["results"]) <= 25000 and not any("suppressions" in result for result in run["results"])
    assert "/" in run["automationDetails"]["id"]
    complete = "varied" not in path and "nothing" not in path
    assert run["invocations"][0]["executionSuccessful"] == run["properties"]["complete"]
    assert run["properties"]["complete"] == complete or "nothing" in path, path
    fingerprints[path] = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(fingerprints[path])) == len(fingerprints[path])
waived = {key: len(value) for key, value in fingerprints.items() if "waived" in key}
assert len(set(waived.values())) == 2, waived
# What the models refuse, or this shows nothing.
log = json.load(open(files[0]))
for spoil in [lambda l: l["runs"][0].update(bogus=1), lambda l: l.pop("runs"), lambda l: l.update(version="2.0")]:
    bad = json.loads(json.dumps(log))
    spoil(bad)
    try:
        Log.model_validate(bad)
        sys.exit("error: the models take what the schema doesn't")
    except ValidationError:
        pass
print(f"SARIF: {len(files)} files by pydantic-sarif and GitHub's rules")
PY
schema=${SARIF_SCHEMA:-$root/../shared/schemas/sarif-2.1.0.json}
if [ -r "$schema" ]; then
  "$venv/bin/check-jsonschema" -q --schemafile "$schema" "$work"/*.sarif
  sed 's/"kind":"fail"/"kind":"bogus"/' "$work/varied.full.sarif" > "$work/bad"
  ! "$venv/bin/check-jsonschema" -q --schemafile "$schema" "$work/bad" > /dev/null 2>&1 || { echo "error: the schema takes anything" >&2; exit 1; }
  echo "SARIF: the same by the OASIS schema"
else
  echo "SARIF: no copy of the OASIS schema here (SARIF_SCHEMA names one), so by pydantic-sarif's models of it alone"
fi
