import Foundation
import Testing

@Suite struct `Policies of one's own` {
  private static let azure = #"{"provider":"azure","features":["byoc"],"credentials":{"secret":"${args.S}"}}"#

  private func directory(_ files: [String: String]) throws -> Scratch {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path + "/data", withIntermediateDirectories: true)
    for (name, text) in files { _ = try scratch.file(name, text) }
    return scratch
  }

  private func policy(_ id: String, severity: String = "critical", more: String = "") -> String {
    """
    - id: \(id)
      title: Azure isn't ours
      severity: \(severity)
      basis: fact
      applies: { provider: azure }
    \(more)  failsWhen: { credentials.secret.isSet: true }
      message: "{integration.name} is on Azure."
      remediation: Move.
      controls: [GOV]
      tests:
        - { name: fails, given: { provider: azure, credentials: { secret: "${args.S}" } }, expect: fail }
        - { name: passes, given: { provider: azure, credentials: {} }, expect: pass }

    """
  }

  @Test func `begin with a scaffold that passes the check once it is filled in`() throws {
    let scaffold = try credence("policy", "new", "ACME-01", "--provider", "gcp")
    #expect(scaffold.code == 0)
    let empty = try directory(["acme.yaml": scaffold.text])
    let unwritten = try credence("policy", "check", "--policies", empty.path)
    #expect(unwritten.code == 78)
    #expect(unwritten.words.contains("acme.yaml:2:10: this is still to be written; expected a text"))
    #expect(try credence("policy", "test", "--policies", empty.path).code == 0)

    let filled = try directory(["acme.yaml": scaffold.text.replacing("TODO", with: "Say")])
    let checked = try credence("policy", "check", "--policies", filled.path)
    #expect(checked.code == 0, "\(checked.words)")
    #expect(checked.text == "1 policy and 3 examples are in order\n")
    #expect(try credence("explain", "ACME-01", "--policies", filled.path).text.contains("Say what is wrong"))

    #expect(try credence("policy", "new", "CRD-AWS-01").code == 78)
    #expect(try credence("policy", "new", "not an id").code == 78)
    #expect(try credence("policy", "new", "ACME-01", "--provider", "gpc").code == 64)
  }

  @Test func `are on top of the built-in ones, and what they change is in the report's first lines`() throws {
    let off = "- { id: CRD-GEN-05, off: We have our own. }\n"
    let own = try directory([
      "own.yaml": policy("ACME-01") + policy("CRD-AZ-01", severity: "low", more: "  overrides: true\n") + off,
      "data/days.yaml": """
      - name: cloudflare.originCAKey.endOfLife
        overrides: true
        meaning: Ours come later.
        day: 2030-01-01
        source: https://example.org/
        asOf: 2026-11-24
      """,
    ])
    let audited = try credence(
      "audit", "-", "--format", "jsonl", "--policies", own.path, input: Self.azure)
    #expect(audited.code == 1, "\(audited.words)")
    let run = try #require(audited.records.first)
    #expect(run["record"] as? String == "run")
    let policies = try #require(run["policies"] as? [String: Any])
    #expect(policies["overridden"] as? [String] == ["CRD-AZ-01", "data cloudflare.originCAKey.endOfLife"])
    #expect(
      policies["switchedOff"] as? [[String: String]] == [
        ["policy": "CRD-GEN-05", "reason": "We have our own."]
      ])
    let packs = try #require(policies["packs"] as? [[String: String]])
    let names = packs.compactMap { $0["pack"] }
    #expect(names.contains("azure.yaml") && names.contains(own.path + "/own.yaml"))
    #expect(names.contains(own.path + "/data/days.yaml"))
    #expect(packs.allSatisfy { $0["digest"]?.count == 64 })
    let findings = audited.records("finding")
    #expect(
      findings.contains { $0["policy"] as? String == "ACME-01" && $0["severity"] as? String == "critical" })
    let azure = try #require(findings.first { $0["policy"] as? String == "CRD-AZ-01" })
    #expect(azure["severity"] as? String == "low" && azure["platformLimit"] == nil)
    let results = try #require(audited.records("integration").first?["results"] as? [String: [String]])
    #expect(!results.values.joined().contains("CRD-GEN-05"))

    let table = try credence("audit", "-", "--policies", own.path, input: Self.azure)
    let first = table.text.split(separator: "\n").prefix(6).joined(separator: "\n")
    #expect(first.contains("! Policies replaced by others: CRD-AZ-01, data cloudflare.originCAKey.endOfLife"))
    #expect(first.contains("! CRD-GEN-05 is switched off: We have our own."))

    let listed = try credence("policy", "list", "--policies", own.path)
    #expect(listed.text.contains("ACME-01") && !listed.text.contains("CRD-GEN-05"))
    #expect(listed.words.contains("note: CRD-GEN-05 is switched off: We have our own."))
    let page = try credence("explain", "CRD-AZ-01", "--policies", own.path)
    #expect(page.text.contains("Azure isn't ours"))
  }

  @Test func `change nothing unasked: the same report without them`() throws {
    let policies = try #require(
      try credence("audit", "-", "--format", "jsonl", input: Self.azure).records.first?["policies"]
        as? [String: Any])
    #expect(policies["overridden"] as? [String] == [])
    #expect((policies["switchedOff"] as? [Any])?.isEmpty == true)
  }

  @Test(arguments: [
    ("not: [yaml", "did not find expected"), ("[]", "1:1: a policy file isn't a list"),
    ("- { id: A }", "1:3: a policy has no `severity`"),
  ])
  func `that are wrong stop the run before anything is read`(text: String, problem: String) throws {
    let own = try directory(["own.yaml": text])
    for arguments in [
      ["audit", "-"], ["policy", "list"], ["policy", "test"], ["policy", "check"], ["explain", "X"],
    ] {
      let finished = try run(Scratch.credence, arguments + ["--policies", own.path], input: Self.azure)
      #expect(finished.code == 78)
      #expect(finished.output.isEmpty)
      #expect(finished.words.contains("error: \(own.path)/own.yaml:"))
      #expect(finished.words.contains(problem), "\(finished.words)")
      #expect(finished.words.contains("hint: "))
    }
  }

  @Test func `that overrides by accident is a mistake`() throws {
    let own = try directory(["own.yaml": policy("CRD-AZ-01")])
    let finished = try credence("audit", "-", "--policies", own.path, input: Self.azure)
    #expect(finished.code == 78)
    #expect(
      finished.words.contains(
        "own.yaml:1:7: the id `CRD-AZ-01` is taken by azure.yaml:3; expected another id"))
  }

  @Test func `that aren't there end in their exit codes`() throws {
    let empty = try directory(["README.md": "Nothing."])
    #expect(try credence("policy", "list", "--policies", empty.path).code == 78)
    #expect(try credence("policy", "list", "--policies", empty.path + "/none").code == 74)
    let binary = try directory([:])
    try Data([0x2D, 0x20, 0xFF, 0xFE]).write(to: URL(filePath: binary.path + "/own.yaml"))
    let finished = try credence("policy", "list", "--policies", binary.path)
    #expect(finished.code == 78 && finished.words.contains("this pack isn't UTF-8 text"))
    try Data(repeating: 0x20, count: 1 << 20 + 1).write(to: URL(filePath: binary.path + "/own.yaml"))
    #expect(
      try credence("policy", "list", "--policies", binary.path).words.contains("larger than 1048576 bytes"))
  }

  @Test func `are checked for tests that don't test them, with place and what was expected`() throws {
    func check(_ text: String) throws -> Finished {
      let own = try directory(["own.yaml": text])
      return try credence("policy", "check", "--policies", own.path)
    }
    #expect(try check(policy("ACME-01")).code == 0)
    // A second reason to fail, which no test would miss.
    let loose = policy("ACME-01").replacing(
      "failsWhen: { credentials.secret.isSet: true }",
      with: "failsWhen: { any: [{ credentials.secret.isSet: true }, { features: { anyOf: [byoc] } }] }"
    ).replacing("{ provider: azure, credentials: {} }", with: "{ provider: azure, features: [opentofu] }")
    let finished = try check(loose)
    #expect(finished.code == 78 && finished.output.isEmpty)
    let problem = "own.yaml:6:60: no test of ACME-01 hangs on `features` here where it is so; expected"
    #expect(finished.words.contains(problem), "\(finished.words)")
    // A slip in a payload, by which the example isn't what its name says.
    let slip = try check(policy("ACME-01").replacing("credentials: {} }", with: "credential: {} }"))
    #expect(slip.words.contains("a payload has no key `credential`; expected one of id, name"))
  }

  @Test func `the built-in ones are in order, and judge the end of an origin CA key by the run's clock`()
    throws
  {
    let checked = try credence("policy", "check")
    #expect(checked.code == 0, "\(checked.words)")
    let input = #"""
      {"provider":"cloudflare","credentials":{"apiKey":"${args.K}"},"cloudflare":{"credentialType":"originCAKey"}}
      """#
    func finding(_ now: String) throws -> [String: Any]? {
      try credence("audit", "-", "--format", "jsonl", "--now", now, input: input).records("finding")
        .first { $0["policy"] as? String == "CRD-CF-02" }
    }
    #expect(try finding("2026-09-29T23:59:59Z") == nil)
    let found = try #require(try finding("2026-09-30"))
    #expect(found["basis"] as? String == "time" && found["severity"] as? String == "high")
  }
}
