import Facts
import Foundation
import PolicyEngine
import Testing

@Suite struct `What tests of a policy show` {
  /// A policy on two facts, with tests of the outcomes and facts given.
  private func problems(
    _ failsWhen: String, _ examples: [(String, (inout Facts) -> Void)], given: String = "{ provider: aws }",
    title: String = "A title"
  ) throws -> [String] {
    var text = sample(applies: nil, failsWhen: failsWhen).replacing("title: A title", with: "title: \(title)")
    text = String(text[..<(try #require(text.range(of: "    - { name: it fails"))).lowerBound])
    for (number, (expect, _)) in examples.enumerated() {
      text += "    - { name: t\(number), given: \(given), expect: \(expect) }\n"
    }
    let set = try load(text)
    let policy = try #require(set[id: "T-1"])
    var judged: [JudgedExample] = []
    for (test, (_, change)) in zip(policy.tests, examples) {
      var facts = Facts()
      change(&facts)
      judged.append(JudgedExample(test, facts: [facts], outcome: set.outcome(of: "T-1", for: facts)))
    }
    return policy.problems(of: judged).map(\.description)
  }

  private let both = "all: [{ auth.mode: accessKey }, { restrictions.enabled: false }]"
  private func facts(_ mode: AuthMode?, _ isRestricted: Bool?) -> (inout Facts) -> Void {
    { facts in
      if let mode { facts[.mode] = .word(mode) }
      if let isRestricted { facts[.restrictionsEnabled] = .truth(isRestricted) }
    }
  }

  @Test func `enough, where each statement decides a test and each pass has one reason`() throws {
    #expect(
      try problems(
        both,
        [
          ("fail", facts(.accessKey, false)), ("pass", facts(.accessKey, true)),
          ("pass", facts(.apiToken, false)), ("notEvaluable", facts(.accessKey, nil)),
        ]) == [])
  }

  /// What is said of a fact of a condition that no test shows to be needed.
  private func unshown(_ fact: String, in condition: String, _ truth: String) throws -> String {
    let start = try #require(condition.range(of: fact)).lowerBound
    let column = "  failsWhen: { ".count + condition.distance(from: condition.startIndex, to: start) + 1
    return
      "p.yaml:5:\(column): no test of T-1 hangs on `\(fact)` here where it \(truth); expected one that would come "
      + "out otherwise if only this were turned round"
  }

  private let either = "any: [{ auth.mode: accessKey }, { restrictions.enabled: false }]"

  @Test func `an alternative that could be left out is told with its place`() throws {
    let passes = ("pass", facts(.apiToken, true))
    let first = ("fail", facts(.accessKey, true))
    let second = ("fail", facts(.apiToken, false))
    let atOnce = ("fail", facts(.accessKey, false))
    #expect(try problems(either, [first, second, passes]) == [])
    #expect(
      try problems(either, [first, passes]) == [try unshown("restrictions.enabled", in: either, "is so")])
    #expect(
      try problems(either, [atOnce, passes])
        == [
          try unshown("auth.mode", in: either, "is so"),
          try unshown("restrictions.enabled", in: either, "is so"),
        ])
  }

  @Test func `a condition beside others that could be left out is told with its place`() throws {
    #expect(
      try problems(both, [("fail", facts(.accessKey, false)), ("pass", facts(.apiToken, false))])
        == [try unshown("restrictions.enabled", in: both, "isn't so")])
    // What isn't evaluable may hang on what is known: with another mode it would pass.
    #expect(
      try problems(
        both,
        [
          ("fail", facts(.accessKey, false)), ("pass", facts(.accessKey, true)),
          ("notEvaluable", facts(.accessKey, nil)),
        ]) == [try unshown("auth.mode", in: both, "isn't so")])
  }

  @Test func `a pass for several reasons at once shows none of them`() throws {
    #expect(
      try problems(
        both,
        [
          ("fail", facts(.accessKey, false)), ("pass", facts(.accessKey, true)),
          ("pass", facts(.apiToken, true)), ("pass", facts(.apiToken, false)),
        ]) == [
          "p.yaml:12:7: \"t2\" passes for several reasons at once, so it shows none of them; expected a payload that "
            + "passes for one reason"
        ])
  }

  @Test func `an outcome other than the test says`() throws {
    #expect(
      try problems(
        "auth.mode: accessKey",
        [("fail", facts(.accessKey, nil)), ("pass", facts(nil, nil)), ("pass", facts(.apiToken, nil))]) == [
          "p.yaml:11:7: T-1: \"t1\" is notEvaluable; expected pass, as the test says"
        ])
  }

  @Test func `slips in payloads`() throws {
    let given = "{ provider: aws, feature: [byoc], credentials: { acessKey: x, other: y } }"
    #expect(
      try problems(
        "auth.mode: accessKey", [("fail", facts(.accessKey, nil)), ("pass", facts(.apiToken, nil))],
        given: given
      )
      .filter { $0.hasPrefix("p.yaml:10") } == [
        "p.yaml:10:43: a payload has no key `feature`; expected one of id, name, description, provider, features, "
          + "restrictions, credentials, createdAt, aws, gcp, cloudflare; did you mean `features`?",
        "p.yaml:10:75: `credentials` has no key `acessKey`; expected one of 29 words; did you mean `accessKey`?",
      ])
    // A policy about unknown keys may have them.
    #expect(
      try problems(
        "credentials.unknownKeys: { over: 0 }",
        [("fail", { $0[.unknownKeys] = FactValue(1) }), ("pass", { $0[.unknownKeys] = FactValue(0) })],
        given: "{ provider: aws, credentials: { acessKey: x } }") == [])
  }

  @Test func `what is still to be written`() throws {
    #expect(
      try problems(
        "auth.mode: accessKey", [("fail", facts(.accessKey, nil)), ("pass", facts(.apiToken, nil))],
        title: "TODO a title") == [
          "p.yaml:2:10: this is still to be written; expected a text in place of TODO"
        ])
  }
}
