import Foundation
import Testing

@Suite struct `A finding that can't be looked for any more` {
  private func metric(_ severity: String, of job: JobScratch) throws -> String? {
    let text = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8)
    return text.split(separator: "\n").first {
      $0.hasPrefix("credence_job_findings_undecided{severity=\"\(severity)\"} ")
    }?.split(separator: " ").last.map(String.init)
  }

  /// The open findings that the status calls so.
  private func undecided(_ job: JobScratch, on day: Int) throws -> Int {
    let status = try job.status(date(day))
    let undecided = try #require(status["undecided"] as? [String: Int])
    #expect(Set(undecided.keys) == ["critical", "high", "medium", "low", "info"])
    for (severity, count) in undecided { #expect(try metric(severity, of: job) == "\(count)", "\(severity)") }
    return undecided.values.reduce(0, +)
  }

  @Test
  func
    `is said by the digest once, by all else as long as it is so, and never ends a run as if all were well`()
    throws
  {
    let telling = try TellingJob("gate: { severity: none }\nmetrics: job.prom")
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 0)
    #expect(try undecided(job, on: 0) == 0)
    #expect(telling.hook.last?.counts["undecided"] == 0)
    let file = job.path + "/payloads/one.json"
    let whole = try Data(contentsOf: URL(filePath: file))
    var document = try #require(
      try JSONSerialization.jsonObject(with: whole) as? [String: [String: Any]])
    var credentials = try #require(document["data"]?["credentials"] as? [String: String])
    credentials["secretKey"] = "********"
    document["data"]?["credentials"] = credentials
    try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: file))
    // To an audit, which knows of no yesterday, all is well.
    #expect(try credence("audit", job.path + "/payloads", "--fail-on", "none").code == 0)
    for day in 1...2 {
      let run = try telling.run(day, "--log", "json")
      #expect(run.code == 2, "\(run.words)")
      #expect(run.words.contains("1 findings of earlier runs couldn't be looked for; they stay open"))
      #expect(run.words.contains(day == 1 ? "\"undecided\":1" : "\"undecided\":0"), "\(run.words)")
      #expect(try undecided(job, on: day) == 1)
      let text = try job.job("status", "--now", date(day)).text
      #expect(text.contains("\n1 of them couldn't be looked for, and stay open until they can\n"), "\(text)")
      #expect(text.contains("exit 2: something couldn't be evaluated"))
    }
    #expect(telling.hook.count == 2, "what was told is told again")
    let digest = try #require(telling.hook.last)
    #expect(digest.counts["undecided"] == 1 && digest.data["exit"] as? Int == 2)
    let named = (digest.data["named"] as? [String: [[String: String]]])?["undecided"] ?? []
    #expect(named.count == 1 && named.first?["integration"] == "name of one", "\(named)")
    #expect(named.first?["policy"]?.hasPrefix("CRD-") == true)
    #expect(telling.chat.last?.text.contains("1 couldn't be looked for") == true)
    #expect(telling.chat.last?.text.contains("What couldn't be looked for stays open.") == true)
    #expect(telling.pings.suffix(2) == ["/start", "/2"])
    let said = telling.server.messages(under: "/ping/\(telling.mark)").last?.text
    #expect(
      said?.contains(" findings: 1 couldn't be looked for\n") == true, "\(said ?? "")")
    // What can be looked for again is no news: it was open all along.
    try whole.write(to: URL(filePath: file))
    #expect(try telling.run(3).code == 0)
    #expect(try undecided(job, on: 3) == 0)
    #expect(try !job.job("status", "--now", date(3)).text.contains("looked for"))
    #expect(telling.hook.last?.counts["undecided"] == 0)
    #expect(try job.verifyLog().code == 0)
  }

  @Test func `is resolved where its integration shows that it signs in otherwise`() throws {
    let telling = try TellingJob("gate: { severity: none }\nmetrics: job.prom")
    let job = telling.job
    let key = JobScratch.randomKey()
    for name in ["one", "two"] { try job.put(name, key: key) }
    #expect(try telling.run(0).code == 0)
    for name in ["one", "two"] {
      let file = URL(filePath: job.path + "/payloads/\(name).json")
      var document = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: [String: Any]])
      document["data"]?["credentials"] = [
        "roleArn": "arn:aws:iam::314159265358:role/northflank", "externalId": UUID().uuidString.lowercased(),
      ]
      document["data"]?["aws"] = ["authenticationMode": "crossAccountRole"]
      try JSONSerialization.data(withJSONObject: document).write(to: file)
    }
    for day in 1...2 {
      let run = try telling.run(day)
      #expect(run.code == 0, "\(run.words)")
      #expect(!run.words.contains("couldn't be looked for"), "\(run.words)")
      #expect(try undecided(job, on: day) == 0)
    }
    #expect(telling.hook.last?.counts["resolved"] ?? 0 > 2)
    #expect(telling.hook.last?.counts["withdrawn"] == 0)
  }
}
