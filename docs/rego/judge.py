"""Judges the facts of `credence facts` by a Rego module, with PyPI's regopy.

Usage: credence facts payloads/ | python3 judge.py aws_keys.rego
"""

import json
import sys

from regopy import Interpreter

rego = Interpreter()
with open(sys.argv[1], encoding="utf-8") as module:
    rego.add_module("credence", module.read())
for line in sys.stdin:
    facts = json.loads(line)
    rego.set_input(facts)
    result = json.loads(str(rego.query("data.credence.outcome")))
    print(json.dumps({"integration": facts["integration"], "outcome": result["expressions"][0]}))
