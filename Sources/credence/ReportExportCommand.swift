internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting

/// `credence report export`
struct ReportExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a report in a format that other tools read.",
    discussion: """
      FORMATS
      \(ExportFormat.all.map { "  " + $0.name + String(repeating: " ", count: 12 - $0.name.count) + $0.meaning }
        .joined(separator: "\n"))

      EXAMPLES
        credence report export report.jsonl --format csv > findings.csv
        credence report export report.age --identity identity.txt --verify-key signing.pub --format json
        credence report export report.jsonl --format html --previous last-month.jsonl > report.html
      """)

  @OptionGroup var reports: ReportFiles
  @Option(help: ArgumentHelp("The format; see above.", valueName: "format")) var format: ExportName
  @OptionGroup var exportOptions: ExportingOptions
  @Option(help: "For html: an earlier report, which trends are drawn against.", completion: .file())
  var previous: String?
  @Option(
    help: """
      End as an audit of all that would, failing at this severity: low, medium, high, critical, or none. Without it, \
      exporting ends with 0 whatever reports say, and several are merged with the gate at high.
      """)
  var failOn: Gate?
  @Flag(help: "With --fail-on: exit 0 even if some integration could not be evaluated at all.")
  var allowUnevaluated = false
  @OptionGroup var policyOptions: PolicyOptions

  func validate() throws {
    if allowUnevaluated, failOn == nil { throw ValidationError("--allow-unevaluated goes with --fail-on") }
  }

  func run() throws {
    let code = try telling { () throws(Failure) in try export() }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  private func export() throws(Failure) -> ExitCode {
    let policies = try PolicyOptions.load(try policyOptions.userPacks(), .words)
    var options = exportOptions.options(policies)
    if let previous {
      options.previous = try reports.keys.report(previous, passphrases: reports.passphrases)
    }
    var exporter = ReportExporter(format.format, options)
    var code = ExitCode.clean
    if reports.files.count == 1, failOn == nil {
      let file = reports.files[0]
      try reports.read(file) { (piece) throws(Failure) in
        do throws(ReportError) { try exporter.read(piece) } catch { throw Failure(error, in: file) }
        if exporter.byteCount > 1 << 16 { try printBytes(exporter.takePieces()) }
      }
      do throws(ReportError) { try exporter.finish() } catch { throw Failure(error, in: file) }
    } else {
      let exit = try merge(policies, into: &exporter)
      if failOn != nil { code = exit }
    }
    try printBytes(exporter.takePieces())
    let packs = BuiltInPolicies.packs + (try policyOptions.userPacks())
    if Set(exporter.packs) != Set(packs.map { PackDigest(of: $0) }) {
      Terminal.tell(
        "note: the report was made with other policies; why and what to do are those of these policies\n"
          + "hint: --policies names the policies that it was made with\n")
    }
    if !exporter.isComplete {
      Terminal.tell("note: the report is partial: what it doesn't show may not have been looked at\n")
    }
    return code
  }

  /// Several reports, as `report merge` makes one of them.
  private func merge(
    _ policies: PolicySet, into exporter: inout ReportExporter
  ) throws(Failure) -> ExitCode {
    var merging = MergeRun(
      policies: policies, gate: (failOn ?? Gate(failingAt: .high)).severity,
      requiresEvaluation: !allowUnevaluated)
    for file in reports.files {
      try reports.read(file) { (piece) throws(Failure) in
        do throws(ReportError) { try merging.read(piece) } catch { throw Failure(error, in: file) }
      }
      do throws(ReportError) { try merging.endReport() } catch { throw Failure(error, in: file) }
    }
    merging.tellDifferences()
    var failure: ReportError?
    func take(_ lines: [UInt8]) {
      guard failure == nil else { return }
      do throws(ReportError) { try exporter.read(lines.span) } catch { failure = error }
    }
    let run = merging.run(version: Credence.version, recipients: [])
    take(run.line)
    let summary = merging.finish(team: run.team) { take($0) }
    take(summary.line)
    if let failure { throw Failure(failure, in: "the merged report") }
    return summary.exit
  }
}

/// What some formats can do differently.
struct ExportingOptions: ParsableArguments {
  @Option(help: "For sarif: github keeps to what GitHub shows, full says all.")
  var profile = Profile.github
  @Flag(help: "For csv: leave cells that look like formulas as they are, for programs.") var raw = false

  enum Profile: String, ExpressibleByArgument, CaseIterable { case github, full }

  func options(_ policies: PolicySet) -> ExportOptions {
    var options = ExportOptions(policies: policies)
    options.isForGitHub = profile == .github
    options.isRaw = raw
    return options
  }
}

/// A format by its name.
struct ExportName: ExpressibleByArgument {
  let format: ExportFormat

  init?(argument: String) {
    guard let format = ExportFormat(named: argument) else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { ExportFormat.all.map(\.name) }
}

/// Writes data to standard output.
func printBytes(_ bytes: [UInt8]) throws(Failure) {
  guard Terminal.print(bytes) else {
    throw Failure(.inputOutput, "writing to standard output failed", hint: "check where the output goes")
  }
}

/// Writes data that comes in pieces to standard output.
func printBytes(_ pieces: [[UInt8]]) throws(Failure) {
  for bytes in pieces { try printBytes(bytes) }
}
