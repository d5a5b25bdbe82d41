#!/bin/sh
# Audits the examples, seals the report for two readers, verifies it and opens it again.
set -eu
credence=$1
keys=demo/keys
for who in reader escrow; do
  [ -f "$keys/$who/identity.txt" ] || "$credence" keygen reader "$keys/$who"
done
[ -f "$keys/job/signing.key" ] || "$credence" keygen job "$keys/job"

# Findings make the audit exit with 1; here that is what is to be seen.
audit() { "$credence" audit examples "$@" || [ $? -eq 1 ]; }

audit
report=demo/report-$(date -u +%Y%m%dT%H%M%SZ)-$$.jsonl.age
audit --quiet --seal --recipients-file "$keys/reader/recipient.txt" \
  --recipients-file "$keys/escrow/recipient.txt" --sign-key "$keys/job/signing.key" \
  --fingerprint-key "$keys/job/fingerprint.key" -o "$report"
echo
echo "The sealed report, verified and opened again:"
"$credence" report show "$report" --identity "$keys/reader/identity.txt" \
  --verify-key "$keys/job/signing.pub" | head -n 4
cat <<END

Audited examples/, sealed the report to two demo readers as $report, verified it and opened it.
Your own payloads: northflank get cloud integration --integrationId ID -o json | $credence audit -
Your own keys: $credence keygen reader DIR on the reader's machine, $credence keygen job DIR where reports are made.
END
