#!/bin/sh
# Holds what Credence writes against other programs, a script each. They come from PyPI at the first run; where
# one can't be had, that is said, and fails if INTEROP_REQUIRED is set.
set -eu
bin=$1
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
skipped=""
for script in "$root"/scripts/interop/*.sh; do
  name=$(basename "$script" .sh)
  case $name in python | reports) continue ;; esac
  mkdir "$work/$name"
  code=0
  sh "$script" "$bin" "$root" "$work/$name" || code=$?
  case $code in
    0) ;;
    3) echo "SKIPPED: $name: what it needs couldn't be installed" >&2; skipped="$skipped $name" ;;
    *) exit "$code" ;;
  esac
done
[ -z "$skipped" ] || [ -z "${INTEROP_REQUIRED:-}" ] || exit 1
