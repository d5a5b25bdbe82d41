import Facts
import PolicyEngine
import Testing

@Suite struct `How severe a finding is` {
  @Test(
    arguments: [
      ("everything", "fact", nil, "critical"), ("broad", "fact", nil, "high"),
      ("part", "crossCheck", nil, "medium"),
      ("help", "time", nil, "low"), ("nothing", "fact", nil, "info"), ("unjudged", "fact", nil, "medium"),
      ("broken", "evidence", nil, "medium"), ("untidy", "fact", nil, "low"),
      ("everything", "inferred", nil, "medium"), ("broad", "inferred", nil, "medium"),
      ("part", "inferred", nil, "low"), ("everything", "fact", "months", "high"),
      ("everything", "fact", "hours", "medium"), ("broad", "fact", "months", "medium"),
      ("broad", "inferred", "months", "low"),
    ] as [(String, String, String?, String)])
  func `is what somebody gets, times how sure that is, times how long it lasts`(
    reach: String, basis: String, lasts: String?, severity: String
  ) throws {
    let reach = try #require(Reach(rawValue: reach))
    let lasts = try lasts.map { try #require(Lasting(rawValue: $0)) } ?? .untilRevoked
    let factors = SeverityFactors(reach: reach, lasts: lasts)
    #expect(factors.severity(basis: try #require(Basis(word: basis))).rawValue == severity)
  }

  @Test func `that isn't the rule's keeps a policy from loading, with its place`() {
    let text = sample(more: "  factors: { reach: everything }\n")
    #expect(
      problems(text) == [
        "p.yaml:3:13: the severity isn't the one that `factors` and `basis` give; expected critical"
      ])
    #expect(problems(sample(more: "  factors: { reach: broad }\n")) == [])
    #expect(
      problems(sample(more: "  factors: { reach: broad, lasts: hous }\n")) == [
        "p.yaml:10:35: unknown lasts `hous`; expected one of untilRevoked, months, hours; did you mean `hours`?"
      ])
    #expect(problems(sample(more: "  factors: { lasts: hours }\n")).count == 1)
  }

  private func moved(_ change: (inout Facts) -> Void, failsWhen: String = "auth.mode: accessKey") throws
    -> Severity
  {
    var facts = Facts()
    change(&facts)
    let set = try load(sample(failsWhen: failsWhen, more: "  factors: { reach: broad }\n"))
    let policy = try #require(set[id: "T-1"])
    return try #require(policy.factors).severity(basis: policy.basis, movers: policy.movers, facts)
  }

  private func production(_ facts: inout Facts) {
    facts[.environment] = .word(EnvironmentHint.production)
    facts[.features] = .features(.byoc)
    facts[.restrictionsEnabled] = .truth(false)
  }

  @Test func `moves a level where the name, the features and the restrictions all say so, and not before`()
    throws
  {
    #expect(try moved { _ in } == .high)
    #expect(try moved { production(&$0) } == .critical)
    #expect(
      try moved {
        production(&$0)
        $0[.restrictionsEnabled] = .unknown
      } == .high)
    #expect(
      try moved {
        $0[.environment] = .word(EnvironmentHint.development)
        $0[.features] = .features(.registryPull)
        $0[.unknownFeatures] = FactValue(0)
        $0[.restrictionsEnabled] = .truth(true)
        $0[.restrictedTeams] = FactValue(1)
      } == .medium)
  }

  @Test func `isn't moved by what the policy itself asks for`() throws {
    #expect(try moved({ production(&$0) }, failsWhen: "restrictions.enabled: false") == .high)
    #expect(try moved({ production(&$0) }, failsWhen: "features: { anyOf: [byoc] }") == .high)
  }
}
