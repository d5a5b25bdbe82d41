internal import Facts
internal import PolicyEngine

/// Markdown as GitHub, GitLab and most trackers render it, for tickets and comments: how bad, what first, what
/// wasn't looked at; then each policy that failed, the worst first, with what to do and for which integrations.
///
/// Names come from a payload, so they stand as code, where nothing is markup and nobody is called.
struct MarkdownExport: ReportExport {
  static let format = ExportFormat("markdown", "Markdown: tickets, comments, wikis") { MarkdownExport($0) }

  var output = ExportText()
  private let policies: PolicyTexts
  private var run: RunRecord?
  private var sections: [String: Section] = [:]
  private var counts: [String: Counts] = [:]
  private var unevaluated: [String] = []
  private var waived = 0

  /// A policy that failed.
  private struct Section {
    var title: String
    var severity: Severity
    var count = 0
    var rows = ExportText()
  }

  private struct Counts {
    var passed = 0
    var failed = 0
    var waived = 0
    var notEvaluable = 0
  }

  init(_ options: ExportOptions) { policies = PolicyTexts(options.policies) }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) { self.run = run }

  mutating func add(_ entry: IntegrationEntry) {
    let own = entry.integration
    if !own.isEvaluated { unevaluated.append(own.title) }
    for (finding, _) in entry.findings { add(finding, of: [own.title], provider: own.provider) }
    for id in own.passed { counts[id, default: Counts()].passed += 1 }
    for id in own.notEvaluable { counts[id, default: Counts()].notEvaluable += 1 }
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    add(
      finding, of: finding.source.map { [$0] } ?? finding.integrations,
      provider: finding.source == nil ? "several" : "API token")
  }

  private mutating func add(_ finding: FindingRecord, of integrations: [String], provider: String) {
    if finding.isWaived {
      counts[finding.policy, default: Counts()].waived += 1
      waived += 1
    } else {
      counts[finding.policy, default: Counts()].failed += 1
    }
    var section =
      sections.removeValue(forKey: finding.policy)
      ?? Section(title: finding.title, severity: finding.severity)
    section.count += 1
    section.severity = max(section.severity, finding.severity)
    section.rows.raw("| ")
    for (index, integration) in integrations.enumerated() {
      if index > 0 { section.rows.raw(", ") }
      section.rows.code(integration)
    }
    section.rows.raw(" | ")
    section.rows.code(provider)
    section.rows.raw(" | ")
    if let field = finding.field { section.rows.code(field) }
    section.rows.raw(" | ")
    section.rows.add(finding.message, .markdown)
    section.rows.raw(" | ")
    section.rows.add(finding.waiverWords ?? finding.status.rawValue, .markdown)
    section.rows.raw(" | `\(finding.finding.prefix(12).filter { $0.isHexDigit })` |\n")
    sections[finding.policy] = section
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    head(summary)
    let worst = sections.sorted { ($1.value.severity, $0.key) < ($0.value.severity, $1.key) }
    for (id, section) in worst { write(id, section) }
    if !unevaluated.isEmpty {
      output.raw(
        "\n## Not looked at\n\nOf these, nothing about the credential could be evaluated:\n\n| Integration |\n| --- |\n"
      )
      for name in unevaluated {
        output.raw("| ")
        output.code(name)
        output.raw(" |\n")
      }
    }
    output.raw("\n## Every policy\n\n")
    output.raw(
      "| Policy | Title | Failed | Waived | Passed | Not evaluable |\n| --- | --- | ---: | ---: | ---: | ---: |\n"
    )
    for (id, count) in counts.sorted(by: { $0.key < $1.key }) {
      output.raw("| ")
      output.code(id)
      output.raw(" | ")
      output.add(policies[id]?.title ?? sections[id]?.title ?? "", .markdown)
      output.raw(" | \(count.failed) | \(count.waived) | \(count.passed) | \(count.notEvaluable) |\n")
    }
  }

  private mutating func head(_ summary: SummaryRecord) {
    output.raw("# Credence: cloud credentials")
    if let team = run?.team {
      output.raw(" of ")
      output.code(team)
    }
    output.raw("\n\n\(run?.now ?? ""), \(summary.integrations) integrations, \(summary.findings) findings")
    output.raw(waived > 0 ? ", of which \(waived) are waived.\n\n" : ".\n\n")
    if !summary.isComplete { output.raw("> **Partial: some input wasn't read.**\n>\n") }
    let said = summary.causes.map(\.words) + (run?.notices ?? [])
    for words in said {
      output.raw("> ")
      output.add(words, .markdown)
      output.raw("\n>\n")
    }
    if !said.isEmpty { output.raw("\n") }
    output.raw("| Critical | High | Medium | Low | Info | Passed checks | Not evaluable |\n")
    output.raw("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n|")
    for severity in Severity.allCases.reversed() { output.raw(" \(summary.severities[severity] ?? 0) |") }
    output.raw(" \(summary.outcomes[.pass] ?? 0) | \(summary.outcomes[.notEvaluable] ?? 0) |\n")
  }

  private mutating func write(_ id: String, _ section: Section) {
    output.raw("\n## \(section.severity.title): ")
    output.add(section.title, .markdown)
    output.raw("\n\n")
    output.code(id)
    output.raw(", \(section.count) \(section.count == 1 ? "finding" : "findings").")
    let policy = policies[id]
    if let why = policy?.why {
      output.raw(" ")
      output.add(why, .markdown)
    }
    output.raw("\n")
    if let policy {
      output.raw("\n**What to do**\n\n")
      for paragraph in PolicyPage.paragraphs(of: policy.remediation) {
        output.add(paragraph, .markdown)
        output.raw("\n\n")
      }
    }
    output.raw(
      "\n| Integration | Provider | Field | What is wrong | Status | Finding |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    output.append(section.rows)
  }
}

extension ExportText {
  /// Adds a text as code, with a fence that isn't in it.
  fileprivate mutating func code(_ text: String) {
    var longest = 0
    var length = 0
    for byte in text.utf8 {
      length = byte == UInt8(ascii: "`") ? length + 1 : 0
      longest = max(longest, length)
    }
    let fence = String(repeating: "`", count: longest + 1)
    // A blank inside the fence keeps backquotes at the edges apart from it, and blanks of the text's own.
    let needsBlank = longest > 0 || text.isEmpty || text.hasPrefix(" ") || text.hasSuffix(" ")
    raw(fence + (needsBlank ? " " : ""))
    add(text, .markdownCode)
    raw((needsBlank ? " " : "") + fence)
  }
}
