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
    subcommands: [
      JobRunCommand.self, JobCheckCommand.self, JobStatusCommand.self, LiveAuditCommand.self,
      FetchCommand.self, CompletionsCommand.self,
    ])

  /// The command with nothing asked of it.
  public init() {}
}

/// `credence job run`
struct JobRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "One run, from lock to report. Scheduling it is the system's.",
    discussion: """
      Findings at or over the gate end it with 1, earlier ones that couldn't be looked for with 2, another run that
      holds the lock with 75.

      EXAMPLES
        credence job run --config /etc/credence/job.yaml
        credence job run --config job.yaml --exit-zero-on-findings
      """)

  @Option(help: "The job's configuration.", completion: .file()) var config: String
  @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?
  @Flag(help: "End with 0 where only the gate failed, for schedulers that take 1 for a crash.")
  var exitZeroOnFindings = false
  @Flag(name: .shortAndLong, help: "Print errors, warnings and what lies in plain text only.") var quiet =
    false
  @Option(help: "How to say things on standard error: text, or json, a record a line.") var log = JobVoice
    .Style.text

  func validate() throws {
    if let now, Clock(now) == nil {
      throw ValidationError("--now takes a time such as 2026-11-24 or 2026-11-24T08:00:00Z")
    }
  }

  func run() throws {
    let voice = JobVoice(log)
    let code = try telling { () throws(Failure) -> Reporting.ExitCode in
      let clock = now.flatMap { Clock($0) } ?? .system()
      let configuration: JobConfiguration
      do throws(Failure) { configuration = try JobConfiguration(contentsOf: config) } catch {
        Self.tellOfMistake(in: config, error.code, clock)
        throw error
      }
      let messenger = Messenger(configuration)
      for export in configuration.exports {
        Terminal.tell("note: \(export.path) gets findings in plain text: whoever reads it needs no key\n")
      }
      if quiet { voice.beQuiet() }
      do throws(Failure) {
        let result = try Self.run(configuration, clock, telling: messenger, voice)
        let exit = exitZeroOnFindings && result.exit == .gateFailed ? .clean : result.exit
        messenger.ping(.end(exit), Self.counts(of: result))
        Terminal.tell(Self.warnings(of: result))
        if !quiet {
          Terminal.tell(Self.words(for: result, configuration))
          voice.end(result, exit)
        }
        return exit
      } catch {
        // Who holds the lock will ping.
        if error.code != .locked { messenger.ping(.failure, "exit \(error.code.rawValue)") }
        throw error
      }
    }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  /// Tells that a run failed for its configuration, as far as that says whom to tell.
  private static func tellOfMistake(in path: String, _ code: Reporting.ExitCode, _ clock: Clock) {
    guard let parts = JobConfiguration(partsOf: path) else { return }
    JobRun.note(code, besideLedgerOf: parts, clock, took: 0)
    let messenger = Messenger(parts)
    messenger.tell(JobDigest(failed: code, at: clock.seconds, id: JobNames.unkeyedFailure()))
    messenger.ping(.failure, "exit \(code.rawValue)")
  }

  private static func run(
    _ configuration: JobConfiguration, _ clock: Clock, telling messenger: borrowing Messenger,
    _ voice: JobVoice
  ) throws(Failure) -> JobRun.Result {
    var run: JobRun
    do throws(Failure) { run = try JobRun(configuration, clock: clock) } catch {
      if error.code != .locked {
        messenger.tell(JobDigest(failed: error.code, at: clock.seconds, id: JobNames.unkeyedFailure()))
      }
      throw error
    }
    messenger.ping(.start, "started")
    return try run.run(telling: messenger, voice)
  }

  private static func words(for result: JobRun.Result, _ configuration: JobConfiguration) -> String {
    guard result.changes != nil, let summary = result.summary else {
      return "note: this run was recorded before; nothing was recorded again\n"
    }
    var text = "sealed: \(configuration.reports)/\(result.report)\n"
    for notice in (summary.waivers?.notices ?? []) + result.notes { text += "note: \(notice)\n" }
    return text + counts(of: result) + "\n"
  }

  /// What somebody should know who wants to hear nothing else.
  private static func warnings(of result: JobRun.Result) -> String {
    guard let changes = result.changes, let summary = result.summary else { return "" }
    var text = ""
    if !summary.isComplete { text += "warning: the run is partial: not all sources could be read\n" }
    if changes.didClockGoBack { text += "warning: the clock stands before an earlier run's\n" }
    if !changes.withdrawn.isEmpty {
      text +=
        "warning: \(changes.withdrawn.count) findings are no longer looked for: their policies or sources are out of"
        + " the configuration\n"
    }
    if changes.undecidedInAll > 0 {
      text +=
        "warning: \(changes.undecidedInAll) findings of earlier runs couldn't be looked for; they stay open\n"
    }
    return text
  }

  /// What changed, in numbers alone.
  private static func counts(of result: JobRun.Result) -> String {
    guard let changes = result.changes, let summary = result.summary else { return "recorded before" }
    var said = JobDigest.Change.allCases.compactMap { change in
      let (count, word) =
        switch change {
        case .overdue: (changes.overdueInAll, "overdue")
        case .undecided: (changes.undecidedInAll, change.word)
        default: (changes[change].count, change.word)
        }
      return count > 0 ? "\(count) \(word)" : nil
    }
    if !summary.isComplete { said.insert("partial", at: 0) }
    if changes.didClockGoBack { said.append("the clock went back") }
    return "\(summary.integrations) integrations, \(summary.findings) findings: "
      + (said.isEmpty ? "nothing changed" : said.joined(separator: ", "))
  }
}
