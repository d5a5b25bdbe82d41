#!/bin/sh
# Makes dist/: credence and credence-job, stripped and needing nothing but glibc, completions, a man page, the notices
# of what is linked into them, and the checksums of all.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
parts=$root/.build-dist
out=$root/dist
rm -rf "$parts" "$out"
mkdir -p "$parts/lib" "$parts/pkgconfig" "$out/completions"

# The linker takes an archive where it finds no shared library beside it.
link() { # NAME ARCHIVE
  [ -f "$2" ] || { echo "error: there is no $1 archive" >&2; echo "hint: apt-get install lib$1-dev" >&2; exit 1; }
  ln -s "$2" "$parts/lib/lib$1.a"
}
package() { # PACKAGE NAME
  link "$2" "$(pkg-config --variable=libdir "$1")/lib$2.a"
  printf 'Name: %s\nDescription: linked statically\nVersion: %s\nLibs: -L%s -l%s\nCflags: %s\n' "$1" \
    "$(pkg-config --modversion "$1")" "$parts/lib" "$2" "$(pkg-config --cflags "$1")" > "$parts/pkgconfig/$1.pc"
}
package libsodium sodium
package yaml-0.1 yaml
package sqlite3 sqlite3
package zlib z
link stdc++ "$(${CC:-clang} -print-file-name=libstdc++.a)"
link gcc_s "$(${CC:-clang} -print-file-name=libgcc_eh.a)"

for program in credence credence-job; do
  "$@" --product $program --pkg-config-path "$parts/pkgconfig" -Xlinker "-L$parts/lib"
  strip -o "$out/$program" .build-release/release/$program
done

"$out/credence" --generate-completion-script bash > "$out/completions/credence.bash"
"$out/credence" --generate-completion-script zsh > "$out/completions/_credence"
"$out/credence" --generate-completion-script fish > "$out/completions/credence.fish"
for program in credence credence-job; do "$out/$program" --experimental-dump-help; done \
  | python3 scripts/man.py "$("$out/credence" --version)" > "$out/credence.1"
for name in libsodium-dev libyaml-dev libsqlite3-dev zlib1g-dev; do
  printf '%s, linked in:\n\n' "$name"
  cat "/usr/share/doc/$name/copyright"
  echo
done > "$out/NOTICES"
(cd "$out" && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
sh scripts/dist-try.sh "$out"
