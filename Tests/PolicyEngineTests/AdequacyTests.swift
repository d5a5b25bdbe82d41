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

  @Test func `a statement that could be dropped is told with its place`() throws {
    // With `any`, the failing test has both; none would come out otherwise without the second.
    let either = "any: [{ auth.mode: accessKey }, { restrictions.enabled: false }]"
    #expect(
      try problems(
        either,
        [
          ("fail", facts(.accessKey, false)), ("fail", facts(.accessKey, true)),
          ("pass", facts(.apiToken, true)),
        ])
        == [])
    #expect(
      try problems(
        "any: [{ auth.mode: accessKey }, { all: [{ restrictions.enabled: false }, { form: request }] }]",
        [AuthMode.accessKey, .apiToken].map { mode in
          let change: (inout Facts) -> Void = {
            $0[.mode] = .word(mode)
            $0[.restrictionsEnabled] = .truth(true)
            $0[.form] = .word(DocumentForm.response)
          }
          return (mode == .accessKey ? "fail" : "pass", change)
        })
        == [
          "p.yaml:5:58: no test of T-1 hangs on `restrictions.enabled` here; expected one that fails or passes, and "
            + "would come out otherwise if only this weren't so",
          "p.yaml:5:91: no test of T-1 hangs on `form` here; expected one that fails or passes, and would come out "
            + "otherwise if only this weren't so",
        ])
  }

  @Test func `a test whose facts are unknown decides nothing`() throws {
    #expect(
      try problems(
        "not: { all: [{ auth.mode: accessKey }, { restrictions.enabled: false }] }",
        [
          ("fail", facts(.apiToken, nil)), ("pass", facts(.accessKey, false)),
          ("notEvaluable", facts(nil, nil)),
        ])
        == [])
    #expect(
      try problems(
        "any: [{ auth.mode: accessKey }, { form: request }]",
        [
          ("fail", facts(.accessKey, nil)),
          (
            "pass",
            {
              $0[.mode] = .word(AuthMode.apiToken); $0[.form] = .word(DocumentForm.response)
            }
          ),
        ])
        == [])
  }

  @Test func `a pass for several reasons at once shows none of them`() throws {
    #expect(
      try problems(
        both,
        [
          ("fail", facts(.accessKey, false)), ("pass", facts(.accessKey, true)),
          ("pass", facts(.apiToken, true)),
        ]) == [
          "p.yaml:12:7: \"t2\" passes for several reasons at once, so it shows none of them; expected a payload that "
            + "passes for one reason"
        ])
  }

  @Test func `an outcome other than the test says`() throws {
    #expect(
      try problems("auth.mode: accessKey", [("fail", facts(.accessKey, nil)), ("pass", facts(nil, nil))]) == [
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
