internal import JSONReader

/// The whole report as one JSON document in canonical form (RFC 8785: sorted keys, no blanks), so that equal
/// reports have equal digests. It passes on every key that records have, those of later versions too.
///
/// The document's own keys sort in the order in which a report comes, so that hardly anything has to be kept.
struct JSONExport: ReportExport {
  static let format = ExportFormat("json", "one canonical JSON document, to hash, compare and query") { _ in
    JSONExport()
  }

  var output = ExportText()
  private var run: ReportValue?
  private var count = 0
  private var isAcross = false
  private var isPastFrameworks = false

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    self.run = json
    output.raw(#"{"frameworks":["#)
  }

  mutating func add(_ framework: FrameworkRecord, _ json: ReportValue) {
    separate()
    write(json)
  }

  mutating func add(_ entry: IntegrationEntry) {
    beginIntegrations()
    separate()
    write(entry.json, findings: entry.findings.map(\.json))
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    beginAcross()
    separate()
    write(json)
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    beginAcross()
    output.raw(#"],"summary":"#)
    write(json)
    output.raw("}\n")
  }

  private mutating func separate() {
    if count > 0 { output.raw(",") }
    count += 1
  }

  private mutating func beginIntegrations() {
    guard !isPastFrameworks else { return }
    isPastFrameworks = true
    count = 0
    output.raw(#"],"integrations":["#)
  }

  private mutating func beginAcross() {
    guard !isAcross else { return }
    beginIntegrations()
    isAcross = true
    count = 0
    output.raw(#"],"run":"#)
    if let run { write(run) } else { output.raw("null") }
    output.raw(#","sharedFindings":["#)
  }

  /// Writes a value; an object with its findings among its keys, if there are any to add, and without the name
  /// of its record, which its place says.
  private mutating func write(_ value: ReportValue, findings: [ReportValue]? = nil) {
    switch value.type {
    case .null: output.raw("null")
    case .true: output.raw("true")
    case .false: output.raw("false")
    case .number: output.raw(value.string)
    case .string, .key: output.json(value.string)
    case .array: write(value.elements)
    case .object: write(value.members, findings: findings)
    }
  }

  private mutating func write(_ values: [ReportValue]) {
    output.raw("[")
    for (index, value) in values.enumerated() {
      if index > 0 { output.raw(",") }
      write(value)
    }
    output.raw("]")
  }

  private mutating func write(
    _ members: [(key: String, value: ReportValue)], findings: [ReportValue]?
  ) {
    var keys = members.indices.filter { members[$0].key != "record" }
    keys.sort { members[$0].key < members[$1].key }
    var isFirst = true
    var findings = findings
    func key(_ name: String) {
      output.raw(isFirst ? "{" : ",")
      isFirst = false
      output.json(name)
      output.raw(":")
    }
    for place in keys {
      if let own = findings, "findings" < members[place].key {
        key("findings")
        write(own)
        findings = nil
      }
      key(members[place].key)
      write(members[place].value)
    }
    if let findings {
      key("findings")
      write(findings)
    }
    output.raw(isFirst ? "{}" : "}")
  }
}
