@_spi(RedactionGate) import Facts
import PolicyEngine
import Testing

@Suite struct `Judging` {
  private func judged(_ set: PolicySet, _ facts: Facts) -> [String] {
    var lines: [String] = []
    set.judge(facts) { place, outcome, basis, _ in
      lines.append("\(set.policies[place].id) \(outcome.rawValue) \(basis.word)")
    }
    return lines
  }

  private func facts(_ provider: Provider?, mode: FactValue = .word(AuthMode.accessKey)) -> Facts {
    var facts = Facts()
    if let provider { facts[.provider] = .word(provider) }
    facts[.mode] = mode
    return facts
  }

  @Test func `goes by id, whatever the order of the packs`() throws {
    let packs = ["T-2", "T-10", "A-1"].map { PolicyPack(name: $0, text: sample(id: $0)) }
    for order in [packs, packs.reversed()] {
      let set = try PolicySet.load(packs: order)
      #expect(set.policies.map(\.id) == ["A-1", "T-10", "T-2"])
      #expect(judged(set, facts(.aws)) == ["A-1 fail fact", "T-10 fail fact", "T-2 fail fact"])
    }
  }

  @Test func `what made it fail is what decided: below a not what that denies, and nothing of another way`()
    throws
  {
    let condition =
      "all: [{ auth.mode: accessKey }, { not: { features: { only: [opentofu] } } },"
      + " { any: [{ form: request }, { all: [{ provider: aws }, { form: response }] }] }]"
    let policy = try #require(try load(sample(failsWhen: condition))[id: "T-1"])
    var facts = facts(.aws)
    facts[.features] = .features(.byoc)
    facts[.form] = .word(DocumentForm.response)
    let reasons = policy.reasonsToFail(for: facts).map {
      FactSchema.definition(of: $0.fact).path + " " + $0.words
    }
    #expect(
      reasons == [
        "auth.mode is accessKey", "features holds something else than opentofu", "provider is aws",
        "form is response",
      ])
  }

  @Test func `only policies that apply to the provider judge`() throws {
    let set = try load(
      sample(id: "ALL", applies: nil) + sample(id: "AWS")
        + sample(id: "TWO", applies: "{ provider: [gcp, aws] }")
        + sample(id: "GCP", applies: "{ provider: gcp }"))
    #expect(judged(set, facts(.aws)) == ["ALL fail fact", "AWS fail fact", "TWO fail fact"])
    #expect(judged(set, facts(.gcp)) == ["ALL fail fact", "GCP fail fact", "TWO fail fact"])
    #expect(judged(set, facts(.civo)) == ["ALL fail fact"])
    #expect(judged(set, facts(nil)) == ["ALL fail fact"])
    #expect(set.outcome(of: "AWS", for: facts(.gcp)) == .notApplicable)
    #expect(set.outcome(of: "AWS", for: facts(nil)) == .notApplicable)
    #expect(set.outcome(of: "AWS", for: facts(.aws)) == .fail)
    #expect(set.outcome(of: "NO-1", for: facts(.aws)) == nil)
  }

  @Test func `a finding is as sure as the weakest known fact of its condition`() throws {
    let condition = "any: [{ auth.mode: accessKey }, { features: { anyOf: [byoc] } }]"
    let set = try load(sample(failsWhen: condition))
    #expect(judged(set, facts(.aws)) == ["T-1 fail fact"])
    #expect(
      judged(set, facts(.aws, mode: .word(AuthMode.accessKey, basis: .inferred))) == ["T-1 fail inferred"])
    var both = facts(.aws)
    both[.features] = FactValue(0, basis: .crossCheck)
    #expect(judged(set, both) == ["T-1 fail crossCheck"])
    both[.mode] = .word(AuthMode.accessKey, basis: .time)
    #expect(judged(set, both) == ["T-1 fail time"])
  }

  @Test func `a finding is never surer than its policy or its provider`() throws {
    let set = try load(sample(basis: "evidence"))
    #expect(judged(set, facts(.aws)) == ["T-1 fail evidence"])
    #expect(
      judged(set, facts(.aws, mode: .word(AuthMode.accessKey, basis: .crossCheck))) == ["T-1 fail evidence"])
    var inferred = facts(.aws)
    inferred[.provider] = .word(Provider.aws, basis: .inferred)
    #expect(judged(set, inferred) == ["T-1 fail inferred"])
  }

  @Test func `what doesn't fail has the policy's own basis`() throws {
    let set = try load(sample(basis: "crossCheck"))
    let inferred = FactValue.word(AuthMode.crossAccountRole, basis: .inferred)
    #expect(judged(set, facts(.aws, mode: inferred)) == ["T-1 pass crossCheck"])
    #expect(judged(set, facts(.aws, mode: .unknown)) == ["T-1 notEvaluable crossCheck"])
  }
}

@Suite struct `Messages` {
  private func message(_ template: String, _ facts: Facts) throws -> String? {
    let name = Label(checked: "aws prod", isRedacted: false)
    let id = Label(checked: "aws-prod", isRedacted: false)
    return try load(sample(message: template))[id: "T-1"]?.message.text(name: name, id: id, facts: facts)
  }

  @Test func `placeholders give the integration's words`() throws {
    var facts = Facts()
    facts[.mode] = .word(AuthMode.accessKey)
    facts[.features] = .features(.byoc, .opentofu)
    facts[.liveSecrets] = FactValue(2)
    let template =
      "{integration.name} ({integration.id}): {auth.mode}, {features}; {credentials.liveSecrets}, {provider}."
    #expect(
      try message(template, facts) == "aws prod (aws-prod): accessKey, byoc, opentofu; 2, unknown.")
    #expect(try message("{auth.mode}", facts) == "accessKey")
    #expect(try message("Nothing.", facts) == "Nothing.")
  }

  @Test func `the source is what the policy says`() throws {
    let template = "A {integration.name}, {integration.id} and {auth.mode}{features}."
    #expect(try load(sample(message: template))[id: "T-1"]?.message.source == template)
  }
}
