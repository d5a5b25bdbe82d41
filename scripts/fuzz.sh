#!/bin/sh
# Reads what libFuzzer makes up, each target for SECONDS: fuzz.sh SECONDS [TARGET…]. The targets:
#   sealing     age files, armor, recipients, signatures and key files; seeds made here by the real tools
#   json        the JSON reader
#   payload     documents: payloads, templates, saved client results; JSON and YAML
#   dense       documents of 64 KiB in which one piece stands again and again
#   pem der kubeconfig keyfile jwt arn      values that are looked into
#   text        names and descriptions
# All but the first begin with Tests/Fuzzing/corpus/TARGET, which holds nothing but what a fuzzer made up and shapes
# without a secret; KEEP=1 puts what was found there, made small. A crash stays as a file in .build-fuzz/.
set -eu
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- sealing json payload dense pem der kubeconfig keyfile jwt arn text
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/.build-fuzz
# Objects of an earlier build may lack the instruments. The package manager passes two --sanitize options on in any
# order, and the compiler takes the last, so both are named at once.
rm -rf "$work/build"
${SWIFT:-swift} build --package-path "$root/Tests/Fuzzing" --scratch-path "$work/build" \
  --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address --quiet
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
cd "$work"

make_seeds() {
  mkdir -p "$1"
  age-keygen -o "$keys/identity" 2> /dev/null
  recipient=$(age-keygen -y "$keys/identity")
  minisign -G -W -p "$keys/pub" -s "$keys/key" > /dev/null
  echo sample > "$keys/plain"
  minisign -S -s "$keys/key" -m "$keys/plain" > /dev/null
  seed() { printf "\\$(printf %o "$1")" > "$seeds/$2"; cat >> "$seeds/$2"; }
  seeds=$1
  age -r "$recipient" "$keys/plain" | seed 0 binary
  age -a -r "$recipient" "$keys/plain" | seed 1 armor
  printf %s "$recipient" | seed 2 recipient
  seed 3 signature < "$keys/plain.minisig"
  tail -n 1 "$keys/pub" | tr -d '\n' | seed 4 public
  seed 5 identity < "$keys/identity"
  seed 6 key < "$keys/key"
  echo "$recipient" | seed 7 recipients
}

for target in "$@"; do
  seeds=$root/Tests/Fuzzing/corpus/$target
  program=FuzzReaders
  if [ "$target" = sealing ]; then
    seeds=$work/seeds/sealing
    program=FuzzSealing
    make_seeds "$seeds"
  fi
  mkdir -p "corpus-$target" "$seeds"
  # The symboliser would hold the output open. More than twice the input and 8 MiB on the heap (the readers' program
  # counts it), one allocation of that size, or ten seconds without an end are findings like a crash.
  FUZZ=$target ASAN_OPTIONS=symbolize=0 timeout -k 10 $((seconds + 60)) nice "$work/build/debug/$program" \
    -max_total_time="$seconds" -max_len=4096 -timeout=10 -malloc_limit_mb=8 -rss_limit_mb=1024 \
    -artifact_prefix="$target-" -print_final_stats=1 "corpus-$target" "$seeds" 2> "log-$target" ||
    { tail -n 40 "log-$target" >&2; exit 1; }
  if grep -q "no interesting inputs" "log-$target"; then
    echo "error: the reader isn't instrumented, so nothing was tried" >&2
    exit 1
  fi
  echo "$target: $(grep -E '^Done' "log-$target"), $(grep -E 'DONE' "log-$target" | sed 's/.*cov:/cov:/')"
  if [ "${KEEP:-}" = 1 ] && [ "$target" != sealing ]; then
    rm -rf merged && mkdir merged
    FUZZ=$target ASAN_OPTIONS=symbolize=0 "$work/build/debug/$program" -merge=1 -max_len=4096 merged \
      "$seeds" "corpus-$target" 2> "log-$target-merge"
    # The smallest, since a corpus is read by people, too, besides the seeds that people gave a name.
    find "$seeds" -type f -name "$(printf '%040d' 0 | tr 0 '?')" -delete
    ls -Sr merged | head -n 40 | while read -r name; do cp "merged/$name" "$seeds/"; done
  fi
done
