internal import Commands
internal import Glibc
internal import Ledger
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import TransparencyLog

/// What the ledger, the log and the checkpoints that were signed so far say of each other. A job that lost one of them
/// says so, and signs nothing that contradicts what it signed before.
extension JobLog {
  /// The log as it lies there.
  static func file(of configuration: JobConfiguration) throws(Failure) -> TransparencyLog {
    do throws(LogError) { return try TransparencyLog(path: configuration.log) } catch {
      throw Failure(log: error, at: configuration.log)
    }
  }

  /// The ledger, to read; nil before the first run.
  static func ledger(
    _ configuration: JobConfiguration, _ names: borrowing JobNames, _ log: TransparencyLog
  ) throws(Failure) -> Ledger? {
    if unsafe access(configuration.ledger, F_OK) != 0 && errno == ENOENT {
      if log.entries.isEmpty { return nil }
      throw missing(configuration, log)
    }
    let ledger = try recorded { () throws(LedgerError) in try names.ledger(reading: configuration) }
    try requireLedger(ledger, of: log, configuration)
    return ledger
  }

  /// Refuses a ledger that knows no run beside a log that does.
  static func requireLedger(
    _ ledger: Ledger, of log: TransparencyLog, _ configuration: JobConfiguration
  ) throws(Failure) {
    let entries = try recorded { () throws(LedgerError) in try ledger.entries() }
    if entries.isEmpty && !log.entries.isEmpty { throw missing(configuration, log) }
  }

  private static func missing(_ configuration: JobConfiguration, _ log: TransparencyLog) -> Failure {
    Failure(
      .configuration,
      "\(configuration.ledger): the ledger is gone: the log knows \(log.entries.count) runs, and it none",
      hint: "put a copy in its place, or: credence job check --rebuild")
  }

  /// What was signed so far: the last checkpoint, and those beside the reports.
  static func checkpoints(
    of configuration: JobConfiguration, signedWith key: borrowing SigningKey
  ) throws(Failure) -> [(name: String, checkpoint: Checkpoint)] {
    var checkpoints: [(name: String, checkpoint: Checkpoint)] = []
    if let note = try note(at: configuration.checkpoint) {
      // Whoever signed it: the key may have been changed, and the log went on.
      do throws(LogError) {
        checkpoints.append((configuration.checkpoint, try Checkpoint(unverified: note)))
      } catch {
        throw Failure(
          .configuration, "\(configuration.checkpoint): \(error.reason)",
          hint: "put the last report's checkpoint in its place")
      }
    }
    let names = (try? DirectoryNames.visible(in: configuration.reports)) ?? []
    let verifying = key.verificationKey
    for name in names where name.hasSuffix(".checkpoint") {
      let path = "\(configuration.reports)/\(name)"
      // Other jobs' reports may lie there, and whatever else somebody put there who may.
      guard isFile(path) else {
        Terminal.tell("warning: \(path) is no regular file, so it isn't read\n")
        continue
      }
      let note: String?
      do throws(Failure) { note = try Self.note(at: path) } catch {
        Terminal.tell("warning: \(error.reason), so it is passed over\n")
        continue
      }
      guard let note, let checkpoint = try? Checkpoint(note, trusting: [verifying]) else { continue }
      checkpoints.append((path, checkpoint))
    }
    return checkpoints
  }

  /// Refuses a log from which something was taken away, or in which something was changed, since one of these was signed:
  /// a log must never sign two histories (C2SP tlog-checkpoint).
  static func require(
    _ log: TransparencyLog, toHold checkpoints: [(name: String, checkpoint: Checkpoint)]
  ) throws(Failure) {
    let check: LogCheck
    do throws(LogError) { check = try LogCheck(log) } catch { throw Failure(log: error, at: log.path) }
    do throws(LogCheck.Fault) {
      if let last = checkpoints.max(by: { $0.checkpoint.size < $1.checkpoint.size }),
        last.checkpoint.size > log.entries.count
      {
        throw LogCheck.Fault.truncated(checkpoint: last.name, size: last.checkpoint.size)
      }
      try check.compare(checkpoints)
    } catch {
      throw Failure(error, log)
    }
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  private static func note(at path: String) throws(Failure) -> String? {
    do throws(LogError) {
      return try DurableFile.read(path, limit: 1 << 16).map { String(decoding: $0, as: UTF8.self) }
    } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the file")
    }
  }
}

extension Failure {
  /// A log that isn't what was signed before.
  fileprivate init(_ fault: LogCheck.Fault, _ log: TransparencyLog) {
    let said =
      switch fault {
      case .truncated(let name, let size):
        "there are \(log.entries.count) runs, and \(name) was signed when there were \(size)"
      case .changed(let name, let entry): "the first \(entry) runs aren't those that \(name) signed"
      case .otherReport(let entry): "the report of run \(entry) is another"
      }
    self.init(
      .configuration, "\(log.path): \(said)",
      hint:
        "put the state back as it was after the last run; to begin anew on purpose, make a new signing key, and "
        + "move the checkpoint away")
  }
}
