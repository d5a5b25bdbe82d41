internal import Facts
internal import PolicyEngine

/// A report as people read it at a terminal: what there is, what to do first, then each integration with
/// its findings, worst first. `audit` and `report show` share it.
public struct TerminalView: Sendable {
  private let text: TerminalText

  /// A view of `width` columns, at least 40.
  public init(width: Int, usesColor: Bool) {
    text = TerminalText(width: max(width, 40), usesColor: usesColor)
  }

  /// The whole view, with its last line end.
  public func render(_ report: Report) -> String {
    guard let summary = report.summary else { return "" }
    let findings = Dictionary(grouping: report.findings, by: { $0.integration ?? "" })
    var lines = headline(report, summary)
    lines += notices(report, summary)
    lines += fleet(report)
    var clean: [String] = []
    var unevaluated: [String] = []
    for integration in sorted(report.integrations, findings) {
      let own = findings[integration.integration] ?? []
      // What is only for information doesn't make an integration one to act on.
      if own.allSatisfy({ $0.severity == .info }) {
        if integration.isEvaluated {
          clean.append(integration.title)
        } else {
          unevaluated.append(integration.title)
        }
        continue
      }
      lines.append("")
      lines += block(integration, own)
    }
    lines += list("No finding", clean, .green)
    lines += list("Not evaluable: nothing about the credential could be judged", unevaluated, .yellow)
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ report: Report, _ summary: SummaryRecord) -> [String] {
    var line = count(summary.integrations, "integration") + ", "
    line += "\(summary.returnedCredentials) returned credentials."
    if let first = report.findings.enumerated().max(by: {
      ($0.element.severity, $1.offset) < ($1.element.severity, $0.offset)
    })?.element, first.severity > .info {
      let name = report.integrations.first { $0.integration == first.integration }?.title
      let whom = name ?? first.integration ?? "\(first.integrations.count) integrations"
      line += " First: \(first.policy) on \(whom) (\(first.severity.rawValue))."
    } else if summary.unevaluated > 0 {
      line += " First: get what wasn't returned, so that it can be judged."
    } else if summary.integrations > 0 {
      line += " Nothing to do."
    }
    return TerminalText.wrapped(line, to: text.width).map { text.styled($0, .bold) } + counts(summary)
  }

  /// How many findings of each severity, as many to a line as fit.
  private func counts(_ summary: SummaryRecord) -> [String] {
    var lines: [(text: String, width: Int)] = []
    for severity in Severity.allCases.reversed() {
      guard let count = summary.severities[severity] else { continue }
      let words = "\(count) \(severity.rawValue)"
      let styled = text.styled(words, style(of: severity))
      if let last = lines.last, last.width + 3 + words.count <= text.width {
        lines[lines.count - 1] = (last.text + " · " + styled, last.width + 3 + words.count)
      } else {
        lines.append((styled, words.count))
      }
    }
    return lines.map(\.text)
  }

  /// What a reader has to know before trusting the rest.
  private func notices(_ report: Report, _ summary: SummaryRecord) -> [String] {
    var notices: [String] = []
    if !summary.isComplete { notices.append("Partial: some input could not be read.") }
    for cause in summary.causes where cause.code == .badInput || cause.code == .inputOutput {
      notices.append((cause.place.map { $0 + ": " } ?? "") + cause.reason)
    }
    if let run = report.run {
      if run.clockSource != "system" { notices.append("The clock was set by hand to \(run.now).") }
      if !run.overridden.isEmpty {
        notices.append("Policies replaced by others: " + run.overridden.joined(separator: ", "))
      }
      for policy in run.switchedOff { notices.append("\(policy.id) is switched off: \(policy.reason)") }
      if !run.isMemoryLocked { notices.append("Memory for secrets could not be locked.") }
    }
    return notices.flatMap { notice in
      TerminalText.wrapped(notice, to: text.width - 2).enumerated().map {
        text.styled(($0.offset == 0 ? "! " : "  ") + $0.element, .yellow)
      }
    }
  }

  /// Findings about several integrations at once.
  private func fleet(_ report: Report) -> [String] {
    let findings = report.findings.filter { $0.integration == nil }
    guard !findings.isEmpty else { return [] }
    let titles = Dictionary(
      report.integrations.map { ($0.integration, $0.title) }, uniquingKeysWith: { first, _ in first })
    var lines = ["", text.styled("Across integrations", .bold)]
    for finding in findings {
      let names = finding.integrations.map { titles[$0] ?? $0 }
      lines += row(finding)
      lines += TerminalText.wrapped("in: " + names.joined(separator: ", "), to: text.width - 2).map {
        "  " + text.styled($0, .dim)
      }
    }
    return lines
  }

  private func block(_ integration: IntegrationRecord, _ findings: [FindingRecord]) -> [String] {
    var about = integration.provider
    if !integration.isProviderKnown { about += " (unknown provider)" }
    if let mode = integration.mode {
      about += " · " + mode + (integration.modeSource == "inferred" ? " (inferred)" : "")
    }
    about += " · " + integration.form
    var lines = TerminalText.wrapped(integration.title, to: text.width).map { text.styled($0, .bold) }
    let isOneLine =
      lines.count == 1
      && TerminalText.columns(of: integration.title) + TerminalText.columns(of: about) + 2 <= text.width
    if isOneLine {
      lines[0] += "  " + text.styled(about, .dim)
    } else {
      lines += TerminalText.wrapped(about, to: text.width - 2).map { "  " + text.styled($0, .dim) }
    }
    for finding in findings.sorted(by: { ($0.severity, $1.policy) > ($1.severity, $0.policy) }) {
      lines += row(finding)
    }
    let fields = integration.fields.filter { $0.state != "absent" || $0.isKnown }.map(describe)
    if !fields.isEmpty {
      lines += TerminalText.wrapped("fields: " + fields.joined(separator: ", "), to: text.width - 2).map {
        "  " + text.styled($0, .dim)
      }
    }
    return lines
  }

  private func row(_ finding: FindingRecord) -> [String] {
    let severity = TerminalText.padded(finding.severity.rawValue, to: 8)
    let policy = TerminalText.padded(finding.policy, to: 10)
    let hedge = finding.basis == "inferred" ? " (inferred)" : ""
    let head = "  " + text.styled(severity, style(of: finding.severity)) + "  " + policy + "  "
    if text.width < 64 {
      let rest = TerminalText.wrapped(finding.title + hedge, to: text.width - 4).map { "    " + $0 }
      return [head.trimmingEnd] + rest
    }
    let indent = String(repeating: " ", count: 24)
    return TerminalText.wrapped(finding.title + hedge, to: text.width - 24).enumerated().map {
      ($0.offset == 0 ? head : indent) + $0.element
    }
  }

  private func describe(_ field: IntegrationRecord.Field) -> String {
    if field.state != "live" { return field.name + " " + field.state }
    return field.name + " " + (field.kind == "unknown" ? "live " + field.fieldClass : field.kind)
  }

  private func list(_ title: String, _ names: [String], _ style: TerminalText.Style) -> [String] {
    guard !names.isEmpty else { return [] }
    let whole = title + " (\(names.count)): "
    let lines = TerminalText.wrapped(whole + names.joined(separator: ", "), to: text.width)
    return [""] + lines.map { text.styled($0, style) }
  }

  private func sorted(
    _ integrations: [IntegrationRecord], _ findings: [String: [FindingRecord]]
  ) -> [IntegrationRecord] {
    func weight(_ integration: IntegrationRecord) -> [Int] {
      let own = findings[integration.integration] ?? []
      return Severity.allCases.reversed().map { severity in own.count { $0.severity == severity } }
    }
    return integrations.enumerated().map { (weight($0.element), $0.offset, $0.element) }
      .sorted { left, right in
        left.0 == right.0 ? left.1 < right.1 : right.0.lexicographicallyPrecedes(left.0)
      }.map(\.2)
  }

  private func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  private func style(of severity: Severity) -> TerminalText.Style {
    switch severity {
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
