internal import Audit
internal import Commands
internal import Glibc
internal import Ledger
internal import Reporting
internal import Sealing
internal import TransparencyLog

/// The job's transparency log: an entry a run, and after each a signed checkpoint, which also lies beside the report.
struct JobLog {
  private var log: TransparencyLog
  private let configuration: JobConfiguration

  /// Reads the log, brings it to what the ledger knows, and holds it against what was signed before.
  init(
    _ configuration: JobConfiguration, _ ledger: Ledger, signingWith key: borrowing SigningKey
  ) throws(Failure) {
    self.configuration = configuration
    log = try Self.file(of: configuration)
    try Self.requireLedger(ledger, of: log, configuration)
    try complete(with: ledger)
    try Self.require(log, toHold: Self.checkpoints(of: configuration, signedWith: key))
  }

  /// Adds what the ledger knows and the log doesn't.
  mutating func complete(with ledger: Ledger) throws(Failure) {
    let entries: [[UInt8]]
    do throws(LedgerError) { entries = try ledger.entries() } catch { throw Failure(error) }
    do throws(LogError) { try log.complete(with: entries) } catch {
      throw Failure(log: error, at: configuration.log)
    }
  }

  /// The file names of all reports that it knows.
  var reports: Set<String> { (try? LogCheck(log)).map { Set($0.entries.map(\.report)) } ?? [] }

  /// Signs what the log is now, and puts it into the state directory and beside a report.
  @discardableResult
  func checkpoint(beside report: String?, signingWith key: borrowing SigningKey) throws(Failure) -> String {
    let note = Checkpoint(origin: Checkpoint.origin(of: key.keyID), tree: log.tree).signed(with: key)
    var paths = [configuration.checkpoint]
    if let report { paths.append("\(configuration.reports)/\(report).checkpoint") }
    for path in paths {
      do throws(LogError) { try DurableFile.replace(path, with: Array(note.utf8), mode: 0o644) } catch {
        throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the disk")
      }
    }
    return note
  }

  /// The digest of the program that runs: BLAKE2b-512, as minisign hashes files. Nil where /proc isn't there.
  static let program: String? = {
    let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var hasher = MessageHasher()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(file, &piece, piece.count)
      if count == 0 { return hasher.finish().hexadecimal }
      guard count > 0 else { return nil }
      hasher.update(piece.span.extracting(0..<count))
    }
  }()

  /// A run's line.
  static func entry(
    _ record: RunRecord, report: String, digest: MessageDigest, summary: SummaryRecord,
    changes: LedgerChanges, exit: ExitCode, configuration: JobConfiguration
  ) -> [UInt8] {
    var line = JSONLine()
    line.begin(record: "entry")
    line.add("run", record.run)
    line.add("now", record.now)
    line.add("version", record.version)
    line.add("program", program)
    line.add("report", report)
    line.add("digest", digest.hexadecimal)
    line.add("configuration", configuration.digest)
    line.add("policies", Digest.hexadecimal(of: record.packs.map(\.digest).joined().utf8, byteCount: 32))
    line.add("waivers", record.waivers?.digest)
    line.add("exit", Int(exit.rawValue))
    line.add("complete", summary.isComplete)
    line.add("integrations", summary.integrations)
    line.add("evaluated", summary.evaluated)
    line.add("findings", summary.findings)
    line.add("new", changes.new.count)
    line.add("resolved", changes.resolved.count)
    line.add("withdrawn", changes.withdrawn.count)
    line.add("undecided", changes.undecidedInAll)
    line.add("overdue", changes.overdueInAll)
    line.finish()
    return line.bytes.dropLast()
  }
}

extension Failure {
  /// A log that can't be used.
  init(log error: LogError, at path: String) {
    switch error {
    case .differs, .notAnEntry:
      self.init(
        .configuration, "\(path): \(error.reason)",
        hint: "somebody changed the log or the ledger; see: credence log verify, and credence job check")
    default: self.init(.inputOutput, "\(path): \(error.reason)", hint: "check the state directory")
    }
  }

  /// A ledger that can't be used.
  init(_ error: LedgerError) {
    switch error {
    case .damaged(let path):
      self.init(
        .configuration, "\(path): the ledger is damaged",
        hint: "put a copy in its place, or: credence job check --rebuild")
    case .newer(let path):
      self.init(
        .configuration, "\(path): a later version of Credence wrote this ledger",
        hint: "use that version, or a ledger of this one's")
    case .otherKey(let path):
      self.init(
        .configuration, "\(path): this ledger was kept under another fingerprint key",
        hint: "give that key, or see docs/keys/fingerprint-key.md for changing it")
    case .busy(let path):
      self.init(
        .inputOutput, "\(path): another program keeps the ledger locked",
        hint: "wait for it, and run again: a backup, or somebody who writes to the file")
    case .unusable(let path, let reason):
      self.init(.inputOutput, "\(path): \(reason)", hint: "check the state directory and the disk")
    }
  }
}
