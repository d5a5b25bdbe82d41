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
}
