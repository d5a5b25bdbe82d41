internal import Facts
internal import PolicyEngine

/// The page around the rows, from its head to its foot.
struct Page {
  let run: RunRecord?
  let summary: SummaryRecord
  let findings: PageFindings
  let integrations: PageIntegrations
  let tally: PageTally
  let policies: PolicyTexts
  let controls: RelatedControls

  func write(to text: inout HTMLText) {
    head(&text)
    text.markup("<main id=\"main\">\n")
    verdict(&text)
    figures(&text)
    findingSection(&text)
    integrationSection(&text)
    controlSection(&text)
    basis(&text)
    text.markup("</main>\n<footer>")
    text.element(
      "Made by credence ", run?.version ?? "", " from redacted records: no part of a secret is on this page.")
    text.markup("</footer>\n<script>")
    text.embedded(PageAssets.script)
    text.markup("</script>\n</body>\n</html>\n")
  }

  /// The day of the run, as people write it.
  var day: String { String((run?.now ?? "").prefix(10)) }

  private func head(_ text: inout HTMLText) {
    // What may be loaded and run comes before anything that could be: nothing, but what has these hashes.
    text.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    text.markup(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
    text.text(PageAssets.styleHash)
    text.markup("'; script-src 'sha256-")
    text.text(PageAssets.scriptHash)
    text.markup("'; img-src data:; base-uri 'none'; form-action 'none'\">\n")
    text.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    text.markup(
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
    )
    text.markup("<meta name=\"robots\" content=\"noindex\">\n<link rel=\"icon\" href=\"data:,\">\n")
    text.markup("<title>Credential report")
    if let team = run?.team { text.element(", ", team, "") }
    text.element(", ", day, "</title>\n<style>")
    text.embedded(PageAssets.style)
    text.markup("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">To the findings</a>\n")
    // Patterns that figures share: what wasn't looked at is hatched.
    text.markup("<svg width=\"0\" height=\"0\" class=\"visually-hidden\" aria-hidden=\"true\"><defs>")
    text.markup(
      "<pattern id=\"hatch\" class=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">")
    text.markup(
      "<rect width=\"6\" height=\"6\"/><path d=\"M-1 7L7 -1M-4 4L4 -4M2 10L10 2\"/></pattern></defs></svg>\n")
    text.markup("<header><span><strong>Credential report</strong>")
    if let team = run?.team { text.element(" · ", team, "") }
    text.markup("</span><span>")
    if let now = run?.now, now.count > 16 {
      text.element("<time datetime=\"", now, "\">")
      text.element("", day, " ")
      text.element("", String(now.dropFirst(11).prefix(5)), " UTC</time>")
    }
    text.markup("</span></header>\n")
  }

  private func findingSection(_ text: inout HTMLText) {
    text.markup(
      "<section id=\"findings\" aria-labelledby=\"findings-title\"><h2 id=\"findings-title\">Findings</h2>\n")
    if findings.groups.isEmpty {
      text.markup("<p>There are none.</p></section>\n")
      return
    }
    text.markup("<p>By policy, the worst first. Open one for why it matters, what to do, and where.</p>\n")
    tools(&text)
    text.markup("<div id=\"policies\">\n")
    for (index, group) in findings.groups.enumerated() {
      text.write(
        group, policies[group.policy], controls.controls(of: group.policy), isOpen: index == 0)
    }
    text.markup("</div><p class=\"none-left\" hidden>No finding fits.</p></section>\n")
  }

  private func tools(_ text: inout HTMLText) {
    text.markup("<div class=\"tools\" role=\"search\" aria-label=\"Findings\" hidden>")
    text.markup(
      "<label class=\"search\">Search<input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"Name, policy, kind …\" aria-keyshortcuts=\"/\"></label>"
    )
    text.markup(
      "<fieldset><legend class=\"visually-hidden\">Severity</legend><span aria-hidden=\"true\">Severity</span><div class=\"toggles\">"
    )
    for severity in Severity.worstFirst where tally.all[severity.ordinal] > 0 {
      text.markup("<button type=\"button\" aria-pressed=\"true\" value=\"")
      text.markup(severity.className)
      text.markup("\">")
      text.badge(severity)
      text.markup("</button>")
    }
    text.markup("</div></fieldset>")
    options(
      &text, "<label>Provider<select id=\"provider\"><option value=\"\">All</option>",
      integrations.providers.sorted())
    options(
      &text, "<label>Status<select id=\"status\"><option value=\"\">All</option>", findings.statuses.sorted())
    text.markup(
      "<label>Order<select id=\"sort\"><option value=\"\">Worst first</option><option value=\"count\">Most findings</option><option value=\"id\">Policy</option></select></label>"
    )
    text.markup(
      "<button type=\"button\" id=\"open\">Open all</button><output id=\"shown\" aria-live=\"polite\"></output></div>\n"
    )
  }

  private func options(_ text: inout HTMLText, _ open: HTMLText.Markup, _ values: [String]) {
    text.markup(open)
    for value in values { text.element("<option>", value, "</option>") }
    text.markup("</select></label>")
  }

  private func integrationSection(_ text: inout HTMLText) {
    text.markup(
      "<section id=\"integrations\" aria-labelledby=\"integrations-title\"><h2 id=\"integrations-title\">Integrations</h2>\n<p>"
    )
    text.markup(
      integrations.count == 0
        ? "There are none."
        : "What each field really is, and how every policy came out. First what wasn't looked at, then the worst."
    )
    text.markup("</p>\n")
    integrations.write(to: &text)
    text.markup("</section>\n")
  }
}
