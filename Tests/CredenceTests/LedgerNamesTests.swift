import Foundation
import GRDB
import Reporting
import Testing

/// What a job's ledger calls things, to somebody who has it and not the fingerprint key.
@Suite struct `A stolen ledger` {
  /// Names that look like no secret, which a path mustn't.
  private static func names() -> [String] {
    ["lantern", "harbour", "meadow", "granite", "willow", "copper", "orchard", "thicket"].map {
      "\($0)-\(Int.random(in: 1000...9999))"
    }
  }

  private func bytes(of job: JobScratch) -> Data {
    ["", "-wal", "-shm"].reduce(Data()) {
      $0 + (FileManager.default.contents(atPath: job.state + "/ledger.sqlite" + $1) ?? Data())
    }
  }

  @Test func `has no name of the configuration, of the sources or of a waiver in it`() throws {
    let server = try MessageServer { _ in .status(503) }
    let names = Self.names()
    let job = try JobScratch(
      """
      team: \(names[0])
      waivers: \(names[1]).yaml
      exports: [{ format: sarif, path: \(names[2]) }]
      notifications: [{ name: \(names[3]), slack: \(names[4]) }]
      """)
    try job.secret(names[4], "http://127.0.0.1:\(server.port)/hook")
    try job.put(names[5], key: JobScratch.randomKey(), name: names[6])
    let policy = try #require(job.audited().first?["policy"] as? String)
    _ = try job.scratch.file(
      names[1] + ".yaml",
      """
      - id: \(names[7])
        policy: \(policy)
        scope: { integration: \(names[5]) }
        owner: Ada Example
        approver: Grace Example
        reason: The key goes with the old cluster.
        created: \(date(0))
        expires: \(date(2))
      """)
    // A run that has something to tell, one whose waiver ends, and one that fails.
    for day in 0..<2 {
      let run = try job.run(date(day))
      #expect(run.code == 1, "\(run.words)")
    }
    try FileManager.default.removeItem(atPath: job.reports + "/.staging")
    try Data().write(to: URL(filePath: job.reports + "/.staging"))
    #expect(try job.run(date(2)).code == 74)
    #expect(try job.status(date(2))["waiting"] as? Int ?? 0 >= 2)
    let ledger = bytes(of: job)
    for name in names + [policy, "Ada", "127.0.0.1", "payloads", "name of"] {
      #expect(ledger.range(of: Data(name.utf8)) == nil, "\(name)")
    }
    #expect(ledger.range(of: Data("jsonl.age".utf8)) != nil, "the search finds what is there")
  }

  @Test func `names its runs so that no guess of a team or a file is confirmed by them`() throws {
    let job = try JobScratch("team: platform")
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).code == 1)
    let opened = try run("/usr/bin/age", ["-d", "-i", job.identity, try #require(job.sealedReports.first)])
    let record = try #require(opened.records("run").first)
    let entry = try #require(
      JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: job.state + "/log.jsonl"))) as? [String: Any])
    let packs = (record["policies"] as? [String: Any])?["packs"] as? [[String: String]] ?? []
    let key = (record["fingerprints"] as? [String: Any])?["key"] as? String
    // All that a run goes by is known to whoever guesses.
    let identity =
      [try #require((record["clock"] as? [String: Any])?["now"] as? String), try #require(key), "platform"]
      + [try #require(entry["configuration"] as? String)] + packs.compactMap { $0["digest"] }
      + [job.path + "/payloads/one.json"]
    #expect(packs.count > 10)
    let guess = Digest.hexadecimal(of: identity.joined(separator: "\0").utf8, byteCount: 16)
    #expect(entry["run"] as? String != guess)
    #expect(record["run"] as? String == entry["run"] as? String)
  }
}

@Suite struct `What waits in the ledger` {
  private func waiting(for name: String) throws -> JobScratch {
    let job = try JobScratch("notifications: [{ name: \(name), slack: chat.url }]")
    try job.secret("chat.url", "http://127.0.0.1:1/")
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).words.contains("\(name) couldn't be told"))
    return job
  }

  @Test func `for a notification that is there no more is dropped, and said without its name`() throws {
    let job = try waiting(for: "gone-chat")
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    try text.replacing("gone-chat", with: "new-chat").write(
      toFile: job.config, atomically: false, encoding: .utf8)
    let run = try job.run(date(1))
    #expect(
      run.words.contains(
        "warning: 1 messages were dropped, to notifications that the configuration no longer has\n"),
      "\(run.words)")
    #expect(!run.words.contains("gone-chat"))
    #expect(try job.status(date(1))["waiting"] as? Int == 0)
  }

  @Test func `of an older version is told by its name, and delivered once it can be`() throws {
    let job = try waiting(for: "old-chat")
    try job.makeLedgerOlder(channel: "old-chat")
    let status = try job.job("status", "--now", date(0))
    #expect(status.code == 0 && status.text.contains("1 messages wait to be delivered"), "\(status.words)")
    #expect(bytes(of: job).range(of: Data("old-chat".utf8)) != nil)
    #expect(try job.job("check").code == 0)
    let server = try MessageServer()
    try job.secret("chat.url", "http://127.0.0.1:\(server.port)/chat")
    #expect(try job.run(date(1)).code == 1)
    #expect(server.messages(to: "/chat").count == 1)
    #expect(try job.status(date(1))["waiting"] as? Int == 0)
    #expect(bytes(of: job).range(of: Data("old-chat".utf8)) == nil)
  }

  private func bytes(of job: JobScratch) -> Data {
    ["", "-wal"].reduce(Data()) {
      $0 + (FileManager.default.contents(atPath: job.state + "/ledger.sqlite" + $1) ?? Data())
    }
  }
}
