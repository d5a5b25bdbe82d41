internal import Facts

/// The difference between two reports as people read it: what is new first.
public struct DiffView: Sendable {
  private let text: TerminalText

  /// A view of `width` columns, at least 40.
  public init(width: Int, usesColor: Bool) {
    text = TerminalText(width: max(width, 40), usesColor: usesColor)
  }

  /// The whole view, with its last line end.
  public func render(_ diff: ReportDiff) -> String {
    var lines = TerminalText.wrapped(headline(diff), to: text.width).map { text.styled($0, .bold) }
    if !diff.new.hasPolicies(of: diff.old) {
      let said = RunRecord.otherPolicies(of: "older report")
      lines += TerminalText.wrapped("! " + said, to: text.width).map { text.styled($0, .yellow) }
    }
    for (change, title) in [
      (FindingChange.new, "New"), (.newPolicy, "New, by a policy that is new in the packs"),
      (.worsened, "Worse than before"), (.rotated, "Still there, with another secret"),
    ] {
      let rows = diff.changes.filter { $0.change == change }.map { row($0.finding, was: $0.was) }
      lines += section(title, rows)
    }
    for (fate, title) in [
      (FindingFate.passes, "Mended: the policy passes now"),
      (.notEvaluable, "Gone, but not known to be mended: the policy can't be evaluated now"),
      (.notJudged, "Gone, but not known to be mended: the policy isn't asked any more"),
      (.notSeen, "Gone, but not known to be mended: the integration wasn't looked at"),
    ] {
      lines += section(title, diff.gone.filter { $0.fate == fate }.map { row($0.finding, was: nil) })
    }
    lines += section(
      "Mode changed", diff.modes.map { "\($0.integration): \($0.was ?? "unknown") → \($0.now ?? "unknown")" })
    lines += section("Rotated", diff.rotated.map { "\($0.integration): \($0.field)" })
    lines += section(
      "Not rotated",
      diff.unrotated.map {
        "\($0.integration): \($0.field), the same for \($0.days) \($0.days == 1 ? "day" : "days") at least, since \($0.since ?? "")"
      })
    lines += section("Integrations that weren't there before", diff.appeared)
    lines += section("Integrations that aren't there any more", diff.disappeared)
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ diff: ReportDiff) -> String {
    let known = diff.gone.count { $0.fate == .passes }
    return "\(diff.old.now.prefix(10)) → \(diff.new.now.prefix(10)): "
      + "\(diff.count(.new) + diff.count(.newPolicy)) new, \(diff.count(.worsened)) worse, \(known) mended, "
      + "\(diff.gone.count - known) gone otherwise, \(diff.count(.unchanged) + diff.count(.rotated)) still there."
  }

  private func row(_ finding: FindingRecord, was: Severity?) -> String {
    let severity =
      was.map { $0 == finding.severity ? "" : "\($0.rawValue) → " } ?? ""
    let whom = finding.subjects.joined(separator: ", ")
    return "\(severity)\(finding.severity.rawValue) \(finding.policy) \(whom): \(finding.title)"
  }

  private func section(_ title: String, _ rows: [String]) -> [String] {
    guard !rows.isEmpty else { return [] }
    var lines = ["", text.styled("\(title) (\(rows.count))", .bold)]
    for row in rows {
      lines += TerminalText.wrapped(row, to: text.width - 4).enumerated().map {
        ($0.offset == 0 ? "  " : "    ") + $0.element
      }
    }
    return lines
  }
}
