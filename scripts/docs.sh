#!/bin/sh
# Makes what is made: docs/facts.md, docs/kinds.md, the table in policies/README.md, policies/frameworks.jsonl and
# policies/B2SUMS. Tests fail where they are stale.
set -eu
cd "$(dirname "$0")/.."
bin=$1
"$bin" facts --schema --format markdown > docs/facts.md
"$bin" facts --kinds --format markdown > docs/kinds.md
(cd policies && b2sum -l 256 *.yaml data/*.yaml | LC_ALL=C sort -k 2) > B2SUMS.new
mv B2SUMS.new policies/B2SUMS
"$bin" policy list --format jsonl > policies/frameworks.jsonl.new
mv policies/frameworks.jsonl.new policies/frameworks.jsonl
{
  sed '/^<!-- table -->$/,$d' policies/README.md
  echo '<!-- table -->'
  "$bin" policy list --format markdown
} > policies/README.md.new
mv policies/README.md.new policies/README.md
