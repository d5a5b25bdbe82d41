#!/bin/sh
# Tries what `make dist` made: the checksums, the libraries, and the program in a root directory that holds glibc
# and nothing else: no Swift, no libsodium, no shell.
set -eu
out=$1
fail() { echo "error: $1" >&2; exit 1; }
(cd "$out" && sha256sum --quiet -c SHA256SUMS) || fail "the checksums don't fit"

needed=$(objdump -p "$out/credence" | sed -n 's/^ *NEEDED *//p' | sort | xargs)
for name in $needed; do
  case $name in
    libc.so.6 | libm.so.6 | ld-linux*.so.*) ;;
    *) fail "dist/credence needs $name" ;;
  esac
done
[ -z "$(nm "$out/credence" 2> /dev/null)" ] || fail "dist/credence isn't stripped"

new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
ldd "$out/credence" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$new$(dirname "$library")"
  cp -L "$library" "$new$library"
done
mkdir "$new/keys"
cp "$out/credence" "$new/credence"
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
echo "dist/credence: $(du -k "$out/credence" | cut -f1) KiB, needs $needed, and works in a root directory with these alone"
