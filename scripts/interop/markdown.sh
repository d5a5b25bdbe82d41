#!/bin/sh
# A renderer of CommonMark and GitHub's tables must find no HTML, link or broken table that a name made.
set -eu
bin=$1 root=$2 work=$3
package=markdown-it-py==4.0.0
. "$root/scripts/interop/python.sh"
package=linkify-it-py==2.0.3
. "$root/scripts/interop/python.sh"
. "$root/scripts/interop/reports.sh"
export_as markdown md
"$python" - $reports <<'PY'
import re, sys
from markdown_it import MarkdownIt
markdown = MarkdownIt("gfm-like")
# GitHub makes links of addresses, and not of every word with a dot in it.
markdown.linkify.set({"fuzzy_link": False})
rows = 0
for path in sys.argv[1:]:
    text = open(path.replace(".jsonl", ".md")).read()
    tokens = markdown.parse(text)
    inline = [child for token in tokens for child in token.children or []]
    assert not [t for t in tokens + inline if t.type in ("html_block", "html_inline", "link_open", "image")], path
    html = markdown.render(text)
    for table in re.findall("<table>.*?</table>", html, re.S):
        widths = {row.count("<td") + row.count("<th") for row in re.findall("<tr>.*?</tr>", table, re.S)}
        assert len(widths) == 1, widths
        rows += table.count("<tr>")
    prose = "".join(t.content for t in inline if t.type == "text")
    assert not re.search(r"@\w", prose) and "<!" not in text, "a name calls somebody"
    for row in re.findall(r"^\|.*\|$", text, re.M):
        cells = len(re.findall(r"(?<!\\)\|", row))
        assert cells in (2, 5, 7, 8), row
    headings = [t.content for t, b in zip(tokens[1:], tokens) if b.type == "heading_open"]
    assert "b" not in headings and headings[0].startswith("Credence"), headings
hostile = markdown.render(open(sys.argv[1].replace(".jsonl", ".md")).read())
assert "<code>=1+1 @everyone &lt;\u2060!channel&gt;</code>" in hostile
print(f"Markdown: {rows} rows rendered; no name made HTML, a link or a heading")
PY
