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
    let unasked = #expect(throws: PolicyLoadError.self) {
      try PolicySet.load(packs: [builtIn], userPacks: [own], overrides: ["A-2"])
    }
    #expect(unasked?.description == "own.yaml:1:7: the id `A-1` is taken by built-in.yaml:1")
  }

  @Test func `a built-in policy is overridden where that was asked for, and the set says so`() throws {
    let set = try PolicySet.load(packs: [builtIn], userPacks: [own], overrides: ["A-1"])
    #expect(set.policies.map(\.id) == ["A-1", "A-2"])
    #expect(set[id: "A-1"]?.pack == "own.yaml")
    #expect(set[id: "A-1"]?.basis == .time)
    #expect(set.overridden == ["A-1"])
    #expect(try PolicySet.load(packs: [builtIn], overrides: ["A-1"]).overridden == [])
  }

  @Test func `what overrides isn't overridden in turn`() {
    let error = #expect(throws: PolicyLoadError.self) {
      try PolicySet.load(
        packs: [builtIn], userPacks: [own, PolicyPack(name: "more.yaml", text: own.text)], overrides: ["A-1"])
    }
    #expect(error?.description == "more.yaml:1:7: the id `A-1` is taken by own.yaml:1")
  }
}
