import Foundation
import Testing

@Suite struct `What a job isn't asked to look for any more` {
  private static let policy = """
    - id: OWN-1
      title: Any AWS access key is against our rules
      severity: critical
      basis: fact
      applies: { provider: aws }
      failsWhen: { auth.mode: accessKey }
      message: "{integration.name} uses keys"
      remediation: use roles
      controls: [LL]
      tests:
        - name: key fails
          given: { provider: aws, aws: { authenticationMode: accessKey } }
          expect: fail
        - name: role passes
          given: { provider: aws, aws: { authenticationMode: crossAccountRole } }
          expect: pass
    """

  private func change(_ old: String, _ new: String, of job: JobScratch) throws {
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    #expect(text.contains(old))
    _ = try job.scratch.file("job.yaml", text.replacing(old, with: new))
  }

  private func sum(_ status: [String: Any], _ name: String) -> Int {
    (status[name] as? [String: Int])?.values.reduce(0, +) ?? -1
  }

  /// Holds a night against what it should tell: so many are withdrawn, and none is resolved.
  private func expectWithdrawn(
    _ count: Int, inAll: Int? = nil, _ telling: TellingJob, on day: Int
  ) throws {
    let run = try telling.run(day, "--log", "json")
    #expect(run.words.contains("\(count) findings are no longer looked for"), "\(run.words)")
    #expect(
      run.words.contains("\"resolved\":0,") && run.words.contains("\"withdrawn\":\(count)"), "\(run.words)")
    let digest = try #require(telling.hook.last)
    #expect(digest.counts["withdrawn"] == count && digest.counts["resolved"] == 0)
    #expect(telling.chat.last?.text.contains("\(count) no longer looked for") == true)
    #expect(telling.chat.last?.text.contains("isn't resolved") == true)
    let said = telling.server.messages(under: "/ping/\(telling.mark)").last?.text
    #expect(said?.contains("\(count) no longer looked for") == true, "\(said ?? "")")
    let status = try telling.job.status(date(day))
    #expect(sum(status, "withdrawn") == inAll ?? count)
    let metrics = try String(contentsOfFile: telling.job.path + "/job.prom", encoding: .utf8)
    let counted = metrics.matches(of: /credence_job_findings_withdrawn{[^}]*severity="[a-z]+"} (\d+)/)
    #expect(counted.count == 5 && counted.compactMap { Int($0.1) }.reduce(0, +) == inAll ?? count)
    let text = try telling.job.job("status", "--now", date(day)).text
    #expect(text.contains("\n\(inAll ?? count) more are no longer looked for"), "\(text)")
  }

  @Test func `because its policy is called otherwise, or is there no more, isn't told as resolved`() throws {
    let telling = try TellingJob("policies: own\nmetrics: job.prom")
    let job = telling.job
    try FileManager.default.createDirectory(atPath: job.path + "/own", withIntermediateDirectories: true)
    _ = try job.scratch.file("own/own.yaml", Self.policy)
    try job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 1)
    let open = sum(try job.status(date(0)), "open")
    _ = try job.scratch.file("own/own.yaml", Self.policy.replacing("OWN-1", with: "OWN-2"))
    try expectWithdrawn(1, telling, on: 1)
    #expect(telling.hook.last?.counts["new"] == 1)
    try change("policies: own\n", "", of: job)
    try expectWithdrawn(1, inAll: 2, telling, on: 2)
    #expect(sum(try job.status(date(2)), "open") == open - 1)
    // What is looked for again is back, and as old as it was.
    try change("metrics: job", "policies: own\nmetrics: job", of: job)
    _ = try job.scratch.file("own/own.yaml", Self.policy)
    #expect(try telling.run(3).code == 1)
    #expect(telling.hook.last?.counts["reopened"] == 1 && telling.hook.last?.counts["new"] == 0)
    #expect(sum(try job.status(date(3)), "withdrawn") == 1)
    // And what passes is resolved.
    let file = job.path + "/payloads/one.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("accessKey\"}", with: "crossAccountRole\"}").write(
      toFile: file, atomically: true, encoding: .utf8)
    _ = try telling.run(4)
    let resolved = telling.hook.last?.data["named"] as? [String: [[String: String]]]
    #expect(resolved?["resolved"]?.contains { $0["policy"] == "OWN-1" } == true)
  }

  @Test func `because its source is out of the configuration isn't told as resolved`() throws {
    let telling = try TellingJob("metrics: job.prom")
    let job = telling.job
    try FileManager.default.createDirectory(atPath: job.path + "/more", withIntermediateDirectories: true)
    try change("  - directory: payloads\n", "  - directory: payloads\n  - directory: more\n", of: job)
    try job.put("one", key: JobScratch.randomKey())
    try job.put("two", key: JobScratch.randomKey(), in: "more")
    try job.put("three", key: JobScratch.randomKey(), in: "more")
    #expect(try telling.run(0).code == 1)
    func findings(of folders: String...) throws -> Set<String> {
      let audited = try CredenceTests.run(
        Scratch.credence,
        ["audit", "--format", "jsonl", "--now", date(0)] + folders.map { job.path + "/" + $0 })
      return Set(audited.records("finding").compactMap { $0["finding"] as? String })
    }
    // One that is deleted from a directory that is read is resolved.
    let all = try findings(of: "payloads", "more")
    try job.put("three", key: nil, in: "more")
    let both = try findings(of: "payloads", "more")
    #expect(try telling.run(1).code == 1)
    #expect(telling.hook.last?.counts["resolved"] == all.subtracting(both).count)
    #expect(telling.hook.last?.counts["withdrawn"] == 0)
    try change("  - directory: more\n", "", of: job)
    let moved = try both.subtracting(findings(of: "payloads")).count
    try expectWithdrawn(moved, telling, on: 2)
    // One that moves to another source is where it was.
    try FileManager.default.moveItem(
      atPath: job.path + "/more/two.json", toPath: job.path + "/payloads/two.json")
    #expect(try telling.run(3).code == 1)
    #expect(telling.hook.last?.counts["reopened"] == moved)
    // Another team's are other ones.
    try change("metrics: job", "team: platform\nmetrics: job", of: job)
    try expectWithdrawn(both.count, telling, on: 4)
  }

  @Test func `doesn't depend on how its source is spelled`() throws {
    let telling = try TellingJob("metrics: job.prom")
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    try job.put("two", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 1)
    try change("directory: payloads", "directory: ./state/../payloads/", of: job)
    try job.put("two", key: nil)
    #expect(try telling.run(1).code == 1)
    #expect(telling.hook.last?.counts["withdrawn"] == 0)
    #expect(telling.hook.last?.counts["resolved"] ?? 0 > 0)
  }

  @Test func `are credentials that an integration doesn't show: they stand, and grow older`() throws {
    for isMasked in [false, true] {
      let job = try JobScratch("metrics: job.prom\nlimits: { rotationDays: 30 }")
      try job.put("one", key: JobScratch.randomKey())
      _ = try job.run(date(0))
      let file = job.path + "/payloads/one.json"
      let whole = try Data(contentsOf: URL(filePath: file))
      var document = try #require(try JSONSerialization.jsonObject(with: whole) as? [String: [String: Any]])
      document["data"]?["credentials"] = isMasked ? ["accessKey": "***", "secretKey": "***"] : nil
      try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: file))
      _ = try job.run(date(31))
      func expect(_ credentials: Int, _ unrotated: Int, _ hidden: Int, on day: Int) throws {
        let status = try job.status(date(day))
        let metrics = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8)
        for (name, metric, count) in [
          ("credentials", "credentials", credentials), ("unrotated", "credentials_unrotated", unrotated),
          ("hidden", "credentials_hidden", hidden),
        ] {
          #expect(status[name] as? Int == count, "\(name), masked: \(isMasked)")
          #expect(metrics.contains("\ncredence_job_\(metric) \(count)\n"), "\(metric), masked: \(isMasked)")
        }
      }
      try expect(2, 2, 2, on: 31)
      #expect(try job.job("status", "--now", date(31)).text.contains(", 2 not shown any more\n"))
      try whole.write(to: URL(filePath: file))
      _ = try job.run(date(32))
      try expect(2, 2, 0, on: 32)
      try job.put("one", key: nil)
      try job.put("two", key: JobScratch.randomKey())
      _ = try job.run(date(33))
      try expect(2, 0, 0, on: 33)
    }
  }
}
