internal import Facts
internal import JSONReader

/// What a report that was checked says of itself.
public struct ReportOutline: Sendable, Equatable {
  /// The run's name.
  public var run = ""
  /// The clock's time.
  public var now = ""
  /// The version of the program that wrote it.
  public var version = ""
  /// How many integrations it holds.
  public var integrations = 0
  /// How many findings it holds.
  public var findings = 0
  /// How many records there are, signatures included.
  public var records = 0
  /// Records of a kind that this version doesn't know.
  public var unknownRecords = 0
  /// Inputs that weren't read to their end.
  public var gaps: [String] = []
  /// Whether all input was read.
  public var isComplete = false
}

/// Checks a report line by line in constant memory: the schema, the order of the records, and whether as many
/// are there as it says itself.
public struct ReportCheck: ~Copyable {
  private var reader = JSONReader()
  private var outline = ReportOutline()
  private var stage = Stage.start
  private var severities: [String: Int] = [:]
  /// The integration that findings may follow for, and how many of them must.
  private var current: String?
  private var expected = 0

  private enum Stage: Int { case start, integrations, fleet, summary, signature }

  /// A check that has read nothing.
  public init() {}

  /// Takes the next line, without its line end. Gives the record if it is a signature.
  public mutating func check(line: [UInt8]) throws(ReportError) -> SignatureRecord? {
    let value: ReportValue
    do throws(JSONError) { value = try ReportValue(line: line, with: &reader) } catch {
      throw failure("column \(error.offset + 1): \(error.reason)")
    }
    let signature = try SignatureRecord(line, value, at: outline.records + 1)
    if let signature {
      try enter(.signature, from: .summary)
      guard signature.records == outline.records else {
        throw failure("\(outline.records) records stand before a signature of \(signature.records)")
      }
    } else {
      try check(value)
    }
    outline.records += 1
    return signature
  }

  /// Says what was checked; throws if the report ends too early.
  public mutating func finish() throws(ReportError) -> ReportOutline {
    guard stage == .signature else { throw failure("the report ends before its signature record") }
    return outline
  }

  private mutating func check(_ value: ReportValue) throws(ReportError) {
    switch value["record"]?.text {
    case "run":
      guard stage == .start else { throw failure("a second run record") }
      guard value["schema"]?.text == RunRecord.schema else {
        throw failure("this isn't a report of the schema \(RunRecord.schema)")
      }
      stage = .integrations
      outline.run = value["run"]?.text ?? ""
      outline.now = value["clock"]?["now"]?.text ?? ""
      outline.version = value["tool"]?["version"]?.text ?? ""
    case "framework":
      try enter(.integrations, from: .integrations)
      guard outline.integrations == 0 else { throw failure("this record doesn't belong here") }
    case "integration":
      try endIntegration()
      try enter(.integrations, from: .integrations)
      current = value["integration"]?.text
      expected = value["results"]?["fail"]?.elements.count ?? 0
      outline.integrations += 1
    case "finding":
      if let integration = value["integration"]?.text {
        // None is current before the first integration, nor once something else followed the last.
        guard integration == current, expected > 0 else {
          throw failure("a finding that its integration's record doesn't announce")
        }
        expected -= 1
      } else {
        try endIntegration()
        try enter(.fleet, from: .integrations)
      }
      outline.findings += 1
      severities[value["severity"]?.text ?? "", default: 0] += 1
    case "summary":
      try endIntegration()
      try enter(.summary, from: .integrations)
      try check(summary: value)
    case .some:
      guard stage != .start else { throw failure("the first record isn't the run's") }
      // Nothing may stand behind a signature but another one.
      guard stage != .signature else { throw failure("this record isn't signed") }
      outline.unknownRecords += 1
    case nil: throw failure("the key `record` is missing")
    }
  }

  private mutating func check(summary: ReportValue) throws(ReportError) {
    let record = SummaryRecord(summary)
    guard record.integrations == outline.integrations else {
      throw failure(
        "the summary counts \(record.integrations) integrations, and \(outline.integrations) are there")
    }
    guard record.findings == outline.findings else {
      throw failure("the summary counts \(record.findings) findings, and \(outline.findings) are there")
    }
    for severity in Severity.allCases
    where record.severities[severity] ?? 0 != severities[severity.rawValue] ?? 0 {
      throw failure("the summary counts other findings of severity \(severity.rawValue) than are there")
    }
    outline.isComplete = record.isComplete
    outline.gaps = record.sources.filter { !$0.isComplete }.map(\.name)
  }

  /// Every finding that an integration announces has to be there.
  private mutating func endIntegration() throws(ReportError) {
    guard expected == 0 else { throw failure("\(expected) findings of the integration before are missing") }
    current = nil
  }

  private mutating func enter(_ next: Stage, from first: Stage) throws(ReportError) {
    guard stage != .start else { throw failure("the first record isn't the run's") }
    guard (first.rawValue...next.rawValue).contains(stage.rawValue), stage != .summary || next == .signature
    else { throw failure("this record doesn't belong here") }
    stage = next
  }

  private func failure(_ reason: String) -> ReportError {
    ReportError(line: outline.records + 1, reason: reason)
  }
}
