internal import Classification
internal import IntegrationPayload
internal import Reporting
internal import SecretMemory

/// Classifies integrations, judges them and writes their records: all that is done with one, in one place.
struct AuditWorker: ~Copyable {
  private var classifier: Classifier
  private var writer: RecordWriter

  /// A worker of its own memory. `capacity` is the size in bytes of the largest integration that it gets.
  init(
    key: borrowing FingerprintKey, capacity: Int, writer: RecordWriter
  ) throws(SecretMemoryError) {
    classifier = try Classifier(key: key.duplicate(), capacity: capacity)
    self.writer = writer
  }

  /// Whether the system keeps its memory out of swap.
  var isLocked: Bool { classifier.isLocked }

  /// How many bytes of records wait to be taken.
  var byteCount: Int { writer.byteCount }

  mutating func audit(_ integration: borrowing Integration, at place: PayloadPlace, of source: String) {
    let checked = classifier.classify(integration, place: "\(source):\(place.line):\(place.path)")
    writer.write(checked, source: source, place: RecordPlace(line: place.line, path: place.path))
  }

  mutating func audit(_ batch: IntegrationBatch) {
    batch.drain { audit($0, at: $1, of: $2) }
  }

  /// The records and counts since it was last asked.
  mutating func take() -> (lines: [UInt8], counts: RunCounts) { writer.take() }
}
