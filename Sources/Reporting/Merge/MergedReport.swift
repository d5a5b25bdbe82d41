/// One of the reports that are merged.
struct MergedReport: Sendable {
  private(set) var run: RunRecord?
  private(set) var frameworks: [FrameworkRecord] = []
  private(set) var groups: [ReportMerge.Group] = []
  /// The lines of findings about several integrations, by id.
  private(set) var fleet: [String: [UInt8]] = [:]
  private(set) var summary: SummaryRecord?

  var keyName: String { run?.keyName ?? "" }

  mutating func take(_ record: ReportRecord, _ line: [UInt8]) {
    let line = line + [0x0A]
    switch record {
    case .run(let run, _): self.run = run
    case .framework(let framework, _): frameworks.append(framework)
    case .integration(let integration, _):
      groups.append(ReportMerge.Group(integration: integration, lines: line))
    case .finding(let finding, _):
      if finding.integration != nil, !groups.isEmpty {
        groups[groups.count - 1].lines += line
        groups[groups.count - 1].findings.append(finding)
      } else {
        fleet[finding.finding] = line
      }
    case .summary(let summary, _): self.summary = summary
    // A signature covers the report that it stood in, and no other.
    case .unknown: break
    }
  }
}

extension SummaryRecord.Source {
  /// What inputs are told apart and sorted by.
  var order: [String] { [name, digest ?? "", String(isComplete), String(byteCount), String(integrations)] }
}

extension Cause {
  /// What causes are told apart and sorted by.
  var order: [String] { [place ?? "", reason, String(code.rawValue)] }
}
