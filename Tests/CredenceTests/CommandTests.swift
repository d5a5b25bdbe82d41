import Foundation
import Testing

@Suite struct `The command line` {
  static let documented = """
    {"data":{"id":"example-integration","name":"Example Integration",
    "description":"This is a new cloud provider integration.","provider":"gcp","features":["byoc"],
    "aws":{"authenticationMode":"accessKey"},"gcp":{"authenticationMode":"accessKey"},
    "cloudflare":{"credentialType":"apiToken"},"createdAt":"2021-01-20T11:19:53.175Z"}}
    """

  @Test func `gives the right answer to the documented example`() throws {
    let finished = try credence("audit", "-", "--format", "jsonl", input: Self.documented)
    #expect(finished.code == 1)
    let policies = finished.records("finding").compactMap { $0["policy"] as? String }
    #expect(policies.sorted() == ["CRD-FEA-07", "CRD-GCP-01", "CRD-GEN-04", "CRD-GEN-21", "CRD-X-03"])
    let integration = try #require(finished.records("integration").first)
    #expect(integration["integration"] as? String == "example-integration")
    #expect(integration["form"] as? String == "response")
    let mode = try #require(integration["mode"] as? [String: String])
    #expect(mode == ["value": "accessKey", "source": "declared"])
    let fields = try #require(integration["fields"] as? [[String: Any]])
    #expect(fields.map { $0["field"] as? String } == ["keyfileJson"])
    #expect(fields.map { $0["state"] as? String } == ["absent"])
    let results = try #require(integration["results"] as? [String: [String]])
    #expect(results.values.joined().allSatisfy { !$0.hasPrefix("CRD-AWS") && !$0.hasPrefix("CRD-CF") })
    #expect(!finished.words.contains("error:"))
  }

  @Test(
    arguments: [
      (
        #"{"provider":"aws","features":["byoc"],"aws":{"authenticationMode":"accessKey"},"credentials":{}}"#,
        [], 1
      ),
      (
        #"{"provider":"aws","features":["byoc"],"aws":{"authenticationMode":"accessKey"}}"#,
        ["--fail-on", "critical"], 0
      ),
      (
        #"{"provider":"aws","features":["byoc"],"aws":{"authenticationMode":"accessKey"}}"#,
        ["--fail-on", "none"], 0
      ),
      (#"{"id":"a","provider":"azure","createdAt":"x"}"#, [], 2),
      (#"{"id":"a","provider":"azure","createdAt":"x"}"#, ["--allow-unevaluated"], 0),
      (#"{"id":"a","provider":"azure""#, [], 65), ("", [], 65), (#"{"message":"forbidden"}"#, [], 65),
      (#"{"provider":"aws"}"#, ["--fail-on", "terrible"], 64),
      (#"{"provider":"aws"}"#, ["--now", "yesterday"], 64),
      (#"{"provider":"aws"}"#, ["--fingerprint-key", "/nowhere"], 74),
    ] as [(String, [String], Int32)])
  func `ends in the code that its README names`(input: String, options: [String], code: Int32) throws {
    let finished = try run(Scratch.credence, ["audit", "-", "--quiet"] + options, input: input)
    #expect(finished.code == code, "\(finished.words)")
    if code >= 65 { #expect(finished.words.contains("error: ") && finished.words.contains("hint: ")) }
  }

  @Test func `audits what it can and says what it couldn't, for a missing file and a broken one`() throws {
    let scratch = try Scratch()
    let good = try scratch.file("good.json", Self.documented)
    let broken = try scratch.file("broken.json", "{\"data\":\n  {\"name\": tru}}")
    let finished = try credence("audit", scratch.path + "/none.json", broken, good, "--format", "jsonl")
    #expect(finished.code == 74)
    #expect(finished.records("integration").count == 1)
    #expect(
      finished.words.contains("broken.json:2:12: this word is none of true, false, null (at data.name)"))
    let summary = try #require(finished.records("summary").first)
    #expect(summary["complete"] as? Bool == false)
    let causes = try #require(summary["causes"] as? [[String: Any]])
    #expect(Set(causes.compactMap { $0["code"] as? Int }) == [74, 65, 1])
  }

  @Test func `reads directories in order, and gives the same report for the same input, clock and key`()
    throws
  {
    let scratch = try Scratch()
    #expect(try credence("keygen", "job", scratch.path + "/keys").code == 0)
    let arguments = [
      "audit", Scratch.root + "/examples", "--format", "jsonl", "--now", "2026-11-24",
      "--fingerprint-key", scratch.path + "/keys/fingerprint.key",
    ]
    let first = try run(Scratch.credence, arguments)
    let second = try run(Scratch.credence, arguments)
    #expect(first.output == second.output && !first.output.isEmpty)
    let sources = try #require(first.records("summary").first?["sources"] as? [[String: Any]])
    let names = sources.compactMap { $0["source"] as? String }
    #expect(names == names.sorted() && names.count == 8)
  }

  @Test func `refuses to overwrite keys, to seal to one reader by accident, and to open what doesn't verify`()
    throws
  {
    let scratch = try Scratch()
    let keys = scratch.path + "/made/with/its/parents"
    let report = scratch.path + "/r.age"
    #expect(try credence("keygen", "reader", keys).code == 0)
    #expect(try credence("keygen", "job", keys).code == 0)
    #expect(try credence("keygen", "reader", keys).code == 74)
    #expect(try credence("keygen", "job", keys).code == 74)
    for name in ["identity.txt", "signing.key", "fingerprint.key"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: keys + "/" + name)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    let sealing = [
      "audit", Scratch.root + "/examples", "--quiet", "--seal", "--recipients-file", keys + "/recipient.txt",
      "--sign-key", keys + "/signing.key", "-o", report,
    ]
    #expect(try run(Scratch.credence, sealing).code == 78)
    #expect(!FileManager.default.fileExists(atPath: report))
    #expect(try run(Scratch.credence, sealing + ["--single-recipient"]).code == 1)
    #expect(try run(Scratch.credence, sealing + ["--single-recipient"]).code == 74)

    let show = [
      "report", "show", report, "--identity", keys + "/identity.txt", "--verify-key", keys + "/signing.pub",
    ]
    #expect(try run(Scratch.credence, show).code == 0)
    let opened = try run("/usr/bin/age", ["-d", "-i", keys + "/identity.txt", report])
    #expect(opened.code == 0 && opened.records("summary").count == 1)
    #expect(try run("/usr/bin/minisign", ["-Vm", report, "-p", keys + "/signing.pub"]).code == 0)

    var bytes = try Data(contentsOf: URL(filePath: report))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(filePath: report))
    let forged = try run(Scratch.credence, show)
    #expect(forged.code == 65 && forged.output.isEmpty)
    #expect(chmod(keys + "/identity.txt", 0o644) == 0)
    #expect(try run(Scratch.credence, show).code == 77)
  }

  @Test(arguments: [40, 60, 80, 120, 200])
  func `draws its table within the terminal's width, and colours only when asked`(width: Int) throws {
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments = ["audit", Scratch.root + "/examples"]
    process.environment = ["COLUMNS": String(width)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    #expect(!text.contains("\u{1B}"))
    #expect(try credence("audit", Scratch.root + "/examples", "--color", "always").text.contains("\u{1B}["))
  }

  @Test(arguments: [#"["x"]"#, "7", #""text""#])
  func `credentials that can't be read pass no policy on what they hold`(credentials: String) throws {
    let input = #"{"name":"Odd","provider":"aws","credentials":\#(credentials)}"#
    let finished = try credence("audit", "-", "--format", "jsonl", input: input)
    #expect(finished.code == 65)
    #expect(finished.words.contains("an object was expected here (at credentials)"))
    let results = try #require(finished.records("integration").first?["results"] as? [String: [String]])
    #expect(results["pass"]?.contains { $0.hasPrefix("CRD-AWS") } == false)
    #expect(results["notEvaluable"]?.contains("CRD-AWS-02") == true)
  }

  @Test func `says where a value has another type than the API gives it, and audits the rest`() throws {
    let input = #"""
      {"id":"a","name":5,"provider":"aws","features":"byoc","aws":[],"credentials":{"accessKey":12,"secretKey":{}}}
      {"id":"b","provider":"civo","description":null,"credentials":{"apiKey":null}}
      """#
    let finished = try credence("audit", "-", "--format", "jsonl", input: input)
    #expect(finished.code == 65)
    #expect(finished.records("integration").count == 2)
    let causes = try #require(finished.records("summary").first?["causes"] as? [[String: Any]])
    let reasons = causes.filter { $0["code"] as? Int == 65 }.compactMap { $0["reason"] as? String }
    #expect(
      reasons == [
        "a text was expected here (at name)", "a list of texts was expected here (at features)",
        "an object was expected here (at aws)", "a text was expected here (at credentials.accessKey)",
        "a text was expected here (at credentials.secretKey)",
      ])
  }

  @Test func `the report holds a keyed digest of each input, its size, and the team in its ids`() throws {
    let scratch = try Scratch()
    for keys in ["a", "b"] { #expect(try credence("keygen", "job", scratch.path + "/" + keys).code == 0) }
    func audit(_ key: String, team: String? = nil, _ input: String = Self.documented) throws -> Finished {
      let file = try scratch.file("input.json", input)
      let options = ["--format", "jsonl", "--fingerprint-key", scratch.path + "/\(key)/fingerprint.key"]
      return try run(Scratch.credence, ["audit", file] + options + (team.map { ["--team", $0] } ?? []))
    }
    func source(_ finished: Finished) throws -> [String: Any] {
      let sources = try #require(finished.records("summary").first?["sources"] as? [[String: Any]])
      return try #require(sources.first)
    }
    let one = try audit("a")
    #expect(try source(one)["bytes"] as? Int == Self.documented.utf8.count)
    let digest = try #require(try source(one)["digest"] as? String)
    #expect(digest.count == 32)
    #expect(try source(audit("a"))["digest"] as? String == digest)
    #expect(try source(audit("b"))["digest"] as? String != digest)
    #expect(try source(audit("a", Self.documented + " "))["digest"] as? String != digest)

    let named = try audit("a", team: "platform")
    #expect(named.records("run").first?["team"] as? String == "platform")
    #expect(one.records("run").first?["team"] == nil)
    let ids = { (finished: Finished) in finished.records("finding").compactMap { $0["finding"] as? String } }
    #expect(!ids(one).isEmpty && Set(ids(one)).isDisjoint(with: ids(named)))
  }

  @Test func `warns an ordinary user whose system doesn't lock the memory, and only then`() throws {
    // Root may lock all memory, so that as root nothing of this would be seen.
    let ordinary = getuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : ""
    for (limit, isWarned) in [("64", true), ("$(ulimit -H -l)", false)] {
      let script = "ulimit -l \(limit); exec \(ordinary)\(Scratch.credence) audit - --format jsonl"
      let finished = try run("/bin/sh", ["-c", script], input: Self.documented)
      #expect(finished.code == 1)
      #expect(finished.words.contains("warning: the system didn't lock the memory") == isWarned)
      #expect(finished.records("run").first?["memoryLocked"] as? Bool == !isWarned)
    }
  }

  @Test func `the gate hides nothing but the label that it hits`() throws {
    let input = """
      {"name":"Hidden Treasure","provider":"oci","credentials":{"passphrase":"Hidden Treasure"}}
      {"name":"Short","provider":"oci","credentials":{"passphrase":"high","extra":"finding","secret":"integration"}}
      """
    let finished = try credence("audit", "-", "--format", "jsonl", input: input)
    let integrations = finished.records("integration")
    #expect(integrations.count == 2)
    let first = try #require(integrations.first?["name"] as? String)
    #expect(first.hasPrefix("[redacted:"))
    #expect(integrations[0]["provider"] as? String == "oci")
    #expect(integrations[1]["name"] as? String == "Short")
    let hits = finished.records("finding").filter { $0["policy"] as? String == "CRD-GEN-20" }
    #expect(hits.count == 1)
    #expect(hits.first?["severity"] as? String == "high")
  }
}
