import CAllocationCount
@_spi(Benchmarks) import Classification
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
    print("  \(padded("", 21)) fields   facts  fingerprints    gate  allocations")
    var sums = Cost()
    let payloads = Self.payloads()
    for (name, payload) in payloads {
      let path = scratch + "/plain.json"
      try Data(payload.utf8).write(to: URL(filePath: path))
      var visitor = RepeatingVisitor(classifier: try Classifier(key: .random()))
      var reader = try PayloadReader()
      let descriptor = open(path, O_RDONLY)
      reader.read(from: descriptor, showing: &visitor)
      close(descriptor)
      show(name, visitor.cost)
      sums.add(visitor.cost, of: payloads.count)
    }
    show("on average", sums)
  }

  private func show(_ name: String, _ cost: Cost) {
    func time(_ seconds: Double, _ width: Int) -> String { leftPadded(number(seconds * 1e6, 2), width) }
    print(
      "  \(padded(name, 21)) \(time(cost.fields, 6)) \(time(cost.facts, 7)) \(time(cost.fingerprints, 13)) "
        + "\(time(cost.gate, 7)) \(leftPadded(number(cost.allocations, 1), 12))")
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

/// Seconds of CPU, and blocks of memory.
private struct Cost {
  /// Saying what each field is.
  var fields = 0.0
  /// All facts about the integration: of its fields, its documents, its provider, its description.
  var facts = 0.0
  /// BLAKE2b-128 of each value, and of the account's number.
  var fingerprints = 0.0
  /// Searching what may be shown for the values.
  var gate = 0.0
  /// In all of it.
  var allocations = 0.0

  mutating func add(_ other: Cost, of count: Int) {
    fields += other.fields / Double(count)
    facts += other.facts / Double(count)
    fingerprints += other.fingerprints / Double(count)
    gate += other.gate / Double(count)
    allocations += other.allocations / Double(count)
  }
}

/// Classifies each integration many times over, so that nothing else is in the time.
private struct RepeatingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  private(set) var cost = Cost()

  private static let rounds = 20_000

  init(classifier: consuming Classifier) { self.classifier = classifier }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    // Once before, since tables are made at their first use.
    for _ in 0..<100 { _ = classifier.classify(integration, place: "") }
    let before = allocation_count()
    for _ in 0..<Self.rounds { _ = classifier.classify(integration, place: "") }
    cost.allocations = Double(allocation_count() - before) / Double(Self.rounds)
    var (all, fingerprints, values, gate, fields) = (
      Double.infinity, Double.infinity, Double.infinity, Double.infinity, Double.infinity
    )
    for _ in 0..<3 {
      var start = cpuSeconds()
      for _ in 0..<Self.rounds { _ = classifier.classify(integration, place: "") }
      all = min(all, cpuSeconds() - start)
      start = cpuSeconds()
      for _ in 0..<Self.rounds { classifier.fingerprintsAlone(integration) }
      fingerprints = min(fingerprints, cpuSeconds() - start)
      start = cpuSeconds()
      for _ in 0..<Self.rounds { classifier.fingerprintsAlone(integration, ofAccount: false) }
      values = min(values, cpuSeconds() - start)
      start = cpuSeconds()
      for _ in 0..<Self.rounds { classifier.fieldsAlone(integration) }
      fields = min(fields, cpuSeconds() - start)
      start = cpuSeconds()
      for _ in 0..<Self.rounds { classifier.gateAlone(integration) }
      gate = min(gate, cpuSeconds() - start)
    }
    cost.fingerprints = fingerprints / Double(Self.rounds)
    cost.gate = gate / Double(Self.rounds)
    cost.fields = (fields - values) / Double(Self.rounds)
    cost.facts = all / Double(Self.rounds) - cost.fields - cost.fingerprints - cost.gate
  }

  mutating func visit(_ problem: InputProblem) {}
}
