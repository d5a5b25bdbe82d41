import Foundation
import GRDB
import Testing

@Suite struct `What a job keeps` {
  /// Each file of a report says that it was written on a day.
  private func age(_ job: JobScratch, _ report: String, to day: Int) throws {
    for suffix in ["", ".minisig", ".checkpoint"] {
      let written = Date(timeIntervalSince1970: Double(1_767_225_600 + day * 86_400))
      try FileManager.default.setAttributes([.modificationDate: written], ofItemAtPath: report + suffix)
    }
  }

  @Test func `of reports is what isn't older than it should be, and always the last`() throws {
    let job = try JobScratch()
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    _ = try job.scratch.file(
      "job.yaml", text.replacing("directory: reports\n", with: "directory: reports\n  keepDays: 10\n"))
    try job.put("one", key: JobScratch.randomKey())
    var reports: [String] = []
    for day in [0, 5, 9] {
      #expect(try job.run(date(day)).code == 1)
      reports.append(try #require(job.sealedReports.first { !reports.contains($0) }))
      try age(job, reports.last ?? "", to: day)
    }
    #expect(job.sealedReports.count == 3)
    #expect(try job.run(date(13)).code == 1)
    #expect(job.sealedReports.count == 3 && !job.sealedReports.contains(reports[0]))
    for suffix in [".minisig", ".checkpoint"] {
      #expect(!FileManager.default.fileExists(atPath: reports[0] + suffix))
      #expect(FileManager.default.fileExists(atPath: reports[1] + suffix))
    }
    // The log outlives the reports, and says how many lie there.
    let verified = try job.verifyLog()
    #expect(verified.code == 0 && verified.text.contains("3 as logged, 1 not there"), "\(verified.text)")
    for report in job.sealedReports { try age(job, report, to: 13) }
    // A clock that jumped isn't believed before the next run agrees with it, and back no more than ahead.
    for (count, day) in [400, 14, 402].enumerated() {
      let jumped = try job.run(date(day))
      #expect(jumped.code == 1 && job.sealedReports.count == 4 + count)
      let stands = day == 14 ? "386 days before" : "38\(day == 400 ? 7 : 8) days after"
      #expect(
        jumped.words.contains("note: nothing old was deleted: the clock stands \(stands) the last run's"),
        "\(jumped.words)")
    }
    let believed = try job.run(date(403))
    #expect(believed.words.contains(/note: \d reports older than 10 days were deleted/), "\(believed.words)")
    #expect(job.sealedReports.count == 1)
    #expect(try job.verifyLog().code == 0)
  }

  @Test func `of what is gone is deleted from the ledger's files when its time is over`() throws {
    let job = try JobScratch()
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    _ = try job.scratch.file(
      "job.yaml",
      text.replacing(
        "directory: reports\n", with: "directory: reports\n  keepDetailsDays: 10\n  keepRunsDays: 20\n"))
    for id in ["stays", "goes"] { try job.put(id, key: JobScratch.randomKey()) }
    #expect(try job.run(date(0)).code == 1)
    let first = try job.ledgerNames()
    try job.put("goes", key: nil)
    #expect(try job.run(date(1)).code == 1)
    #expect(try job.run(date(11)).code == 1)
    #expect(try job.ledgerNames().count == first.count, "it is deleted before its time")
    #expect(try job.run(date(12)).code == 1)
    let left = try job.ledgerNames()
    let gone = first.subtracting(left)
    #expect(!gone.isEmpty && !left.isEmpty)
    for suffix in ["", "-wal", "-shm"] {
      let bytes = FileManager.default.contents(atPath: job.state + "/ledger.sqlite" + suffix) ?? Data()
      for name in gone { #expect(bytes.range(of: name) == nil, "ledger.sqlite\(suffix) holds it still") }
      if suffix == "" { #expect(left.allSatisfy { bytes.range(of: $0) != nil }) }
    }
    #expect(try job.run(date(30)).code == 1)
    #expect(try job.ledgerRows()["run"]?.count == 3, "runs of the last twenty days")
    #expect(try job.status(date(30))["entries"] as? Int == 5)
    #expect(try job.verifyLog().code == 0)
  }

  @Test func `and publishes is its own alone, where several jobs have one directory for reports`() throws {
    let (one, other) = (try JobScratch(), try JobScratch())
    let text = try String(contentsOfFile: other.config, encoding: .utf8)
    _ = try other.scratch.file(
      "job.yaml",
      text.replacing("directory: reports\n", with: "directory: \(one.reports)\n  keepDays: 10\n"))
    for job in [one, other] { try job.put("one", key: JobScratch.randomKey()) }
    #expect(try one.run(date(0)).code == 1)
    let staging = one.staging
    /// Leaves the last report as a run does that is killed behind its record.
    func unpublish(_ report: String) throws {
      let name = URL(filePath: report).lastPathComponent
      for suffix in ["", ".minisig"] {
        try FileManager.default.moveItem(atPath: report + suffix, toPath: "\(staging)/\(name)\(suffix)")
      }
      try FileManager.default.removeItem(atPath: report + ".checkpoint")
      let ledger = try DatabaseQueue(path: one.state + "/ledger.sqlite")
      try ledger.write {
        try $0.execute(sql: "UPDATE run SET isPublished = 0 WHERE report = ?", arguments: [name])
      }
    }
    let first = one.sealedReports[0]
    try unpublish(first)
    #expect(try other.run(date(0)).code == 1)
    let foreign = try #require(one.sealedReports.first)
    #expect(try one.run(date(1)).code == 1)
    #expect(one.sealedReports.count == 3 && one.sealedReports.contains(first))
    for report in one.sealedReports { try age(one, report, to: 1) }
    #expect(try other.run(date(20)).code == 1)
    #expect(one.sealedReports.count == 3 && !one.sealedReports.contains(foreign))
    // One that is lost is told once.
    let second = try #require(
      try String(contentsOfFile: one.state + "/log.jsonl", encoding: .utf8)
        .split(separator: "\n").last?.firstMatch(of: /"report":"([^"]+)"/)?.1)
    try unpublish(one.reports + "/" + second)
    try FileManager.default.removeItem(atPath: "\(staging)/\(second)")
    let lost = try one.run(date(21))
    #expect(lost.code == 1 && lost.words.contains("warning: the report \(second) is lost"), "\(lost.words)")
    #expect(try !one.run(date(22)).words.contains("is lost"))
  }
}
