internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import SecretMemory

/// `credence report merge`
struct ReportMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Makes one report of several: of shards, or of teams.",
    discussion: """
      The result is the same in whatever order and however often reports are merged, and says what one audit of
      everything would have said, integrations sorted by id. Secrets that several integrations share are found
      across the reports too, if these have the same --fingerprint-key; if not, the result says that it isn't all
      known. What a report holds of an integration that stands in another just the same is taken once.

      EXAMPLES
        credence report merge shard-*.jsonl > report.jsonl
        credence report merge a.age b.age --identity identity.txt --verify-key trust/ --seal \\
          --recipients-file team.txt --sign-key signing.key -o all.age
      """)

  @OptionGroup var reports: ReportFiles
  @Option(help: "table, jsonl, or a format of `credence report export`.") var format = OutputFormat.jsonl
  @OptionGroup var exportOptions: ExportingOptions
  @OptionGroup var sealing: SealingOptions
  @OptionGroup var policyOptions: PolicyOptions
  @Option(help: "The mildest severity that fails the run: low, medium, high, critical, or none.")
  var failOn = Gate(failingAt: .high)
  @Flag(help: "Exit 0 even if some integration could not be evaluated at all.") var allowUnevaluated = false
  @Flag(name: .shortAndLong, help: "Print errors and data only.") var quiet = false
  @OptionGroup(title: "The table") var viewOptions: ViewOptions

  func run() throws {
    let code = try telling { () throws(Failure) in try merge() }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  private func merge() throws(Failure) -> ExitCode {
    let policies = try PolicyOptions.load(try policyOptions.userPacks(), .words)
    let settings = try sealing.recipientOptions.settings()
    let recipients = try sealing.recipients(and: settings)
    let signingKey = try sealing.signingKey(settings, reports.passphrases)
    let sealed = try sealing.open(for: recipients)
    var merging = MergeRun(
      policies: policies, gate: failOn.severity, requiresEvaluation: !allowUnevaluated)
    for file in reports.files {
      try reports.read(file) { (piece) throws(Failure) in
        do throws(ReportError) { try merging.read(piece) } catch { throw Failure(error, in: file) }
      }
      do throws(ReportError) { try merging.endReport() } catch { throw Failure(error, in: file) }
    }
    if !quiet { merging.tellDifferences() }
    let output = ReportOutput(sealed: sealed, format: format, options: exportOptions.options(policies))
    let run = merging.run(version: Credence.version, recipients: recipients.map(\.description))
    output.emit(run.line)
    let summary = merging.finish(team: run.team) { output.emit($0) }
    output.emit(summary.line)
    if let signingKey {
      output.seal(
        for: recipients, signingWith: signingKey, at: Clock.system().seconds, run: run.run,
        isPadded: sealing.padding)
    }
    if let failure = output.failure { throw failure }
    if format.isTable && !quiet { try viewOptions.print(try output.report()) }
    if let path = sealing.output, !quiet { Terminal.tell("sealed: \(path) and \(path).minisig\n") }
    return summary.exit
  }
}

extension MergeRun {
  /// Says what of the reports keeps them from being one audit's.
  mutating func tellDifferences() {
    let overlap = overlap()
    if overlap > 0 {
      Terminal.tell(
        "note: \(overlap) integrations stand in several of the reports just the same, and count once\n")
    }
    if keysDiffer {
      Terminal.tell(
        "note: the reports have different fingerprint keys, so what is shared across them isn't all known\n")
    }
    if policiesDiffer {
      Terminal.tell("note: the reports were made with different policies\n")
    }
  }
}
