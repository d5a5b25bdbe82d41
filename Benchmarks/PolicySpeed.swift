import Audit
import Classification
import Facts
import Foundation
import IntegrationPayload
import PolicyEngine
import SecretMemory

/// What judging alone costs: all policies over a million integrations, whose facts are at hand.
struct PolicySpeed {
  let path: String
  let policies: PolicySet

  /// So many different integrations are kept, whose facts are larger than any cache of a core; they are judged again
  /// until there are a million judgements.
  private static let kept = 10_000
  private static let rounds = 100

  func measure() throws {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var reader = try PayloadReader()
    let today = Day(year: 2026, month: 11, day: 24)
    var visitor = FactsKeepingVisitor(
      classifier: try Classifier(key: .random(), today: today), limit: Self.kept)
    reader.read(from: descriptor, showing: &visitor)
    let facts = visitor.facts
    guard !facts.isEmpty else { return }
    var outcomes = 0
    let seconds = leastSeconds {
      outcomes = 0
      for _ in 0..<Self.rounds {
        for one in facts { policies.judge(one) { _, _, _, _ in outcomes += 1 } }
      }
    }
    let count = facts.count * Self.rounds
    let each = Double(outcomes) / Double(count)
    print("\nPolicies alone, \(policies.policies.count) of them, over \(count) generated integrations:")
    print(
      "  \(number(seconds * 1e6 / Double(count), 2)) µs an integration (budget 1.5), "
        + "\(number(each, 1)) policies each, \(number(seconds * 1e9 / Double(outcomes), 1)) ns a policy")
    try measureTen(facts)
    let loaded = leastSeconds {
      _ = try? PolicySet.load(packs: BuiltInPolicies.packs.map { $0.only(.judging) })
    }
    let begun = leastSeconds { _ = try? BuiltInPolicies.judging() }
    print(
      "  \(number(loaded * 1000, 2)) ms to compile what judging needs of them, \(number(begun * 1000, 2)) ms of "
        + "what no provider has to itself")
  }

  /// Those of docs/rego/ten.rego.
  private static let ten: Set<String> = [
    "CRD-AWS-02", "CRD-AWS-14", "CRD-CF-01", "CRD-CIVO-01", "CRD-FEA-06", "CRD-GEN-02", "CRD-GEN-05",
    "CRD-GEN-19", "CRD-X-02", "CRD-X-03",
  ]

  private func measureTen(_ facts: [Facts]) throws {
    let off = policies.policies.filter { !Self.ten.contains($0.id) }.map {
      "- { id: \($0.id), off: not timed }\n"
    }
    let own = PolicyPack(name: "ten.yaml", text: off.joined())
    let ten = try PolicySet.load(packs: BuiltInPolicies.packs.map { $0.only(.judging) }, userPacks: [own])
    var failed = 0
    let seconds = leastSeconds {
      for _ in 0..<Self.rounds {
        for one in facts { ten.judge(one) { _, outcome, _, _ in if outcome == .fail { failed += 1 } } }
      }
    }
    let each = seconds * 1e6 / Double(facts.count * Self.rounds)
    print("  \(number(each, 3)) µs an integration by ten of them (\(ten.policies.count))")
  }
}

struct FactsKeepingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  let limit: Int
  var facts: [Facts] = []

  init(classifier: consuming Classifier, limit: Int) {
    self.classifier = classifier
    self.limit = limit
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    if facts.count < limit { facts.append(classifier.classify(integration, place: "").facts) }
  }

  mutating func visit(_ problem: InputProblem) {}
}
