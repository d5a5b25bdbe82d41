import Foundation
import Testing

/// What `credence log verify` says of a log that somebody laid hands on.
@Suite struct `The job's log` {
  /// A job after so many nights.
  private func job(_ nights: Range<Int>) throws -> JobScratch {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    try run(job, nights)
    return job
  }

  private func run(_ job: JobScratch, _ nights: Range<Int>) throws {
    for night in nights { #expect(try job.run(date(night)).code == 1) }
  }

  private func lines(_ job: JobScratch) throws -> [Substring] {
    try String(contentsOfFile: job.state + "/log.jsonl", encoding: .utf8).split(separator: "\n")
  }

  private func write(_ lines: [Substring], _ job: JobScratch) throws {
    let text = lines.map { $0 + "\n" }.joined()
    try text.write(toFile: job.state + "/log.jsonl", atomically: true, encoding: .utf8)
  }

  private func run(of line: Substring) throws -> Substring {
    try #require(line.firstMatch(of: /"run":"(\w+)"/)).1
  }

  /// Holds the log against a checkpoint that was kept elsewhere.
  private func verify(_ job: JobScratch, since note: String) throws -> Finished {
    let kept = try job.scratch.file("kept", note)
    return try credence(
      "log", "verify", job.state + "/log.jsonl", "--since", kept, "--verify-key",
      job.path + "/keys/signing.pub")
  }

  private func checkpoint(_ job: JobScratch) throws -> String {
    try String(contentsOfFile: job.state + "/checkpoint", encoding: .utf8)
  }

  @Test func `has a line a run, with the digests of what the run went by and what it came to`() throws {
    let job = try JobScratch("waivers: waivers.yaml")
    try job.put("one", key: JobScratch.randomKey())
    _ = try job.scratch.file("waivers.yaml", "[]\n")
    try run(job, 0..<1)
    let line = try #require(lines(job).first)
    let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let name = try #require(entry["report"] as? String)
    let opened = try CredenceTests.run("/usr/bin/age", ["-d", "-i", job.identity, job.reports + "/" + name])
    let record = try #require(opened.records("run").first)
    let packs = try #require((record["policies"] as? [String: Any])?["packs"] as? [[String: Any]])
    let digests = packs.compactMap { $0["digest"] as? String }.joined()
    // By another program's word.
    for (key, path, bits) in [
      ("digest", job.reports + "/" + name, 512),
      ("program", Scratch.root + "/.build/debug/credence-job", 512),
      ("configuration", job.config, 256), ("waivers", job.path + "/waivers.yaml", 256),
      ("policies", try job.scratch.file("digests", digests), 256),
    ] {
      let sum = try CredenceTests.run("/usr/bin/b2sum", ["-l", "\(bits)", path]).text.prefix(bits / 4)
      #expect(entry[key] as? String == String(sum), "\(key)")
    }
    #expect(entry["run"] as? String == record["run"] as? String)
    let found = try job.audited().count
    for (key, number) in ["exit": 1, "integrations": 1, "evaluated": 1, "findings": found, "new": found] {
      #expect(entry[key] as? Int == number, "\(key)")
    }
    #expect(entry["complete"] as? Bool == true)
  }

  @Test func `whose line was changed names its run, and the job writes no more to it`() throws {
    let job = try job(0..<4)
    let kept = try checkpoint(job)
    let lines = try lines(job)
    var changed = lines
    changed[2] = Substring(lines[2].replacing("\"findings\":", with: "\"findings\":1"))
    try write(changed, job)
    // The checkpoints beside the reports tell which, one that was kept up to where.
    let fault = try job.verifyLog()
    #expect(fault.code == 65)
    #expect(fault.words.contains("the first run that doesn't fit is run \(try run(of: lines[2]))"))
    let since = try verify(job, since: kept)
    #expect(since.code == 65)
    #expect(since.words.contains("is run \(try run(of: lines[3])) of \(date(3))"), "\(since.words)")
    #expect(try job.job("run", "--now", date(5)).code == 78, "the job goes on writing a log that was changed")
  }

  @Test func `whose last runs were taken away names the first of them`() throws {
    let job = try job(0..<4)
    let kept = try checkpoint(job)
    try write(Array(try lines(job).prefix(2)), job)
    for cut in [try verify(job, since: kept), try job.verifyLog()] {
      #expect(cut.code == 65)
      #expect(cut.words.contains("some were taken away, number 3 first"), "\(cut.words)")
    }
  }

  @Test func `that holds a line that no run wrote names it`() throws {
    let job = try job(0..<3)
    let kept = try checkpoint(job)
    let lines = try lines(job)
    var forged = lines
    forged.insert(
      Substring(lines[0].replacing(try run(of: lines[0]), with: String(repeating: "f", count: 32))), at: 1)
    try write(forged, job)
    let fault = try job.verifyLog()
    #expect(fault.code == 65)
    #expect(fault.words.contains("doesn't fit is run \(String(repeating: "f", count: 32))"), "\(fault.words)")
    #expect(try verify(job, since: kept).code == 65)
  }

  @Test func `that another took the place of, signed by the same key, isn't the one that was kept`() throws {
    let job = try job(0..<4)
    let kept = try checkpoint(job)
    for directory in [job.state, job.reports] { try FileManager.default.removeItem(atPath: directory) }
    // Whoever has the job's keys can begin anew, and all that lies there fits.
    try run(job, 10..<12)
    #expect(try job.verifyLog().code == 0)
    let shorter = try verify(job, since: kept)
    #expect(shorter.code == 65 && shorter.words.contains("2 runs are there"), "\(shorter.words)")
    try run(job, 12..<15)
    #expect(try job.verifyLog().code == 0)
    let longer = try verify(job, since: kept)
    #expect(longer.code == 65)
    #expect(longer.words.contains("the first run that doesn't fit is run \(try run(of: lines(job)[3]))"))
  }

  @Test func `shows by what a quiet night's ping carries that runs were taken away`() throws {
    let telling = try TellingJob()
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    try run(job, 0..<3)
    #expect(telling.hook.count == 1, "only the first night has something to say")
    let ping = try #require(telling.server.messages(under: "/ping").last).text
    let note = String(ping[try #require(ping.range(of: "credence.log/")).lowerBound...])
    #expect(try verify(job, since: note).code == 0)
    // The digest's checkpoint fits still, since it is older than what is missing.
    try write(Array(try lines(job).prefix(2)), job)
    let digest = try #require(telling.hook[0].data["checkpoint"] as? String)
    #expect(try verify(job, since: digest).code == 0)
    let cut = try verify(job, since: note)
    #expect(cut.code == 65 && cut.words.contains("number 3 first"), "\(cut.words)")
  }

  private func delete(_ names: String..., of job: JobScratch) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: job.state)
    where names.contains(where: name.hasPrefix) {
      try FileManager.default.removeItem(atPath: job.state + "/" + name)
    }
  }

  /// That a run ends with 78 and these words, and signs nothing.
  private func expectRefusal(_ job: JobScratch, _ words: String) throws {
    let reports = job.sealedReports
    let before = FileManager.default.contents(atPath: job.state + "/checkpoint")
    for finished in [try job.run(date(20)), try job.job("check")] {
      #expect(finished.code == 78 && finished.words.contains(words), "\(finished.words)")
    }
    #expect(FileManager.default.contents(atPath: job.state + "/checkpoint") == before)
    #expect(job.sealedReports == reports)
  }

  @Test func `that is shorter than its last checkpoint is signed no more`() throws {
    let job = try job(0..<3)
    try delete("ledger", "log", of: job)
    try expectRefusal(job, "there are 0 runs, and \(job.state)/checkpoint was signed when there were 3")
  }

  @Test func `that was put back to an earlier state is signed no more, since the reports know later ones`()
    throws
  {
    let job = try job(0..<2)
    let copy = job.path + "/copy"
    try FileManager.default.copyItem(atPath: job.state, toPath: copy)
    try run(job, 2..<4)
    try FileManager.default.removeItem(atPath: job.state)
    try FileManager.default.copyItem(atPath: copy, toPath: job.state)
    try expectRefusal(job, "there are 2 runs")
    // Nor is another history of the same length.
    let reports = job.path + "/reports.aside"
    try FileManager.default.moveItem(atPath: job.reports, toPath: reports)
    try run(job, 5..<8)
    for name in try FileManager.default.contentsOfDirectory(atPath: reports) where !name.hasPrefix(".") {
      try? FileManager.default.moveItem(atPath: reports + "/" + name, toPath: job.reports + "/" + name)
    }
    try expectRefusal(job, "the first 3 runs aren't those that")
  }

  @Test func `goes on under a new signing key, and holds what the old one signed`() throws {
    let job = try job(0..<2)
    #expect(try credence("keygen", "job", job.path + "/new").code == 0)
    for name in ["signing.key", "signing.pub"] {
      try FileManager.default.removeItem(atPath: job.path + "/keys/" + name)
      try FileManager.default.moveItem(atPath: job.path + "/new/" + name, toPath: job.path + "/keys/" + name)
    }
    try run(job, 2..<3)
    #expect(try lines(job).count == 3)
    try delete("ledger", "log", of: job)
    try expectRefusal(job, "signed when there were 3")
  }

  @Test func `without its ledger is told of, and gets one by a rebuild that no cut log passes`() throws {
    let job = try job(0..<3)
    try delete("ledger", of: job)
    try expectRefusal(job, "the ledger is gone: the log knows 3 runs")
    let status = try job.job("status")
    #expect(status.code == 78 && status.words.contains("the ledger is gone"), "\(status.words)")
    let all = try lines(job)
    try write(Array(all.prefix(1)), job)
    let cut = try job.job("check", "--rebuild")
    #expect(cut.code == 78 && cut.words.contains("was signed when there were 3"), "\(cut.words)")
    try write(all, job)
    let rebuilt = try job.job("check", "--rebuild")
    #expect(rebuilt.code == 0 && rebuilt.text.contains("sound, 3 runs"), "\(rebuilt.words)")
    try run(job, 3..<4)
    #expect(try job.verifyLog().code == 0)
    #expect(try lines(job).count == 4)
  }

  @Test func `that was deleted is written anew out of the ledger`() throws {
    let job = try job(0..<3)
    let before = try lines(job)
    try delete("log", of: job)
    #expect(try job.job("check").code == 0)
    try run(job, 3..<4)
    #expect(try lines(job).prefix(3) == before[...])
  }

  @Test func `knows which reports it has no run of, and when the last that isn't there was made`() throws {
    let job = try job(0..<3)
    let name = try #require(lines(job)[1].firstMatch(of: /"report":"([^"]+)"/)?.1)
    let forged = String(repeating: "f", count: 32) + ".jsonl.age"
    try FileManager.default.moveItem(
      atPath: job.reports + "/" + name, toPath: job.reports + "/" + forged)
    let verified = try job.verifyLog()
    #expect(verified.code == 0)
    #expect(verified.text.contains("2 as logged, 1 not there, the last of \(date(1))"), "\(verified.text)")
    #expect(verified.text.contains("unknown      1 that this log has no run of, such as \(forged)"))
  }
}
