package import ArgumentParser
package import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import SecretMemory

/// How an audit goes, wherever the integrations come from.
package struct AuditOptions: ParsableArguments {
  @Argument(
    help:
      "Files, directories, or - for standard input. Links to directories within one aren't followed, but named.",
    completion: .file()) package var paths: [String] =
      []
  @Option(help: "table, jsonl, or a format of `credence report export`.") var format = OutputFormat.table
  @OptionGroup var exportOptions: ExportingOptions
  @OptionGroup var sealing: SealingOptions
  @OptionGroup var passphrases: PassphraseOptions
  @Option(help: "The fingerprint key of `credence keygen job`.", completion: .file()) var fingerprintKey:
    String?
  @OptionGroup var policyOptions: PolicyOptions
  @OptionGroup var waiverOptions: WaiverOptions
  @OptionGroup var baselineOptions: BaselineOptions
  @Option(help: "The team that the integrations belong to; part of the findings' ids.")
  package var team: String?
  @Option(help: "The mildest severity that fails the run: low, medium, high, critical, or none.")
  var failOn = Gate(failingAt: .high)
  @Flag(help: "Let findings fail the run for which the platform offers nothing better.")
  var gatePlatformLimits = false
  @Flag(help: "Exit 0 even if some integration could not be evaluated at all.") var allowUnevaluated = false
  @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?
  @Option(help: "The limit of one integration in bytes.") package var maxPayload = 1 << 20
  @Option(help: "How many threads classify and judge; as many as there are processors.") var workers: Int?
  @Flag(name: .shortAndLong, help: "Print errors and data only.") package var quiet = false
  @OptionGroup(title: "The table") var viewOptions: ViewOptions

  /// No option given.
  package init() {}

  package func validate() throws {
    if let now, Clock(now) == nil {
      throw ValidationError("--now takes a time such as 2026-11-24 or 2026-11-24T08:00:00Z")
    }
    if maxPayload < 1024 || maxPayload > 64 << 20 {
      throw ValidationError("--max-payload takes 1024 to \(64 << 20) bytes")
    }
    if let workers, !(1...8).contains(workers) { throw ValidationError("--workers takes 1 to 8") }
  }

  /// Whether records go to a terminal while the audit runs, so that nothing else should be written there.
  package var showsRecords: Bool { !format.isTable && Terminal.isTerminal }

  /// The time that the audit goes by.
  package var clock: Clock { now.flatMap { Clock($0) } ?? .system() }

  /// Audits what is named, and what `live` reads; the exit code says what it came to.
  package func audit(_ live: (any LiveSource)? = nil) throws(Failure) -> ExitCode {
    let clock = clock
    let settings = try sealing.recipientOptions.settings()
    let userPacks = try policyOptions.userPacks() + (settings?.limitPacks(on: clock.day) ?? [])
    // What policies say of themselves is read for those who write it out: it takes longer than a small audit.
    let writesRecords = !format.isTable || sealing.seal
    let policies = try PolicyOptions.load(
      userPacks, format.needsPolicyWords ? .words : writesRecords && !userPacks.isEmpty ? .records : .judging)
    let recipients = try sealing.recipients(and: settings)
    let signingKey = try sealing.signingKey(settings, passphrases)
    let fingerprintKey = self.fingerprintKey ?? settings?.fingerprintKey
    let key = try readFingerprintKey(fingerprintKey)
    let keyName = Fingerprint(key.name).short
    let waiverFile = try waiverOptions.read(for: policies, or: settings?.waivers)
    let waivers = try waiverOptions.index(
      of: waiverFile, on: clock.day, keyName: fingerprintKey == nil ? nil : keyName)
    let baseline = try baselineOptions.read(
      keyName: fingerprintKey == nil ? nil : keyName, team: team, passphrases)
    let gatesNewOnly = baselineOptions.gate == .new
    let sealed = try sealing.open(for: recipients)
    let payloads = try SealedPayloads(baselineOptions.keys.identity, passphrases)

    let (inputs, skipped, problems) = AuditInput.expand(
      paths, opensSealed: !baselineOptions.keys.identity.isEmpty)
    let output = ReportOutput(sealed: sealed, format: format, options: exportOptions.options(policies))
    var run: AuditRun
    do throws(SecretMemoryError) {
      run = try AuditRun(
        policies: policies, key: key, today: clock.day, team: team ?? "", waivers: waivers,
        baseline: baseline, gatesNewOnly: gatesNewOnly, gate: failOn.severity,
        gatesPlatformLimits: gatePlatformLimits,
        requiresEvaluation: !allowUnevaluated,
        maximumSize: live == nil ? AuditInput.largestIntegration(in: inputs, limit: maxPayload) : maxPayload,
        workers: workers ?? AuditRun.workerCount, emit: { output.emit($0) },
        complain: { Terminal.tell($0.text) })
    } catch {
      throw Failure(error)
    }
    warn(isLocked: run.isMemoryLocked, isKeyOfThisRun: fingerprintKey == nil)

    let packs = BuiltInPolicies.digests + userPacks.map { PackDigest(of: $0) }
    let identity =
      [clock.text, keyName, team ?? ""] + packs.map(\.digest) + inputs.map(\.name)
      + (live.map { [$0.name] } ?? [])
      + (waiverFile.map { [$0.text, "\(waivers != nil)"] } ?? [])
      + (baseline.map { [$0.run.run, baselineOptions.gate.rawValue] } ?? [])
    let record = RunRecord(
      run: Digest.hexadecimal(of: identity.joined(separator: "\0").utf8, byteCount: 16),
      version: Credence.version, team: team, now: clock.text,
      clockSource: clock.isSetByHand ? "option" : "system", packs: packs,
      overridden: policies.overridden, switchedOff: policies.switchedOff,
      waivers: waiverFile.map { WaiverSource($0, isApplied: waivers != nil) },
      baseline: baseline.map { BaselineSource($0, gatesNewOnly: gatesNewOnly, packs: packs) },
      isKeyOfThisRun: fingerprintKey == nil, keyName: keyName,
      isMemoryLocked: run.isMemoryLocked, recipients: recipients.map(\.description))
    output.emit(record.line)
    if writesRecords {
      if userPacks.isEmpty {
        output.emit(BuiltInPolicies.frameworkRecords)
      } else {
        for framework in try policies.frameworks() { output.emit(framework.line) }
      }
    }
    for problem in problems {
      let complaint = Complaint(cause: problem, hint: "check the path; the other inputs were audited")
      run.note(complaint)
    }
    Interruption.stopOnSignal()
    for input in inputs {
      if Interruption.isRequested {
        run.skip(input)
      } else if let path = input.sealedPath {
        payloads.audit(path, named: input.name, into: &run)
      } else {
        run.audit(input)
      }
    }
    live?.audit(into: &run)
    let summary = run.finish()
    output.emit(summary.line)
    if let signingKey {
      output.seal(
        for: recipients, signingWith: signingKey, at: clock.seconds, run: record.run,
        isPadded: sealing.padding)
    }
    if let failure = output.failure { throw failure }
    if skipped > 0 && !quiet {
      Terminal.tell("note: \(skipped) files that are neither JSON nor YAML by their names were skipped\n")
    }
    if !quiet { Terminal.note(isDocumentLocked: summary.sources.allSatisfy { $0.isLocked != false }) }
    if !quiet, let notice = summary.baseline?.notice { Terminal.tell("note: \(notice)\n") }
    if !quiet { for notice in summary.waivers?.notices ?? [] { Terminal.tell("note: \(notice)\n") } }
    try show(output, userPacks)
    return summary.exit
  }

  private func show(_ output: ReportOutput, _ userPacks: [PolicyPack]) throws(Failure) {
    if format.isTable && !quiet {
      try viewOptions.print(try output.report(), userPacks: userPacks)
    }
    if let path = sealing.output, !quiet { Terminal.tell("sealed: \(path) and \(path).minisig\n") }
  }

  private func warn(isLocked: Bool, isKeyOfThisRun: Bool) {
    Terminal.warn(isMemoryLocked: isLocked)
    if isKeyOfThisRun && !quiet && (sealing.seal || !format.isTable) {
      Terminal.tell("note: no --fingerprint-key, so fingerprints compare within this report only\n")
    }
  }

  private func readFingerprintKey(_ fingerprintKey: String?) throws(Failure) -> FingerprintKey {
    guard let fingerprintKey else {
      do throws(SecretMemoryError) { return try .random() } catch { throw Failure(error) }
    }
    return try FingerprintKey.read(at: fingerprintKey)
  }
}
