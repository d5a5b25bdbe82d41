internal import ArgumentParser
internal import Audit
internal import Commands
internal import Facts
internal import Glibc
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import TransparencyLog

/// `credence job check`
struct JobCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what a configuration comes to, and refuses a host that could open the reports.",
    discussion: """
      EXAMPLES
        credence job check --config /etc/credence/job.yaml
        credence job check --config /etc/credence/job.yaml --rebuild
      """)

  @Option(help: "The job's configuration.", completion: .file()) var config: String
  @Flag(help: "Begin a new ledger where it is damaged or gone: the log stays, findings start anew.")
  var rebuild = false

  func run() throws {
    try telling { () throws(Failure) in
      let configuration = try JobConfiguration(contentsOf: config)
      try IdentitySearch(configuration).requireNone()
      let today = Clock.system().day
      let live = try configuration.northflank.map { settings throws(Failure) in
        try NorthflankSource(
          settings, team: configuration.team, maximumSize: 1 << 20, today: today, voice: .notes)
      }
      let policies = try configuration.judging(on: today).policies
      let signingKey: SigningKey
      do throws(KeyFileError) { signingKey = try SigningKey(contentsOf: configuration.signKey) } catch {
        throw Failure(error)
      }
      try Messenger.requireSecrets(of: configuration)
      let key = try FingerprintKey.read(at: configuration.fingerprintKey)
      let waived = try configuration.waived(
        for: policies, on: today, keyName: Fingerprint(key.name).short)
      let names = try JobNames(under: key)
      if rebuild {
        // Whatever this process makes is for the job's user alone.
        umask(0o077)
        defer { StateDirectory.giveToOwner(configuration.state) }
        try StateDirectory.make(configuration.state)
        let lock = try JobLock(at: configuration.lock)
        try Self.rebuild(configuration, names, signedWith: signingKey, under: lock)
      }
      // In this order, since a run may go on meanwhile: each knows at least what the one before it did.
      let checkpoints = try JobLog.checkpoints(of: configuration, signedWith: signingKey)
      var log = try JobLog.file(of: configuration)
      var ledger = "none yet; the first run makes it"
      if let known = try JobLog.ledger(configuration, names, log) {
        let entries = try recorded { () throws(LedgerError) in try known.entries() }
        do throws(LogError) { log = try log.completed(with: entries) } catch {
          throw Failure(log: error, at: configuration.log)
        }
        ledger = "\(configuration.ledger), sound, \(entries.count) runs"
      }
      try JobLog.require(log, toHold: checkpoints)
      _ = Terminal.print(
        Array(Self.text(configuration, policies, waived?.file, live: live?.name, ledger: ledger).utf8))
    }
  }

  private static func text(
    _ configuration: JobConfiguration, _ policies: PolicySet, _ waivers: WaiverFile?, live: String?,
    ledger: String
  ) -> String {
    var lines = ["configuration  \(configuration.path)"]
    for directory in configuration.directories { lines.append("source         directory \(directory)") }
    if let live { lines.append("source         the Northflank API at \(live), which wasn't asked now") }
    for (index, recipient) in configuration.recipients.enumerated() {
      let isEscrow = index == configuration.recipients.count - 1
      lines.append("sealed to      \(recipient)\(isEscrow ? "  (escrow)" : "")")
    }
    lines.append("reports        \(configuration.reports)")
    for export in configuration.exports {
      lines.append("export         \(export.path), in plain text: whoever reads it needs no key")
    }
    for channel in configuration.channels { lines.append("told           \(channel.name)") }
    if configuration.ping != nil { lines.append("pinged         a watchdog, at start and end") }
    let open = Severity.allCases.enumerated().reversed().compactMap { index, severity in
      configuration.limits.days[index].map { "\(severity.rawValue) \($0)" }
    }
    if !open.isEmpty {
      let source = configuration.preset.map { "  (\($0.title))" } ?? ""
      lines.append("overdue after  \(open.joined(separator: ", ")) days\(source)")
    }
    lines.append("gate           \(configuration.gate.map { "\($0.rawValue) or worse" } ?? "none")")
    for name in policies.overridden { lines.append("judged by      \(name), which is your own") }
    if let waivers { lines.append("waivers        \(waivers.name), \(waivers.waivers.count) in it") }
    lines.append("ledger         \(ledger)")
    lines.append("identities     none beside these files or where age, SOPS and SSH keep them")
    lines.append("               elsewhere on this host nobody looked")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A new ledger in the place of one that is damaged or isn't there, with the runs that the log knows.
  private static func rebuild(
    _ configuration: JobConfiguration, _ names: borrowing JobNames, signedWith key: borrowing SigningKey,
    under lock: borrowing JobLock
  ) throws(Failure) {
    let log = try JobLog.file(of: configuration)
    try JobLog.require(log, toHold: try JobLog.checkpoints(of: configuration, signedWith: key))
    var isRebuilt = false
    do throws(LedgerError) { _ = try names.ledger(of: configuration) } catch {
      guard case .damaged = error else { throw Failure(error) }
      isRebuilt = true
      putAside(configuration.ledger)
    }
    try recorded { () throws(LedgerError) in
      let ledger = try names.ledger(of: configuration)
      if try ledger.entries().isEmpty {
        try ledger.adopt(entries: log.entries)
        isRebuilt = isRebuilt || !log.entries.isEmpty
      }
    }
    if !isRebuilt {
      throw Failure(
        .configuration, "\(configuration.ledger): the ledger is sound, so nothing was rebuilt",
        hint: "run without --rebuild")
    }
  }

  /// Gives a damaged ledger a name that no other has.
  private static func putAside(_ path: String) {
    var name = path + ".damaged"
    var number = 1
    while unsafe access(name, F_OK) == 0 {
      number += 1
      name = "\(path).damaged-\(number)"
    }
    for suffix in ["", "-wal", "-shm"] { _ = unsafe rename(path + suffix, name + suffix) }
  }
}
