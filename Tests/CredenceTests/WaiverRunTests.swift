import Foundation
import Testing

@Suite struct `An accepted finding` {
  private static let payload =
    #"{"id":"aws-prod","name":"AWS prod","createdAt":"2026-05-02T08:00:00Z","provider":"aws","features":["byoc"],"#
    + #""restrictions":{"enabled":true},"aws":{"authenticationMode":"accessKey"}}"#

  private func waiver(
    policy: String = "CRD-AWS-01", scope: String = "integration: aws-prod", expires: String = "2026-12-31",
    id: String = "W-1", reason: String = "Moves to a role in spring."
  ) -> String {
    """
    - id: \(id)
      policy: \(policy)
      scope: { \(scope) }
      owner: platform@example.com
      approver: security@example.com
      reason: "\(reason)"
      created: 2026-11-01
      expires: \(expires)
      ticket: https://jira.example.com/browse/ACME-7

    """
  }

  private func audit(
    _ waivers: String, _ options: String..., now: String = "2026-11-24", input: String = Self.payload
  ) throws -> Finished {
    let scratch = try Scratch()
    let file = try scratch.file("waivers.yaml", waivers)
    return try run(
      Scratch.credence,
      ["audit", "-", "--format", "jsonl", "--allow-unevaluated", "--now", now, "--waivers", file] + options,
      input: input)
  }

  private func finding(_ finished: Finished, _ policy: String = "CRD-AWS-01") throws -> [String: Any] {
    try #require(finished.records("finding").first { $0["policy"] as? String == policy }, "\(finished.words)")
  }

  private func waivers(_ finished: Finished) throws -> [String: Any] {
    try #require(finished.records("summary").first?["waivers"] as? [String: Any])
  }

  @Test func `stays in the report, marked with who and until when, and doesn't fail the gate`() throws {
    #expect(try credence("audit", "-", "--quiet", "--allow-unevaluated", input: Self.payload).code == 1)
    let finished = try audit(waiver())
    #expect(finished.code == 0, "\(finished.words)")
    let finding = try finding(finished)
    #expect(finding["status"] as? String == "waived")
    #expect(
      finding["waiver"] as? [String: String] == [
        "waiver": "W-1", "owner": "platform@example.com", "approver": "security@example.com",
        "reason": "Moves to a role in spring.", "until": "2026-12-31",
        "ticket": "https://jira.example.com/browse/ACME-7",
      ])
    let source = try #require(finished.records("run").first?["waivers"] as? [String: Any])
    #expect(source["applied"] as? Bool == true && source["count"] as? Int == 1)
    let counts = try #require(finished.records("summary").first?["counts"] as? [String: Any])
    #expect((counts["status"] as? [String: Int])?["waived"] == 1)
  }

  @Test func `is back when its waiver has lapsed, marked, and fails even the gate that it is too mild for`()
    throws
  {
    let finished = try audit(waiver(expires: "2026-11-23"), "--fail-on", "critical")
    #expect(finished.code == 1)
    #expect(try finding(finished)["status"] as? String == "lapsed")
    #expect(finished.words.contains("note: Lapsed waivers: W-1"))
    let causes = try #require(finished.records("summary").first?["causes"] as? [[String: Any]])
    #expect(causes.compactMap { $0["reason"] as? String } == ["1 finding whose waiver has lapsed"])
    #expect(try audit(waiver(expires: "2026-11-24")).code == 0)
    #expect(try audit(waiver(expires: "2026-11-23"), "--fail-on", "none").code == 0)
  }

  @Test func `stands in the table with its waiver`() throws {
    let scratch = try Scratch()
    let file = try scratch.file("waivers.yaml", waiver())
    func table(_ now: String, _ options: String...) throws -> String {
      try run(
        Scratch.credence, ["audit", "-", "--waivers", file, "--now", now] + options, input: Self.payload
      ).text.replacing("\n", with: " ").split(separator: " ").joined(separator: " ")
    }
    #expect(try table("2026-11-24").contains("(waived by platform@example.com until 2026-12-31)"))
    #expect(try table("2027-01-01").contains("(waiver of platform@example.com lapsed 2026-12-31)"))
    #expect(try table("2026-11-24", "--no-waivers").contains("No waiver counts, by --no-waivers."))
  }

  @Test func `counts as open with --no-waivers, and the report says that there were some`() throws {
    let finished = try audit(waiver(), "--no-waivers")
    #expect(finished.code == 1)
    #expect(try finding(finished)["status"] as? String == "open" && finding(finished)["waiver"] == nil)
    let source = try #require(finished.records("run").first?["waivers"] as? [String: Any])
    #expect(source["applied"] as? Bool == false)
  }

  @Test(arguments: [("2026-12-08", 14), ("2026-12-01", 7), ("2026-11-25", 1), ("2026-11-24", 1)])
  func `is announced before it ends`(expires: String, within: Int) throws {
    let expiring = try #require(try waivers(audit(waiver(expires: expires)))["expiring"] as? [[String: Any]])
    #expect(expiring.map { $0["within"] as? Int } == [within])
    #expect(try (waivers(audit(waiver(expires: "2026-12-09")))["expiring"] as? [Any])?.isEmpty == true)
  }

  @Test func `is told from waivers that nothing was met by, that begin later and that ask for too long`()
    throws
  {
    let finished = try audit(
      waiver(id: "W-1") + waiver(scope: "integration: elsewhere", id: "W-2")
        + waiver(expires: "2028-01-01", id: "W-3").replacing("2026-11-01", with: "2026-12-01"))
    let said = try waivers(finished)
    #expect(said["unused"] as? [String] == ["W-2"])
    #expect(said["notYet"] as? [String] == ["W-3"] && said["overlong"] as? [String] == ["W-3"])
    #expect(try finding(finished)["status"] as? String == "waived")
  }

  @Test func `is met by its id too, and no other by that`() throws {
    let open = try audit("[]")
    let id = try #require(try finding(open)["finding"] as? String)
    #expect(try audit(waiver(scope: "finding: \(id)")).code == 0)
    #expect(try audit(waiver(scope: "finding: \(String(id.reversed()))")).code == 1)
  }

  @Test func `a file that is wrong stops the run before anything is read`() throws {
    let finished = try audit(waiver(scope: "integration: \"*\""))
    #expect(finished.code == 78 && finished.output.isEmpty)
    #expect(finished.words.contains("waivers.yaml:3:25: a waiver is for one integration, not for a pattern"))
    #expect(try audit(waiver(policy: "CRD-AWS-999")).words.contains("there is no policy `CRD-AWS-999`"))
    let key = "AKIA" + "TNYWIHM56AEM3LXW"
    let leaky = try audit(waiver(reason: "The key \(key) stays."))
    #expect(leaky.code == 78 && leaky.words.contains("reason holds what looks like a credential"))
    #expect(!leaky.words.contains(key))
  }

  @Test func `shows no secret that somebody wrote into its waiver, of one integration or of several`() throws
  {
    let secret = "tirade-walnut-quarry-9"
    func payload(_ id: String) -> String {
      #"{"id":"\#(id)","createdAt":"x","provider":"civo","credentials":{"apiKey":"\#(secret)"}}"#
    }
    let input = payload("civo-a") + "\n" + payload("civo-b")
    let open = try audit("[]", input: input)
    let shared = try #require(try finding(open, "CRD-X-01")["finding"] as? String)
    let text =
      waiver(policy: "CRD-CIVO-01", scope: "integration: civo-a", reason: "It is \(secret), as agreed.")
      + waiver(policy: "CRD-X-01", scope: "finding: \(shared)", id: "W-2", reason: "Both have \(secret).")
    let finished = try audit(text, input: input)
    let own = try #require(try finding(finished, "CRD-CIVO-01")["waiver"] as? [String: String])
    #expect(own["reason"]?.hasPrefix("[redacted:") == true && own["owner"] == "platform@example.com")
    let fleet = try #require(try finding(finished, "CRD-X-01")["waiver"] as? [String: String])
    #expect(fleet["reason"] == "[redacted]" && fleet["waiver"] == "W-2")
    let search = LeakSearch([secret])
    #expect(!search.finds(in: finished.output) && !search.finds(in: finished.errors))
    let clean = try audit(
      waiver(policy: "CRD-X-01", scope: "finding: \(shared)", id: "W-2", reason: "Known."), input: input)
    #expect((try finding(clean, "CRD-X-01")["waiver"] as? [String: String])?["reason"] == "Known.")
  }

  @Test func `bound to the credential is open again for another key, and needs the key that names it`() throws
  {
    let scratch = try Scratch()
    for name in ["a", "b"] { #expect(try credence("keygen", "job", scratch.path + "/" + name).code == 0) }
    let own = scratch.path + "/own"
    #expect(mkdir(own, 0o755) == 0)
    _ = try scratch.file(
      "own/own.yaml",
      """
      - id: ACME-1
        title: A Civo key
        severity: high
        basis: fact
        applies: { provider: civo }
        field: apiKey
        waiversBindTo: credential
        failsWhen: { credentials.apiKey.isSet: true }
        message: M
        remediation: R
        controls: [LL]
        tests:
          - { name: a, given: { provider: civo, credentials: { apiKey: x } }, expect: fail }
          - { name: b, given: { provider: civo, credentials: {} }, expect: pass }
      """)
    func payload(_ key: String) -> String {
      #"{"id":"civo-a","createdAt":"x","provider":"civo","credentials":{"apiKey":"\#(key)"}}"#
    }
    let first = payload("Zr6nQw2mXc8vBt4yLk0pJh3gFd5sAa7e")
    let key = ["--policies", own, "--fingerprint-key", scratch.path + "/a/fingerprint.key"]
    let jsonl = ["audit", "-", "--format", "jsonl", "--now", "2026-11-24"]
    let report = try run(Scratch.credence, jsonl + key, input: first)
    let finding = try #require(
      try self.finding(report, "ACME-1")["finding"] as? String)
    let file = try scratch.file("report.jsonl", report.text)
    let added = try run(
      Scratch.credence,
      [
        "waiver", "add", String(finding.prefix(8)), "--report", file, "--owner", "a", "--approver", "b",
        "--reason",
        "Because.", "--policies", own, "--now", "2026-11-24",
      ])
    #expect(
      added.code == 0 && added.text.contains("integration: \"civo-a\", credential: ["), "\(added.words)")
    let waivers = ["--waivers", try scratch.file("waivers.yaml", added.text)]
    func status(_ input: String, _ options: [String]) throws -> String? {
      try self.finding(try run(Scratch.credence, jsonl + options + waivers, input: input), "ACME-1")["status"]
        as? String
    }
    #expect(try status(first, key) == "waived")
    #expect(try status(payload("Yq5mPv1lWb7uAs3xKj9oHg2fEc4rZz6d"), key) == "open")
    let random = try run(Scratch.credence, jsonl + ["--policies", own] + waivers, input: first)
    #expect(
      random.code == 78 && random.words.contains("has no lasting fingerprint key") && random.output.isEmpty)
    let other = ["--policies", own, "--fingerprint-key", scratch.path + "/b/fingerprint.key"]
    let wrong = try run(Scratch.credence, jsonl + other + waivers, input: first)
    #expect(wrong.code == 78 && wrong.words.contains("under another fingerprint key"))
    #expect(
      try run(Scratch.credence, jsonl + ["--policies", own, "--no-waivers"] + waivers, input: first).code == 1
    )
    // Without a lasting key there is nothing to bind to.
    let loose = try scratch.file(
      "loose.jsonl", try run(Scratch.credence, jsonl + ["--policies", own], input: first).text)
    let refused = try run(
      Scratch.credence,
      [
        "waiver", "add", finding, "--report", loose, "--owner", "a", "--approver", "b", "--reason", "R",
        "--policies", own,
      ])
    #expect(refused.code == 78)
  }

  @Test func `is written, checked and listed by the waiver commands`() throws {
    let scratch = try Scratch()
    let report = try scratch.file("report.jsonl", try audit("[]").text)
    let id = try #require(try finding(audit("[]"))["finding"] as? String)
    let add = [
      "waiver", "add", id, "--report", report, "--owner", "platform", "--approver", "security", "--reason",
      "He said \"later\".", "--days", "30", "--ticket", "A-1", "--now", "2026-11-24",
    ]
    let added = try run(Scratch.credence, add)
    #expect(added.code == 0, "\(added.words)")
    let file = try scratch.file("waivers.yaml", added.text)
    #expect(try audit(added.text).code == 0)
    let linted = try credence("waiver", "lint", file, "--now", "2026-11-24")
    #expect(linted.code == 0 && linted.text == "1 waiver is in order\n", "\(linted.words)")
    let late = try credence("waiver", "lint", file, "--now", "2026-12-25")
    #expect(late.code == 1 && late.words.contains("Lapsed waivers: W-2026-11-24-\(id.prefix(6))"))
    let listed = try credence("waiver", "list", file, "--now", "2026-12-23")
    #expect(listed.text.contains("CRD-AWS-01  aws-prod\n  holds until 2026-12-24, 1 day more\n"))
    #expect(listed.text.contains("He said \"later\"."))
    #expect(try run(Scratch.credence, add.map { $0 == id ? "ffff0000" : $0 }).code == 65)
    #expect(try run(Scratch.credence, add.map { $0 == "security" ? "platform" : $0 }).code == 78)
    #expect(try run(Scratch.credence, add.map { $0 == "30" ? "181" : $0 }).code == 64)
    let broken = try scratch.file("broken.yaml", added.text.replacing("owner", with: "onwer"))
    let said = try credence("waiver", "lint", broken)
    #expect(said.code == 78 && said.words.contains("broken.yaml:4:3: a waiver has no key `onwer`"))
  }

  @Test func `names the facts that the finding rests on, and null for what wasn't known`() throws {
    let facts = try #require(try finding(audit("[]"))["facts"] as? [String: Any])
    #expect(facts["auth.mode"] as? String == "accessKey" && facts["features"] as? [String] == ["byoc"])
    let request = #"{"provider":"aws","aws":{"authenticationMode":"accessKey"}}"#
    let unknown = try #require(try finding(audit("[]", input: request))["facts"] as? [String: Any])
    #expect(unknown["features"] is NSNull && unknown["form"] as? String == "request")
  }
}
