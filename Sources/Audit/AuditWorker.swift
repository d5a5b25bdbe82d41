internal import Classification
internal import Facts
internal import IntegrationPayload
internal import PolicyEngine
internal import Reporting
internal import SecretMemory

/// Classifies integrations, judges them and writes their records: all that is done with one, in one place.
struct AuditWorker: ~Copyable {
  private var classifier: Classifier
  private var writer: RecordWriter
  private let fresh: RecordWriter
  private let today: Day?
  private let policies: PolicySet
  private var correlations = CorrelationPiece()

  /// A worker of its own memory, by the data of these policies. `capacity` is the size in bytes of the largest integration that it gets.
  init(
    key: borrowing FingerprintKey, capacity: Int, today: Day?, policies: PolicySet, writer: RecordWriter
  ) throws(SecretMemoryError) {
    classifier = try Classifier(
      key: key.duplicate(), capacity: capacity, today: today, realms: { policies.oracleRealms },
      approvedTeams: policies.approvedTeams)
    self.policies = policies
    self.writer = writer
    fresh = writer
    self.today = today
  }

  /// A worker by the same key and policies, with memory of its own.
  func another(capacity: Int) throws(SecretMemoryError) -> AuditWorker {
    try AuditWorker(key: classifier.key, capacity: capacity, today: today, policies: policies, writer: fresh)
  }

  /// Whether the system keeps its memory out of swap.
  var isLocked: Bool { classifier.isLocked }

  /// How many bytes of records wait to be taken.
  var byteCount: Int { writer.byteCount }

  mutating func audit(_ integration: borrowing Integration, at place: PayloadPlace, of source: String) {
    let checked = classifier.classify(integration, place: "\(source):\(place.line):\(place.path)")
    correlations.add(checked)
    writer.judge(checked)
    let notes = writer.waiverTexts
    if !notes.isEmpty { writer.take(waiverLabels: classifier.labels(for: notes, beside: integration)) }
    writer.write(checked, source: source, place: RecordPlace(line: place.line, path: place.path))
  }

  mutating func audit(_ batch: IntegrationBatch) {
    batch.drain { audit($0, at: $1, of: $2) }
  }

  /// What was made of the integrations since it was last asked.
  mutating func take() -> AuditPiece {
    let (lines, counts) = writer.take()
    defer { correlations = CorrelationPiece() }
    return AuditPiece(lines: lines, counts: counts, correlations: correlations)
  }
}

/// What a worker made of some integrations.
struct AuditPiece: Sendable {
  var lines: [UInt8]
  let counts: RunCounts
  let correlations: CorrelationPiece
}
