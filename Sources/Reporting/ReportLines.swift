internal import JSONReader

/// One record of a report, with the JSON that it was read from.
enum ReportRecord: Sendable {
  case run(RunRecord, ReportValue)
  case framework(FrameworkRecord, ReportValue)
  case integration(IntegrationRecord, ReportValue)
  case finding(FindingRecord, ReportValue)
  case summary(SummaryRecord, ReportValue)
  /// A record of a later version, or a signature: what it says isn't known here, and what is known still stands.
  case unknown
}

/// Reads a report's records one after the other, out of bytes that come in pieces. It keeps no more than what
/// was added and not asked for yet.
struct ReportLines: ~Copyable {
  private var reader = JSONReader()
  private var pending: [UInt8] = []
  private var start = 0
  private var line = 0
  /// The line of the record that came last, as it stood there.
  private(set) var bytes: [UInt8] = []
  private var hasRun = false
  private var hasSummary = false

  init() {}

  /// Adds the next piece.
  mutating func add(_ bytes: Span<UInt8>) {
    if start > 0 {
      pending.removeSubrange(..<start)
      start = 0
    }
    pending.append(addingCapacity: bytes.count) { output in
      for index in bytes.indices { output.append(bytes[index]) }
    }
  }

  /// The next whole line's record; nil where more bytes are needed.
  mutating func next() throws(ReportError) -> ReportRecord? {
    let end = offset(of: 0x0A, in: pending.span, from: start)
    guard end < pending.count else { return nil }
    defer { start = end + 1 }
    return try record(Array(pending[start..<end]))
  }

  /// The record of a last line that has no line end.
  mutating func last() throws(ReportError) -> ReportRecord? {
    guard start < pending.count else { return nil }
    defer { start = pending.count }
    return try record(Array(pending[start...]))
  }

  /// A report without its summary was cut off, and nobody may take it for whole.
  func requireWhole() throws(ReportError) {
    guard hasRun else { throw ReportError(line: 1, reason: "there is no run record") }
    guard hasSummary else {
      throw ReportError(line: line, reason: "the summary is missing, so the report was cut off")
    }
  }

  private mutating func record(_ bytes: [UInt8]) throws(ReportError) -> ReportRecord {
    line += 1
    self.bytes = bytes
    let value: ReportValue
    do throws(JSONError) { value = try ReportValue(line: bytes, with: &reader) } catch {
      throw ReportError(line: line, reason: "column \(error.offset + 1): \(error.reason)")
    }
    guard let kind = value["record"]?.text else {
      throw ReportError(line: line, reason: "the key `record` is missing")
    }
    switch kind {
    case "run":
      guard value["schema"]?.text == RunRecord.schema else {
        throw ReportError(line: line, reason: "this isn't a report of the schema \(RunRecord.schema)")
      }
      hasRun = true
      return .run(RunRecord(value), value)
    case "framework": return .framework(FrameworkRecord(value), value)
    case "integration": return .integration(IntegrationRecord(value), value)
    case "finding":
      guard let finding = FindingRecord(value) else {
        throw ReportError(line: line, reason: "the finding has no known severity")
      }
      return .finding(finding, value)
    case "summary":
      hasSummary = true
      return .summary(SummaryRecord(value), value)
    default: return .unknown
    }
  }
}
