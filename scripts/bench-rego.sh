#!/bin/sh
# Prints what ten policies cost in Rego, where PyPI's regopy is installed.
set -eu
cd "$(dirname "$0")/.."
bin=$1 benchmarks=$2
python3 -c 'import regopy' 2> /dev/null || {
  echo '  regopy: not installed, so the ten weren'"'"'t run in Rego (PyPI has it)'
  exit 0
}
"$benchmarks" --print-corpus --count 2000 | "$bin" facts - --now 2026-11-24 2> /dev/null | python3 docs/rego/ten.py docs/rego/ten.rego
