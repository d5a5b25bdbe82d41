#!/bin/sh
# Reads what libFuzzer makes up as age files, armor, recipients, signatures and key files, for SECONDS. The seeds are
# samples made here by the real tools. A crash stays as a file in .build-fuzz/.
set -eu
seconds=${1:-60}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/.build-fuzz
# Objects of an earlier build may lack the instruments. The package manager passes two --sanitize options on in any
# order, and the compiler takes the last, so both are named at once.
rm -rf "$work/build"
${SWIFT:-swift} build --package-path "$root/Tests/Fuzzing" --scratch-path "$work/build" \
  --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address --quiet
seeds=$work/seeds
mkdir -p "$seeds" "$work/corpus"
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
age-keygen -o "$keys/identity" 2> /dev/null
recipient=$(age-keygen -y "$keys/identity")
minisign -G -W -p "$keys/pub" -s "$keys/key" > /dev/null
echo sample > "$keys/plain"
minisign -S -s "$keys/key" -m "$keys/plain" > /dev/null
seed() { printf "\\$(printf %o "$1")" > "$seeds/$2"; cat >> "$seeds/$2"; }
age -r "$recipient" "$keys/plain" | seed 0 binary
age -a -r "$recipient" "$keys/plain" | seed 1 armor
printf %s "$recipient" | seed 2 recipient
seed 3 signature < "$keys/plain.minisig"
tail -n 1 "$keys/pub" | tr -d '\n' | seed 4 public
seed 5 identity < "$keys/identity"
seed 6 key < "$keys/key"
echo "$recipient" | seed 7 recipients
cd "$work"
# The symboliser would hold the output open.
ASAN_OPTIONS=symbolize=0 timeout -k 10 $((seconds + 60)) "$work/build/debug/FuzzSealing" \
  -max_total_time="$seconds" -max_len=4096 -timeout=10 -print_final_stats=1 corpus seeds 2> log ||
  { tail -n 40 log >&2; exit 1; }
if grep -q "no interesting inputs" log; then
  echo "error: the reader isn't instrumented, so nothing was tried" >&2
  exit 1
fi
grep -E "DONE|^Done" log
