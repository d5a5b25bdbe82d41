import Foundation
import Testing

/// What people write into a job's configuration, and leave beside it.
@Suite struct `A mistake in a job's configuration` {
  private func code(_ job: JobScratch, _ command: String = "check") throws -> Finished {
    command == "run" ? try job.run("2026-11-01T02:00:00Z") : try job.job(command)
  }

  @Test(arguments: [
    "hooks.example.com/services/T0/B0/SECRET", "/services/T0/B0/SECRET", "https://a.example/SECRET",
  ])
  func `that calls somebody by a secret is refused and not repeated`(name: String) throws {
    let secret = "q7ZtA9" + String((0..<30).map { _ in "aZ3bY8cX5".randomElement() ?? "a" })
    let job = try JobScratch(
      "notifications: [{ name: '\(name.replacing("SECRET", with: secret))', slack: chat.url }]")
    for command in ["check", "run", "status"] {
      let finished = try code(job, command)
      #expect(
        finished.code == 78 && finished.words.contains("stands where a name belongs"), "\(finished.words)")
      #expect(!finished.words.contains(secret.prefix(8)), "\(command)")
    }
  }

  @Test(arguments: [
    "team: 5", "team: ~", "team: null", "team: true", "metrics: 5", "metrics: null",
    "gate: { overdue: \"true\" }",
    "limits: { rotationDays: \"90\" }", "limits: { openDays: { high: \"5\" } }",
    "notifications: [{ name: 7, slack: chat.url }]",
  ])
  func `of one type for another is refused, as the schema refuses it`(more: String) throws {
    let finished = try code(try JobScratch(more))
    #expect(finished.code == 78 && finished.words.contains("belongs here"), "\(finished.words)")
  }

  // Each is what belongs into the file that the key names.
  @Test(arguments: [
    "ping: https://hooks.example.com/T0/B0/SECRET",
    "notifications: [{ name: ops, slack: 'https://hooks.example.com/T0/B0/SECRET' }]",
    "notifications: [{ name: ops, webhook: address, secret: whsec_SECRET }]",
    "metrics: eyJhbGciOiJIUzI1NiJ9.SECRET", "ping: SECRET",
    // Without its scheme, and without its host.
    "ping: ping.example.com/SECRET", "ping: /SECRET",
    "notifications: [{ name: ops, slack: /services/T0/B0/SECRET }]",
    "notifications: [{ name: ops, slack: hooks.example.com/services/T0/B0/SECRET }]",
  ])
  func `that puts a secret where a path belongs is refused and not repeated`(more: String) throws {
    let secret = "q7ZtA9" + String((0..<30).map { _ in "aZ3bY8cX5".randomElement() ?? "a" })
    let job = try JobScratch(more.replacing("SECRET", with: secret))
    try job.put("a", key: JobScratch.randomKey())
    for command in ["check", "run"] {
      let finished = try code(job, command)
      #expect(finished.code == 78 && finished.words.contains("stands where the path of a file belongs"))
      #expect(!finished.words.contains(secret.prefix(8)), "\(command)")
    }
  }

  @Test(arguments: [
    "exports: [{ format: csv, path: keys/signing.key }]", "exports: [{ format: csv, path: job.yaml }]",
    "exports: [{ format: csv, path: state/ledger.sqlite }]", "metrics: ./state/../state/log.jsonl",
    "exports: [{ format: csv, path: payloads/all.json }]",
    "exports: [{ format: csv, path: reports/all.csv }]",
    "exports: [{ format: csv, path: all.csv }, { format: json, path: ./all.csv }]",
    "exports: [{ format: prometheus, path: credence.prom }]\nmetrics: credence.prom",
    "metrics: state/ledger.sqlite", "metrics: state/checkpoint",
  ])
  func `by which one file would overwrite another is refused, and nothing is written`(more: String) throws {
    let job = try JobScratch(more)
    try job.put("a", key: JobScratch.randomKey())
    let key = try Data(contentsOf: URL(filePath: job.path + "/keys/signing.key"))
    try FileManager.default.createDirectory(
      atPath: job.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for command in ["check", "run"] {
      let finished = try code(job, command)
      #expect(
        finished.code == 78 && finished.words.contains("give each a path of its own"), "\(finished.words)")
    }
    #expect(try Data(contentsOf: URL(filePath: job.path + "/keys/signing.key")) == key)
    // But for the note that it failed.
    #expect(try FileManager.default.contentsOfDirectory(atPath: job.state) == ["last-failure"])
    #expect(!FileManager.default.fileExists(atPath: job.path + "/credence.prom"))
  }

  @Test(arguments: ["", "state: [state]", "state: 5"])
  func `that leaves no place for the state writes to none`(state: String) throws {
    let job = try JobScratch("metrics: job.prom")
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    _ = try job.scratch.file("job.yaml", text.replacing("state: state", with: state))
    #expect(try code(job, "run").code == 78)
    for name in ["last-failure", "checkpoint"] {
      #expect(!FileManager.default.fileExists(atPath: "/" + name))
      #expect(!FileManager.default.fileExists(atPath: job.path + "/" + name))
    }
    #expect(FileManager.default.fileExists(atPath: job.path + "/job.prom"))
  }

  @Test func `by which nothing can be overdue, and that is to fail a run, is refused`() throws {
    let finished = try code(try JobScratch("gate: { overdue: true }\nlimits: { rotationDays: 90 }"))
    #expect(finished.code == 78 && finished.words.contains("nothing can be overdue"))
    #expect(try code(try JobScratch("gate: { overdue: true }\nlimits: { openDays: quarterly }")).code == 0)
  }

  @Test(arguments: [
    "keys/identity.txt", "keys/below/identity.txt", "payloads/identity.json", "waivers/identity.txt",
    "recipients/identity.txt", "state/identity", "reports/identity", "keys/below/further/down/identity.txt",
    "payloads/one/two/three/four/five/six/identity.txt", "state/one/identity", "reports/.staging/identity",
    "home/.config/sops/age/keys.txt", "home/.config/age/keys.txt", "home/keys.txt",
  ])
  func `an identity is found wherever the configuration leads, however it is written`(place: String) throws {
    let job = try JobScratch("waivers: waivers/waivers.yaml\nrecipientsFile: recipients/recipients.txt")
    let files = FileManager.default
    let parent = place.split(separator: "/").dropLast().joined(separator: "/")
    for folder in ["keys/below", "waivers", "recipients", "state", "reports", parent] {
      try files.createDirectory(atPath: job.path + "/" + folder, withIntermediateDirectories: true)
    }
    _ = try job.scratch.file("waivers/waivers.yaml", "[]\n")
    try files.copyItem(
      atPath: job.path + "/escrow/recipient.txt", toPath: job.path + "/recipients/recipients.txt")
    #expect(try code(job).code == 0)
    let line = try String(contentsOfFile: job.identity, encoding: .utf8).split(separator: "\n")
      .first { $0.hasPrefix("AGE-SECRET-KEY-") }
    let identity = try #require(line)
    let filler = String(repeating: "# a long file\n", count: 9000)
    for text in [
      identity + "\n", "\u{FEFF}\(identity)", "  \(identity)", "export AGE_KEY=\(identity)",
      filler + identity,
    ] {
      try text.write(toFile: job.path + "/" + place, atomically: false, encoding: .utf8)
      let finished = try run(
        "/usr/bin/env", ["HOME=\(job.path)/home", Scratch.credence, "job", "check", "--config", job.config])
      #expect(finished.code == 77 && finished.words.contains("an identity lies on the job's host"))
      #expect(!finished.words.contains(identity.suffix(20)))
    }
  }

  @Test func `an identity in the environment is found, and not repeated`() throws {
    let job = try JobScratch()
    func check(_ identity: String, _ name: String = "AGE_KEY") throws -> Finished {
      try run(
        "/usr/bin/env", ["\(name)=\(identity)", Scratch.credence, "job", "check", "--config", job.config])
    }
    let finished = try check("sesame-open")
    #expect(finished.code == 77 && finished.words.contains("an identity stands in the environment"))
    #expect(!finished.words.contains("sesame"))
    #expect(try check("").code == 0)
    let sops = try check("sesame-open", "SOPS_AGE_KEY")
    #expect(sops.code == 77 && sops.words.contains("as SOPS_AGE_KEY") && !sops.words.contains("sesame"))
  }

  @Test func `a sealed payload in a directory of sources is missed, and other files are noted`() throws {
    let job = try JobScratch()
    try job.put("a", key: JobScratch.randomKey())
    try job.put("b", key: JobScratch.randomKey())
    #expect(try job.run("2026-11-01T02:00:00Z").code == 1)
    let open = try job.status("2026-11-01T03:00:00Z")["open"] as? [String: Int]
    try FileManager.default.moveItem(
      atPath: job.path + "/payloads/b.json", toPath: job.path + "/payloads/b.json.age")
    _ = try job.scratch.file("payloads/notes.txt", "not a payload")
    let finished = try job.run("2026-11-02T02:00:00Z")
    #expect(finished.code == 65 && finished.words.contains("this file is sealed"))
    #expect(finished.words.contains("1 files in the directories of sources are neither JSON nor YAML"))
    // Nothing was resolved by what nobody could read.
    #expect(try job.status("2026-11-02T03:00:00Z")["open"] as? [String: Int] == open && open != nil)
  }

  @Test func `a pipe in a directory of sources isn't waited for`() throws {
    let job = try JobScratch()
    try job.put("a", key: JobScratch.randomKey())
    _ = try run("/usr/bin/mkfifo", [job.path + "/payloads/pipe.json"])
    let finished = try job.run("2026-11-01T02:00:00Z")
    #expect(finished.code == 65 && finished.words.contains("this is no file that holds anything"))
  }

  @Test func `a pipe among the reports is waited for neither by a run nor by who verifies the log`() throws {
    let job = try JobScratch("gate: { severity: none }")
    try job.put("a", key: JobScratch.randomKey())
    #expect(try job.run("2026-11-01T02:00:00Z").code == 0)
    _ = try run("/usr/bin/mkfifo", [job.reports + "/x.checkpoint"])
    let finished = try job.run("2026-11-02T02:00:00Z")
    #expect(
      finished.code == 0 && finished.words.contains("x.checkpoint is no regular file"), "\(finished.words)")
    let verified = try job.verifyLog()
    #expect(verified.code == 0 && verified.words.contains("this is no regular file"), "\(verified.words)")
  }
}
