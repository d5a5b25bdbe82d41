public import Facts
internal import YAMLReader

/// An example of a policy, and what became of it.
public struct JudgedExample: Sendable {
  let test: PolicyTest
  let facts: [Facts]
  let outcome: Outcome?

  /// An example that came out as `outcome`, nil if it isn't a payload, by the facts that were judged: of a
  /// fleet policy those of each secret, else one.
  public init(_ test: PolicyTest, facts: [Facts], outcome: Outcome?) {
    self.test = test
    self.facts = facts
    self.outcome = outcome
  }
}

extension Policy {
  /// What is wrong with the policy's tests: those that come out otherwise than they say, statements of the
  /// condition that no test hangs on, groups of them that could be turned round or left out, tests that hang on no statement, misspelt keys; and what is still to
  /// be written.
  public func problems(of examples: [JudgedExample]) -> [PolicyProblem] {
    var problems = ProblemList(pack: pack)
    for position in unwritten {
      problems.add("this is still to be written", at: position, expected: "a text in place of TODO")
    }
    for example in examples where example.outcome != example.test.expect {
      problems.add(
        "\(id): \"\(example.test.name)\" is \(example.outcome?.rawValue ?? "no payload")",
        at: example.test.position, expected: "\(example.test.expect.rawValue), as the test says")
    }
    for example in examples { checkKeys(of: example.test.given, &problems) }
    let judged = examples.filter { $0.outcome != nil && $0.outcome != .notApplicable }
    // A fleet policy judges what is shared; of what isn't, there are no facts.
    let truths = fleet == nil || fleet == .apiToken ? [Truth.yes, .no] : [.yes]
    for statement in condition.statements {
      for truth in truths
      where !judged.contains(where: {
        hangs($0, on: statement, being: truth)
      }) {
        problems.add(
          "no test of \(id) hangs on `\(FactSchema.definition(of: statement.fact).path)` here "
            + "where it \(truth == .yes ? "is so" : "isn't so")",
          at: statement.position,
          expected: "one that would come out otherwise if only this were turned round")
      }
    }
    // What is said of a statement has been said; groups are held to the same.
    if problems.problems.isEmpty {
      for (mutation, statement) in unnoticedMutations(by: judged) {
        problems.add(
          "no test of \(id) would notice if what begins here were \(mutation.rawValue)",
          at: condition.statements[statement].position, expected: "one that would come out otherwise")
      }
    }
    for example in judged where example.outcome == .pass && !example.facts.isEmpty {
      let hasReason = condition.statements.contains {
        hangs(example, on: $0, being: .yes) || hangs(example, on: $0, being: .no)
      }
      if hasReason { continue }
      problems.add(
        "\"\(example.test.name)\" passes for several reasons at once, so it shows none of them",
        at: example.test.position, expected: "a payload that passes for one reason")
    }
    return problems.problems.sorted { $0.place < $1.place }
  }

  /// Whether one statement is that in an example, which would come out otherwise if it were turned round.
  private func hangs(
    _ example: JudgedExample, on statement: ConditionStatement, being truth: Truth
  ) -> Bool {
    example.facts.contains { facts in
      let start = statement.range.lowerBound
      guard condition.steps.truth(at: start, of: facts) == truth else { return false }
      var steps = condition.steps
      steps[start] = .constant(!truth, count: statement.range.count)
      return steps.truth(at: 0, of: facts) != condition.steps.truth(at: 0, of: facts)
    }
  }

  // The keys of a payload (Northflank API reference of 2026-06). What isn't among them is a slip of the pen, and
  // so is a key of `credentials` that is nearly a known one, unless the policy is about such keys.
  private static let payloadKeys = [
    "id", "name", "description", "provider", "features", "restrictions", "credentials", "createdAt", "aws",
    "gcp", "cloudflare",
  ]

  /// The keys of what payloads may stand in, for policies that are about that.
  private static let outerKeys = [
    "apiVersion", "arguments", "argumentOverrides", "kind", "spec", "data", "request",
  ]

  private func checkKeys(of given: YAMLNode, _ problems: inout ProblemList) {
    let isAboutDocuments = facts.contains(FactID(.origin)) || facts.contains(FactID(.callerToken))
    let keys = fleet == .apiToken ? ["token"] : Self.payloadKeys + (isAboutDocuments ? Self.outerKeys : [])
    for payload in given.elements ?? [given] {
      for entry in payload.entries ?? [] where !keys.contains(entry.name) {
        problems.addUnknown("a payload has no key", entry.name, at: entry.position, among: keys)
      }
      let fields = CredentialField.allCases.map(\.word)
      if facts.contains(FactID(.unknownKeys)) || provider(of: payload) == nil { continue }
      for entry in payload["credentials"]?.entries ?? []
      where !fields.contains(entry.name) && Spelling.nearest(to: entry.name, among: fields) != nil {
        problems.addUnknown("`credentials` has no key", entry.name, at: entry.position, among: fields)
      }
    }
  }

  private func provider(of payload: YAMLNode) -> Provider? {
    payload["provider"]?.text.flatMap { Provider(rawValue: $0) }
  }
}
