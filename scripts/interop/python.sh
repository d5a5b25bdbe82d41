# To be sourced: puts the `package` of PyPI into the scratch environment, and names its `python`. Exits with 3 where
# that can't be done.
venv=${venv:-$root/.build-interop/venv}
python=$venv/bin/python
[ -x "$python" ] || python3 -m venv "$venv" || exit 3
[ -e "$venv/$package" ] || { "$venv/bin/pip" install -q --disable-pip-version-check "$package" && : > "$venv/$package"; } || exit 3
