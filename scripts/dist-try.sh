#!/bin/sh
# Tries what `make dist` made: the checksums, the libraries, and the programs in a root directory that holds glibc
# and nothing else: no Swift, no libsodium, no shell.
set -eu
out=$1
fail() { echo "error: $1" >&2; exit 1; }
(cd "$out" && sha256sum --quiet -c SHA256SUMS) || fail "the checksums don't fit"

new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
for program in credence credence-job; do
  needed=$(objdump -p "$out/$program" | sed -n 's/^ *NEEDED *//p' | sort | xargs)
  for name in $needed; do
    case $name in
      libc.so.6 | libm.so.6 | ld-linux*.so.*) ;;
      *) fail "dist/$program needs $name" ;;
    esac
  done
  [ -z "$(nm "$out/$program" 2> /dev/null)" ] || fail "dist/$program isn't stripped"
  ldd "$out/$program" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$new$(dirname "$library")"
    cp -L "$library" "$new$library"
  done
  cp "$out/$program" "$new/$program"
done
mkdir "$new/keys"
cp -R "$(dirname "$0")/../examples" "$new/examples"

inside() { # CODE ARGUMENTS…
  expected=$1
  shift
  code=0
  # Without root, a user namespace gives the right to change the root directory.
  if [ "$(id -u)" -eq 0 ]; then
    env -i "PATH=$PATH" chroot "$new" /credence "$@" > "$new.out" 2> "$new.err" || code=$?
  else
    env -i "PATH=$PATH" unshare -r chroot "$new" /credence "$@" > "$new.out" 2> "$new.err" || code=$?
  fi
  [ "$code" -eq "$expected" ] || { cat "$new.err" >&2; rm -f "$new.out" "$new.err"; fail "credence $* ended with $code there"; }
  rm -f "$new.out" "$new.err"
}
inside 0 --version
inside 0 policy check
inside 0 keygen reader /keys
inside 0 keygen job /keys
inside 1 audit /examples
inside 1 audit /examples --seal --single-recipient --recipients-file /keys/recipient.txt --sign-key /keys/signing.key -o /r.age
inside 0 report show /r.age --identity /keys/identity.txt --verify-key /keys/signing.pub
inside 65 audit /keys
# By way of the one to the other.
inside 78 job check --config /nowhere.yaml
echo "dist/credence: $(du -k "$out/credence" | cut -f1) KiB, credence-job: $(du -k "$out/credence-job" | cut -f1) KiB;" \
  "they need $needed, and work in a root directory with these alone"
