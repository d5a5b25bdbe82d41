extension Page {
  /// Each framework with how its controls came out; what the controls are stands further down.
  func coverage(_ text: inout HTMLText) {
    if controls.frameworks.isEmpty { return }
    text.figure(
      "Framework coverage",
      "Related controls by the worst that a policy on them came to. Hatched is what couldn't be judged, or not all of it. Nothing here is a statement of compliance."
    )
    text.markup("<ul class=\"frameworks\">\n")
    for (place, framework) in controls.frameworks.enumerated() {
      let table = ControlCoverage(of: framework, tally.outcomes)
      text.markup("<li><a class=\"name\" href=\"#")
      text.anchor("k-", framework.id, orElse: place)
      text.element("\">", framework.name, " ")
      text.element("", framework.version, "</a>")
      text.tallies(of: table)
      text.bar(
        [(table.count(.failed), "high"), (table.unjudged, "gap"), (table.count(.noFinding), "pass")],
        of: table.rows.count, isThin: true)
      text.markup("</li>\n")
    }
    text.markup("</ul></figure>\n")
  }

  /// Every control of every framework.
  func controlSection(_ text: inout HTMLText) {
    if controls.frameworks.isEmpty || summary.integrations == 0 { return }
    text.markup(
      "<section aria-labelledby=\"controls\"><h2 id=\"controls\">Related controls</h2>\n<p>What the policies on each control came to, across all integrations. That nothing was found doesn't mean that a control is met.</p>\n"
    )
    for (place, framework) in controls.frameworks.enumerated() {
      text.markup("<details class=\"k\" id=\"")
      text.anchor("k-", framework.id, orElse: place)
      text.write(ControlCoverage(of: framework, tally.outcomes))
    }
    text.markup("</section>\n")
  }
}

extension ControlCoverage {
  fileprivate var unjudged: Int { count(.notEvaluable) + count(.partlyEvaluable) }
}

extension HTMLText {
  /// Adds how many controls came out how.
  fileprivate mutating func tallies(of table: ControlCoverage) {
    markup("<span class=\"tallies\">")
    badge(table.count(.failed), "<span class=\"sev high\">", " failed</span>")
    badge(table.unjudged, "<span class=\"sev gap\">", " not judged</span>")
    badge(table.count(.noFinding), "<span class=\"sev pass\">", " no finding</span>")
    badge(table.count(.notApplicable), "<span class=\"soft\">", " not applicable</span>")
    markup("<span class=\"soft\">of ")
    number(table.rows.count - table.count(.noPolicy))
    markup(" with a policy</span>")
    badge(table.count(.noPolicy), "<span class=\"soft\">", " without</span>")
    markup("</span>")
  }

  private mutating func badge(_ number: Int, _ open: Markup, _ close: Markup) {
    guard number > 0 else { return }
    markup(open)
    self.number(number)
    markup(close)
  }

  /// Adds a framework's controls, from the name of its element on.
  fileprivate mutating func write(_ table: ControlCoverage) {
    element("\"><summary><h3 class=\"name\">", table.framework.name, " <span class=\"soft\">")
    element("", table.framework.version, "</span></h3>")
    tallies(of: table)
    markup("</summary><div class=\"scroll\" role=\"region\" aria-label=\"")
    element("", table.framework.title, "\" tabindex=\"0\">")
    markup(
      "<table><thead><tr><th scope=\"col\">Related control</th><th scope=\"col\">Outcome</th><th scope=\"col\" class=\"n\">Policies</th><th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\" class=\"n\">Passed</th><th scope=\"col\" class=\"n\">Not judged</th></tr></thead><tbody>"
    )
    for row in table.rows {
      element("<tr><th scope=\"row\">", row.control, " <span class=\"soft\">")
      element("", row.title, "</span></th><td>")
      markup(row.outcome.badge)
      markup("</td><td class=\"n\">")
      number(row.policies)
      markup("</td>")
      for count in [row.counts.failed, row.counts.passed, row.counts.notEvaluable] { cell(count) }
      markup("</tr>")
    }
    markup("</tbody></table></div></details>\n")
  }
}

extension ControlCoverage.Outcome {
  /// A word of ours with its shape.
  fileprivate var badge: HTMLText.Markup {
    switch self {
    case .failed: "<span class=\"sev high\">Failed</span>"
    case .notEvaluable: "<span class=\"sev gap\">Not judged</span>"
    case .partlyEvaluable: "<span class=\"sev gap\">Partly judged</span>"
    case .noFinding: "<span class=\"sev pass\">No finding</span>"
    case .notApplicable: "<span class=\"soft\">Not applicable</span>"
    case .noPolicy: "<span class=\"soft\">No policy</span>"
    }
  }
}
