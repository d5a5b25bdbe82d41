import Foundation
import GRDB
import Testing

/// What goes wrong around a job ends in its exit code and in words, and costs nothing that was found.
@Suite struct `Faults around the job` {
  private static let isRoot = getuid() == 0

  /// A job with findings, that belongs to nobody in particular: permissions hold for everybody but root.
  private func ordinary() throws -> JobScratch {
    let job = try JobScratch()
    for id in ["one", "two", "three"] { try job.put(id, key: JobScratch.randomKey()) }
    try give(job)
    return job
  }

  /// Makes all of it that user's, or this one's again: keys of another user are refused.
  private func give(_ job: JobScratch, to user: String = "65534") throws {
    if Self.isRoot { #expect(try run("/bin/chown", ["-R", "\(user):\(user)", job.path]).code == 0) }
  }

  /// Runs the job as an ordinary user, behind a line for the shell.
  private func runOrdinary(_ job: JobScratch, _ day: Int, after shell: String = ":") throws -> Finished {
    // What it says goes through a pipe, which no limit on files is for.
    let line = """
      set -o pipefail
      (\(shell); exec \(Scratch.root)/.build/debug/credence-job run --config \(job.config) --now \(date(day))) 2>&1 | cat
      """
    if !Self.isRoot { return try run("/bin/bash", ["-c", line]) }
    return try run(
      "/usr/bin/setpriv",
      ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all", "/bin/bash", "-c", line])
  }

  /// That a run said what is wrong and what to do, and that no report is torn.
  private func expectWords(_ finished: Finished, _ code: Int32, _ job: JobScratch) throws {
    #expect(finished.code == code, "\(finished.text)")
    #expect(finished.text.contains("error: ") && finished.text.contains("\nhint: "), "\(finished.text)")
    try expectWhole(job)
  }

  private func expectWhole(_ job: JobScratch) throws {
    try give(job, to: "0")
    defer { try? give(job) }
    for report in job.sealedReports {
      let verified = try credence(
        "report", "verify", report, "--verify-key", job.path + "/keys/signing.pub", "--identity", job.identity
      )
      #expect(verified.code == 0, "\(verified.words)")
    }
  }

  /// That after the fault one run knows all there is.
  private func expectNothingLost(_ job: JobScratch, _ day: Int) throws {
    #expect(try runOrdinary(job, day).code == 1)
    try expectWhole(job)
    try give(job, to: "0")
    let open = (try job.status(date(day))["open"] as? [String: Int])?.values.reduce(0, +)
    #expect(try open == job.audited().count)
    #expect(try job.verifyLog().code == 0)
  }

  @Test func `a state that can't be written is 74, in a new directory and in an old one`() throws {
    let job = try ordinary()
    try FileManager.default.createDirectory(atPath: job.state, withIntermediateDirectories: true)
    try give(job)
    chmod(job.state, 0o500)
    try expectWords(runOrdinary(job, 0), 74, job)
    chmod(job.state, 0o700)
    #expect(try runOrdinary(job, 0).code == 1)
    chmod(job.state, 0o500)
    for file in try FileManager.default.contentsOfDirectory(atPath: job.state) {
      chmod(job.state + "/" + file, 0o400)
    }
    try expectWords(runOrdinary(job, 1), 74, job)
    for file in try FileManager.default.contentsOfDirectory(atPath: job.state) {
      chmod(job.state + "/" + file, 0o600)
    }
    chmod(job.state, 0o700)
    try expectNothingLost(job, 1)
  }

  @Test func `reports that can't be written are 74, and none is missing later`() throws {
    let job = try ordinary()
    #expect(try runOrdinary(job, 0).code == 1)
    let staging = job.staging
    for directory in [staging, job.reports] { chmod(directory, 0o500) }
    try expectWords(runOrdinary(job, 1), 74, job)
    // The report can be staged, and not be named: the ledger knows it, and the next run names it.
    chmod(staging, 0o700)
    try expectWords(runOrdinary(job, 2), 74, job)
    chmod(job.reports, 0o700)
    try expectNothingLost(job, 3)
    #expect(job.sealedReports.count == 3)
  }

  /// Every write fails from a size on: the first, or one within the report, the ledger or the log.
  @Test func `a limit on the size of files is 74 wherever it strikes`() throws {
    let job = try ordinary()
    var codes: Set<Int32> = []
    for (day, blocks) in [0, 1, 2, 4, 8, 16, 32, 64, 128].enumerated() {
      let finished = try runOrdinary(job, day, after: "trap '' XFSZ; ulimit -f \(blocks)")
      codes.insert(finished.code)
      if finished.code == 1 { try expectWhole(job) } else { try expectWords(finished, 74, job) }
    }
    #expect(codes.contains(74))
    try expectNothingLost(job, 20)
  }

  @Test func `a disk that is full is 74 in the reports and in the state, and a run makes up for it`() throws {
    guard Self.isRoot, try run("/usr/bin/unshare", ["-m", "/bin/true"]).code == 0 else {
      print("skipped: a file system can't be mounted here")
      return
    }
    for directory in ["state", "reports"] {
      let job = try JobScratch()
      for id in 0..<20 { try job.put("n\(id)", key: JobScratch.randomKey()) }
      let path = job.path + "/" + directory
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let runs = "\(Scratch.root)/.build/debug/credence-job run --config \(job.config) --now"
      let script = """
        mount -t tmpfs -o size=400k,mode=700 none \(path)
        \(runs) \(date(0)) 2>&1; echo "first $?"
        dd if=/dev/zero of=\(path)/filler bs=1k count=400 2>/dev/null
        \(runs) \(date(1)) 2>&1; echo "full $?"
        ls \(job.reports)/*.age | wc -l
        rm \(path)/filler
        \(runs) \(date(2)) 2>&1; echo "after $?"
        cp -R \(path) \(path).kept
        """
      let finished = try run("/usr/bin/unshare", ["-m", "/bin/sh", "-c", script])
      let said = finished.text
      #expect(said.contains("first 1") && said.contains("full 74") && said.contains("after 1"), "\(said)")
      #expect(said.contains("error: ") && said.contains("\nhint: "))
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: path + ".kept", toPath: path)
      let open = (try job.status(date(2))["open"] as? [String: Int])?.values.reduce(0, +)
      #expect(try open == job.audited().count)
      let verified = try job.verifyLog()
      #expect(verified.code == 0, "\(verified.words)")
      try expectWhole(job)
    }
  }

  @Test func `of several jobs at once, each ends with its record or with 75, and one run is recorded`() throws
  {
    let job = try JobScratch()
    for id in ["one", "two", "three"] { try job.put(id, key: JobScratch.randomKey()) }
    for day in 0..<3 {
      let processes = try (0..<4).map { _ in
        let process = Process()
        process.executableURL = URL(filePath: Scratch.root + "/.build/debug/credence-job")
        process.arguments = ["run", "--config", job.config, "--now", date(day), "--quiet"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
      }
      processes.forEach { $0.waitUntilExit() }
      let codes = processes.map(\.terminationStatus)
      #expect(codes.contains(1) && codes.allSatisfy { $0 == 1 || $0 == 75 }, "\(codes)")
      #expect(job.sealedReports.count == day + 1)
    }
    #expect(try job.status(date(3))["entries"] as? Int == 3)
    #expect(try job.verifyLog().code == 0)
    try expectWhole(job)
  }

  @Test func `memory that isn't locked is said, and stands in the report`() throws {
    let job = try ordinary()
    let finished = try runOrdinary(job, 0, after: "ulimit -l 64")
    #expect(finished.code == 1)
    #expect(finished.text.contains("warning: the system didn't lock the memory"), "\(finished.text)")
    try give(job, to: "0")
    let report = try #require(job.sealedReports.first)
    let opened = try run("/usr/bin/age", ["-d", "-i", job.identity, report])
    #expect(opened.records("run").first?["memoryLocked"] as? Bool == false)
  }

  @Test func `whoever asks for the status or reads the ledger keeps no run from its end`() throws {
    let job = try JobScratch()
    for id in ["stays", "goes"] { try job.put(id, key: JobScratch.randomKey()) }
    #expect(try job.run(date(0)).code == 1)
    let asking = try (0..<2).map { _ in
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      let status = "\(Scratch.root)/.build/debug/credence-job status --config \(job.config) >/dev/null"
      process.arguments = ["-c", "for i in 1 2 3 4 5 6 7 8 9 10; do \(status) || exit 1; done"]
      try process.run()
      return process
    }
    for day in 1..<11 {
      let run = try job.run(date(day))
      #expect(run.code == 1, "\(run.words)")
    }
    for process in asking {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "the status can't be asked while the job runs")
    }
    // A backup reads while much is purged.
    try job.put("goes", key: nil)
    #expect(try job.run(date(11)).code == 1)
    for day in stride(from: 41, through: 101, by: 30) { #expect(try job.run(date(day)).code == 1) }
    let reader = try job.ledger()
    try reader.inDatabase { database in
      try database.execute(sql: "BEGIN")
      let known = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM finding") ?? 0
      let purging = try job.run(date(131))
      #expect(purging.code == 1, "\(purging.words)")
      #expect(purging.words.contains("warning: somebody reads the ledger"), "\(purging.words)")
      #expect(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM finding") == known)
      try database.execute(sql: "COMMIT")
    }
    #expect(try !job.run(date(132)).words.contains("somebody reads"))
  }

  @Test func `the status makes nothing, and says where there was no run that there was none`() throws {
    let job = try JobScratch()
    for isThere in [false, true] {
      if isThere {
        try FileManager.default.createDirectory(
          atPath: job.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
      let status = try job.job("status")
      #expect(status.code == 0 && status.text == "There was no run yet.\n", "\(status.words)")
    }
    #expect(try job.files(in: job.state).isEmpty)
    let wrong = try job.job("status", "--now", "tomorrow")
    #expect(wrong.code == 64 && wrong.words.contains("--now takes a time"), "\(wrong.words)")
  }

  @Test func `a rebuild puts aside what is damaged alone, and no two under one name`() throws {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).code == 1)
    let ledger = job.state + "/ledger.sqlite"
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: job.state).filter {
        $0.contains("damaged") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
      }
      .sorted()
    }
    // Busy, of a later version, and of another key.
    let other = try DatabaseQueue(path: ledger)
    try other.inDatabase { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      for finished in [try job.job("check", "--rebuild"), try job.run(date(1))] {
        #expect(finished.code == 74 && finished.words.contains("another program keeps the ledger locked"))
      }
      try database.execute(sql: "ROLLBACK")
      try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('later')")
      #expect(try job.job("check", "--rebuild").words.contains("a later version"))
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'later'")
    }
    try other.close()
    #expect(try job.job("check", "--rebuild").words.contains("the ledger is sound"))
    let keys = job.path + "/keys/fingerprint.key"
    try FileManager.default.moveItem(atPath: keys, toPath: keys + ".own")
    #expect(try credence("keygen", "job", job.path + "/others").code == 0)
    try FileManager.default.copyItem(atPath: job.path + "/others/fingerprint.key", toPath: keys)
    #expect(try job.job("check", "--rebuild").words.contains("another fingerprint key"))
    try FileManager.default.removeItem(atPath: keys)
    try FileManager.default.moveItem(atPath: keys + ".own", toPath: keys)
    #expect(try names() == [])
    for number in 1...2 {
      let damage = Data((0..<9000).map { _ in UInt8.random(in: 0...255) })
      try damage.write(to: URL(filePath: ledger))
      #expect(try job.job("check", "--rebuild").code == 0)
      #expect(try names().count == number)
    }
    #expect(try job.run(date(1)).code == 1)
  }

  @Test func `that a run failed is what the status and the metrics tell, until one went well`() throws {
    let job = try JobScratch(
      """
      exports: [{ format: sarif, path: nowhere/findings.sarif }]
      metrics: job.prom
      gate: { severity: none }
      """)
    try job.put("one", key: JobScratch.randomKey())
    func metric(_ name: String) throws -> Int? {
      let text = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8)
      let line = text.split(separator: "\n").first { $0.hasPrefix("credence_job_\(name) ") }
      return line.flatMap { Int($0.split(separator: " ")[1]) }
    }
    func second(_ day: Int) -> Int { 1_767_225_600 + day * 86_400 }
    func exit(_ day: Int) throws -> Int? {
      (try job.status(date(day))["runs"] as? [[String: Any]])?.first?["exit"] as? Int
    }
    // Behind its record.
    #expect(try job.run(date(0)).code == 74)
    #expect(try exit(0) == 74 && metric("last_run_exit_code") == 74)
    #expect(try metric("last_success_timestamp_seconds") == 0)
    try FileManager.default.createDirectory(atPath: job.path + "/nowhere", withIntermediateDirectories: true)
    #expect(try job.run(date(0)).code == 0)
    #expect(try exit(0) == 0 && metric("last_run_exit_code") == 0)
    #expect(try metric("last_success_timestamp_seconds") == second(0))
    // Before it.
    let aside = job.path + "/aside"
    try FileManager.default.moveItem(atPath: job.reports, toPath: aside)
    try Data().write(to: URL(filePath: job.reports))
    #expect(try job.run(date(1)).code == 74)
    #expect(try exit(1) == 0)
    let failure = try job.status(date(1))["failure"] as? [String: Any]
    #expect(failure?["exit"] as? Int == 74 && failure?["now"] as? String == date(1) + "T00:00:00Z")
    let text = try job.job("status", "--now", date(1)).text
    #expect(text.hasPrefix("Failed     \(date(1))T00:00:00Z, exit 74: "), "\(text)")
    #expect(try metric("last_run_exit_code") == 74 && metric("last_run_complete") == 0)
    #expect(try metric("last_run_timestamp_seconds") == second(1))
    #expect(try metric("last_success_timestamp_seconds") == second(0))
    try FileManager.default.removeItem(atPath: job.reports)
    try FileManager.default.moveItem(atPath: aside, toPath: job.reports)
    #expect(try job.run(date(2)).code == 0)
    #expect(try job.status(date(2))["failure"] == nil)
    #expect(try metric("last_success_timestamp_seconds") == second(2))
  }
}
