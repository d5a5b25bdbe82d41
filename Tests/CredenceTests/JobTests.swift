import Foundation
import Testing

@Suite struct `The scheduled job` {
  @Test func `a run leaves a sealed report, its signature, a checkpoint and an entry in the log`() throws {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    let run = try job.job("run", "--now", date(0))
    #expect(run.code == 1, "\(run.words)")
    let report = try #require(job.sealedReports.first)
    for suffix in [".minisig", ".checkpoint"] {
      #expect(FileManager.default.fileExists(atPath: report + suffix))
    }
    let verified = try credence(
      "report", "verify", report, "--verify-key", job.path + "/keys/signing.pub", "--identity", job.identity)
    #expect(verified.code == 0, "\(verified.words)")
    #expect(try job.verifyLog().code == 0)
  }

  @Test func `run twice at one time, the state is what one run would have left`() throws {
    // Nobody is told, so that what waits is part of the state.
    let telling = try TellingJob("exports: [{ format: sarif, path: findings.sarif }]") { _ in .status(503) }
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
    var files: [[String: Data]] = []
    var rows: [[String: [String]]] = []
    for _ in 0..<3 {
      let run = try job.run(date(0))
      #expect(run.code == 65)
      #expect(run.words.contains("nothing was recorded again") == !files.isEmpty)
      files.append(try job.files(besides: ["ledger.sqlite", "lock"]))
      files[files.count - 1]["export"] = FileManager.default.contents(atPath: job.path + "/findings.sarif")
      // How often somebody wasn't told is counted on.
      rows.append(try job.ledgerRows(without: ["attempts"]))
    }
    #expect(files[0].count == 7 && files[1] == files[0] && files[2] == files[0])
    #expect(rows[0]["outbox"]?.count == 2 && rows[0]["run"]?.count == 1 && rows[0]["entry"]?.count == 1)
    #expect(rows[1] == rows[0] && rows[2] == rows[0])
  }

  @Test func `what is no checkpoint and lies among the reports as one is warned of, and passed over`() throws
  {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).code == 1)
    try Data(count: 1 << 17).write(to: URL(filePath: job.reports + "/big.checkpoint"))
    try FileManager.default.createSymbolicLink(
      atPath: job.reports + "/nowhere.checkpoint", withDestinationPath: "nothing")
    try FileManager.default.createDirectory(
      atPath: job.reports + "/room.checkpoint", withIntermediateDirectories: false)
    let run = try job.run(date(1))
    #expect(run.code == 1 && run.words.contains("big.checkpoint"), "\(run.words)")
    let verified = try job.verifyLog()
    #expect(verified.code == 0 && verified.words.contains("room.checkpoint"), "\(verified.words)")
  }

  @Test func `while another run holds the lock, a run ends with 75 and touches nothing`() throws {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.job("run", "--now", date(0)).code == 1)
    let lock = open(job.state + "/lock", O_RDWR)
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let second = try job.job("run", "--now", date(1))
    #expect(second.code == 75)
    #expect(second.words.contains("another run holds the lock"))
    close(lock)
    #expect(job.sealedReports.count == 1)
    #expect(try job.job("run", "--now", date(1)).code == 1)
  }

  @Test func `killed at random moments and run again, nothing is lost, torn or told by two keys`() throws {
    let telling = try TellingJob()
    let killed = telling.job
    // The same keys and nights, and nobody kills anything.
    let spared = try JobScratch()
    try FileManager.default.removeItem(atPath: spared.path + "/keys")
    try FileManager.default.copyItem(atPath: killed.path + "/keys", toPath: spared.path + "/keys")
    func put(_ id: String, _ key: String?) throws {
      for job in [killed, spared] { try job.put(id, key: key) }
    }
    for id in ["one", "two", "three"] { try put(id, JobScratch.randomKey()) }
    let nights = 8
    let kills = Int(ProcessInfo.processInfo.environment["CREDENCE_KILLS"] ?? "") ?? 200
    // How long a run takes here, so that any moment of it may be the last.
    var length = 0.2
    var counts = (told: 0, killed: 0)
    for night in 0..<nights {
      // Each night has something to say.
      try put("one", JobScratch.randomKey())
      if night == 3 { try put("two", nil) }
      #expect(try spared.run(date(night)).code == 1)
      // Those that ended before they were killed don't count.
      for _ in 0..<4 * kills where counts.killed < (night + 1) * kills / nights {
        let process = Process()
        process.executableURL = URL(filePath: Scratch.root + "/.build/debug/credence-job")
        process.arguments = ["run", "--config", killed.config, "--now", date(night)]
        let finished = try finish(process, input: .nullDevice) {
          usleep(useconds_t(Double.random(in: 0..<length * 1_000_000)))
          kill($0.processIdentifier, SIGKILL)
        }
        if finished.code == SIGKILL { counts.killed += 1 }
      }
      let start = Date()
      let whole = try killed.run(date(night))
      length = max(0.05, min(2, Date().timeIntervalSince(start)))
      #expect(whole.code == 1, "\(whole.words)")
      #expect(killed.sealedReports.count == night + 1)
      counts.told += 1
      let keys = Set(telling.hook.compactMap { $0.headers["webhook-id"] })
      let runs = Set(telling.hook.compactMap { $0.data["run"] as? String })
      #expect(
        keys.count == counts.told && runs.count == counts.told, "a run was told by two keys, or not at all")
    }
    #expect(counts.killed == kills, "hardly a run was killed")
    // Reports differ in what is random about sealing, and so do their names in the keys that they are sealed to.
    let random: Set = ["run", "report", "line"]
    #expect(try killed.ledgerRows(without: random) == spared.ledgerRows(without: random))
    let status = try killed.status(date(nights))
    #expect(status["entries"] as? Int == nights)
    #expect(status["waiting"] as? Int == 0)
    let open = (status["open"] as? [String: Int])?.values.reduce(0, +)
    #expect(try open == killed.audited().count)
    #expect(try killed.verifyLog().code == 0)
    for report in killed.sealedReports {
      let verified = try credence(
        "report", "verify", report, "--verify-key", killed.path + "/keys/signing.pub", "--identity",
        killed.identity)
      #expect(verified.code == 0, "\(verified.words)")
    }
    let staging = try FileManager.default.contentsOfDirectory(atPath: killed.staging)
    #expect(staging.isEmpty)
  }

  @Test func `a waived finding isn't overdue while the waiver holds, and fails the run when it has lapsed`()
    throws
  {
    let job = try JobScratch(
      """
      waivers: waivers.yaml
      limits: { openDays: { critical: 10, high: 10, medium: 10, low: 10, info: 10 } }
      gate: { severity: critical }
      """)
    try job.put("one", key: JobScratch.randomKey())
    let findings = try job.audited()
    let all = findings.count
    let policy = try #require(findings.first?["policy"] as? String)
    _ = try job.scratch.file(
      "waivers.yaml",
      """
      - id: W-1
        policy: \(policy)
        scope: { integration: one }
        owner: Ada Example
        approver: Grace Example
        reason: The key goes with the old cluster.
        created: \(date(0))
        expires: \(date(20))
      """)
    var ends: [Int: Int32] = [:]
    for day in [0, 12, 20, 21] {
      let run = try job.job("run", "--now", date(day))
      ends[day] = run.code
      let status = try job.status(date(day))
      let waived = (status["waived"] as? [String: Int])?.values.reduce(0, +)
      let overdue = (status["overdue"] as? [String: Int])?.values.reduce(0, +)
      #expect(waived == (day < 21 ? 1 : 0), "day \(day): \(run.words)")
      #expect(overdue == (day < 10 ? 0 : day < 21 ? all - 1 : all), "day \(day)")
    }
    #expect(ends == [0: 0, 12: 0, 20: 0, 21: 1])
  }

  @Test func `a damaged ledger is said, and rebuilt from the log only when asked`() throws {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    for day in 0..<2 { #expect(try job.job("run", "--now", date(day)).code == 1) }
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: job.state + "/ledger.sqlite" + suffix)
    }
    try Data((0..<8192).map { _ in UInt8.random(in: 0...255) })
      .write(to: URL(filePath: job.state + "/ledger.sqlite"))
    let run = try job.job("run", "--now", date(2))
    #expect(run.code == 78)
    #expect(run.words.contains("the ledger is damaged"))
    #expect(run.words.contains("--rebuild"))
    #expect(try job.job("check", "--rebuild").code == 0)
    #expect(try job.job("run", "--now", date(2)).code == 1)
    #expect(try job.status(date(2))["entries"] as? Int == 3)
    #expect(try job.verifyLog().code == 0)
    #expect(try job.job("check", "--rebuild").code == 78, "a sound ledger was put aside")
  }

  @Test func `a host on which an identity lies is refused, and otherwise nothing there opens a report`()
    throws
  {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.job("run", "--now", date(0)).code == 1)
    let check = try job.job("check")
    #expect(check.code == 0, "\(check.words)")
    let report = try #require(job.sealedReports.first)
    #expect(try opening(report, on: job) == [])
    // With an identity there, in a file of its own or somewhere in another, the search finds it.
    try FileManager.default.copyItem(atPath: job.identity, toPath: job.path + "/keys/left-here.txt")
    let log = try FileHandle(forWritingTo: URL(filePath: job.state + "/log.jsonl"))
    try log.seekToEnd()
    let secret = try String(contentsOfFile: job.identity, encoding: .utf8).split(separator: "\n").last ?? ""
    try log.write(contentsOf: Data("{\"key\":\"\(secret)\"}\n".utf8))
    #expect(try opening(report, on: job) == ["keys/left-here.txt", "state/log.jsonl"])
    let refused = try job.job("check")
    #expect(refused.code == 77)
    #expect(refused.words.contains("keys/left-here.txt: an identity lies on the job's host"))
  }

  /// The files of a job's host that open a report: as an identity, or by one that stands somewhere in them. What the
  /// host has is everything but the readers' folders.
  private func opening(_ report: String, on job: JobScratch) throws -> Set<String> {
    var opening: Set<String> = []
    let tries = try Scratch()
    for (name, bytes) in try job.files(in: job.path) {
      if name.hasPrefix("elsewhere/") || name.hasPrefix("escrow/") { continue }
      // Identities are written in capitals.
      let text = String(decoding: bytes, as: Unicode.ASCII.self)
      let identities = text.matches(of: /AGE-SECRET-KEY-1[0-9A-Z]{58}/.ignoresCase()).map {
        $0.output.uppercased()
      }
      let written = try tries.file("identities", identities.joined(separator: "\n"))
      for identity in ["\(job.path)/\(name)", written] {
        let opened = try run("/usr/bin/age", ["-d", "-i", identity, report])
        if opened.code == 0 || !opened.output.isEmpty { opening.insert(name) }
      }
    }
    return opening
  }

  @Test func `no secret is in what the job keeps, says or sends, and no name or id in what it keeps or says`()
    throws
  {
    let telling = try TellingJob("metrics: state/job.prom")
    let job = telling.job
    var keys = (0..<5).map { _ in JobScratch.randomKey() }
    let ids = (0..<5).map { _ in UUID().uuidString.replacing("-", with: "").lowercased() }
    for (id, key) in zip(ids, keys) { try job.put(id, key: key) }
    var said = Data()
    for day in 0..<4 {
      if day == 2 {
        keys.append(JobScratch.randomKey())
        try job.put(ids[0], key: keys.last)
        try job.put(ids[1], key: nil)
      }
      if day == 3 { try telling.secret("hook.url", "http://127.0.0.1:1/\(telling.mark)") }
      let run = try job.run(date(day), day % 2 == 0 ? [] : ["--log", "json"])
      said += run.output + run.errors
    }
    said +=
      try job.job("status").output + job.job("check").output + job.job("status", "--format", "json").output
    let webhook = try String(contentsOfFile: job.path + "/hook.secret", encoding: .utf8).dropFirst(6)
    let secrets = keys + keys.map { String($0.reversed()) } + [String(webhook), telling.mark]
    // Only the answer is expected something of: a failure mustn't print what was searched for.
    let search = LeakSearch(secrets + ids)
    let isSaid = search.finds(in: said)
    #expect(!isSaid)
    for folder in ["state", "reports"] {
      let files = FileManager.default.enumerator(atPath: job.path + "/" + folder)
      while let file = files?.nextObject() as? String {
        let data = FileManager.default.contents(atPath: "\(job.path)/\(folder)/\(file)") ?? Data()
        let isKept = search.finds(in: data)
        #expect(!isKept, "\(folder)/\(file)")
      }
    }
    // What is sent names integrations, to whom the job was told to.
    let sent = LeakSearch(secrets)
    #expect(telling.hook.count + telling.chat.count + telling.pings.count >= 10)
    for message in telling.server.messages(under: "/") {
      let isSent = sent.finds(in: message.body + Data("\(message.headers)".utf8))
      #expect(!isSent)
    }
    // The search finds what is there.
    let payload = FileManager.default.contents(atPath: "\(job.path)/payloads/\(ids[0]).json")
    let isFound = search.finds(in: payload ?? Data())
    #expect(isFound)
  }

  @Test func `says it in records under a supervisor, each with its level and the run`() throws {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
    let finished = try job.run(date(0), ["--log", "json"])
    #expect(finished.code == 65)
    let records = try finished.words.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
    let runs = Set(records.compactMap { $0["run"] as? String })
    #expect(runs.count == 1 && job.sealedReports.first?.contains(runs.first ?? "?") == true)
    let error = try #require(records.first { $0["level"] as? String == "error" })
    #expect((error["message"] as? String)?.contains("cut.json") == true && error["hint"] as? String != nil)
    #expect(records.contains { $0["level"] as? String == "warning" })
    let end = try #require(records.first { $0["message"] as? String == "the run ends" })
    let found = try job.audited().count
    #expect(end["exit"] as? Int == 65 && end["new"] as? Int == found)
    let refused = try run(
      Scratch.credence, ["job", "run", "--config", job.path + "/no.yaml", "--log", "json"])
    #expect(
      refused.code == 78 && refused.words.contains("\"level\":\"error\"")
        && refused.words.contains("docs/job.md"))
  }

  @Test func `names what it writes in plain text before anything else, to people and to machines`() throws {
    let job = try JobScratch(
      """
      exports:
        - { format: sarif, path: findings.sarif }
        - { format: markdown, path: findings.md }
      """)
    try job.put("one", key: JobScratch.randomKey())
    let notes = ["findings.sarif", "findings.md"].map {
      "\(job.path)/\($0) gets findings in plain text: whoever reads it needs no key"
    }
    let run = try job.run(date(0))
    #expect(run.code == 1)
    #expect(run.words.hasPrefix(notes.map { "note: \($0)\n" }.joined()), "\(run.words)")
    let logged = try job.run(date(1), ["--log", "json"])
    let records = try logged.words.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(records.prefix(2).compactMap { $0["message"] as? String } == notes)
    #expect(records.prefix(2).allSatisfy { $0["level"] as? String == "notice" })
    // They are named where no run comes about, too.
    try FileManager.default.removeItem(atPath: job.path + "/keys/signing.key")
    #expect(try job.run(date(2)).words.hasPrefix("note: \(notes[0])"))
    for name in ["findings.sarif", "findings.md"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(job.path)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600, "others may read \(name)")
    }
  }

  @Test func `shows progress where somebody watches, and nowhere else`() throws {
    let job = try JobScratch()
    for id in 0..<50 { try job.put("n\(id)", key: JobScratch.randomKey()) }
    #expect(try !job.run(date(0)).words.contains("integrations …"))
    let command = "\(Scratch.credence) job run --config \(job.config) --now \(date(1))"
    let watched = try run("/usr/bin/script", ["-qec", command, "/dev/null"])
    #expect(watched.text.contains("integrations …") && watched.text.contains("\u{1B}[K"), "\(watched.text)")
  }

  @Test func `status tells what fails next where nobody does anything`() throws {
    let job = try JobScratch(
      """
      waivers: waivers.yaml
      limits: { openDays: { high: 10 }, rotationDays: 20 }
      """)
    try job.put("one", key: JobScratch.randomKey())
    let policy = try #require(job.audited().first?["policy"] as? String)
    _ = try job.scratch.file(
      "waivers.yaml",
      """
      - { id: W-1, policy: \(policy), scope: { integration: one }, owner: Ada Example, approver: Grace Example,
          reason: The key goes with the old cluster., created: \(date(0)), expires: \(date(29)) }
      """)
    _ = try job.run(date(0))
    let next = (try job.status(date(1))["next"] as? [[String: String]]) ?? []
    #expect(next.contains(["day": date(20), "what": "a credential is past its rotation"]), "\(next)")
    #expect(next.contains(["day": date(30), "what": "the waiver W-1 has lapsed"]), "\(next)")
    let text = try job.job("status", "--now", date(1)).text
    #expect(text.contains("\(date(30)) the waiver W-1 has lapsed") && text.contains("Last runs  \(date(0))"))
    #expect(text.contains("1 integrations, exit 1: the gate failed\n"), "\(text)")
    #expect(text.contains(/\nhigh +\d+ +\d+ +0 +1 d\n/), "\(text)")
  }

  @Test func `an unknown key of the configuration is refused with its place and the word that was meant`()
    throws
  {
    let job = try JobScratch("retenton: 5")
    let check = try job.job("check")
    #expect(check.code == 78)
    #expect(check.words.contains("job.yaml:11:1: the key isn't one of"))
    let near = try JobScratch("exprots: []")
    #expect(try near.job("check").words.contains("did you mean exports?"))
  }

  @Test func `a directory that can't be written to is exit 74, and the next run makes up for it`() throws {
    let job = try JobScratch()
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.job("run", "--now", date(0)).code == 1)
    let staging = job.reports + "/.staging"
    try FileManager.default.removeItem(atPath: staging)
    try Data().write(to: URL(filePath: staging))
    #expect(try job.job("run", "--now", date(1)).code == 74)
    try FileManager.default.removeItem(atPath: staging)
    #expect(try job.job("run", "--now", date(1)).code == 1)
    #expect(try job.status(date(1))["entries"] as? Int == 2)
  }

  @Test func `a finding that couldn't be looked for stays open and is told, however quiet the run is`() throws
  {
    let job = try JobScratch("exports: [{ format: sarif, path: findings.sarif }]")
    let (shared, own) = (JobScratch.randomKey(), JobScratch.randomKey())
    for (id, key) in [("one", shared), ("two", shared), ("three", own)] { try job.put(id, key: key) }
    #expect(try job.run(date(0)).code == 1)
    let before = try job.status(date(0))["open"] as? [String: Int]
    let file = job.path + "/payloads/two.json"
    let whole = try Data(contentsOf: URL(filePath: file))
    func masked(_ credentials: Any?) throws -> Data {
      var document = try #require(
        (try JSONSerialization.jsonObject(with: whole) as? [String: [String: Any]])?["data"])
      document["credentials"] = credentials
      return try JSONSerialization.data(withJSONObject: ["data": document])
    }
    let stars = String(repeating: "*", count: 8)
    for (day, credentials) in [nil, [:], ["accessKey": stars, "secretKey": stars]].enumerated() {
      try masked(credentials).write(to: URL(filePath: file))
      let run = try job.run(date(day + 1), ["--quiet"])
      #expect(
        run.words.contains(/warning: \d+ findings of earlier runs couldn't be looked for/), "\(run.words)")
      #expect(run.words.contains("note: \(job.path)/findings.sarif gets findings in plain text"))
      #expect(!run.words.contains("sealed: "))
      let now = try #require(try job.status(date(day + 1))["open"] as? [String: Int])
      // That no credentials were returned is a finding of its own; and that the response shows none, CRD-GEN-19, is true.
      for (severity, mended) in ["critical": 0, "high": 1, "medium": 0, "low": 0] {
        #expect(now[severity] == before?[severity].map { $0 - mended }, "\(severity): \(now)")
      }
    }
    try whole.write(to: URL(filePath: file))
    #expect(try !job.run(date(4)).words.contains("couldn't be looked for"))
    #expect(try job.status(date(4))["open"] as? [String: Int] == before)
    try job.put("two", key: nil)
    #expect(try job.run(date(5)).words.contains("resolved"))
    let left = try #require(try job.status(date(5))["open"] as? [String: Int])
    #expect(try left.values.reduce(0, +) == job.audited().count)
  }
}
