internal import Facts
public import PolicyEngine

/// A finding as a page for people: which facts made it fail, and what would make it pass.
public struct FindingPage: Sendable {
  private let text: TerminalText

  /// A page of `width` columns, at least 40.
  public init(width: Int, usesColor: Bool) {
    text = TerminalText(width: min(max(width, 40), 100), usesColor: usesColor)
  }

  /// What the report says of a finding, by its policy. The policy's own page goes behind it.
  public func render(_ finding: FindingRecord, of policy: Policy, in report: Report) -> String {
    let integration = report.integrations.first { $0.integration == finding.integration }
    var facts = Facts()
    for known in finding.facts { facts[known.fact] = known.value }
    var lines = wrapped("Finding \(finding.finding)", by: 0).map { text.styled($0, .bold) }
    let whom = integration?.title ?? finding.subjects.joined(separator: ", ")
    lines += wrapped(
      "\(finding.severity.rawValue) · basis: \(finding.basis) · \(finding.status.rawValue) · \(whom)", by: 0)
    if let integration { lines += wrapped("in \(integration.source), \(integration.place)", by: 0) }
    lines += heading("Says") + wrapped(finding.message, by: 2)
    if let waiver = finding.waiver {
      lines += heading(finding.status == .lapsed ? "Was accepted" : "Is accepted")
      lines += wrapped(
        "\(waiver.waiver): by \(waiver.owner), allowed by \(waiver.approver), until \(waiver.until)", by: 2)
      lines += wrapped(waiver.reason, by: 2)
    }
    lines += heading("What it goes by here")
    for known in finding.facts { lines += wrapped("\(known.path): \(known.words)", by: 2) }
    let holding = policy.reasonsToFail(for: facts)
    if !holding.isEmpty {
      lines += heading("What made it fail")
      for statement in holding { lines += wrapped(sentence(statement), by: 2) }
    }
    let ways = policy.waysToPass(from: facts)
    if !ways.isEmpty {
      lines += heading(
        ways.count == 1 ? "What would make it pass" : "What would make it pass, each by itself")
      for way in ways { lines += wrapped("- " + way.map(sentence).joined(separator: ", and "), by: 2) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func sentence(_ statement: Alternative) -> String {
    FactSchema.definition(of: statement.fact).path + " " + statement.words
  }

  private func heading(_ title: String) -> [String] { ["", text.styled(title, .bold)] }

  private func wrapped(_ paragraph: String, by indent: Int) -> [String] {
    TerminalText.wrapped(paragraph, to: text.width - indent - 2).enumerated().map {
      String(repeating: " ", count: $0.offset == 0 ? indent : indent + 2) + $0.element
    }
  }
}
