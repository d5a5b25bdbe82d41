import Foundation
import Testing

/// What fails before there is a ledger to note it in.
@Suite struct `A run that fails before it has a ledger` {
  enum Fault: String, CaseIterable {
    case damagedLedger, keyOpenToOthers, keyGone, stateOpenToOthers, recipientsGone, unknownKey
  }

  private func make(_ fault: Fault, in job: JobScratch) throws {
    let files = FileManager.default
    func setMode(_ mode: Int, _ path: String) throws {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: job.path + "/" + path)
    }
    switch fault {
    case .damagedLedger:
      try Data((0..<9000).map { _ in UInt8.random(in: 0...255) }).write(
        to: URL(filePath: job.state + "/ledger.sqlite"))
    case .keyOpenToOthers: try setMode(0o644, "keys/fingerprint.key")
    case .keyGone: try files.moveItem(atPath: job.path + "/keys/fingerprint.key", toPath: job.path + "/aside")
    case .stateOpenToOthers: try setMode(0o755, "state")
    case .recipientsGone: try add("recipientsFile: nowhere.txt", to: job)
    case .unknownKey: try add("reportz: 1", to: job)
    }
  }

  private func mend(_ fault: Fault, in job: JobScratch, _ ledger: Data, _ configuration: String) throws {
    let files = FileManager.default
    for path in [job.path + "/keys/fingerprint.key"] where fault == .keyOpenToOthers {
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
    if fault == .keyGone {
      try files.moveItem(atPath: job.path + "/aside", toPath: job.path + "/keys/fingerprint.key")
    }
    try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: job.state)
    try ledger.write(to: URL(filePath: job.state + "/ledger.sqlite"))
    _ = try job.scratch.file("job.yaml", configuration)
  }

  private func add(_ line: String, to job: JobScratch) throws {
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    _ = try job.scratch.file("job.yaml", text + "\n" + line + "\n")
  }

  private func metric(_ name: String, _ job: JobScratch) throws -> Int? {
    let text = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8)
    let line = text.split(separator: "\n").first {
      $0.hasPrefix("credence_job_\(name) ") || $0.hasPrefix("credence_job_\(name){")
    }
    return line.flatMap { $0.split(separator: " ").last.flatMap { Int($0) } }
  }

  @Test(arguments: Fault.allCases)
  func `tells it by metrics, the ping and the webhook, and by the status until one goes well`(fault: Fault)
    throws
  {
    let telling = try TellingJob("metrics: job.prom\ngate: { severity: none }")
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 0)
    let entries = try metric("log_entries", job)
    let ledger = try Data(contentsOf: URL(filePath: job.state + "/ledger.sqlite"))
    let configuration = try String(contentsOfFile: job.config, encoding: .utf8)
    try make(fault, in: job)
    let failed = try telling.run(1)
    #expect(failed.code >= 64, "\(failed.words)")
    #expect(
      try metric("last_run_exit_code", job) == Int(failed.code) && metric("last_run_complete", job) == 0)
    #expect(try metric("last_run_timestamp_seconds", job) == 1_767_225_600 + 86_400)
    #expect(try metric("last_success_timestamp_seconds", job) == 1_767_225_600)
    #expect(try metric("log_entries", job) == entries && entries == 1, "what the ledger knew is lost")
    #expect(telling.pings.last == "/fail")
    #expect(telling.hook.last?.json["type"] as? String == "credence.run.failed")
    #expect(telling.chat.last?.text.contains("the run failed with exit \(failed.code)") == true)
    let asked = try job.job("status", "--now", date(1))
    if fault != .unknownKey && fault != .recipientsGone {
      #expect(
        (asked.text + asked.words).contains("\(date(1))T00:00:00Z, exit \(failed.code)"), "\(asked.words)")
    }
    try mend(fault, in: job, ledger, configuration)
    let failure = try job.status(date(1))["failure"] as? [String: Any]
    #expect(
      failure?["exit"] as? Int == Int(failed.code) && failure?["now"] as? String == "\(date(1))T00:00:00Z")
    #expect(try telling.run(2).code == 0)
    #expect(try job.status(date(2))["failure"] == nil)
    #expect(try metric("last_run_exit_code", job) == 0 && metric("last_run_complete", job) == 1)
  }

  @Test func `makes metrics of that alone where there are none, and overwrites no other file`() throws {
    let job = try JobScratch("metrics: job.prom")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: job.path + "/keys/fingerprint.key")
    let text = "node_something 1\n"
    for isThere in [false, true] {
      if isThere { _ = try job.scratch.file("job.prom", text) }
      #expect(try job.run(date(1)).code == 77)
      let found = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8)
      #expect(isThere ? found == text : found.contains("\ncredence_job_last_run_exit_code 77\n"))
      #expect(!found.contains("findings"), "nobody knows how many there are")
    }
  }

  @Test(arguments: [nil, "{", "- nothing"])
  func `the status says all but what the waivers would have said, where they are broken`(text: String?) throws
  {
    let job = try JobScratch("waivers: waivers.yaml")
    _ = try job.scratch.file("waivers.yaml", "[]\n")
    try job.put("one", key: JobScratch.randomKey())
    #expect(try job.run(date(0)).code == 1)
    try FileManager.default.removeItem(atPath: job.path + "/waivers.yaml")
    if let text { _ = try job.scratch.file("waivers.yaml", text) }
    #expect(try job.run(date(1)).code >= 64)
    let asked = try job.job("status", "--now", date(1))
    #expect(
      asked.code == 0 && asked.text.contains("Failed     \(date(1))") && asked.text.contains("Findings "))
    #expect(asked.text.contains("When waivers end isn't known"))
    #expect(
      asked.words.contains("warning: when waivers end can't be said: ")
        && asked.words.contains("waivers.yaml"))
    let status = try job.status(date(1))
    #expect(status["unread"] as? [String] == ["waivers"] && status["entries"] as? Int == 1)
  }
}
