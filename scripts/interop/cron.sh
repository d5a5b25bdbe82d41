#!/bin/sh
# The line for cron must be one by cron's own word, and its command must do a run, quietly.
set -eu
bin=$1 root=$2 work=$3
command -v crontab >/dev/null 2>&1 || sh "$root/scripts/need.sh" cron >/dev/null 2>&1 || true
command -v crontab >/dev/null 2>&1 || { echo "skipped: cron: crontab isn't there" >&2; exit 3; }
line=$(grep '^[0-9]* [0-9]* [*] ' "$root/docs/scheduling/cron.md")
# In a user's own table, there is no user in the line.
echo "$line" | sed 's/ credence umask/ umask/' > "$work/table"
crontab -n "$work/table" > /dev/null
for name in reader escrow; do "$bin" keygen reader "$work/$name" > /dev/null 2>&1; done
"$bin" keygen job "$work/keys" > /dev/null 2>&1
recipient() { grep '^age1' "$work/$1/recipient.txt"; }
cat > "$work/job.yaml" <<YAML
sources:
  - directory: $root/examples
recipients: [$(recipient reader)]
escrow: $(recipient escrow)
signKey: keys/signing.key
fingerprintKey: keys/fingerprint.key
state: state
reports: { directory: reports }
YAML
# The places of the page, here.
command=$(sed 's/^.* umask/umask/' "$work/table" | sed "s#/etc/credence#$work#; s#/usr/local/bin#$(dirname "$bin")#")
code=0
# cron's shell, and what it has for a path.
said=$(env -i HOME=/nonexistent PATH=/usr/bin:/bin /bin/sh -c "$command" 2>&1) || code=$?
[ "$code" -eq 1 ] && [ -z "$said" ] || { echo "error: cron's command ended with $code: $said" >&2; exit 1; }
[ -n "$(ls "$work"/reports/*.age)" ]
echo "cron: $line"
