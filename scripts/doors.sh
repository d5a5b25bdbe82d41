#!/bin/sh
# The files that may see secret bytes, and those that may turn text into labels. A new one is a decision.
set -eu
found=$(grep -rlE '@_spi\((SecretBytes|RedactionGate)\)' Sources | sort)
echo "Files behind the doors to secret bytes and to labels:"
echo "$found" | sed 's/^/  /'
outside=$(echo "$found" | grep -vE '^Sources/(SecretMemory|Facts|IntegrationPayload|Classification|Sealing|Webhooks|NorthflankAPI)/' || true)
if [ -n "$outside" ]; then
  echo "error: these files must not see secret bytes or make labels: $outside" >&2
  exit 1
fi
