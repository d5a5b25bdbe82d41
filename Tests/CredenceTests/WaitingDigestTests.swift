import Foundation
import Testing

/// What waited for its delivery, or is refused by who should take it.
@Suite struct `A digest that couldn't be told at once` {
  private func unnamed(_ message: MessageServer.Message) -> Int? { message.data["unnamed"] as? Int }

  private func named(_ message: MessageServer.Message, _ change: String) -> [[String: String]] {
    (message.data["named"] as? [String: [[String: String]]])?[change] ?? []
  }

  /// A receiver that is away while this is true.
  private func away(_ telling: TellingJob, _ isAway: Bool) throws {
    for name in ["chat", "hook"] {
      let port = isAway ? 1 : telling.server.port
      try telling.secret("\(name).url", "http://127.0.0.1:\(port)/\(name)/\(telling.mark)\n")
    }
  }

  @Test func `waits for a run that knows its names, while the failure of another one is told`() throws {
    let telling = try TellingJob("waivers: waivers.yaml")
    _ = try telling.job.scratch.file("waivers.yaml", "[]\n")
    try telling.job.put("one", key: JobScratch.randomKey())
    try away(telling, true)
    #expect(try telling.run(0).code == 1)
    try away(telling, false)
    _ = try telling.job.scratch.file("waivers.yaml", "{")
    #expect(try telling.run(1).code == 78)
    #expect(telling.hook.map { $0.json["type"] as? String } == ["credence.run.failed"])
    #expect(telling.chat.count == 1 && telling.chat[0].text.contains("the run failed with exit 78"))
    _ = try telling.job.scratch.file("waivers.yaml", "[]\n")
    #expect(try telling.job.status(date(1))["waiting"] as? Int == 2)
    #expect(try telling.run(2).code == 1)
    let late = try #require(telling.hook.last)
    #expect(named(late, "new").allSatisfy { $0["integration"] == "name of one" })
    #expect(named(late, "new").count == late.counts["new"] && unnamed(late) == 0)
    #expect(telling.chat.count == 2 && telling.chat[1].text.contains("name of one"))
  }

  @Test func `says where the names stand that no later run knows any more`() throws {
    let telling = try TellingJob("team: platform")
    try telling.job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 1)
    try telling.job.put("one", key: JobScratch.randomKey())
    try away(telling, true)
    #expect(try telling.run(1).code == 1)
    try telling.job.put("one", key: nil)
    try telling.job.put("two", key: JobScratch.randomKey())
    try away(telling, false)
    #expect(try telling.run(2).code == 1)
    let late = try #require(telling.hook.dropFirst().first)
    #expect(late.counts["rotated"] == 2 && named(late, "rotated").isEmpty && unnamed(late) == 2)
    let report = try #require(late.data["report"] as? String)
    #expect(telling.job.sealedReports.contains { $0.hasSuffix("/" + report) })
    #expect(late.data["team"] as? String == "platform")
    #expect(telling.chat[1].text.contains("2 of these aren't named here; \(report) names them."))
  }

  @Test func `goes without its names where it is refused with them`() throws {
    let telling = try TellingJob {
      $0.path.hasPrefix("/hook") && $0.body.count > 3000 ? .status(413) : .status(200)
    }
    for number in 0..<12 { try telling.job.put("n\(number)", key: JobScratch.randomKey()) }
    let run = try telling.run(0)
    #expect(run.code == 1 && !run.words.contains("couldn't be told"), "\(run.words)")
    let (long, short) = (try #require(telling.hook.first), try #require(telling.hook.last))
    #expect(telling.hook.count == 2 && long.headers["webhook-id"] == short.headers["webhook-id"])
    #expect(named(long, "new").count == 20 && named(short, "new").isEmpty && unnamed(short) == 20)
    #expect(long.counts == short.counts)
    #expect(try telling.job.status(date(0))["waiting"] as? Int == 0)
  }

  @Test func `keeps no later one from being told, and is given up where others are taken`() throws {
    // The first night's, by its time.
    let telling = try TellingJob("metrics: job.prom") {
      $0.path.hasPrefix("/hook") && $0.text.contains("\(date(0))T") ? .status(400) : .status(200)
    }
    for day in 0..<6 {
      try telling.job.put("n\(day)", key: JobScratch.randomKey())
      let run = try telling.run(day)
      #expect(
        run.words.contains("machine couldn't be told: the answer was 400") == (day < 5),
        "\(day): \(run.words)")
      #expect(run.words.contains("what was refused is tried again at the next run") == (day < 4))
      #expect(run.words.contains("the message is given up, since others are taken") == (day == 4))
    }
    #expect(Set(telling.hook.map { $0.headers["webhook-id"] }).count == 6)
    #expect(telling.chat.count == 6)
    let status = try telling.job.status(date(5))
    #expect(status["waiting"] as? Int == 0 && status["givenUp"] as? Int == 1)
    #expect(try telling.job.job("status", "--now", date(5)).text.contains("1 messages were given up"))
    let metrics = try String(contentsOfFile: telling.job.path + "/job.prom", encoding: .utf8)
    #expect(metrics.contains("\ncredence_job_messages_given_up 1\n"))
  }

  @Test(arguments: [401, 404, 410, 429])
  func `waits where nothing is taken, however often that is refused`(status: Int) throws {
    let telling = try TellingJob { $0.path.hasPrefix("/hook") ? .status(status) : .status(200) }
    try telling.job.put("one", key: JobScratch.randomKey())
    for day in 0..<7 { #expect(try telling.run(day).code == 1) }
    let now = try telling.job.status(date(6))
    #expect(now["waiting"] as? Int == 1 && now["givenUp"] as? Int == 0 && now["attempts"] as? Int == 7)
  }

  @Test(arguments: [true, false])
  func `that a run failed has another key for each job, though they fail at once`(isKeyed: Bool) throws {
    let jobs = [try TellingJob("waivers: waivers.yaml"), try TellingJob("waivers: waivers.yaml")]
    // One key and one configuration for both of them, which differ in their place alone.
    let (first, second) = (jobs[0].job.path, jobs[1].job.path)
    for name in ["keys/fingerprint.key", "job.yaml"] {
      try FileManager.default.removeItem(atPath: "\(second)/\(name)")
      try FileManager.default.copyItem(atPath: "\(first)/\(name)", toPath: "\(second)/\(name)")
    }
    for telling in jobs {
      try telling.secret(isKeyed ? "waivers.yaml" : "keys/signing.key", "{")
      #expect(try telling.run(0).code == 78)
      #expect(telling.hook.count == 1 && telling.hook[0].json["type"] as? String == "credence.run.failed")
    }
    #expect(Set(jobs.compactMap { $0.hook.first?.headers["webhook-id"] }).count == 2)
    #expect(Set(jobs.compactMap { $0.hook.first?.data["run"] as? String }).count == 2)
  }
}
