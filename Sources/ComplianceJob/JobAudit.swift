internal import Audit
internal import Commands
internal import Facts
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import SecretMemory

/// The audit within a run: sources, policies and keys of the configuration, into a staged report.
struct JobAudit {
  /// What an audit left.
  struct Audited {
    let summary: SummaryRecord
    let report: JobReport
    let digest: MessageDigest
  }

  /// What the run goes by. Whether memory is locked is known only once there is some.
  let record: RunRecord
  private let configuration: JobConfiguration
  private let voice: JobVoice
  private let clock: Clock
  private let policies: PolicySet
  private let waivers: WaiverIndex?
  private let waiversInForce: [Waiver]
  private let inputs: [AuditInput]
  private let problems: [Cause]
  private let live: NorthflankSource?

  /// Reads the policies, and finds out what there is to audit.
  init(_ configuration: JobConfiguration, clock: Clock, _ voice: JobVoice) throws(Failure) {
    self.configuration = configuration
    self.voice = voice
    self.clock = clock
    let loaded = try configuration.judging(on: clock.day)
    policies = loaded.policies
    (inputs, problems) = Self.inputs(of: configuration)
    let live = try configuration.northflank.map { settings throws(Failure) in
      try NorthflankSource(
        settings, team: configuration.team, maximumSize: 1 << 20, today: clock.day, voice: .notes)
    }
    self.live = live
    let key = try FingerprintKey.read(at: configuration.fingerprintKey)
    let keyName = Fingerprint(key.name).short
    let waived = try configuration.waived(for: loaded.policies, on: clock.day, keyName: keyName)
    waivers = waived?.index
    waiversInForce = (waived?.file.waivers ?? []).filter { $0.state(on: clock.day) == .inForce }
    let packs = BuiltInPolicies.digests + loaded.packs.map { PackDigest(of: $0) }
    let identity =
      [clock.text, keyName, configuration.team ?? "", configuration.digest] + packs.map(\.digest)
      + inputs.map(\.name) + (live.map { [$0.name] } ?? []) + (waived.map { [$0.file.text] } ?? [])
    record = RunRecord(
      run: try JobNames(under: key).run(of: identity),
      version: Credence.version, team: configuration.team, now: clock.text,
      clockSource: clock.isSetByHand ? "option" : "system", packs: packs, overridden: policies.overridden,
      switchedOff: policies.switchedOff,
      waivers: waived.map { WaiverSource($0.file, isApplied: true) }, isKeyOfThisRun: false, keyName: keyName,
      isMemoryLocked: false, recipients: configuration.recipients.map(\.description))
  }

  /// What lies in the directories; a sealed payload, which nothing here could open, is missed.
  private static func inputs(
    of configuration: JobConfiguration
  ) -> (inputs: [AuditInput], problems: [Cause]) {
    let (found, skipped, problems) = AuditInput.expand(configuration.directories, opensSealed: true)
    let sealed = found.filter { $0.sealedPath != nil }
    if skipped > 0 {
      Terminal.tell("note: \(skipped) files in the directories of sources are neither JSON nor YAML\n")
    }
    return (
      found.filter { $0.sealedPath == nil },
      problems
        + sealed.map {
          Cause(
            code: .badInput, reason: "this file is sealed, and a job has nothing to open it with",
            place: $0.name)
        }
    )
  }

  /// Audits into a sealed file that isn't published yet.
  func run(staging path: String, signingWith signingKey: borrowing SigningKey) throws(Failure) -> Audited {
    let key = try FingerprintKey.read(at: configuration.fingerprintKey)
    let sealed: SealedFile
    do throws(SealedFileError) {
      sealed = try SealedFile(path: path, recipients: configuration.recipients)
    } catch {
      throw Failure(error)
    }
    let report = try report(under: key, into: sealed)
    let summary = try audit(key, into: report)
    guard let id = ReportID(record.run) else {
      throw Failure(.bug, "the run has no name", hint: "please report this")
    }
    let digest = try report.seal(
      for: configuration.recipients, signingWith: signingKey, at: clock.seconds, run: id)
    return Audited(summary: summary, report: report, digest: digest)
  }

  /// Audits once more without a report: for what a run that was recorded before has still to tell and to export.
  func again() throws(Failure) -> (report: JobReport, summary: SummaryRecord) {
    let key = try FingerprintKey.read(at: configuration.fingerprintKey)
    let report = try report(under: key, into: nil)
    return (report, try audit(key, into: report))
  }

  private func report(
    under key: borrowing FingerprintKey, into sealed: consuming SealedFile?
  ) throws(Failure) -> JobReport {
    let names: LedgerNames
    do throws(SecretMemoryError) { names = try LedgerNames(under: key) } catch { throw Failure(error) }
    let options = ExportOptions(policies: policies)
    var sources: [String: String] = [:]
    for directory in configuration.directories {
      sources[AuditInput.file(directory).name] = JobConfiguration.known(directory)
    }
    if let live { sources[live.name] = live.name }
    let words = JobWords(
      under: names, team: configuration.team ?? "", policies: policies, sources: sources)
    words.learn(waiversInForce)
    return JobReport(
      sealed: sealed, exports: configuration.exports.map { JobExport($0.format, options, path: $0.path) },
      words: words)
  }

  private func audit(
    _ key: consuming FingerprintKey, into report: JobReport
  ) throws(Failure) -> SummaryRecord {
    var run: AuditRun
    do throws(SecretMemoryError) {
      run = try AuditRun(
        policies: policies, key: key, today: clock.day, team: configuration.team ?? "", waivers: waivers,
        gate: configuration.gate, workers: AuditRun.workerCount,
        emit: { [voice] lines in
          report.emit(lines)
          voice.progress(report.integrations)
        },
        complain: { Terminal.tell($0.text) })
    } catch {
      throw Failure(error)
    }
    Terminal.warn(isMemoryLocked: run.isMemoryLocked)
    var record = record
    record.isMemoryLocked = run.isMemoryLocked
    report.emit(record.line)
    for framework in try policies.frameworks() { report.emit(framework.line) }
    for problem in problems {
      run.note(Complaint(cause: problem, hint: "check the source; the others were audited"))
    }
    Interruption.stopOnSignal()
    for input in inputs {
      if Interruption.isRequested { run.skip(input) } else { run.audit(input) }
    }
    live?.audit(into: &run)
    let summary = run.finish()
    voice.endProgress()
    report.emit(summary.line)
    if let failure = report.failure { throw failure }
    return summary
  }
}
