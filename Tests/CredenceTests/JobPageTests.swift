import Foundation
import Testing

/// `docs/job.md` is a configuration and a script; this runs them with its directories in a scratch folder.
@Suite struct `The page about the job` {
  private func blocks(_ kind: String, of page: String) throws -> [String] {
    try page.split(separator: "```\(kind)\n", omittingEmptySubsequences: false).dropFirst().map { block in
      String(block[..<(try #require(block.range(of: "```"))).lowerBound])
    }
  }

  @Test func `does what it says, with what it configures`() throws {
    let server = try MessageServer()
    let scratch = try Scratch()
    let work = scratch.path
    for folder in ["bin", "etc", "var"] {
      try FileManager.default.createDirectory(atPath: "\(work)/\(folder)", withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      atPath: work + "/bin/credence", withDestinationPath: Scratch.credence)
    let places = [
      ("/etc/credence", "/etc/own"), ("/var/lib/credence", "/var/own"),
      ("/var/lib/node_exporter", "/var/metrics"),
    ]
    let page = places.reduce(
      try String(contentsOfFile: Scratch.root + "/docs/job.md", encoding: .utf8)
    ) { $0.replacing($1.0, with: work + $1.1) }
    let configurations = try blocks("yaml", of: page)
    var configuration = try #require(configurations.first)
    for name in ["reader", "escrow"] {
      #expect(try credence("keygen", "reader", "\(work)/\(name)").code == 0)
      let text = try String(contentsOfFile: "\(work)/\(name)/recipient.txt", encoding: .utf8)
      let recipient = try #require(text.split(separator: "\n").first { $0.hasPrefix("age1") })
      let place = try #require(configuration.range(of: "age1…"))
      configuration.replaceSubrange(place, with: recipient)
    }
    let scripts = try blocks("sh", of: page)
    #expect(scripts.count == 3 && configurations.count == 2)
    func shell(_ text: String) throws -> Finished {
      // What the page doesn't give isn't there: no variable, and no file but the program.
      try run(
        "/usr/bin/env",
        ["-i", "PATH=\(work)/bin:/usr/bin:/bin", "/bin/bash", "-c", "set -eu; cd \(work)\n" + text])
    }
    func expectFine(_ finished: Finished) { #expect(finished.code == 0, "\(finished.words)\(finished.text)") }
    // Keys and directories; then the configuration as it stands, with payloads where it says.
    expectFine(try shell(scripts[0]))
    _ = try scratch.file("etc/own/job.yaml", configuration)
    expectFine(try shell("cp \(Scratch.root)/examples/*.json var/own/payloads"))
    let first = try shell(scripts[1])
    expectFine(first)
    #expect(first.text.contains("it ended with 1") && first.text.contains("Last runs"))
    #expect(FileManager.default.fileExists(atPath: work + "/var/own/findings.sarif"))
    // What more there is, with what the page says that it needs: check says so until all of it is there.
    _ = try scratch.file("etc/own/job.yaml", configuration + configurations[1])
    let secret = "whsec_" + Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    for (name, text) in [
      ("slack.url", "http://127.0.0.1:\(server.port)/slack"),
      ("hook.url", "http://127.0.0.1:\(server.port)/hook"), ("hook.secret", secret),
      ("ping.url", "http://127.0.0.1:\(server.port)/ping"), ("waivers.yaml", "[]"),
    ] {
      let missing = try shell("credence job check --config etc/own/job.yaml")
      #expect(missing.code != 0 && missing.words.contains(name), "\(name): \(missing.words)")
      let file = try scratch.file("etc/own/" + name, text + "\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
    try FileManager.default.createDirectory(atPath: work + "/var/metrics", withIntermediateDirectories: true)
    let second = try shell("rm var/own/payloads/aws*\n" + scripts[1] + scripts[2])
    expectFine(second)
    #expect(second.text.contains("it ended with 1") && second.text.contains("told           security-chat"))
    #expect(server.messages(to: "/slack").count == 1 && server.messages(to: "/hook").count == 1)
    #expect(server.messages(under: "/ping").map(\.path) == ["/ping/start", "/ping/1"])
    #expect(FileManager.default.fileExists(atPath: work + "/var/metrics/credence.prom"))
  }

  @Test func `names every key of the configuration`() throws {
    let page = try String(contentsOfFile: Scratch.root + "/docs/job.md", encoding: .utf8)
    let job = try JobScratch("unknown: 1")
    let refused = try job.job("check").words
    let keys = try #require(refused.firstMatch(of: /one of ([A-Za-z, ]+)\n/)).1.split(separator: ", ")
    #expect(keys.count > 10)
    for key in keys { #expect(page.contains("\(key):") || page.contains("`\(key)`"), "\(key)") }
  }

  @Test(arguments: [
    ("unknown: 1", []), ("gate: { unknown: 1 }", ["gate"]),
    ("exports: [{ unknown: 1 }]", ["exports", "items"]),
    ("notifications: [{ unknown: 1 }]", ["notifications", "items"]),
  ])
  func `has a schema beside it with the keys that the job reads`(text: String, place: [String]) throws {
    let refused = try JobScratch(text).job("check").words
    let known = try #require(refused.firstMatch(of: /one of ([A-Za-z, ]+)/)).1
    #expect(try schemaKeys(at: place) == Set(known.split(separator: ", ").map(String.init)), "\(refused)")
  }

  @Test func `has every limit of the policies in its schema`() throws {
    let data = try String(contentsOfFile: Scratch.root + "/policies/data/limits.yaml", encoding: .utf8)
    let limits = data.matches(of: /name: limits\.(\w+)/).map { String($0.1) }
    #expect(try schemaKeys(at: ["limits"]) == Set(limits + ["openDays", "rotationDays"]))
  }

  private func schemaKeys(at place: [String]) throws -> Set<String> {
    let schema = try Data(contentsOf: URL(filePath: Scratch.root + "/docs/schemas/job.schema.json"))
    var node = try #require(try JSONSerialization.jsonObject(with: schema) as? [String: Any])
    for name in place {
      let inner = name == "items" ? node : node["properties"] as? [String: Any]
      node = try #require(inner?[name] as? [String: Any])
    }
    return Set(try #require(node["properties"] as? [String: Any]).keys)
  }
}
