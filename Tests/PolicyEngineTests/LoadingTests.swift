import Facts
import PolicyEngine
import Testing

@Suite struct `Loading` {
  private let builtIn = PolicyPack(name: "built-in.yaml", text: sample(id: "A-1") + sample(id: "A-2"))
  private let own = PolicyPack(name: "own.yaml", text: sample(id: "A-1", basis: "time"))

  @Test func `all keys reach the policy`() throws {
    let more = """
        field: secretKey
        coverage: none
        platformLimit: true
        why: "Because."
        references: [https://example.org/a, https://example.org/b]

      """
    let policy = try #require(try load(sample(basis: "crossCheck", more: more))[id: "T-1"])
    #expect(policy.title == "A title")
    #expect(policy.severity == .high)
    #expect(policy.basis == .crossCheck)
    #expect(policy.field == .secretKey)
    #expect(policy.providers == [.aws])
    #expect(policy.isPlatformLimit)
    #expect(!policy.countsAsCoverage)
    #expect(policy.why == "Because.")
    #expect(policy.remediation == "Do something.")
    #expect(policy.references == ["https://example.org/a", "https://example.org/b"])
    #expect(policy.controls == [.longLived, .thirdParty])
    #expect(policy.pack == "p.yaml")
    #expect(policy.line == 1)
    #expect(policy.tests.map(\.name) == ["it fails", "it passes"])
    #expect(policy.tests.map(\.expect) == [.fail, .pass])
    #expect(policy.tests.map(\.line) == [16, 17])
    #expect(policy.facts == [FactID(.mode)])
  }

  @Test func `a condition is shown as it is written`() throws {
    func shown(_ written: String) throws -> String? {
      let text = sample().replacing("failsWhen: { auth.mode: accessKey }", with: "failsWhen:" + written)
      return try load(text)[id: "T-1"]?.conditionText
    }
    #expect(try shown(" { auth.mode: accessKey }") == "{ auth.mode: accessKey }")
    #expect(
      try shown("\n    # Why.\n    all:\n      - auth.mode: accessKey\n\n      - form: request")
        == "# Why.\nall:\n  - auth.mode: accessKey\n\n  - form: request")
  }

  @Test func `keys that may be left out have their usual meaning`() throws {
    let policy = try #require(try load(sample(applies: nil))[id: "T-1"])
    #expect(policy.field == nil)
    #expect(policy.providers == nil)
    #expect(!policy.isPlatformLimit)
    #expect(policy.countsAsCoverage)
    #expect(policy.why == nil)
    #expect(policy.references == [])
  }

  @Test func `an id is taken once, across files too`() {
    let taken = #expect(throws: PolicyLoadError.self) { try PolicySet.load(packs: [builtIn, own]) }
    #expect(taken?.description == "own.yaml:1:7: the id `A-1` is taken by built-in.yaml:1")
  }

  @Test func `nobody overrides by accident`() {
    let error = #expect(throws: PolicyLoadError.self) {
      try PolicySet.load(packs: [builtIn], userPacks: [own])
    }
    #expect(
      error?.description
        == "own.yaml:1:7: the id `A-1` is taken by built-in.yaml:1; expected another id, or `overrides: true` "
        + "beside it")
  }

  @Test func `a built-in policy is overridden where the user's says so, and the set says so too`() throws {
    let set = try PolicySet.load(packs: [builtIn], userPacks: [overriding("A-1")])
    #expect(set.policies.map(\.id) == ["A-1", "A-2"])
    #expect(set[id: "A-1"]?.pack == "own.yaml")
    #expect(set[id: "A-1"]?.basis == .time)
    #expect(set.overridden == ["A-1"])
    #expect(try PolicySet.load(packs: [builtIn]).overridden == [])
  }

  @Test func `only what is built in is overridden, and once`() {
    func message(_ packs: [PolicyPack], _ userPacks: [PolicyPack]) -> String? {
      #expect(throws: PolicyLoadError.self) { try PolicySet.load(packs: packs, userPacks: userPacks) }?
        .description
    }
    #expect(
      message([builtIn], [overriding("A-1"), overriding("A-1", in: "more.yaml")])
        == "more.yaml:1:7: the id `A-1` is taken by own.yaml:1, which isn't built in")
    #expect(
      message([builtIn], [overriding("A-3")])
        == "own.yaml:1:7: there is nothing built in to override with the id `A-3`; expected one of A-1, A-2; did "
        + "you mean `A-1`?")
    #expect(
      message([builtIn, overriding("A-1")], []) == "own.yaml:1:7: built-in packs override nothing")
  }

  @Test func `a built-in policy is switched off for a reason, and the set says so`() throws {
    let off = PolicyPack(name: "off.yaml", text: "- { id: A-2, off: \"Not for us: no clusters here.\" }\n")
    let set = try PolicySet.load(packs: [builtIn], userPacks: [off])
    #expect(set.policies.map(\.id) == ["A-1"])
    #expect(set.switchedOff == [SwitchedOffPolicy(id: "A-2", reason: "Not for us: no clusters here.")])
  }

  @Test(arguments: [
    (
      "- { id: A-3, off: Why }",
      "off.yaml:1:9: there is no built-in policy `A-3`; expected one of A-1, A-2; did you mean `A-1`?"
    ),
    ("- { id: A-2, off: \"\" }", "off.yaml:1:19: the reason behind `off` isn't a text; expected a text"),
    ("- { off: Why }", "off.yaml:1:3: a policy that is switched off has no `id`; expected the key `id`"),
    (
      "- { id: A-2, off: Why, severity: low }",
      "off.yaml:1:24: a policy that is switched off has no key `severity`; expected one of id, off"
    ),
  ])
  func `what can't be switched off`(text: String, problem: String) {
    let error = #expect(throws: PolicyLoadError.self) {
      try PolicySet.load(packs: [builtIn], userPacks: [PolicyPack(name: "off.yaml", text: text)])
    }
    #expect(error?.description == problem)
  }

  private func overriding(_ id: String, in name: String = "own.yaml") -> PolicyPack {
    PolicyPack(name: name, text: sample(id: id, basis: "time", more: "  overrides: true\n"))
  }
}
