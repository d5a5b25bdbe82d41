import Foundation
import Testing

@Suite struct `The limits of a job, and its check` {
  private func judged(_ job: JobScratch) throws -> (policies: Set<String>, overridden: [String]) {
    #expect(try job.job("check").code == 0)
    let run = try job.run(date(0))
    #expect(run.code == 1, "\(run.words)")
    let report = try #require(job.sealedReports.first)
    let opened = try CredenceTests.run("/usr/bin/age", ["-d", "-i", job.identity, report])
    let policies = opened.records("finding").compactMap { $0["policy"] as? String }
    let record = try #require(opened.records("run").first)
    let overridden = (record["policies"] as? [String: Any])?["overridden"] as? [String]
    return (Set(policies), overridden ?? [])
  }

  @Test func `are the ledger's and the policies', which judge by them`() throws {
    let plain = try JobScratch("limits: { openDays: { medium: 7 }, rotationDays: 45 }")
    let limited = try JobScratch(
      """
      limits:
        openDays: { medium: 7 }
        rotationDays: 45
        allowedAccounts: ["271828182845"]
      """)
    // Of a key that begins so, the account is known.
    let key = "AKIAQ" + JobScratch.randomKey().dropFirst(5)
    for job in [plain, limited] { try job.put("one", key: key) }
    let usual = try judged(plain)
    let own = try judged(limited)
    #expect(usual.overridden == [] && own.overridden == ["data limits.allowedAccounts"])
    #expect(own.policies.subtracting(usual.policies) == ["CRD-AWS-21"])
    #expect(try limited.job("check").text.contains("judged by      data limits.allowedAccounts"))
    let status = try limited.status(date(6))
    let next = (status["next"] as? [[String: String]] ?? []).compactMap { $0["what"] }
    #expect(next.contains("a medium finding is overdue"), "\(next)")
    #expect(next.contains("a credential is past its rotation"))
  }

  @Test func `that a check passes are those of a run, and so are waivers`() throws {
    let job = try JobScratch("waivers: waivers.yaml")
    try job.put("one", key: JobScratch.randomKey())
    _ = try job.scratch.file("waivers.yaml", "- { id: W-1, policy: CRD-AWS-19 }\n")
    let checked = try job.job("check")
    #expect(checked.code == 78 && checked.words.contains("waivers.yaml:1"), "\(checked.words)")
    #expect(try job.run(date(0)).code == 78)
    _ = try job.scratch.file("waivers.yaml", "[]\n")
    #expect(try job.job("check").text.contains("waivers.yaml, 0 in it"))
  }

  @Test func `make a run fail where what is overdue is to, by days of one's own and by a preset's`() throws {
    let limits = ["{ high: 20 }": 20, "fedramp": 30, "quarterly": 30]
    for (days, end) in limits {
      // No severity fails a run here, only time does.
      let job = try JobScratch("limits: { openDays: \(days) }\ngate: { severity: none, overdue: true }")
      let lenient = try JobScratch("limits: { openDays: \(days) }\ngate: { severity: none }")
      for job in [job, lenient] { try job.put("one", key: JobScratch.randomKey()) }
      for (day, code) in [(0, 0), (end - 1, 0), (end, 1)] {
        #expect(try job.run(date(day)).code == code, "\(days) on day \(day)")
        #expect(try lenient.run(date(day)).code == 0)
      }
      let overdue = (try lenient.status(date(end))["overdue"] as? [String: Int])?["high"] ?? 0
      #expect(overdue > 0)
    }
  }

  @Test(arguments: [
    ("rotatoin: 30", "did you mean `rotation`?"), ("opendays: fedramp", "did you mean `openDays`?"),
    ("rotation: 0", "rotation is 0"), ("allowedAccounts: 7", "a list"),
  ])
  func `are refused where nobody knows them, or takes them so`(limit: String, word: String) throws {
    let job = try JobScratch("limits: { \(limit) }")
    try job.put("one", key: JobScratch.randomKey())
    for refused in [try job.job("check"), try job.run(date(0))] {
      #expect(refused.code == 78)
      #expect(refused.words.contains("job.yaml:11:") && refused.words.contains(word), "\(refused.words)")
    }
    #expect(job.sealedReports.isEmpty)
  }
}
