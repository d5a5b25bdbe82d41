import Foundation
import Testing

@Suite struct `Jobs that share a machine` {
  /// Two jobs that publish to the first one's reports.
  private func two() throws -> (JobScratch, JobScratch) {
    let (first, second) = (try JobScratch(), try JobScratch())
    let text = try String(contentsOfFile: second.config, encoding: .utf8)
    _ = try second.scratch.file(
      "job.yaml", text.replacing("directory: reports", with: "directory: \(first.reports)"))
    for (job, nights) in [(first, 0...2), (second, 0...1)] {
      try job.put("one", key: JobScratch.randomKey())
      for night in nights { #expect(try job.run(date(night)).code == 1) }
    }
    return (first, second)
  }

  private func verify(_ job: JobScratch, in reports: String, _ key: String) throws -> Finished {
    try credence("log", "verify", job.state + "/log.jsonl", "--reports", reports, "--verify-key", key)
  }

  @Test func `have their logs verified each by its own checkpoints, and a cut one is seen yet`() throws {
    let (first, second) = try two()
    let trust = first.path + "/trust"
    try FileManager.default.createDirectory(atPath: trust, withIntermediateDirectories: true)
    for (number, job) in [first, second].enumerated() {
      try FileManager.default.copyItem(
        atPath: job.path + "/keys/signing.pub", toPath: trust + "/\(number).pub")
    }
    for key in ["own", trust] {
      for (job, own, others) in [(first, 3, 2), (second, 2, 3)] {
        let key = key == "own" ? job.path + "/keys/signing.pub" : key
        let verified = try verify(job, in: first.reports, key)
        #expect(verified.code == 0, "\(verified.words)")
        #expect(
          verified.text.contains("checkpoints  \(own) agree, \(others) are other logs'\n"), "\(verified.text)"
        )
      }
    }
    let log = first.state + "/log.jsonl"
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    try (lines.prefix(2).joined(separator: "\n") + "\n").write(toFile: log, atomically: true, encoding: .utf8)
    for key in [first.path + "/keys/signing.pub", trust] {
      let cut = try verify(first, in: first.reports, key)
      #expect(cut.code == 65 && cut.words.contains("signed 3: some were taken away"), "\(cut.words)")
    }
    // Another's key is no key of this log.
    let wrong = try verify(first, in: first.reports, second.path + "/keys/signing.pub")
    #expect(wrong.code == 65 && wrong.words.contains("no trusted key signed"), "\(wrong.words)")
  }

  @Test func `have metrics that their teams tell apart`() throws {
    let job = try JobScratch("team: platform\nmetrics: job.prom")
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).code == 1)
    let lines = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    #expect(lines.count > 30 && lines.allSatisfy { $0.contains("{team=\"platform\"") }, "\(lines)")
    #expect(lines.contains("credence_job_log_entries{team=\"platform\"} 1"))
    #expect(lines.contains("credence_job_findings_open{team=\"platform\",severity=\"low\"} 0"))
  }

  @Test func `have logs that are called by their paths: one that isn't there was not tampered with`() throws {
    let job = try JobScratch()
    let missing = try credence(
      "log", "verify", job.state + "/log.jsonlx", "--verify-key", job.path + "/keys/signing.pub")
    #expect(
      missing.code == 74 && missing.words.contains("log.jsonlx: there is no such file"), "\(missing.words)")
    #expect(!missing.words.contains("taken away"))
  }
}
