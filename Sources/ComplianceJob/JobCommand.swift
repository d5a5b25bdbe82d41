public import ArgumentParser
internal import Audit
internal import Commands
internal import Ledger
internal import Reporting

/// `credence job`: the scheduled compliance job.
public struct JobCommand: ParsableCommand {
  /// How it is called, and what help says.
  public static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "The scheduled compliance job: audits, remembers, and leaves a sealed report it can't open.",
    discussion: """
      EXAMPLES
        credence job check --config /etc/credence/job.yaml
        credence job run --config /etc/credence/job.yaml
        credence job status --config /etc/credence/job.yaml
      """,
    subcommands: [JobRunCommand.self, JobCheckCommand.self, JobStatusCommand.self])

  /// The command with nothing asked of it.
  public init() {}
}

/// `credence job run`
struct JobRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "One run, from lock to report. Scheduling it is the system's.",
    discussion: """
      Findings at or over the gate end it with 1, another run that holds the lock with 75.

      EXAMPLES
        credence job run --config /etc/credence/job.yaml
        credence job run --config job.yaml --exit-zero-on-findings
      """)

  @Option(help: "The job's configuration.", completion: .file()) var config: String
  @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?
  @Flag(help: "End with 0 where only the gate failed, for schedulers that take 1 for a crash.")
  var exitZeroOnFindings = false
  @Flag(name: .shortAndLong, help: "Print errors only.") var quiet = false

  func validate() throws {
    if let now, Clock(now) == nil {
      throw ValidationError("--now takes a time such as 2026-11-24 or 2026-11-24T08:00:00Z")
    }
  }

  func run() throws {
    let code = try telling { () throws(Failure) -> Reporting.ExitCode in
      let configuration = try JobConfiguration(contentsOf: config)
      var run = try JobRun(configuration, clock: now.flatMap { Clock($0) } ?? .system())
      let result = try run.run()
      if !quiet { Terminal.tell(Self.words(for: result, configuration)) }
      return result.exit
    }
    if code == .clean || (exitZeroOnFindings && code == .gateFailed) { return }
    throw ArgumentParser.ExitCode(code.rawValue)
  }

  private static func words(for result: JobRun.Result, _ configuration: JobConfiguration) -> String {
    guard let changes = result.changes, let summary = result.summary else {
      return "note: this run was recorded before; nothing was done again\n"
    }
    var text = "sealed: \(configuration.reports)/\(result.report)\n"
    if !summary.isComplete { text += "warning: the run is partial: not all sources could be read\n" }
    if changes.didClockGoBack { text += "warning: the clock stands before the last run's\n" }
    let counts = [
      (changes.new.count, "new"), (changes.resolved.count, "resolved"), (changes.reopened.count, "back"),
      (changes.worsened.count, "worse"), (changes.rotated.count, "rotated"),
      (changes.overdueInAll, "overdue"),
    ]
    for notice in summary.waivers?.notices ?? [] { text += "note: \(notice)\n" }
    let said = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return text + "\(summary.integrations) integrations, \(summary.findings) findings: "
      + (said.isEmpty ? "nothing changed" : said) + "\n"
  }
}
