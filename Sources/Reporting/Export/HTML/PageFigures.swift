internal import Facts

extension HTMLText {
  /// Adds a bar of parts, each with its class; what is missing to `whole` stays empty.
  mutating func bar(_ parts: [(count: Int, className: Markup)], of whole: Int, isThin: Bool = false) {
    markup(isThin ? "<svg class=\"bar thin\"" : "<svg class=\"bar\"")
    markup(" aria-hidden=\"true\">")
    var before = 0
    for part in parts where part.count > 0 {
      // A gap of two keeps parts apart where colours can't be told; no part is too small to be seen.
      let start = before * 1000 / max(whole, 1)
      before += part.count
      let end = before * 1000 / max(whole, 1)
      markup("<rect class=\"")
      markup(part.className)
      markup("\" height=\"100%\" x=\"")
      percentage(start)
      markup("\" width=\"")
      percentage(max(end - start - 2, 4))
      markup("\"/>")
    }
    markup("</svg>")
  }

  /// Adds thousandths as a percentage.
  private mutating func percentage(_ thousandths: Int) {
    number(thousandths / 10)
    markup(".")
    number(thousandths % 10)
    markup("%")
  }

  mutating func cell(_ number: Int) {
    markup(number == 0 ? "<td class=\"n zero\">" : "<td class=\"n\">")
    amount(number)
    markup("</td>")
  }

  /// Adds what a figure is about.
  mutating func figure(_ title: Markup, _ about: Markup) {
    markup("<figure class=\"card\"><figcaption><h3>")
    markup(title)
    markup("</h3><p>")
    markup(about)
    markup("</p></figcaption>")
  }
}

extension Page {
  /// The picture: who has findings, how long credentials last, what is shared, which controls are touched.
  func figures(_ text: inout HTMLText) {
    if summary.integrations == 0 { return }
    text.markup(
      "<section aria-labelledby=\"picture\"><h2 id=\"picture\">The picture</h2>\n<p>Every figure has its numbers beside it.</p><div class=\"figures\">\n"
    )
    if let trend = tally.trend { write(trend, to: &text) }
    providers(&text)
    lifetimes(&text)
    coverage(&text)
    reuse(&text)
    text.markup("</div></section>\n")
  }

  private func providers(_ text: inout HTMLText) {
    text.figure("Findings by provider and severity", "Each bar is a provider's share of the longest.")
    text.markup(
      "<div class=\"scroll\" role=\"region\" aria-label=\"Findings by provider and severity\" tabindex=\"0\"><table class=\"matrix\"><thead><tr><th scope=\"col\">Provider</th><td class=\"bar-cell\"></td>"
    )
    for severity in Severity.worstFirst {
      text.markup("<th scope=\"col\" class=\"n\">")
      text.markup(severity.heading)
      text.markup("</th>")
    }
    text.markup("</tr></thead><tbody>")
    let longest = tally.providers.values.map { $0.reduce(0, +) }.max() ?? 0
    let rows = tally.providers.sorted { one, other in
      let (left, right) = (Array(one.value.reversed()), Array(other.value.reversed()))
      return left == right ? (one.key ?? "~") < (other.key ?? "~") : right.lexicographicallyPrecedes(left)
    }
    for (provider, counts) in rows {
      text.element("<tr><th scope=\"row\">", provider ?? "across several", "</th><td class=\"bar-cell\">")
      text.bar(Severity.worstFirst.map { (counts[$0.ordinal], $0.className) }, of: longest)
      text.markup("</td>")
      for severity in Severity.worstFirst { text.cell(counts[severity.ordinal]) }
      text.markup("</tr>")
    }
    text.markup("</tbody></table></div></figure>\n")
  }

  private func lifetimes(_ text: inout HTMLText) {
    text.figure(
      "How long credentials last",
      "Integrations by what opens their account, and by the integration's own age: a credential may be younger."
    )
    text.markup(
      "<table><thead><tr><th scope=\"col\">It lasts</th><td class=\"bar-cell\"></td><th scope=\"col\" class=\"n\">Integrations</th></tr></thead><tbody>"
    )
    let classes: [HTMLText.Markup] = ["age0", "age1", "age2", "age3", "age4"]
    let longest = tally.lifetimes.map { $0.reduce(0, +) }.max() ?? 0
    for lifetime in PageTally.Lifetime.allCases {
      let ages = tally.lifetimes[lifetime.rawValue]
      text.markup("<tr><th scope=\"row\">")
      text.markup(lifetime.title)
      text.markup("</th><td class=\"bar-cell\">")
      text.bar(zip(ages, classes).map { ($0, $1) }, of: longest)
      text.markup("</td>")
      text.cell(ages.reduce(0, +))
      text.markup("</tr>")
    }
    text.markup("</tbody></table><p class=\"legend\">")
    let names: [HTMLText.Markup] = [
      "under 90 days old", "under 180", "under 365", "365 days and older", "age not known",
    ]
    for (index, name) in names.enumerated() {
      text.markup(
        "<span><svg class=\"swatch\" width=\"12\" height=\"12\" aria-hidden=\"true\"><rect width=\"12\" height=\"12\" class=\""
      )
      text.markup(classes[index])
      text.markup("\"/></svg> ")
      text.markup(name)
      text.markup(": ")
      text.amount(tally.lifetimes.reduce(0) { $0 + $1[index] })
      text.markup("</span>")
    }
    text.markup("</p></figure>\n")
  }

  private func write(_ trend: PageTrend, to text: inout HTMLText) {
    text.figure("Against the previous report", "")
    text.markup("<p>Since ")
    text.element("", trend.previous?.now ?? "an unknown time", ": <b>")
    text.amount(trend.new)
    text.markup(" new</b>, <b>")
    text.amount(trend.gone)
    text.markup(" gone</b>, ")
    text.amount(trend.unchanged)
    text.markup(" unchanged.</p>")
    if !trend.isComplete || !summary.isComplete {
      text.markup(
        "<p class=\"soft small\">One of the two reports is partial, so what is gone may not be fixed.</p>")
    }
    if let previous = trend.previous, let run {
      if previous.team != run.team {
        text.markup(
          "<p class=\"soft small\">The two reports name different teams, so their findings don't compare.</p>"
        )
      }
      if !run.hasPolicies(of: previous) {
        text.element(
          "<p class=\"soft small\">", RunRecord.otherPolicies(of: "previous report"), "</p>")
      }
    }
    text.markup(
      "<table><thead><tr><th scope=\"col\">Severity</th><td class=\"bar-cell\"></td><th scope=\"col\" class=\"n\">Before</th><th scope=\"col\" class=\"n\">Now</th><th scope=\"col\" class=\"n\">Change</th></tr></thead><tbody>"
    )
    let longest = (trend.before + trend.now).max() ?? 0
    for severity in Severity.worstFirst {
      let (before, now) = (trend.before[severity.ordinal], trend.now[severity.ordinal])
      text.markup("<tr><th scope=\"row\">")
      text.badge(severity)
      text.markup("</th><td class=\"bar-cell\">")
      text.bar([(before, "age1")], of: longest, isThin: true)
      text.bar([(now, severity.className)], of: longest, isThin: true)
      text.markup("</td>")
      text.cell(before)
      text.cell(now)
      text.markup("<td class=\"n\">")
      text.markup(now > before ? "+" : now < before ? "−" : "")
      text.amount(abs(now - before))
      text.markup("</td></tr>")
    }
    text.markup("</tbody></table></figure>\n")
  }
}
