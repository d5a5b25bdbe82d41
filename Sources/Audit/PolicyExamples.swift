internal import Classification
public import Facts
internal import Glibc
internal import IntegrationPayload
public import PolicyEngine
internal import Reporting
public import SecretMemory

/// Runs the examples that policies carry: each is a payload, and goes the way that payloads go.
public struct PolicyExamples: ~Copyable {
  /// How one example came out.
  public struct Result: Sendable, Equatable {
    /// The policy's id.
    public let policy: String
    /// The example's name.
    public let test: String
    /// The pack that holds it.
    public let pack: String
    /// Where it begins there.
    public let line: Int
    /// What the policy says that it gives.
    public let expected: Outcome
    /// Nil if the example isn't a payload.
    public let actual: Outcome?

    /// Whether it came out as the policy says.
    public var isAsExpected: Bool { expected == actual }
  }

  private var reader: PayloadReader
  private let policies: PolicySet

  /// Prepares to run the examples of these policies.
  public init(of policies: PolicySet) throws(SecretMemoryError) {
    self.policies = policies
    reader = try PayloadReader()
  }

  /// Runs all examples, in the order of the policies.
  public mutating func run() throws(SecretMemoryError) -> [Result] {
    var results: [Result] = []
    for policy in policies.policies {
      for test in policy.tests {
        results.append(
          Result(
            policy: policy.id, test: test.name, pack: policy.pack, line: test.line, expected: test.expect,
            actual: try judge(test, of: policy).outcome))
      }
    }
    return results
  }

  /// What is wrong with the tests of some policies, or of all.
  public mutating func problems(
    of isAsked: (Policy) -> Bool = { _ in true }
  ) throws(SecretMemoryError) -> [PolicyProblem] {
    var problems: [PolicyProblem] = []
    for policy in policies.policies where isAsked(policy) {
      var examples: [JudgedExample] = []
      for test in policy.tests {
        let (outcome, facts) = try judge(test, of: policy)
        examples.append(JudgedExample(test, facts: facts, outcome: outcome))
      }
      problems += policy.problems(of: examples)
    }
    return problems
  }

  private mutating func judge(
    _ test: PolicyTest, of policy: Policy
  ) throws(SecretMemoryError) -> (outcome: Outcome?, facts: [Facts]) {
    if policy.fleet == .apiToken { return try judge(tokenOf: test, by: policy) }
    let policies = policies
    let realms = { @Sendable in policies.oracleRealms }
    var visitor = FactsVisitor(
      classifier: try Classifier(
        key: .random(), today: test.now, realms: realms, approvedTeams: policies.approvedTeams))
    Self.feed(test.givenAsJSON(), to: &reader, showing: &visitor)
    guard let correlation = policy.fleet else {
      guard let facts = visitor.facts else { return (nil, []) }
      return (policies.outcome(of: policy.id, for: facts), [facts])
    }
    var index = CorrelationIndex()
    index.add(visitor.correlations)
    let fleet = FleetJudging(index, [], by: policies) { _, _, _ in }
    return (
      fleet.outcomes.first { $0.policy.id == policy.id }?.outcome, index.shared(correlation).map(\.facts)
    )
  }

  private func judge(
    tokenOf test: PolicyTest, by policy: Policy
  ) throws(SecretMemoryError) -> (outcome: Outcome?, facts: [Facts]) {
    guard let text = test.givenToken, let descriptor = Self.descriptor(giving: text) else {
      return (nil, [])
    }
    defer { close(descriptor) }
    var secret = try SecretBuffer(count: text.utf8.count)
    guard (try? secret.read(from: descriptor, to: 0)) == secret.count else { return (nil, []) }
    let token = SharedSecret(
      tokenOf: "example", facts: try TokenReading(secret.view, on: test.now).facts)
    let fleet = FleetJudging(CorrelationIndex(), [token], by: policies) { _, _, _ in }
    return (fleet.outcomes.first { $0.policy.id == policy.id }?.outcome, [token.facts])
  }

  private static func feed(
    _ text: String, to reader: inout PayloadReader, showing visitor: inout FactsVisitor
  ) {
    guard let descriptor = descriptor(giving: text) else { return }
    reader.read(from: descriptor, showing: &visitor)
    close(descriptor)
  }

  /// A descriptor that gives a text, and then its end.
  private static func descriptor(giving text: String) -> Int32? {
    // An example is far smaller than what a pipe holds, so that writing it never waits.
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    let bytes = Array(text.utf8)
    let written = unsafe write(ends[1], bytes, bytes.count)
    close(ends[1])
    if written == bytes.count { return ends[0] }
    close(ends[0])
    return nil
  }
}

/// Keeps the facts of the one integration of an example, and what several have in common.
private struct FactsVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  var facts: Facts?
  var correlations = CorrelationPiece()

  init(classifier: consuming Classifier) { self.classifier = classifier }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    let checked = classifier.classify(integration, place: "example")
    facts = checked.facts
    correlations.add(checked)
  }

  mutating func visit(_ problem: InputProblem) { facts = nil }
}
