import Foundation
import Testing

@Suite struct `Facts for others` {
  private func facts(_ input: String, _ options: String...) throws -> [[String: Any]] {
    let finished = try run(Scratch.credence, ["facts", "-"] + options, input: input)
    #expect(finished.code == 0, "\(finished.words)")
    return finished.records
  }

  @Test func `are one object an integration, each fact known or named as unknown`() throws {
    let schema = try #require(try credence("facts", "--schema").records.first)
    let definitions = try #require(schema["facts"] as? [[String: Any]])
    let paths = Set(definitions.compactMap { $0["path"] as? String })
    #expect(paths.count == definitions.count && paths.count > 100)
    let input = #"""
      {"id":"a","createdAt":"2026-05-02T08:00:00Z","name":"A","provider":"aws","features":["byoc","opentofu"]}
      {"name":"B","provider":"azure","credentials":{"secret":"${args.S}"}}
      """#
    let records = try facts(input, "--now", "2026-11-24")
    #expect(records.map { $0["integration"] as? String } == ["a", "B"])
    for record in records {
      let known = try #require(record["facts"] as? [String: Any])
      let unknown = try #require(record["unknown"] as? [String])
      #expect(Set(known.keys).isDisjoint(with: unknown))
      #expect(Set(known.keys).union(unknown) == paths)
      let basis = try #require(record["basis"] as? [String: String])
      #expect(Set(basis.keys).isSubset(of: known.keys) && !basis.values.contains("fact"))
    }
    let first = try #require(records[0]["facts"] as? [String: Any])
    #expect(first["features"] as? [String] == ["byoc", "opentofu"])
    #expect(first["credentials.returned"] as? Bool == false)
    #expect(first["clock.day"] as? String == "2026-11-24")
    #expect((records[0]["unknown"] as? [String])?.contains("auth.mode") == true)
    let second = try #require(records[1]["facts"] as? [String: Any])
    #expect(second["credentials.secret.state"] as? String == "reference")
    #expect(second["credentials.foreignSecrets"] as? Int == 0)
  }

  @Test func `the schema says type, unit, meaning and when each is unknown`() throws {
    let schema = try #require(try credence("facts", "--schema").records.first)
    for fact in try #require(schema["facts"] as? [[String: Any]]) {
      let type = try #require(fact["type"] as? String)
      #expect(["truth", "number", "identifier", "day", "word", "words"].contains(type))
      #expect((fact["unit"] != nil) == ["number", "identifier", "day"].contains(type), "\(fact)")
      #expect((fact["words"] != nil) == type.hasPrefix("word"))
      #expect((fact["meaning"] as? String)?.hasSuffix(".") == true)
      #expect((fact["unknownWhen"] as? String)?.isEmpty == false)
    }
  }

  @Test func `hold no secret, wherever in a payload it stands`() throws {
    var secrets: [String] = []
    func secret(_ prefix: String = "", _ count: Int = 40) -> String {
      let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
      let text = prefix + String((0..<count).map { _ in alphabet.randomElement() ?? "x" })
      secrets.append(text)
      return text
    }
    var key: [String: Any] = ["type": "service_account", "private_key": secret(), "other": secret()]
    key["private_key_id"] = secret()
    let keyFile = String(decoding: try JSONSerialization.data(withJSONObject: key), as: UTF8.self)
    let document: [String: Any] = [
      "id": secret(), "createdAt": "2026-05-02T08:00:00Z", "name": secret("n"), "provider": "aws",
      "description": "see " + secret("cfat_", 48), "features": [secret()], secret(): secret(),
      "aws": ["authenticationMode": secret()],
      "credentials": [
        "accessKey": secret("AKIA", 16), "secretKey": secret(), "roleArn": secret(), "keyfileJson": keyFile,
        "kubeconfig": "apiVersion: v1\nclusters:\nusers:\n- user: { token: \(secret()) }", secret(): secret(),
      ],
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
    let finished = try credence("facts", "-", input: input)
    #expect(finished.records.count == 1)
    let search = LeakSearch(secrets)
    #expect(search.finds(in: Data(input.utf8)))
    #expect(!search.finds(in: finished.output) && !search.finds(in: finished.errors))
  }

  @Test(arguments: [
    ("", 65), ("{", 65), (#"{"message":"forbidden"}"#, 65), (#"{"provider":"aws"} x"#, 65),
    (#"{"provider":"aws"}"#, 0),
  ])
  func `end in the codes of an audit`(input: String, code: Int32) throws {
    let finished = try credence("facts", "-", input: input)
    #expect(finished.code == code)
    if code != 0 { #expect(finished.words.contains("error: ") && finished.words.contains("hint: ")) }
  }

  @Test func `end in 74 for what isn't there, with the facts of the rest`() throws {
    let finished = try credence("facts", "/nowhere.json", Scratch.root + "/examples")
    #expect(finished.code == 74 && finished.records.count > 5)
    #expect(try credence("facts").code == 64)
    #expect(try credence("facts", "-", "--format", "markdown").code == 64)
  }

  @Test func `the pages that are made from the program aren't stale`() throws {
    func page(_ name: String) throws -> String {
      try String(contentsOfFile: Scratch.root + "/" + name, encoding: .utf8)
    }
    let hint: Comment = "make docs"
    let sums = try run(
      "/bin/sh",
      ["-c", "cd '\(Scratch.root)/policies' && b2sum -l 256 *.yaml data/*.yaml | LC_ALL=C sort -k 2"])
    #expect(try page("policies/B2SUMS") == sums.text, hint)
    #expect(
      try page("docs/facts.md") == (try credence("facts", "--schema", "--format", "markdown").text), hint)
    #expect(
      try page("policies/frameworks.jsonl") == (try credence("policy", "list", "--format", "jsonl").text),
      hint)
    #expect(
      try page("docs/kinds.md") == (try credence("facts", "--kinds", "--format", "markdown").text), hint)
    let table = try #require(try page("policies/README.md").split(separator: "<!-- table -->\n").last)
    #expect(try String(table) == credence("policy", "list", "--format", "markdown").text, hint)
  }

  // What only a value's text tells.

  @Test(arguments: [
    ("\"token\":\"%\"", true), ("\"token\" : \"%\"", true), ("\"name\":\"%\"", false),
  ])
  func `a kubeconfig in JSON has its secrets too`(pair: String, isSecret: Bool) throws {
    let inner = #"{"apiVersion":"v1","clusters":[],"users":[{"user":{\#(pair)}}]}"#
      .replacing("%", with: "plainwordsonly")
    let body: [String: Any] = [
      "name": "plainwordsonly", "provider": "byok", "credentials": ["kubeconfig": inner],
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    let audited = try credence("audit", "-", "--format", "jsonl", input: input)
    let name = try #require(audited.records("integration").first?["name"] as? String)
    #expect(name.hasPrefix("[redacted:") == isSecret)
  }

  @Test(
    arguments: [
      ("clusters: [{cluster: {server: https://a}}]", [1, 0, 0], nil),
      ("clusters: [{cluster: {server: http://a}}]", [1, 1, 0], nil),
      ("clusters:\n- cluster:\n    server: 'HTTP://a'\n    insecure-skip-tls-verify: True", [1, 1, 1], nil),
      (
        "clusters: [{cluster: {server: http://a}}, {cluster: {server: https://b, insecure-skip-tls-verify: true}}]",
        [2, 1, 1], "inferred"
      ),
      (
        "clusters:\n- cluster:\n    #server: http://a\n    server: https://a # server: http://b", [1, 0, 0],
        nil
      ),
      ("clusters:\n- name: server\n  cluster: {server: https://a}", [1, 0, 0], nil),
      (
        "clusters: [{cluster: {server: https://a, tls-server-name: http://b, proxies: http://c}}]",
        [1, 0, 0], nil
      ),
      ("clusters: [{cluster: {secure: http://b, server: https://a}, tokens: http://c}]", [1, 0, 0], nil),
    ] as [(String, [Int], String?)])
  func `how the clusters of a kubeconfig are reached`(clusters: String, counts: [Int], basis: String?) throws
  {
    let body: [String: Any] = [
      "provider": "byok", "credentials": ["kubeconfig": "apiVersion: v1\n\(clusters)\nusers: []"],
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    let record = try #require(try facts(input).first)
    let known = try #require(record["facts"] as? [String: Any])
    let names = ["clusters", "clustersWithoutTLS", "clustersWithoutVerification"].map { "kubernetes." + $0 }
    #expect(names.map { known[$0] as? Int } == counts)
    #expect((record["basis"] as? [String: String])?["kubernetes.clustersWithoutTLS"] == basis)
  }
}

@Suite struct `A policy explained` {
  @Test func `tells what it says, why, what to do and what it goes by, within the terminal's width`() throws {
    let ids = try credence("policy", "list").text.split(separator: "\n").compactMap {
      $0.split(separator: " ").first
    }
    #expect(ids.count > 40)
    for id in ["CRD-AWS-01", "CRD-CF-02", "CRD-X-01", "CRD-CIVO-01"] {
      let page = try credence("explain", id)
      #expect(page.code == 0)
      for heading in ["Says", "What to do", "Fails when", "Goes by", "Bears on", "Examples"] {
        #expect(page.text.contains("\n\(heading)\n"), "\(id) \(heading)")
      }
      let prose = page.text.split(separator: "\n").filter { !$0.contains("https://") && !$0.contains("#") }
      #expect(prose.allSatisfy { $0.count <= 100 }, "\(id)")
      #expect(!page.text.contains("\u{1B}"))
    }
    let dated = try credence("explain", "CRD-CF-02").text
    #expect(dated.contains("data cloudflare.originCAKey.endOfLife: 2026-09-30"))
    #expect(dated.contains("https://developers.cloudflare.com/changelog/post/2026-03-19-"))
    #expect(dated.contains("looked up 2026-"))
    #expect(try credence("explain", "CRD-CIVO-01").text.contains("a limit of the platform"))
    #expect(try credence("explain", "CRD-AWS-01").text.contains("any:\n        # OpenTofu"))
  }

  @Test func `that there isn't ends in 64, with the nearest one`() throws {
    let finished = try credence("explain", "CRD-AWS-41")
    #expect(finished.code == 64)
    #expect(finished.words.contains("error: there is no policy CRD-AWS-41\nhint: did you mean CRD-AWS-"))
  }
}
