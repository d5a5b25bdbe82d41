import Foundation
import Glibc
import Testing

/// `deploy/systemd` and its page. What systemd does with `LoadCredential=` is done here by hand.
@Suite struct `The page about systemd` {
  private let page: String
  private let unit: [Substring]

  init() throws {
    page = try String(contentsOfFile: Scratch.root + "/docs/scheduling/systemd.md", encoding: .utf8)
    unit = try String(
      contentsOfFile: Scratch.root + "/deploy/systemd/credence-job.service", encoding: .utf8
    ).split(separator: "\n")
  }

  /// The words of the page's command for the status.
  private func command() throws -> [String] {
    let start = try #require(page.range(of: "```sh\nsystemd-run "))
    let block = try #require(page[start.upperBound...].range(of: "\n```"))
    return page[start.upperBound..<block.lowerBound].replacing("\\\n", with: " ").split(separator: " ").map(
      String.init)
  }

  private func credentials(_ settings: some Sequence<some StringProtocol>) -> Set<String> {
    Set(settings.filter { $0.hasPrefix("LoadCredential=") }.map { String($0.dropFirst(15)) })
  }

  /// A job whose keys are called as the page says.
  private func job() throws -> JobScratch {
    let job = try JobScratch()
    var text = try String(contentsOfFile: job.config, encoding: .utf8)
    for key in ["signing.key", "fingerprint.key"] {
      text.replace("keys/\(key)", with: "$CREDENTIALS_DIRECTORY/\(key)")
    }
    _ = try job.scratch.file("job.yaml", text)
    try job.put("one", key: JobScratch.randomKey())
    return job
  }

  /// Runs a command of the job as a unit that such credentials are loaded for.
  private func run(_ command: [String], _ job: JobScratch, loading credentials: Set<String>) throws
    -> Finished
  {
    let directory = job.path + "/credentials"
    try? FileManager.default.removeItem(atPath: directory)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for credential in credentials {
      let parts = credential.split(separator: ":").map(String.init)
      let source = parts[1].replacing("/etc/credence", with: job.path + "/keys")
      try FileManager.default.copyItem(atPath: source, toPath: directory + "/" + parts[0])
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o400], ofItemAtPath: directory + "/" + parts[0])
    }
    let words = command.map { $0 == "/etc/credence/job.yaml" ? job.config : $0 }
    return try CredenceTests.run("/usr/bin/env", ["CREDENTIALS_DIRECTORY=" + directory] + words)
  }

  @Test func `has a command for the status that is handed what it needs of what the service is handed`()
    throws
  {
    let job = try job()
    let words = try command()
    let place = try #require(words.firstIndex(of: "/usr/local/bin/credence"))
    let loaded = credentials(words[..<place])
    let served = credentials(unit)
    #expect(loaded.count == 1 && served.count == 2 && loaded.isSubset(of: served))
    let start = try #require(unit.first { $0.hasPrefix("ExecStart=") }).dropFirst(10).split(separator: " ")
    #expect(start.first == "/usr/local/bin/credence-job" && words.last == start.last.map(String.init))
    let service = [Scratch.credence + "-job"] + start.dropFirst().map(String.init)
    #expect(try run(service, job, loading: served).code == 1)
    let status = [Scratch.credence] + words[(place + 1)...]
    let asked = try run(status, job, loading: loaded)
    #expect(asked.code == 0 && asked.text.contains("Last runs") && asked.errors.isEmpty, "\(asked.words)")
    #expect(
      try run([Scratch.credence, "job", "check", "--config", job.config], job, loading: served).code == 0)
    // Without what is handed over there is an answer, and what to do.
    let alone = try CredenceTests.run(
      "/usr/bin/env",
      ["-u", "CREDENTIALS_DIRECTORY", Scratch.credence, "job", "status", "--config", job.config])
    #expect(alone.code == 78 && alone.words.contains("CREDENTIALS_DIRECTORY isn't set"), "\(alone.words)")
    #expect(alone.words.contains("hint: systemd sets it for units with LoadCredential="))
  }

  @Test(.enabled(if: getuid() == 0, "root alone may ask for the status of another user's job"))
  func `is right that root may ask: nothing stays in the state that the service's user couldn't write`()
    throws
  {
    let job = try job()
    let service = [Scratch.credence, "job", "run", "--config", job.config]
    #expect(try run(service, job, loading: credentials(unit)).code == 1)
    let user: uid_t = 61_184
    func files() throws -> [String] {
      [job.state]
        + (try FileManager.default.contentsOfDirectory(atPath: job.state)).map { job.state + "/" + $0 }
    }
    for file in try files() { #expect(chown(file, user, user) == 0) }
    #expect(
      try run([Scratch.credence, "job", "status", "--config", job.config], job, loading: credentials(unit))
        .code == 0)
    for file in try files() {
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.ownerAccountID] as? UInt32 == user, "\(file)")
    }
  }

  /// The first script of the page with this line in it, with its places moved.
  private func block(_ line: String, _ places: [(String, String)]) throws -> String {
    let block = try #require(
      page.split(separator: "```").first { $0.hasPrefix("sh\n") && $0.contains("\n" + line) })
    return places.reduce(String(block.dropFirst(3))) { $0.replacing($1.0, with: $1.1) }
  }

  @Test(.enabled(if: getuid() == 0, "a service's user is made by root"))
  func `makes of what keygen made what the service's user can read, and root's rebuild stays its own`() throws
  {
    let job = try job()
    let user: uid_t = 61_184
    let place = job.path + "/etc/credence"
    // What the way there is open to is the test's matter.
    #expect(try CredenceTests.run("/bin/chmod", ["755", job.path]).code == 0)
    #expect(try run(["/bin/mkdir", "-m", "755", job.path + "/etc"], job, loading: []).code == 0)
    #expect(try credence("keygen", "job", place).code == 0)
    var text = try String(contentsOfFile: job.config, encoding: .utf8)
    for folder in ["payloads", "state", "reports"] {
      text.replace(": \(folder)\n", with: ": \(job.path)/var/\(folder)\n")
    }
    _ = try job.scratch.file("etc/credence/job.yaml", text)
    #expect(try CredenceTests.run("/bin/chmod", ["600", place + "/job.yaml"]).code == 0)
    let handed = job.path + "/handed"
    let made = """
      set -eu; mkdir -m 700 \(handed) \(job.path)/var; cp -r \(job.path)/payloads \(job.path)/var; cp \(place)/*.key \(handed)
      chown -R \(user) \(handed) \(job.path)/var
      """
    #expect(try CredenceTests.run("/bin/bash", ["-c", made]).code == 0)
    func service() throws -> Finished {
      try CredenceTests.run(
        "/usr/bin/setpriv",
        [
          "--reuid", "\(user)", "--regid", "\(user)", "--clear-groups", "--inh-caps=-all", "/usr/bin/env",
          "CREDENTIALS_DIRECTORY=" + handed, Scratch.credence + "-job", "run", "--config",
          place + "/job.yaml",
        ])
    }
    #expect(try service().code == 78, "keygen made a directory that anybody can read")
    let steps = try block("chmod 755", [("/etc/credence", place)]).split(separator: "\n").filter {
      $0.hasPrefix("chmod")
    }
    #expect(try CredenceTests.run("/bin/bash", ["-c", "set -e\n" + steps.joined(separator: "\n")]).code == 0)
    #expect(try service().code == 1)
    // Damaged, and rebuilt by root.
    let ledger = job.path + "/var/state/ledger.sqlite"
    let file = try FileHandle(forWritingTo: URL(filePath: ledger))
    try file.write(contentsOf: Data((0..<4096).map { _ in UInt8.random(in: 0...255) }))
    try file.close()
    #expect(try service().code == 78)
    let line = try #require(
      try block(
        "CREDENTIALS_DIRECTORY=",
        [
          ("/etc/credence", place), (" credence ", " \(Scratch.credence) "),
        ]
      ).split(separator: "\n").first { $0.hasPrefix("CREDENTIALS") })
    let rebuilt = try CredenceTests.run("/bin/bash", ["-c", "umask 022; " + line])
    #expect(rebuilt.code == 0, "\(rebuilt.words)")
    for name in try FileManager.default.contentsOfDirectory(atPath: job.path + "/var/state") {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(job.path)/var/state/\(name)")
      #expect(attributes[.ownerAccountID] as? UInt32 == user, "\(name)")
      if name == "ledger.sqlite" { #expect(attributes[.posixPermissions] as? Int == 0o600) }
    }
    #expect(try service().code == 1)
  }
}

/// `docs/scheduling/cron.md`: its line, with the program's place moved and nothing supplied that cron doesn't.
@Suite struct `The page about cron` {
  @Test func `has a line that finds the program by cron's own path, and says nothing where nothing is wrong`()
    throws
  {
    let page = try String(contentsOfFile: Scratch.root + "/docs/scheduling/cron.md", encoding: .utf8)
    let line = try #require(page.split(separator: "\n").first { $0.hasPrefix("15 2 * * * credence ") })
    let job = try JobScratch("gate: { severity: none }")
    try job.put("one", key: JobScratch.randomKey())
    _ = try job.scratch.file("payloads/README", "not a payload")
    let program = (Scratch.credence as NSString).deletingLastPathComponent
    let command = line.dropFirst(20).replacing("/usr/local/bin", with: program).replacing(
      "/etc/credence/job.yaml", with: job.config)
    func cron(_ more: String = "") throws -> Finished {
      try run(
        "/usr/bin/env", ["-i", "HOME=/nonexistent", "PATH=/usr/bin:/bin", "/bin/sh", "-c", command + more])
    }
    let finished = try cron()
    #expect(finished.code == 0 && finished.words.isEmpty && finished.text.isEmpty, "\(finished.words)")
    #expect(job.sealedReports.count == 1)
    let records = try cron(" --log json --now 2030-01-01")
    #expect(records.code == 0 && records.words.isEmpty, "\(records.words)")
    // What is wrong is said.
    _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
    #expect(try cron().words.contains("warning: the run is partial"))
  }
}
