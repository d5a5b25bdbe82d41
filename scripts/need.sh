#!/bin/sh
# Installs the Debian packages named that are missing; without root, says which and stops.
set -eu
missing=""
for package in "$@"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
# pkg-config may be provided by pkgconf under another name.
if command -v pkg-config >/dev/null 2>&1; then missing=$(echo "$missing " | sed 's/ pkg-config / /'); fi
missing=$(echo "$missing" | xargs)
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "error: these packages are missing: $missing" >&2
  echo "hint: run as root: apt-get install $missing" >&2
  exit 1
fi
echo "installing: $missing"
apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
