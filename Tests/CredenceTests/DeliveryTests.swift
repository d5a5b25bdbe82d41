import Foundation
import Testing

/// A job that tells a chat, a webhook and a watchdog, all of them at one server.
struct TellingJob {
  let job: JobScratch
  let server: MessageServer
  /// The part of the addresses that is a secret.
  let mark: String

  init(
    _ more: String = "", timeout: Int = 30,
    _ answer: @escaping @Sendable (MessageServer.Message) -> MessageServer.Answer = { _ in .status(200) }
  )
    throws
  {
    server = try MessageServer(answer)
    mark = UUID().uuidString
    job = try JobScratch(
      """
      notifications:
        - { name: chat, slack: chat.url, timeoutSeconds: \(timeout) }
        - { name: machine, webhook: hook.url, secret: hook.secret, timeoutSeconds: \(timeout) }
      ping: ping.url
      \(more)
      """)
    for name in ["chat", "hook", "ping"] {
      try secret("\(name).url", "http://127.0.0.1:\(server.port)/\(name)/\(mark)\n")
    }
    try secret(
      "hook.secret", "whsec_\(Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString())")
  }

  func secret(_ name: String, _ text: String) throws {
    try job.secret(name, text)
  }

  var chat: [MessageServer.Message] { server.messages(to: "/chat/\(mark)") }
  var hook: [MessageServer.Message] { server.messages(to: "/hook/\(mark)") }
  /// What is behind the address of each ping.
  var pings: [String] {
    server.messages(under: "/ping/\(mark)").map { String($0.path.dropFirst("/ping/\(mark)".count)) }
  }

  func run(_ day: Int, _ option: String...) throws -> Finished {
    try job.run(date(day), option)
  }
}

@Suite struct `What a run tells` {
  @Test func `is one digest where something changed, and nothing where nothing did`() throws {
    let telling = try TellingJob()
    try telling.job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 1)
    let findings = try telling.job.audited()
    #expect(telling.hook.count == 1 && telling.chat.count == 1)
    let digest = try #require(telling.hook.first)
    #expect(digest.json["type"] as? String == "credence.run.digest")
    #expect(digest.counts["new"] == findings.count && digest.counts["resolved"] == 0)
    let named = (digest.data["named"] as? [String: [[String: String]]])?["new"] ?? []
    #expect(Set(named.compactMap { $0["finding"] }) == Set(findings.compactMap { $0["finding"] as? String }))
    #expect(named.allSatisfy { $0["integration"] == "name of one" && $0["severity"] != nil })
    #expect(telling.chat[0].text.contains("name of one"))

    #expect(try telling.run(1).code == 1)
    #expect(telling.hook.count == 1 && telling.chat.count == 1, "a quiet night was told")

    try telling.job.put("one", key: JobScratch.randomKey())
    try telling.job.put("two", key: JobScratch.randomKey())
    #expect(try telling.run(2).code == 1)
    #expect(telling.hook.last?.counts["rotated"] == 2)
    #expect(telling.hook.last?.text.contains("\"field\":\"secretKey\"") == true)

    let before = try telling.job.audited()
    try telling.job.put("one", key: nil)
    let after = try Set(telling.job.audited().compactMap { $0["finding"] as? String })
    let closed = before.filter { !after.contains($0["finding"] as? String ?? "") }
    #expect(try telling.run(3).code == 1)
    let gone = try #require(telling.hook.last)
    #expect(gone.counts["resolved"] == closed.count)
    let resolved = (gone.data["named"] as? [String: [[String: String]]])?["resolved"] ?? []
    // What is gone is told by its policy, though the ledger knows no word of it.
    #expect(Set(resolved.compactMap { $0["policy"] }) == Set(closed.compactMap { $0["policy"] as? String }))
    #expect(Set(telling.hook.compactMap { $0.headers["webhook-id"] }).count == telling.hook.count)
  }

  @Test func `pings at its start and its end, with the log's checkpoint on quiet nights too`() throws {
    let telling = try TellingJob()
    try telling.job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 1)
    #expect(try telling.run(1, "--exit-zero-on-findings").code == 0)
    #expect(telling.pings == ["/start", "/1", "/start", ""])
    let kept = try #require(telling.server.messages(under: "/ping/\(telling.mark)").last)
    let checkpoint = try #require(kept.text.range(of: "credence")?.lowerBound)
    let note = String(kept.text[checkpoint...])
    #expect(note == (try String(contentsOfFile: telling.job.state + "/checkpoint", encoding: .utf8)))
    #expect(telling.hook[0].data["checkpoint"] as? String != nil)
    // As it is, and with what pings and chats have before it.
    let blocks = try #require(telling.chat[0].json["blocks"] as? [[String: Any]])
    let section = try #require((blocks.last?["text"] as? [String: Any])?["text"] as? String)
    for text in [note, kept.text, section] {
      let path = try telling.job.scratch.file("kept", text)
      let verified = try credence(
        "log", "verify", telling.job.state + "/log.jsonl", "--since", path, "--verify-key",
        telling.job.path + "/keys/signing.pub")
      #expect(verified.code == 0, "\(text): \(verified.words)")
    }
  }

  @Test(arguments: [MessageServer.Answer.status(500), .status(404), .status(302), .close])
  func `waits where it can't be told, never changes the exit code, and is told once it can, by the same key`(
    answer: MessageServer.Answer
  ) throws {
    let broken = try MessageServer { _ in answer }
    let telling = try TellingJob("metrics: job.prom")
    try telling.job.put("one", key: JobScratch.randomKey())
    try telling.secret("hook.url", "http://127.0.0.1:\(broken.port)/hook/\(telling.mark)\n")
    for day in 0..<2 {
      let run = try telling.run(day)
      #expect(run.code == 1)
      #expect(run.words.contains("warning: machine couldn't be told"), "\(run.words)")
      #expect(
        !run.words.contains(telling.mark) && !run.words.contains("\(broken.port)"), "the address is told")
    }
    #expect(telling.chat.count == 1, "one channel's fault is another's")
    #expect(try telling.job.status(date(1))["waiting"] as? Int == 1)
    let metrics = try String(contentsOfFile: telling.job.path + "/job.prom", encoding: .utf8)
    #expect(metrics.contains("\ncredence_job_messages_waiting 1\n"))
    try telling.secret("hook.url", "http://127.0.0.1:\(telling.server.port)/hook/\(telling.mark)\n")
    #expect(try telling.run(2).code == 1)
    #expect(telling.hook.count == 1)
    let keys = Set((broken.messages(under: "/hook") + telling.hook).map { $0.headers["webhook-id"] })
    #expect(keys.count == 1)
    #expect(telling.hook[0].text.contains("name of one"), "words are made at delivery")
    #expect(try telling.job.status(date(2))["waiting"] as? Int == 0)
  }

  @Test func `waits where the other end takes it and stays silent, which keeps no run from its end`() throws {
    // The last ping alone is answered, so that the test needn't wait twice for the other's time to be over.
    let telling = try TellingJob(timeout: 1) { $0.path.hasSuffix("/1") ? .status(200) : .silence }
    try telling.job.put("one", key: JobScratch.randomKey())
    let run = try telling.run(0)
    #expect(run.code == 1)
    #expect(telling.chat.count == 1 && telling.hook.count == 1 && telling.pings == ["/start", "/1"])
    for name in ["chat", "machine"] {
      #expect(run.words.contains("warning: \(name) couldn't be told: there was no answer in time"))
    }
    #expect(run.words.contains("warning: the ping's other end couldn't be told: there was no answer in time"))
    #expect(telling.job.sealedReports.count == 1)
    #expect(try telling.job.status(date(0))["waiting"] as? Int == 2)
  }

  @Test func `waits where nobody listens, or where a secret is missing, and the audit goes on`() throws {
    let telling = try TellingJob()
    try telling.job.put("one", key: JobScratch.randomKey())
    try telling.secret("chat.url", "http://127.0.0.1:1/\(telling.mark)")
    try FileManager.default.removeItem(atPath: telling.job.path + "/hook.secret")
    let run = try telling.run(0)
    #expect(run.code == 1)
    #expect(run.words.contains("chat couldn't be told: there was no connection"))
    #expect(run.words.contains("machine couldn't be told: ") && run.words.contains("hook.secret"))
    #expect(!run.words.contains(telling.mark))
    #expect(telling.job.sealedReports.count == 1)
    #expect(try telling.job.job("check").code != 0, "check takes a configuration whose secrets are missing")
  }

  @Test(arguments: ["https://127.0.0.1:65536/", "http://localhost:0/", "https://a.example:http/"])
  func `is refused by a check, and waits, where the address's port can't be one, and that is said`(
    address: String
  ) throws {
    let telling = try TellingJob()
    try telling.job.put("one", key: JobScratch.randomKey())
    try telling.secret("hook.url", address + telling.mark)
    let checked = try telling.job.job("check")
    #expect(checked.code == 78, "\(checked.words)")
    let said = "hook.url: the address has no port where one belongs"
    #expect(
      checked.words.contains("\(said)\nhint: a port is a number from 1 to 65535, and may be left out\n"))
    let run = try telling.run(0)
    #expect(run.code == 1 && run.words.contains("machine couldn't be told: ") && run.words.contains(said))
    #expect(!(checked.words + run.words).contains(telling.mark))
    #expect(try telling.job.status(date(0))["waiting"] as? Int == 1)
  }

  @Test func `isn't sent to whom TLS doesn't vouch for`() throws {
    let telling = try TellingJob()
    try telling.job.put("one", key: JobScratch.randomKey())
    let path = telling.job.path
    let made = try run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout",
        path + "/tls.key", "-out",
        path + "/tls.pem",
      ])
    #expect(made.code == 0)
    // A port that was free a moment ago.
    let port = try MessageServer().port
    let server = Process()
    server.executableURL = URL(filePath: "/usr/bin/openssl")
    server.arguments = [
      "s_server", "-accept", "127.0.0.1:\(port)", "-key", path + "/tls.key", "-cert", path + "/tls.pem",
    ]
    let log = path + "/tls.log"
    try Data().write(to: URL(filePath: log))
    server.standardOutput = try FileHandle(forWritingTo: URL(filePath: log))
    server.standardError = FileHandle.nullDevice
    server.standardInput = Pipe()
    try server.run()
    defer {
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    try telling.secret("hook.url", "https://127.0.0.1:\(port)/hook/\(telling.mark)")
    let finished = try telling.run(0)
    #expect(finished.code == 1)
    #expect(finished.words.contains("machine couldn't be told: TLS failed"), "\(finished.words)")
    let heard = try String(contentsOfFile: log, encoding: .utf8)
    #expect(heard.contains("ACCEPT") && !heard.contains(telling.mark))
  }

  @Test func `is that it failed, where it did, and that it is partial, where it is`() throws {
    let telling = try TellingJob()
    try telling.job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 1)
    _ = try telling.job.scratch.file("payloads/cut.json", "{\"data\":")
    #expect(try telling.run(1).code == 65)
    #expect(telling.hook.count == 2)
    #expect(telling.hook[1].data["complete"] as? Bool == false)
    try FileManager.default.removeItem(atPath: telling.job.reports + "/.staging")
    try Data().write(to: URL(filePath: telling.job.reports + "/.staging"))
    let failed = try telling.run(2)
    #expect(failed.code == 74)
    #expect(telling.hook.last?.json["type"] as? String == "credence.run.failed")
    #expect(telling.hook.last?.data["exit"] as? Int == 74)
    #expect(telling.pings.last == "/fail")
  }

  @Test func `lets no name call people, format or forge a link`() throws {
    let telling = try TellingJob()
    let names = [
      "<!channel> a&b", "<https://evil.example|click>", "*bold* `code` @here", "\u{202E}gnp.exe",
      "https://evil.example/login",
    ]
    for (index, name) in names.enumerated() {
      try telling.job.put("n\(index)", key: JobScratch.randomKey(), name: name)
    }
    #expect(try telling.run(0).code == 1)
    let message = try #require(telling.chat.first)
    #expect(message.text.contains("&lt;!channel&gt;"), "\(message.text)")
    for forbidden in ["<", "\u{202E}", "mrkdwn"] { #expect(!message.text.contains(forbidden)) }
    let blocks = try #require(message.json["blocks"] as? [[String: Any]])
    #expect(blocks.allSatisfy { ($0["text"] as? [String: Any])?["type"] as? String == "plain_text" })
    let longest = blocks.compactMap { (($0["text"] as? [String: Any])?["text"] as? String)?.count }
    #expect(longest.allSatisfy { $0 <= 3000 } && blocks.count <= 50)
    // What phones show holds no name at all.
    let shown = try #require(message.json["text"] as? String)
    #expect(shown.hasPrefix("Credence: ") && !shown.contains("evil"))
  }
}
