"""Judges the facts of `credence facts` by ten.rego, with PyPI's regopy, and says how long that took.

Usage: credence facts payloads/ | python3 ten.py ten.rego [report.jsonl]

With a report of the same payloads, every finding of the ten policies is held against it.
"""

import json
import sys
import time

from regopy import Interpreter

rego = Interpreter()
with open(sys.argv[1], encoding="utf-8") as module:
    text = module.read()
rego.add_module("credence", text)
ten = {line.split('"')[1] for line in text.splitlines() if line.startswith("fails contains")}
assert len(ten) == 10, ten
lines = [json.loads(line) for line in sys.stdin]
found = []
start = time.process_time()
for facts in lines:
    rego.set_input(facts)
    found.append(str(rego.query("data.credence.fails")))
seconds = time.process_time() - start
if len(sys.argv) > 2:
    theirs = [set(json.loads(text)["expressions"][0]) for text in found]
    ours = []
    with open(sys.argv[2], encoding="utf-8") as report:
        for record in map(json.loads, report):
            if record["record"] == "integration":
                ours.append(set(record["results"]["fail"]) & ten)
    for facts, rego_says, credence_says in zip(lines, theirs, ours, strict=True):
        if rego_says != credence_says:
            sys.exit(f"error: of {facts['integration']} Rego says {rego_says}, Credence {credence_says}")
    missing = ten - set().union(*ours)
    if missing:
        sys.exit(f"error: {missing} fails nowhere, so this shows too little")
    print(f"Rego: ten policies say the same of {len(lines)} integrations")
else:
    each = seconds * 1e6 / max(1, len(lines))
    print(f"  {each:.0f} µs an integration by the same ten in Rego (regopy, {len(lines)} integrations)")
