internal import Facts
internal import PolicyEngine

/// A report as people read it at a terminal: what wasn't looked at, what there is, what to do first, then the
/// findings in groups, worst first. `audit` and `report show` share it.
public struct TerminalView: Sendable {
  /// What findings are put together by.
  public enum Grouping: String, Sendable, CaseIterable {
    /// The integration that they are about.
    case integration
    /// The provider of that integration.
    case provider
    /// The policy that failed.
    case policy
    /// How bad they are.
    case severity
  }

  let text: TerminalText
  let grouping: Grouping
  let isSummary: Bool
  private let filter: ReportFilter
  /// The address that tells more about a policy.
  private let links: [String: String]

  /// A view of `width` columns, at least 40. `links` are addresses that tell more about policies, by id, for
  /// terminals that can show links. A summary is the view's beginning, which fits a telephone's screen.
  public init(
    width: Int, usesColor: Bool, groupedBy grouping: Grouping = .integration,
    only filter: ReportFilter = .everything, links: [String: String] = [:], isSummary: Bool = false
  ) {
    text = TerminalText(width: max(width, 40), usesColor: usesColor, usesLinks: !links.isEmpty)
    self.grouping = grouping
    self.filter = filter
    self.links = links
    self.isSummary = isSummary
  }

  /// The whole view, with its last line end.
  public func render(_ report: Report) -> String {
    guard let summary = report.summary else { return "" }
    let titles = Dictionary(
      report.integrations.map { ($0.integration, $0.title) }, uniquingKeysWith: { first, _ in first })
    var lines = unread(report, summary)
    if !lines.isEmpty { lines.append("") }
    lines += headline(report, summary, titles)
    lines += notices(report)
    let (findings, integrations, unknown) = filter.apply(to: report)
    if !filter.words.isEmpty {
      let only = "Only \(filter.words.joined(separator: ", ")): \(findings.count) of "
      lines += wrapped(only + count(report.findings.count, "finding") + ".")
      for word in unknown { lines += notice("Nothing in the report is called \(word).") }
    }
    if isSummary { return lines.joined(separator: "\n") + "\n" }
    let policyColumns = min(max(10, findings.lazy.map { $0.policy.utf8.count }.max() ?? 0), 18)
    for group in groups(of: findings, integrations, titles) {
      lines.append("")
      lines += heading(group)
      for finding in group.findings { lines += row(finding, titles, policyColumns) }
      if let integration = group.integration { lines += fields(of: integration) }
    }
    let failed = Set(report.findings.filter { $0.severity > .info }.compactMap(\.integration))
    let clean = integrations.filter { !failed.contains($0.integration) && $0.isEvaluated }
    if !clean.isEmpty {
      lines.append("")
      let names = Self.names(clean.map(\.title))
      lines += wrapped("Nothing to act on (\(clean.count)): " + names, style: .green)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What wasn't looked at, and so may hide anything.
  private func unread(_ report: Report, _ summary: SummaryRecord) -> [String] {
    var lines: [String] = []
    if !summary.isComplete { lines += notice("Partial: some input could not be read.") }
    for cause in summary.causes where cause.isGap {
      lines += notice((cause.place.map { $0 + ": " } ?? "") + cause.reason)
    }
    let unevaluated = report.integrations.filter { !$0.isEvaluated }.map(\.title)
    if summary.unevaluated > 0 {
      let names = unevaluated.isEmpty ? "" : ": " + Self.names(unevaluated)
      lines += notice("Credentials not looked at (\(summary.unevaluated))" + names)
    }
    return lines
  }

  private func headline(
    _ report: Report, _ summary: SummaryRecord, _ titles: [String: String]
  ) -> [String] {
    var line = count(summary.integrations, "integration") + ", "
    line += "\(summary.returnedCredentials) returned credentials."
    if let first = report.findings.filter({ $0.isOpen }).enumerated().max(by: {
      ($0.element.severity, $1.offset) < ($1.element.severity, $0.offset)
    })?.element, first.severity > .info {
      let whom =
        first.integration.map { titles[$0] ?? $0 }
        ?? (first.source == nil ? "\(first.integrations.count) integrations" : first.subjects[0])
      line += " First: \(first.title) (\(first.policy), \(first.severity.rawValue)), on \(whom)."
    } else if summary.unevaluated > 0 || !summary.isComplete {
      line += " First: get what wasn't looked at, so that it can be judged."
    } else if summary.integrations > 0 {
      line += " Nothing to do."
    }
    var lines = wrapped(line, style: .bold)
    var counts = Severity.allCases.reversed().compactMap { severity in
      summary.severities[severity].map { piece("\($0) \(severity.rawValue)", severity.style) }
    }
    let others = Dictionary(
      grouping: report.findings.lazy.filter { $0.status != .open }, by: \.status.rawValue)
    for (status, findings) in others.sorted(by: { $0.key < $1.key }) {
      counts.append(piece("\(findings.count) of them \(status)", .dim))
    }
    lines += TerminalText.flowed(counts, separator: " · ", to: text.width)
    return lines
  }

  /// What a reader has to know before trusting the rest.
  private func notices(_ report: Report) -> [String] {
    (report.run?.notices ?? []).flatMap { notice($0) }
  }

  private func heading(_ group: Group) -> [String] {
    let title = TerminalText.wrapped(group.title, to: text.width)
    var lines = title.map { text.styled($0, .bold, link: links[group.title]) }
    guard !group.about.isEmpty else { return lines }
    let columns = TerminalText.columns(of: title[0]) + TerminalText.columns(of: group.about) + 2
    if lines.count == 1 && columns <= text.width {
      lines[0] += "  " + text.styled(group.about, .dim)
    } else {
      lines += wrapped(group.about, indent: 2, style: .dim)
    }
    return lines
  }

  /// A finding; what the group's heading says already is left out.
  private func row(
    _ finding: FindingRecord, _ titles: [String: String], _ policyColumns: Int
  ) -> [String] {
    var head = "  "
    var columns = 2
    if grouping != .severity {
      let severity = TerminalText.padded(finding.severity.rawValue, to: 8)
      head += text.styled(severity, finding.severity.style) + "  "
      columns += 10
    }
    var said = finding.title
    if grouping != .policy {
      let policy = TerminalText.wrapped(finding.policy, to: policyColumns)[0]
      let gap = policyColumns - TerminalText.columns(of: policy) + 2
      head += text.styled(policy, link: links[finding.policy]) + String(repeating: " ", count: gap)
      columns += policyColumns + 2
    }
    if finding.basis == "inferred" { said += " (inferred)" }
    said += finding.waiverRemark
    if let source = finding.source {
      said += ", at " + source
    } else if finding.integration == nil {
      said += ", in " + Self.names(finding.integrations.map { titles[$0] ?? $0 })
    } else if grouping != .integration, let integration = finding.integration {
      let title = titles[integration] ?? integration
      said = grouping == .policy ? title + String(said.dropFirst(finding.title.count)) : title + ": " + said
    }
    if text.width < 64 && grouping != .policy {
      return [head.trimmingEnd] + wrapped(said, indent: 4)
    }
    let indent = String(repeating: " ", count: columns)
    return TerminalText.wrapped(said, to: text.width - columns).enumerated().map {
      ($0.offset == 0 ? head : indent) + text.styled($0.element)
    }
  }

  private func fields(of integration: IntegrationRecord) -> [String] {
    let fields = integration.fields.filter { $0.state != "absent" || $0.isKnown }.map { field in
      if field.state != "live" { return field.name + " " + field.state }
      return field.name + " " + (field.kind == "unknown" ? "live " + field.fieldClass : field.kind)
    }
    guard !fields.isEmpty else { return [] }
    return wrapped("fields: " + fields.joined(separator: ", "), indent: 2, style: .dim)
  }

  private func notice(_ said: String) -> [String] {
    TerminalText.wrapped(said, to: text.width - 2).enumerated().map {
      text.styled(($0.offset == 0 ? "! " : "  ") + $0.element, .yellow)
    }
  }

  private func wrapped(
    _ said: String, indent: Int = 0, style: TerminalText.Style? = nil
  ) -> [String] {
    TerminalText.wrapped(said, to: text.width - indent).map {
      String(repeating: " ", count: indent) + text.styled($0, style)
    }
  }

  private func piece(_ said: String, _ style: TerminalText.Style) -> (columns: Int, text: String) {
    (TerminalText.columns(of: said), text.styled(said, style))
  }

  /// Names in a row; of very many, how many more there are.
  private static func names(_ names: [String]) -> String {
    let limit = 100
    let rest = names.count - limit
    return names.prefix(limit).joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more, which --format jsonl lists" : "")
  }

  private func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}

extension FindingRecord {
  /// Whether somebody has to do something about it.
  var isOpen: Bool { status != .waived }

  /// Who accepted it and until when, for whoever reads the finding's line.
  var waiverRemark: String {
    switch status {
    case .open: ""
    case .waived: waiver.map { " (waived by \($0.owner) until \($0.until))" } ?? " (waived)"
    case .lapsed: waiver.map { " (waiver of \($0.owner) lapsed \($0.until))" } ?? " (waiver lapsed)"
    }
  }
}

extension Severity {
  fileprivate var style: TerminalText.Style {
    switch self {
    case .critical: .boldRed
    case .high: .red
    case .medium: .yellow
    case .low: .blue
    case .info: .dim
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}
