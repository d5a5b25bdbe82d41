import Facts
import PolicyEngine
import Testing
import YAMLReader

/// In `sample`, `failsWhen: { ` puts the condition at line 6, column 16; `more` begins at line 10.
@Suite struct `Problems in a pack` {
  private func condition(_ text: String) -> [String] { problems(sample(failsWhen: text)) }

  @Test func `the sample has none`() { #expect(problems(sample()) == []) }

  @Test func `unknown facts`() {
    let count = FactSchema.definitions.count + 3
    #expect(
      condition("auth.mod: accessKey") == [
        "p.yaml:6:16: unknown fact `auth.mod`; expected one of \(count) words; did you mean `auth.mode`?"
      ])
    #expect(
      condition("credentials.externalID.isSet: true") == [
        "p.yaml:6:16: unknown fact `credentials.externalID.isSet`; expected one of \(count) words; "
          + "did you mean `credentials.externalId.isSet`?"
      ])
    #expect(
      condition("weather: fine") == ["p.yaml:6:16: unknown fact `weather`; expected one of \(count) words"])
    #expect(
      condition("nto: { auth.mode: accessKey }") == [
        "p.yaml:6:16: unknown fact `nto`; expected one of \(count) words; did you mean `not`?"
      ])
  }

  @Test func `words that the fact doesn't have`() {
    let modes = "one of accessKey, crossAccountRole, apiToken, originCAKey, globalApiKey"
    #expect(
      condition("auth.mode: acessKey") == [
        "p.yaml:6:27: `auth.mode` has no word `acessKey`; expected \(modes); did you mean `accessKey`?"
      ])
    #expect(
      condition("auth.mode: [apiToken, globalAPIKey]") == [
        "p.yaml:6:38: `auth.mode` has no word `globalAPIKey`; expected \(modes); did you mean `globalApiKey`?"
      ])
    #expect(
      condition("features: { only: [opentofu, byok] }") == [
        "p.yaml:6:45: `features` has no word `byok`; expected one of byoc, byoc-static-egress, "
          + "byoc-custom-launch-templates, byoc-custom-vpc, byoc-logs, cloudfront, route53, registry-pull, "
          + "registry-push, opentofu, workload-identity, workload-identity-managed; did you mean `byoc`?"
      ])
    #expect(
      condition("credentials.apiKey.kind: cloudflare.globalApiKey") == [
        "p.yaml:6:41: `credentials.apiKey.kind` has no word `cloudflare.globalApiKey`; expected one of "
          + "\(FactSchema.kindWords.count) words; did you mean `cloudflare.globalAPIKey`?"
      ])
  }

  @Test func `values of the wrong type`() {
    #expect(
      condition("provider.isKnown: ture") == [
        "p.yaml:6:34: `provider.isKnown` isn't true or false; expected true or false; did you mean `true`?"
      ])
    #expect(
      condition("provider.isKnown: \"true\"") == [
        "p.yaml:6:34: `provider.isKnown` isn't true or false; expected true or false; did you mean `true`?"
      ])
    #expect(
      condition("credentials.unknownKeys: many") == [
        "p.yaml:6:41: `credentials.unknownKeys` is a number of keys; expected a whole number"
      ])
    #expect(
      condition("credentials.unknownKeys: { over: 0.5 }") == [
        "p.yaml:6:49: `credentials.unknownKeys` is a number of keys; expected a whole number"
      ])
    #expect(
      condition("credentials.unknownKeys: [1, 2]") == [
        "p.yaml:6:41: `credentials.unknownKeys` is a number of keys; expected a whole number or one of `over`, "
          + "`under`, `atLeast`, `atMost`, `isKnown`"
      ])
    let operators = "expected one of `only`, `anyOf`, `allOf`, `noneOf`, `isEmpty`, `isKnown`"
    #expect(condition("features: byoc") == ["p.yaml:6:26: `features` is a set of words; \(operators)"])
    #expect(condition("features: [byoc]") == ["p.yaml:6:26: `features` is a set of words; \(operators)"])
    #expect(
      condition("features: { anyOf: byoc }") == [
        "p.yaml:6:35: this isn't a list of words; expected a list of one word or more"
      ])
    #expect(
      condition("auth.mode: []") == [
        "p.yaml:6:27: `auth.mode` is a word; expected a word, a list of words or one of `data`, `isKnown`"
      ])
    #expect(
      condition("auth.mode: { isKnown: maybe }") == [
        "p.yaml:6:38: `auth.mode` isn't true or false; expected true or false"
      ])
  }

  @Test func `operators that don't fit`() {
    #expect(
      condition("features: { over: 1 }") == [
        "p.yaml:6:28: the operator `over` doesn't fit `features`, which is a set of words; expected one of "
          + "`only`, `anyOf`, `allOf`, `noneOf`, `isEmpty`, `isKnown`"
      ])
    #expect(
      condition("auth.mode: { anyOf: [apiToken] }") == [
        "p.yaml:6:29: the operator `anyOf` doesn't fit `auth.mode`, which is a word; expected a word, a list of "
          + "words or one of `data`, `isKnown`"
      ])
    #expect(
      condition("credentials.unknownKeys: { atleast: 1 }") == [
        "p.yaml:6:43: unknown operator `atleast`; expected one of over, under, atLeast, atMost, isKnown; did you "
          + "mean `atLeast`?"
      ])
    #expect(
      condition("credentials.unknownKeys: { over: 1, under: 3 }") == [
        "p.yaml:6:41: `credentials.unknownKeys` has 2 operators; expected one operator"
      ])
  }

  @Test func `groups without members`() {
    #expect(
      condition("all: []") == [
        "p.yaml:6:21: `all` has no list of conditions; expected a list of one condition or more"
      ])
    #expect(
      condition("any: { auth.mode: apiToken }") == [
        "p.yaml:6:21: `any` has no list of conditions; expected a list of one condition or more"
      ])
    let expected = "expected `all`, `any`, `not` or facts with their values"
    #expect(condition("not: [auth.mode]") == ["p.yaml:6:21: this isn't a condition; \(expected)"])
    #expect(condition("") == ["p.yaml:6:14: this isn't a condition; \(expected)"])
  }

  @Test func `unknown keys`() {
    let keys = "expected one of 19 words"
    #expect(
      problems(sample(more: "  remediaton: x\n")) == [
        "p.yaml:10:3: a policy has no key `remediaton`; \(keys); did you mean `remediation`?"
      ])
    #expect(
      problems(sample(applies: "{ providers: aws }")) == [
        "p.yaml:5:14: applies has no key `providers`; expected one of provider, fleet; did you mean `provider`?"
      ])
  }

  @Test func `missing keys, where the policy begins`() {
    #expect(
      problems("- id: T-1\n  title: x\n")
        == [
          "severity", "basis", "failsWhen", "message", "remediation", "controls", "tests",
        ].map { "p.yaml:1:3: a policy has no `\($0)`; expected the key `\($0)`" })
  }

  @Test func `words outside of their vocabulary`() {
    #expect(
      problems(sample(basis: "fakt", more: "  field: apikey\n")) == [
        "p.yaml:4:10: unknown basis `fakt`; expected one of fact, crossCheck, evidence, time, inferred; did you "
          + "mean `fact`?",
        "p.yaml:10:10: unknown field `apikey`; expected one of 29 words; did you mean `apiKey`?",
      ])
    #expect(
      problems(sample(applies: "{ provider: [aws, gpc] }")) == [
        "p.yaml:5:30: unknown provider `gpc`; expected one of aws, azure, civo, gcp, oci, cloudflare, byok, "
          + "coreweave, aiven, backblaze, akamai, nebius; did you mean `gcp`?"
      ])
    #expect(
      problems(sample(more: "  coverage: full\n  platformLimit: yes\n")) == [
        "p.yaml:10:13: unknown coverage `full`; expected none",
        "p.yaml:11:18: platformLimit isn't true or false; expected true or false",
      ])
    let text = sample().replacing("[LL, 3P]", with: "[LL, LEEK]").replacing(
      "severity: high", with: "severity: hihg")
    #expect(
      problems(text) == [
        "p.yaml:3:13: unknown severity `hihg`; expected one of info, low, medium, high, critical; did you mean "
          + "`high`?",
        "p.yaml:9:18: unknown control `LEEK`; expected one of LL, LEAK, OVER, AUTH, CRYP, TLS, REUSE, ENV, OFF, 3P, "
          + "HUM, GOV; did you mean `LEAK`?",
      ])
  }

  @Test func `ids that can't be ids`() {
    #expect(
      problems(sample(id: "T 1")) == [
        "p.yaml:1:7: `T 1` can't be an id; expected letters, digits and hyphens"
      ])
    #expect(problems(sample(id: "[a]")) == ["p.yaml:1:7: id isn't a text; expected a text"])
  }

  @Test(arguments: [#"\e[2J"#, #"\x07"#, #"\u009b"#, #"\x7f"#])
  func `texts that could steer a terminal`(escape: String) {
    #expect(
      problems(sample(message: "It" + escape + " fails.")) == [
        "p.yaml:7:12: message holds a control character; expected text that only says something"
      ])
  }

  @Test func `names that could steer a terminal, told without doing so`() {
    let told = problems(sample(more: #"  "\e[2Jwhy": x"# + "\n")).first
    #expect(told?.hasPrefix("p.yaml:10:3: a policy has no key `?[2Jwhy`") == true)
  }

  @Test func `texts of several lines where one belongs`() {
    #expect(
      problems(sample().replacing("title: A title", with: #"title: "A\ntitle""#)) == [
        "p.yaml:2:10: title has several lines; expected one line"
      ])
  }

  @Test func `unknown placeholders`() {
    let count = FactSchema.definitions.count + 2
    #expect(
      problems(sample(message: "{integration.nam} fails")) == [
        "p.yaml:7:12: unknown placeholder `integration.nam`; expected one of \(count) words; did you mean "
          + "`integration.name`?"
      ])
    for message in ["a { brace", "a } brace"] {
      #expect(
        problems(sample(message: message)) == [
          "p.yaml:7:12: a brace of the message has no partner; expected `{placeholder}`"
        ])
    }
  }

  @Test func `tests that show only one side, or nothing`() {
    let both = "expected at least one test that fails and one that passes"
    #expect(
      problems(sample().replacing("expect: fail", with: "expect: notEvaluable")) == [
        "p.yaml:10:3: no test expects `fail`; \(both)"
      ])
    #expect(
      problems(sample().replacing("expect: pass", with: "expect: fail")) == [
        "p.yaml:10:3: no test expects `pass`; \(both)"
      ])
    #expect(
      problems(sample().replacing("expect: pass", with: "expect: passes")) == [
        "p.yaml:12:60: unknown outcome `passes`; expected one of pass, fail, notEvaluable, notApplicable; did you "
          + "mean `pass`?"
      ])
    #expect(
      problems(sample().replacing("given: { provider: gcp }, ", with: "givn: 1, ")) == [
        "p.yaml:12:7: a test has no `given`; expected the key `given`",
        "p.yaml:12:26: a test has no key `givn`; expected one of name, given, expect, now; did you mean `given`?",
      ])
    #expect(
      problems(sample().replacing("given: { provider: gcp }", with: "given: gcp")) == [
        "p.yaml:12:33: `given` isn't a payload; expected a mapping, or a list of them"
      ])
  }

  @Test func `ill-formed files`() {
    #expect(
      problems("a: [") == [
        "p.yaml:2:1: This isn't well-formed YAML: did not find expected node content while parsing a flow node."
      ])
    #expect(problems("a: 1") == ["p.yaml:1:1: a policy file isn't a list; expected a list of one or more"])
    #expect(
      problems("- 1") == ["p.yaml:1:3: a policy isn't a mapping; expected keys with values: one of 19 words"])
  }

  @Test func `all problems of all packs are told, in their order`() {
    let packs = [
      PolicyPack(
        name: "a.yaml", text: sample(id: "A", failsWhen: "auth.mod: x", more: "  wy: x\n") + sample(id: "A")),
      PolicyPack(name: "b.yaml", text: sample(id: "A", message: "{x}")),
    ]
    let error = #expect(throws: PolicyLoadError.self) { try PolicySet.load(packs: packs) }
    #expect(
      error?.problems.map { "\($0.pack):\($0.position.line):\($0.position.column) \($0.nearest ?? "-")" } == [
        "a.yaml:6:16 auth.mode", "a.yaml:10:3 why", "a.yaml:14:7 -", "b.yaml:1:7 -", "b.yaml:7:12 -",
      ])
  }
}
