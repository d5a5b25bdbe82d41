internal import Facts
internal import PolicyEngine

/// A row for each policy that failed, passed or couldn't be evaluated for an integration, as RFC 4180 writes CSV,
/// for spreadsheets; and rows for what fleet policies found, and for what wasn't read.
///
/// A spreadsheet runs a cell that begins like a formula, so such a cell gets an apostrophe in front. `--raw` leaves
/// it out, for programs.
struct CSVExport: ReportExport {
  static let format = ExportFormat("csv", "a spreadsheet: a row for each policy and integration") {
    CSVExport($0)
  }

  private static let columns = [
    "outcome", "severity", "policy", "title", "integration", "name", "provider", "mode", "form", "field",
    "message", "basis", "status", "waiver", "platform_limit", "finding", "source", "place", "team", "run",
    "time",
  ]

  var output = ExportText()
  private let policies: PolicyTexts
  private let isRaw: Bool
  private var fragments = Fragments()
  private var run: [UInt8] = []
  private var notices: [String] = []

  init(_ options: ExportOptions) {
    policies = PolicyTexts(options.policies)
    isRaw = options.isRaw
  }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    output.raw(Self.columns.joined(separator: ",") + "\r\n")
    notices = run.notices
    self.run = cells([run.team ?? "", run.run, run.now]) + Array("\r\n".utf8)
  }

  mutating func add(_ entry: IntegrationEntry) {
    let own = entry.integration
    let about = cells([own.integration, own.name ?? "", own.provider, own.mode ?? "", own.form])
    let place = cells([own.source, own.place])
    for (finding, _) in entry.findings {
      write(finding, about: about, place: place)
    }
    write(own.passed, "pass", about: about, place: place)
    write(own.notEvaluable, "not evaluable", about: about, place: place)
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    let about = cells([finding.integrations.joined(separator: " "), "", "", "", ""])
    write(finding, about: about, place: cells([finding.source ?? "", ""]))
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    for (ids, outcome) in [(summary.fleet.passed, "pass"), (summary.fleet.notEvaluable, "not evaluable")] {
      write(ids, outcome, about: Array(",,,,".utf8), place: Array(",".utf8))
    }
    for cause in summary.causes where cause.isGap {
      output.raw("not read,,,")
      cell(cause.reason)
      output.raw(",,,,,,,,,,,,,")
      cell(cause.place ?? "")
      output.raw(",,")
      output.raw(run)
    }
    for notice in notices {
      output.raw("notice,,,")
      cell(notice)
      output.raw(",,,,,,,,,,,,,,,")
      output.raw(run)
    }
  }

  private mutating func write(_ finding: FindingRecord, about: [UInt8], place: [UInt8]) {
    output.raw(finding.isWaived ? "waived," : "fail,")
    output.raw(finding.severity.rawValue)
    output.raw(",")
    cell(finding.policy)
    output.raw(",")
    cell(finding.title)
    output.raw(",")
    output.raw(about)
    output.raw(",")
    cell(finding.field ?? "")
    output.raw(",")
    cell(finding.message)
    output.raw(",")
    output.raw(finding.basis)
    output.raw(",")
    output.raw(finding.status.rawValue)
    output.raw(",")
    cell(finding.waiverWords ?? "")
    output.raw(finding.isPlatformLimit ? ",yes," : ",no,")
    output.raw(finding.finding)
    output.raw(",")
    output.raw(place)
    output.raw(",")
    output.raw(run)
  }

  private mutating func write(_ ids: [String], _ outcome: String, about: [UInt8], place: [UInt8]) {
    for id in ids {
      output.raw(outcome)
      output.raw(
        fragments.bytes(of: id) { text in
          let policy = policies[id]
          text.raw(",\(policy?.severity.rawValue ?? ""),")
          text.csv(id, isRaw: isRaw)
          text.raw(",")
          text.csv(policy?.title ?? "", isRaw: isRaw)
          text.raw(",")
        })
      output.raw(about)
      output.raw(",,,,,,,,")
      output.raw(place)
      output.raw(",")
      output.raw(run)
    }
  }

  /// Cells of one row, with commas between them.
  private func cells(_ texts: [String]) -> [UInt8] {
    var row = ExportText()
    for (index, text) in texts.enumerated() {
      if index > 0 { row.raw(",") }
      row.csv(text, isRaw: isRaw)
    }
    return row.bytes
  }

  private mutating func cell(_ text: String) { output.csv(text, isRaw: isRaw) }
}
