internal import Facts
internal import PolicyEngine

extension Page {
  /// The first screen: how bad, what first, what wasn't looked at.
  func verdict(_ text: inout HTMLText) {
    text.markup("<section class=\"verdict\">\n")
    notices(&text)
    text.markup("<h1>")
    headline(&text)
    text.markup("</h1>\n<p>")
    text.count(summary.integrations, "integration", plural: "integrations")
    text.markup(" audited, ")
    text.amount(summary.returnedCredentials)
    text.markup(" with credentials in what was returned. ")
    text.amount(summary.outcomes[.pass] ?? 0)
    text.markup(" checks passed, ")
    text.amount(summary.outcomes[.fail] ?? 0)
    text.markup(" failed, ")
    text.amount(summary.outcomes[.notEvaluable] ?? 0)
    text.markup(" couldn't be judged.</p>\n")
    counts(&text)
    if let baseline = summary.baseline {
      text.element("<p class=\"soft small\">", baseline.notice, ".</p>\n")
    }
    text.markup("<div class=\"panels\">\n")
    whatFirst(&text)
    unread(&text)
    text.markup("</div></section>\n")
  }

  private func headline(_ text: inout HTMLText) {
    let severe = Severity.worstFirst.filter { $0 > .info && tally.open[$0.ordinal] > 0 }
    if summary.integrations == 0 {
      text.markup("Nothing was audited")
    } else if let worst = severe.first {
      let named = severe.dropFirst().first.map { [worst, $0] } ?? [worst]
      for (index, severity) in named.enumerated() {
        if index > 0 { text.markup(" and ") }
        text.amount(tally.open[severity.ordinal])
        text.markup(" ")
        text.markup(severity.className)
      }
      let count = named.reduce(0) { $0 + tally.open[$1.ordinal] }
      text.markup(count == 1 ? " finding in " : " findings in ")
      text.count(summary.integrations, "integration", plural: "integrations")
    } else if summary.unevaluated == summary.integrations {
      text.markup("Nothing could be judged")
    } else if summary.unevaluated > 0 || !summary.isComplete {
      text.markup("Nothing to act on in what was looked at")
    } else {
      text.markup("Nothing to act on")
    }
  }

  /// What a reader has to know before trusting the rest.
  private func notices(_ text: inout HTMLText) {
    var notices: [String] = summary.gaps.map(\.words)
    let isPartial = !summary.isComplete
    let limit = 20
    if notices.count > limit {
      let more = notices.count - limit
      notices = Array(notices.prefix(limit)) + ["and \(more) more, which the section on inputs counts"]
    }
    notices += run?.notices ?? []
    if let run, let previous = tally.trend?.previous, !run.hasPolicies(of: previous) {
      notices.append(RunRecord.otherPolicies(of: "previous report"))
    }
    if notices.isEmpty && !isPartial { return }
    text.markup("<div class=\"notice\" role=\"note\"><h2>")
    text.markup(
      isPartial ? "This report is partial: some input could not be read" : "Before you rely on this report")
    text.markup("</h2><ul>")
    for notice in notices { text.element("<li>", notice, "</li>") }
    text.markup("</ul></div>\n")
  }

  private func counts(_ text: inout HTMLText) {
    let parts = Severity.worstFirst.map { (tally.all[$0.ordinal], $0.className) }
    if parts.contains(where: { $0.0 > 0 }) { text.bar(parts, of: parts.reduce(0) { $0 + $1.0 }) }
    text.markup("<div class=\"counts\">")
    for severity in Severity.worstFirst {
      let count = tally.all[severity.ordinal]
      text.markup(count == 0 ? "<span class=\"none\"><b>" : "<span><b>")
      text.amount(count)
      text.markup("</b> ")
      text.badge(severity)
      text.markup("</span>")
    }
    text.markup("</div>\n")
    if tally.waived > 0 {
      text.markup("<p class=\"soft small\">")
      text.amount(tally.waived)
      text.markup(" of them accepted by a waiver: they stay in this report, marked.</p>\n")
    }
  }

  private func whatFirst(_ text: inout HTMLText) {
    text.markup("<section class=\"card\"><h2>What first</h2>\n")
    let first = findings.groups.filter { $0.openCount > 0 && $0.severity > .info }.prefix(3)
    if first.isEmpty {
      let isGap = summary.unevaluated > 0 || !summary.isComplete || summary.integrations == 0
      text.markup(
        isGap ? "<p>Get what wasn't looked at, so that it can be judged.</p>" : "<p>Nothing is waiting.</p>")
    } else {
      text.markup("<ol class=\"first\">")
      for group in first {
        text.markup("<li>")
        text.badge(group.severity)
        text.markup("<div><a href=\"#p-")
        text.anchor("", group.policy, orElse: group.number)
        text.markup("-")
        text.markup(group.severity.className)
        text.element("\">", group.title, "</a><p class=\"soft small\">")
        for (index, name) in group.names.enumerated() {
          text.element(index == 0 ? "<bdi>" : ", <bdi>", name, "</bdi>")
        }
        if group.count > group.names.count {
          text.markup(" and ")
          text.amount(group.count - group.names.count)
          text.markup(" more")
        }
        text.markup("</p></div></li>")
      }
      text.markup("</ol>")
    }
    text.markup("</section>\n")
  }

  private func unread(_ text: inout HTMLText) {
    text.markup("<section class=\"card\"><h2>What wasn't looked at</h2>\n<dl class=\"facts\">")
    text.markup("<dt>")
    text.amount(summary.unevaluated)
    text.markup("</dt><dd>of ")
    text.count(summary.integrations, "integration", plural: "integrations")
    text.markup(": nothing about the credential could be judged")
    for (index, unread) in integrations.unread.enumerated() {
      text.markup(index == 0 ? ": <a href=\"#i-" : ", <a href=\"#i-")
      text.number(unread.place)
      text.element("\">", unread.title, "</a>")
    }
    if summary.unevaluated > integrations.unread.count {
      text.markup(" and ")
      text.amount(summary.unevaluated - integrations.unread.count)
      text.markup(" more")
    }
    text.markup("</dd><dt>")
    let checks = Outcome.allCases.reduce(0) { $0 + ($1 == .notApplicable ? 0 : summary.outcomes[$1] ?? 0) }
    text.amount(summary.outcomes[.notEvaluable] ?? 0)
    text.markup("</dt><dd>of ")
    text.count(checks, "check", plural: "checks")
    text.markup(" couldn't be judged by what was returned</dd><dt>")
    let cut = summary.sources.count { !$0.isComplete }
    text.amount(cut)
    text.markup("</dt><dd>of ")
    text.count(summary.sources.count, "input", plural: "inputs")
    text.markup(": not read to the end</dd></dl></section>\n")
  }
}
