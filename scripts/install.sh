#!/bin/sh
# Puts what `make dist` made below PREFIX (and DESTDIR, for who builds packages).
set -eu
cd "$(dirname "$0")/.."
to=${DESTDIR:-}$1
[ -x dist/credence ] || { echo "error: there is no dist/credence" >&2; echo "hint: run: make dist" >&2; exit 1; }
install -D -m 755 dist/credence "$to/bin/credence"
install -D -m 755 dist/credence-job "$to/bin/credence-job"
install -D -m 644 dist/credence.1 "$to/share/man/man1/credence.1"
install -D -m 644 dist/completions/credence.bash "$to/share/bash-completion/completions/credence"
install -D -m 644 dist/completions/_credence "$to/share/zsh/site-functions/_credence"
install -D -m 644 dist/completions/credence.fish "$to/share/fish/vendor_completions.d/credence.fish"
install -D -m 644 dist/NOTICES "$to/share/doc/credence/NOTICES"
echo "installed: $to/bin/credence, $to/bin/credence-job, a man page, and completions for bash, zsh and fish"
