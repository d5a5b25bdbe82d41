import CAllocationCount
import Classification
import Foundation
import IntegrationPayload
import SecretMemory

/// What it costs to say what the fields of an integration are that holds no key, certificate or other document to
/// be looked into: time, and blocks of memory.
struct PlainCost {
  let scratch: String

  /// Prints a row a provider.
  func measure() throws {
    print("\nOne plain integration, in µs of CPU, and how often memory is allocated for it:")
    print("  \(padded("", 29)) classify   floor   allocations   floor: BLAKE2b-128 of each value")
    var sums = (own: 0.0, floor: 0.0, allocations: 0.0)
    let payloads = Self.payloads()
    for (name, payload) in payloads {
      let path = scratch + "/plain.json"
      try Data(payload.utf8).write(to: URL(filePath: path))
      var visitor = RepeatingVisitor(classifier: try Classifier(key: .random()), key: try .random())
      var reader = try PayloadReader()
      let descriptor = open(path, O_RDONLY)
      reader.read(from: descriptor, showing: &visitor)
      close(descriptor)
      show(name, visitor.own, visitor.floor, visitor.allocations)
      sums = (sums.own + visitor.own, sums.floor + visitor.floor, sums.allocations + visitor.allocations)
    }
    let count = Double(payloads.count)
    show("on average", sums.own / count, sums.floor / count, sums.allocations / count)
  }

  private func show(_ name: String, _ own: Double, _ floor: Double, _ allocations: Double) {
    print(
      "  \(padded(name, 29)) \(leftPadded(number(own * 1e6, 2), 8)) \(leftPadded(number(floor * 1e6, 2), 7)) "
        + leftPadded(number(allocations, 1), 13))
  }

  /// As the API answers: with an id, a name, a description and features.
  private static func payloads() -> [(String, String)] {
    var corpus = Corpus(seed: 3)
    var seen: Set<String> = []
    var payloads: [(String, String)] = []
    while payloads.count < 8 {
      let payload = corpus.next()
      let isPlain = !["PRIVATE KEY", "apiVersion"].contains { payload.contains($0) }
      let name = payload.firstMatch(of: #/"provider":"([a-z]+)"/#).map { String($0.1) } ?? ""
      guard isPlain, payload.contains("\"credentials\":{\""), seen.insert(name).inserted else { continue }
      payloads.append((name, payload))
    }
    return payloads.sorted { $0.0 < $1.0 }
  }
}

/// Classifies each integration many times over, so that nothing else is in the time.
private struct RepeatingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  let key: FingerprintKey
  private(set) var own = 0.0
  private(set) var floor = 0.0
  private(set) var allocations = 0.0

  private static let rounds = 20_000

  init(classifier: consuming Classifier, key: consuming FingerprintKey) {
    self.classifier = classifier
    self.key = key
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    // Once before, since tables are made at their first use.
    for _ in 0..<100 { _ = classifier.classify(integration, place: "") }
    let before = allocation_count()
    (own, floor) = (.infinity, .infinity)
    for _ in 0..<3 {
      var start = cpuSeconds()
      for _ in 0..<Self.rounds { _ = classifier.classify(integration, place: "") }
      own = min(own, cpuSeconds() - start)
      start = cpuSeconds()
      for _ in 0..<Self.rounds { integration.forEachCredential { _ = key.fingerprint(of: $0.value) } }
      floor = min(floor, cpuSeconds() - start)
    }
    allocations = Double(allocation_count() - before) / Double(3 * Self.rounds)
    own /= Double(Self.rounds)
    floor /= Double(Self.rounds)
  }

  mutating func visit(_ problem: InputProblem) {}
}
