import CSodium
import Classification
import Facts
import Foundation
import IntegrationPayload
import JSONReader
import PolicyEngine
import Reporting
import Sealing
@_spi(SecretBytes) import SecretMemory

/// What each stage of an audit costs a payload, one on top of the other, beside the least that any program
/// could do with the same bytes in the same run.
struct Stages {
  let path: String
  let policies: PolicySet

  /// One line of the table; times in seconds of CPU.
  struct Row {
    let name: String
    let seconds: Double
    let floor: Double
    let floorName: String
  }

  func measure() throws -> [Row] {
    let floors = try Floors(path: path)
    let read = try leastSeconds { try reading(NullVisitor()) }
    let digested = try leastSeconds { try reading(NullVisitor(), digest: true) }
    let classified = try leastSeconds { try reading(ClassifyingVisitor(classifier: classifier())) }
    let judged = try leastSeconds {
      try reading(JudgingVisitor(classifier: classifier(), policies: policies))
    }
    func writer() -> RecordWriter { RecordWriter(policies: policies, gate: nil) }
    let written = try leastSeconds {
      try reading(WritingVisitor(classifier: classifier(), writer: writer(), keepsLines: false))
    }
    let kept = try reading(
      WritingVisitor(classifier: classifier(), writer: writer(), keepsLines: true))
    let records = kept.lines
    let fingerprinted = try reading(FingerprintingVisitor(key: .random())).seconds
    let sealed = try leastSeconds { try seal(records) }
    let sealingFloor = floors.cipher(records) + floors.hash(records, byteCount: 64)
    return [
      Row(
        name: "JSON alone (part of read)", seconds: floors.parse, floor: floors.scan,
        floorName: "counting the line ends"),
      Row(name: "read", seconds: read, floor: floors.scan, floorName: "counting the line ends"),
      Row(
        name: "input digest", seconds: digested - read, floor: floors.inputHash, floorName: "BLAKE2b-128"),
      Row(
        name: "classify, fingerprint, gate", seconds: classified - read, floor: fingerprinted,
        floorName: "BLAKE2b-128 of each value"),
      Row(name: "policies", seconds: judged - classified, floor: 0, floorName: ""),
      Row(name: "records", seconds: written - judged, floor: 0, floorName: ""),
      Row(
        name: "seal and sign", seconds: sealed, floor: sealingFloor,
        floorName: "ChaCha20-Poly1305 and BLAKE2b-512"),
    ]
  }

  private func classifier() throws -> Classifier { try Classifier(key: .random()) }

  @discardableResult
  private func reading<Visitor: PayloadVisitor & ~Copyable>(
    _ visitor: consuming Visitor, digest: Bool = false
  ) throws -> Visitor {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var reader = try PayloadReader(digest: digest ? InputDigest(under: .random()) : nil)
    var visitor = visitor
    reader.read(from: descriptor, showing: &visitor)
    return visitor
  }

  /// The records' way into a file, but for the file.
  private func seal(_ records: [UInt8]) throws {
    let identity = try AgeIdentity.generate()
    var writer = try AgeWriter(recipients: [identity.recipient], sink: HashingSink())
    var start = 0
    while start < records.count {
      let end = min(start + 1 << 16, records.count)
      try writer.write(records.span.extracting(start..<end))
      start = end
    }
    _ = try writer.finish().hasher.finish()
  }
}

struct HashingSink: ByteSink, ~Copyable {
  var hasher = MessageHasher()
  mutating func write(_ bytes: Span<UInt8>) throws(SystemError) { hasher.update(bytes) }
}

struct NullVisitor: PayloadVisitor {
  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {}
  mutating func visit(_ problem: InputProblem) {}
}

struct ClassifyingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    _ = classifier.classify(integration, place: "")
  }

  mutating func visit(_ problem: InputProblem) {}
}

struct JudgingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  let policies: PolicySet
  var failed = 0

  init(classifier: consuming Classifier, policies: PolicySet) {
    self.classifier = classifier
    self.policies = policies
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    let checked = classifier.classify(integration, place: "")
    policies.judge(checked.facts) { _, outcome, _, _ in if outcome == .fail { failed += 1 } }
  }

  mutating func visit(_ problem: InputProblem) {}
}

struct WritingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  var writer: RecordWriter
  var lines: [UInt8] = []

  private let keepsLines: Bool

  init(classifier: consuming Classifier, writer: RecordWriter, keepsLines: Bool) {
    self.keepsLines = keepsLines
    self.classifier = classifier
    self.writer = writer
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    let checked = classifier.classify(integration, place: "")
    writer.judge(checked)
    writer.write(checked, source: "corpus.jsonl", place: RecordPlace(line: place.line, path: place.path))
    guard writer.byteCount > 1 << 16 else { return }
    let taken = writer.take().lines
    if keepsLines { lines += taken }
  }

  mutating func visit(_ problem: InputProblem) {}
}

/// Fingerprints every text of `credentials`, and times nothing but that.
struct FingerprintingVisitor: PayloadVisitor, ~Copyable {
  let key: FingerprintKey
  var seconds = 0.0

  init(key: consuming FingerprintKey) { self.key = key }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    integration.forEachCredential { field in
      let start = cpuSeconds()
      _ = key.fingerprint(of: field.value)
      seconds += cpuSeconds() - start - Self.clockCost
    }
  }

  private static let clockCost: Double = {
    let start = cpuSeconds()
    for _ in 0..<10_000 { _ = cpuSeconds() }
    return (cpuSeconds() - start) / 10_000
  }()

  mutating func visit(_ problem: InputProblem) {}
}

/// What libsodium and a scan take for the same bytes.
struct Floors {
  let scan: Double
  let inputHash: Double
  /// The strict reader over the same documents, in memory.
  let parse: Double

  init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var ends = 0
    scan = leastSeconds { ends += countLines(bytes) }
    precondition(ends > 0)
    inputHash = Self.hash(bytes, byteCount: 16)
    parse = leastSeconds {
      var reader = JSONReader()
      var offset = 0
      while offset < bytes.count, let end = try? reader.read(bytes.span, from: offset) { offset = end + 1 }
      precondition(offset == bytes.count)
    }
  }

  func hash(_ bytes: [UInt8], byteCount: Int) -> Double { Self.hash(bytes, byteCount: byteCount) }

  private static func hash(_ bytes: [UInt8], byteCount: Int) -> Double {
    var output = [UInt8](repeating: 0, count: byteCount)
    return leastSeconds { crypto_generichash(&output, byteCount, bytes, UInt64(bytes.count), nil, 0) }
  }

  func cipher(_ bytes: [UInt8]) -> Double {
    let key = [UInt8](repeating: 7, count: 32)
    let nonce = [UInt8](repeating: 0, count: 12)
    let chunk = 1 << 16
    var output = [UInt8](repeating: 0, count: chunk + 16)
    return leastSeconds {
      bytes.withUnsafeBufferPointer { input in
        guard let base = input.baseAddress else { return }
        var start = 0
        while start < input.count {
          let count = min(chunk, input.count - start)
          crypto_aead_chacha20poly1305_ietf_encrypt(
            &output, nil, base + start, UInt64(count), nil, 0, nil, nonce, key)
          start += count
        }
      }
    }
  }
}
