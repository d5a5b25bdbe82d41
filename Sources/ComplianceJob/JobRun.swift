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

/// One run of the job, from the lock to the last word: what a killed run left is finished first; payloads are read
/// and judged; the sealed report is staged; the ledger takes the run in one transaction; then the report gets its name.
struct JobRun: ~Copyable {
  let configuration: JobConfiguration
  let clock: Clock
  private let started = ContinuousClock.now
  private let lock: JobLock
  private let signingKey: SigningKey
  private let ledger: Ledger
  private let names: JobNames
  private let addressees: [JobNames.Addressee]
  private let publication: Publication
  private var log: JobLog
  private var isRecorded = false

  /// The longest time between two runs after which the second believes its clock.
  private static let longestGap = 31 * 86400

  /// What a run came to.
  struct Result {
    let exit: ExitCode
    /// Nil where the run had been taken before.
    let changes: LedgerChanges?
    let summary: SummaryRecord?
    let report: String
    /// What else was done.
    let notes: [String]
  }

  /// Takes the lock, and opens what the run needs.
  init(_ configuration: JobConfiguration, clock: Clock) throws(Failure) {
    // Whatever this process makes is for its user alone.
    umask(0o077)
    func unledgered<T: ~Copyable>(_ body: () throws(Failure) -> T) throws(Failure) -> T {
      do throws(Failure) { return try body() } catch {
        // Whoever holds the lock says what comes of it.
        if error.code != .locked { Self.note(error.code, besideLedgerOf: configuration, clock, took: 0) }
        throw error
      }
    }
    let lock = try unledgered { () throws(Failure) in
      try StateDirectory.make(configuration.state)
      return try JobLock(at: configuration.lock)
    }
    let names = try unledgered { () throws(Failure) in
      try JobNames(under: FingerprintKey.read(at: configuration.fingerprintKey))
    }
    let ledger = try unledgered { () throws(Failure) in
      try recorded { () throws(LedgerError) in try names.ledger(of: configuration) }
    }
    // From here on there is a ledger to note in that the run failed.
    func noting<T: ~Copyable>(_ body: () throws(Failure) -> T) throws(Failure) -> T {
      do throws(Failure) { return try body() } catch {
        Self.note(error, isRecorded: false, in: ledger, configuration, clock, took: 0)
        throw error
      }
    }
    let publication = try noting { () throws(Failure) in try Publication(configuration) }
    let signingKey = try noting { () throws(Failure) in
      do throws(KeyFileError) { return try SigningKey(contentsOf: configuration.signKey) } catch {
        throw Failure(error)
      }
    }
    let log = try noting { () throws(Failure) in
      try JobLog(configuration, ledger, signingWith: signingKey)
    }
    self.configuration = configuration
    self.clock = clock
    self.lock = lock
    self.signingKey = signingKey
    self.ledger = ledger
    addressees = names.addressees(of: configuration)
    self.names = names
    self.publication = publication
    self.log = log
  }

  /// Publishes what was recorded and hasn't got its name yet; takes away what wasn't recorded.
  private func finishLast() throws(Failure) {
    let waiting = try recorded { () throws(LedgerError) in try ledger.unpublished() }
    try publication.clean(keeping: waiting)
    for report in waiting {
      let isThere = try publication.publish(report)
      if !isThere {
        Terminal.tell("warning: the report \(report) is lost: the ledger knows it, and it lies nowhere\n")
      }
      try log.checkpoint(beside: isThere ? report : nil, signingWith: signingKey)
      try recorded { () throws(LedgerError) in try ledger.notePublished(report: report) }
    }
  }

  /// Finishes what the last run didn't, then audits, records, publishes and tells. What fails is told as well.
  mutating func run(telling messenger: borrowing Messenger, _ voice: JobVoice) throws(Failure) -> Result {
    do throws(Failure) {
      return try perform(telling: messenger, voice)
    } catch {
      Self.note(
        error, isRecorded: isRecorded, in: ledger, configuration, clock,
        took: started.duration(to: .now) / .seconds(1))
      let digest = JobDigest(
        failed: error.code, at: clock.seconds, id: names.failure(error.code, at: clock, of: configuration))
      do throws(LedgerError) {
        try ledger.add(digest.messages(to: addressees), of: digest.run, at: clock.seconds)
        try messenger.deliver(from: ledger, to: addressees, words: nil)
      } catch {
        messenger.tell(digest)
      }
      throw error
    }
  }

  private mutating func perform(
    telling messenger: borrowing Messenger, _ voice: JobVoice
  ) throws(Failure) -> Result {
    try finishLast()
    let audit = try JobAudit(configuration, clock: clock, voice)
    let id = audit.record.run
    voice.begin(run: id)
    let report = "\(id).jsonl.age"
    if let outcome = try recorded({ () throws(LedgerError) in try ledger.outcome(of: id) }) {
      // Killed behind the record, it may not have told, exported or counted yet.
      isRecorded = true
      let (seen, summary) = try audit.again()
      let isLess = outcome.isComplete && !summary.isComplete
      let notes = try finish(id, seen, telling: messenger, missing: isLess ? summary.exit : nil)
      return Result(
        exit: ExitCode(rawValue: Int32(truncatingIfNeeded: outcome.exit)) ?? .bug, changes: nil, summary: nil,
        report: report, notes: notes)
    }
    let audited = try audit.run(staging: "\(publication.staging)/\(report)", signingWith: signingKey)
    let seen = LedgerRun(
      run: id, now: clock.seconds, isComplete: audited.summary.isComplete,
      integrations: audited.summary.integrations, evaluated: audited.summary.evaluated, report: report,
      findings: audited.report.findings, credentials: audited.report.credentials,
      waivers: audited.report.waivers, reach: audited.report.words.reach)
    let configuration = configuration
    let addressees = addressees
    var exit = audited.summary.exit
    let changes = try recorded { () throws(LedgerError) in
      try ledger.record(seen, limits: configuration.limits) { changes in
        if configuration.gatesOverdue && changes.overdueInAll > 0 {
          exit = ExitCode.first(of: [exit, .gateFailed])
        }
        // What nobody could look for isn't clean.
        if changes.undecidedInAll > 0 { exit = ExitCode.first(of: [exit, .notEvaluated]) }
        let entry = JobLog.entry(
          audit.record, report: report, digest: audited.digest, summary: audited.summary, changes: changes,
          exit: exit, configuration: configuration)
        let digest = JobDigest(seen, changes, exit: exit)
        return LedgerOutcome(
          exit: Int(exit.rawValue), entry: entry,
          messages: digest?.messages(to: addressees) ?? [])
      }
    }
    isRecorded = true
    try log.complete(with: ledger)
    guard try publication.publish(report) else {
      throw Failure(
        .inputOutput, "\(publication.staging)/\(report): the report was taken away while it was made",
        hint: "check who else writes there")
    }
    try log.checkpoint(beside: report, signingWith: signingKey)
    try recorded { () throws(LedgerError) in try ledger.notePublished(report: report) }
    let notes = try finish(id, audited.report, telling: messenger)
    return Result(exit: exit, changes: changes, summary: audited.summary, report: report, notes: notes)
  }

  /// What comes behind the record; what fails of it keeps nothing else from being done. `missing` says why this report is
  /// of less than what was recorded: then what the exports hold is better.
  private func finish(
    _ run: String, _ report: JobReport, telling messenger: borrowing Messenger, missing: ExitCode? = nil
  ) throws(Failure) -> [String] {
    var notes: [String] = []
    var failures: [Failure] = []
    func attempt(_ body: () throws(Failure) -> Void) {
      do throws(Failure) { try body() } catch { failures.append(error) }
    }
    attempt { () throws(Failure) in
      if let missing {
        throw Failure(
          missing, "this time it is partial: not all sources could be read, and the exports stay as they are",
          hint: "run it again once they can be read")
      }
      try report.finishExports()
    }
    attempt { () throws(Failure) in notes = try forget(at: run) }
    do throws(LedgerError) {
      try messenger.deliver(from: ledger, to: addressees, words: report.words)
    } catch {
      Terminal.tell("warning: nobody could be told: \(Failure(error).reason)\n")
    }
    if failures.isEmpty {
      attempt { () throws(Failure) in
        try recorded { () throws(LedgerError) in try ledger.noteFinished(run: run) }
        LastFailure(of: configuration).clear()
      }
    }
    attempt { () throws(Failure) in
      try Self.writeMetrics(
        of: ledger, configuration, clock, took: started.duration(to: .now) / .seconds(1))
    }
    if let failure = failures.first { throw failure }
    return notes
  }

  /// Notes that the run failed, where the ledger takes it; what else goes wrong now is second to that.
  private static func note(
    _ failure: Failure, isRecorded: Bool, in ledger: Ledger, _ configuration: JobConfiguration,
    _ clock: Clock,
    took seconds: Double
  ) {
    do {
      try ledger.note(failure: Int(failure.code.rawValue), at: clock.seconds, isRecorded: isRecorded)
      LastFailure(of: configuration).clear()
      try writeMetrics(of: ledger, configuration, clock, took: seconds)
    } catch {
      note(failure.code, besideLedgerOf: configuration, clock, took: seconds)
    }
  }

  /// Notes that a run failed where there is no ledger that takes it.
  static func note(
    _ code: ExitCode, besideLedgerOf configuration: JobConfiguration, _ clock: Clock, took seconds: Double
  ) {
    // A mistake may leave no place for it.
    if !configuration.state.isEmpty { LastFailure(of: configuration).note(code, at: clock) }
    if let path = configuration.metrics {
      try? JobMetrics.note(code, of: configuration.team, at: clock, took: seconds, in: path)
    }
  }

  private static func writeMetrics(
    of ledger: Ledger, _ configuration: JobConfiguration, _ clock: Clock, took seconds: Double
  ) throws(Failure) {
    guard let path = configuration.metrics else { return }
    let status = try recorded { () throws(LedgerError) in
      try ledger.status(at: clock.seconds, limits: configuration.limits, runs: 1)
    }
    try JobMetrics.write(status, of: configuration.team, at: clock, took: seconds, to: path)
  }

  /// Deletes what was kept for long enough, and says what. A clock that jumped tells nothing of what is old: then all
  /// is kept until a run follows that agrees with it.
  private func forget(at run: String) throws(Failure) -> [String] {
    let day = 86400
    let runs = try recorded { () throws(LedgerError) in try ledger.status(at: clock.seconds, runs: 2).runs }
    guard let last = runs.first, last.run == run else { return [] }
    let gap = clock.seconds - (runs.dropFirst().first?.now ?? clock.seconds)
    guard (0...Self.longestGap).contains(gap) else {
      let days = abs(gap) / day
      let time = days == 0 ? "less than a day" : days == 1 ? "a day" : "\(days) days"
      return [
        "nothing old was deleted: the clock stands \(time) \(gap < 0 ? "before" : "after") the last run's"
      ]
    }
    var notes: [String] = []
    let purged = try recorded { () throws(LedgerError) in
      try ledger.purge(
        details: clock.seconds - configuration.keepDetails * day,
        runs: clock.seconds - configuration.keepRuns * day)
    }
    if purged.count > 0 { notes.append("\(purged.count) old entries of the ledger were deleted") }
    if !purged.isThorough {
      Terminal.tell("warning: somebody reads the ledger, so what was purged leaves its file at a later run\n")
    }
    if let days = configuration.keepReports {
      let count = try publication.delete(
        log.reports, before: clock.seconds - days * day, keeping: last.report)
      if count > 0 { notes.append("\(count) reports older than \(days) days were deleted") }
    }
    return notes
  }
}

/// Runs what asks the ledger; its errors become words for people.
func recorded<T>(_ body: () throws(LedgerError) -> T) throws(Failure) -> T {
  do throws(LedgerError) { return try body() } catch { throw Failure(error) }
}
