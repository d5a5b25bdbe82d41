internal import Facts
internal import PolicyEngine

/// The integrations as rows of the page: first those that weren't looked at, then the worst first.
struct PageIntegrations {
  /// What findings about several integrations say of each.
  struct Known {
    let place: Int
    let title: String
    let provider: String
  }

  /// By id.
  private(set) var known: [String: Known] = [:]
  private(set) var providers: Set<String> = []
  /// The first of those that weren't looked at, with their numbers.
  private(set) var unread: [(title: String, place: Int)] = []
  private(set) var count = 0
  /// Rows: not looked at, then by severity from the worst on, then without a finding.
  private var rows = Array(repeating: HTMLText(), count: Severity.allCases.count + 2)

  /// Adds one, and gives its number.
  mutating func add(
    _ integration: IntegrationRecord, _ findings: [(record: FindingRecord, json: ReportValue)]
  ) -> Int {
    count += 1
    let place = count
    known[integration.integration] = Known(
      place: place, title: integration.title, provider: integration.provider)
    providers.insert(integration.provider)
    if !integration.isEvaluated, unread.count < 5 { unread.append((integration.title, place)) }
    let worst = findings.map(\.record.severity).max()
    let bucket =
      integration.isEvaluated
      ? worst.map { 1 + (Severity.worstFirst.firstIndex(of: $0) ?? 0) } ?? rows.count - 1 : 0
    rows[bucket].write(integration, findings.map(\.record), place: place)
    return place
  }

  func write(to text: inout HTMLText) {
    for rows in rows { text.add(rows) }
  }
}

extension HTMLText {
  fileprivate mutating func write(
    _ integration: IntegrationRecord, _ findings: [FindingRecord], place: Int
  ) {
    markup("<details class=\"i\" id=\"i-")
    number(place)
    element("\" data-p=\"", integration.provider, "\"><summary><span class=\"name\">")
    element("", integration.title, "</span><span class=\"about\">")
    text(integration.provider)
    if !integration.isProviderKnown { markup(" (unknown provider)") }
    if let mode = integration.mode {
      element(" · ", mode, integration.modeSource == "inferred" ? " (inferred)" : "")
    }
    element(" · ", integration.form, "</span><span class=\"sevs\">")
    if !integration.isEvaluated { markup("<span class=\"sev gap\">Credential not looked at</span>") }
    for severity in Severity.worstFirst {
      let count = findings.count { $0.severity == severity }
      if count == 0 { continue }
      markup("<span class=\"sev ")
      markup(severity.className)
      markup("\">")
      number(count)
      markup(" ")
      markup(severity.className)
      markup("</span>")
    }
    if findings.isEmpty, integration.isEvaluated {
      markup("<span class=\"sev pass\">No finding</span>")
    }
    markup("</span></summary><div class=\"body\">")
    write(integration.fields)
    markup("<dl class=\"outcomes\">")
    row("Features", integration.features + integration.unknownFeatures.map { $0 + " (unknown)" })
    row("Failed", integration.failed)
    row("Passed", integration.passed)
    row("Couldn't be judged", integration.notEvaluable)
    element("<dt>Stands in</dt><dd>", integration.source, ", ")
    element("", integration.place, "</dd><dt>Id</dt><dd><code>")
    text(integration.integration)
    markup("</code>")
    if !integration.isStable {
      markup(" (not an id of its own, so it changes when the integration is renamed)")
    }
    markup("</dd></dl></div></details>\n")
  }

  private mutating func write(_ fields: [IntegrationRecord.Field]) {
    guard !fields.isEmpty else { return }
    markup("<ul class=\"fields\">")
    for field in fields {
      element("<li><b>", field.name, "</b> ")
      text(field.state)
      if field.state == "live" {
        element(" <code>", field.kind == "unknown" ? field.fieldClass : field.kind, "</code>")
      }
      if !field.isKnown { markup(" <span class=\"tag\">not a field of the API</span>") }
      markup("</li>")
    }
    markup("</ul>")
  }

  private mutating func row(_ title: Markup, _ words: [String]) {
    guard !words.isEmpty else { return }
    markup("<dt>")
    markup(title)
    for (index, word) in words.enumerated() { element(index == 0 ? "</dt><dd>" : ", ", word, "") }
    markup("</dd>")
  }
}
