#!/bin/sh
# The units of deploy/systemd must be right by systemd's own word, and leave little open.
set -eu
root=$2 work=$3
command -v systemd-analyze >/dev/null 2>&1 || sh "$root/scripts/need.sh" systemd >/dev/null 2>&1 || true
command -v systemd-analyze >/dev/null 2>&1 || { echo "skipped: units: systemd-analyze isn't there" >&2; exit 3; }
for unit in service timer; do
  # The program needn't be installed where this runs.
  sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' "$root/deploy/systemd/credence-job.$unit" > "$work/credence-job.$unit"
done
systemd-analyze verify "$work/credence-job.service" "$work/credence-job.timer"
# In tenths: 1.5 at most.
systemd-analyze security --offline=true --threshold=15 "$work/credence-job.service" > "$work/exposure"
echo "units: $(tail -1 "$work/exposure" | sed 's/^[^A-Z]*//')"
