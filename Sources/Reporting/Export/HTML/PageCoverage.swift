extension Page {
  /// Each framework with how many of its controls have a policy and how those came out, and below it the controls.
  func coverage(_ text: inout HTMLText) {
    if controls.frameworks.isEmpty { return }
    text.figure(
      "Framework coverage",
      "Related controls by the worst that a policy on them came to. Hatched is what couldn't be judged, or not all of it. Nothing here is a statement of compliance."
    )
    text.markup(
      "<div class=\"scroll\" role=\"region\" aria-label=\"Framework coverage\" tabindex=\"0\"><table class=\"coverage\"><thead><tr><th scope=\"col\">Framework</th><td class=\"bar-cell\"></td><th scope=\"col\" class=\"n\">With a policy</th><th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\" class=\"n\">Not judged</th><th scope=\"col\" class=\"n\">No finding</th><th scope=\"col\" class=\"n\">Not applicable</th></tr></thead><tbody>"
    )
    let tables = controls.frameworks.map { ControlCoverage(of: $0, tally.outcomes) }
    for table in tables { text.overview(of: table) }
    text.markup("</tbody></table></div>\n<div class=\"frameworks\">")
    for table in tables { text.details(of: table) }
    text.markup("</div></figure>\n")
  }
}

extension HTMLText {
  fileprivate mutating func overview(of table: ControlCoverage) {
    let failed = table.count(.failed)
    let unjudged = table.count(.notEvaluable) + table.count(.partlyEvaluable)
    let passed = table.count(.noFinding)
    let withPolicy = table.rows.count - table.count(.noPolicy)
    element("<tr><th scope=\"row\">", table.framework.name, " <span class=\"soft\">")
    element("", table.framework.version, "</span></th><td class=\"bar-cell\">")
    bar([(failed, "high"), (unjudged, "gap"), (passed, "pass")], of: table.rows.count)
    markup("</td><td class=\"n\">")
    number(withPolicy)
    markup(" of ")
    number(table.rows.count)
    markup("</td>")
    for count in [failed, unjudged, passed, table.count(.notApplicable)] { cell(count) }
    markup("</tr>")
  }

  fileprivate mutating func details(of table: ControlCoverage) {
    element("<details class=\"k\"><summary>", table.framework.title, "</summary>")
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
    markup("</tbody></table></details>")
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
