#!/bin/sh
# Makes the pages that are made: docs/facts.md, docs/kinds.md, and the table in policies/README.md. Tests fail where they are stale.
set -eu
cd "$(dirname "$0")/.."
bin=$1
"$bin" facts --schema --format markdown > docs/facts.md
"$bin" facts --kinds --format markdown > docs/kinds.md
{
  sed '/^<!-- table -->$/,$d' policies/README.md
  echo '<!-- table -->'
  "$bin" policy list --format markdown
} > policies/README.md.new
mv policies/README.md.new policies/README.md
