internal import ArgumentParser
internal import Audit
internal import Commands
internal import Facts
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import SecretMemory
internal import TransparencyLog

/// `credence job status`
struct JobStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What the job knows: last runs, what is open, what is overdue.",
    discussion: """
      EXAMPLES
        credence job status --config /etc/credence/job.yaml
        credence job status --config /etc/credence/job.yaml --format json | jq .overdue
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "The job's configuration.", completion: .file()) var config: String
  @Option(help: "text or json.") var format = Format.text
  @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?

  func validate() throws {
    if let now, Clock(now) == nil {
      throw ValidationError("--now takes a time such as 2026-11-24 or 2026-11-24T08:00:00Z")
    }
  }

  func run() throws {
    try telling { () throws(Failure) in
      let configuration = try JobConfiguration(contentsOf: config)
      let clock = now.flatMap { Clock($0) } ?? .system()
      let failure = LastFailure(of: configuration).noted
      do throws(Failure) { try tell(configuration, clock, failure) } catch {
        // What says so when nothing else can be asked.
        if let failure { Terminal.tell("note: \(Self.words(for: failure))\n") }
        throw error
      }
    }
  }

  private func tell(
    _ configuration: JobConfiguration, _ clock: Clock, _ failure: LedgerStatus.Failure?
  ) throws(Failure) {
    let key = try FingerprintKey.read(at: configuration.fingerprintKey)
    var waivers: [(id: String, until: Day)]?
    do throws(Failure) {
      waivers = try Self.waivers(of: configuration, clock, keyName: Fingerprint(key.name).short)
    } catch {
      Terminal.tell("warning: when waivers end can't be said: \(error.reason)\nhint: \(error.hint)\n")
    }
    let log = try JobLog.file(of: configuration)
    let ledger = try JobLog.ledger(configuration, JobNames(under: key), log)
    var status = LedgerStatus()
    if let ledger {
      status = try recorded { () throws(LedgerError) in
        try ledger.status(at: clock.seconds, limits: configuration.limits)
      }
    }
    // It is there only where the ledger couldn't take it.
    if let failure { status.failure = failure }
    _ = Terminal.print(
      format == .json ? Self.json(status, waivers, clock) : Self.text(status, waivers, clock))
  }

  private static func words(for failure: LedgerStatus.Failure) -> String {
    let meaning = ExitCode(rawValue: Int32(truncatingIfNeeded: failure.exit))?.meaning ?? "unknown"
    return "the last run failed: \(Clock(second: failure.now).text), exit \(failure.exit): \(meaning)"
  }

  private static let severities = Array(Severity.allCases.enumerated().reversed())

  /// The waivers that hold, the next to end first.
  private static func waivers(
    of configuration: JobConfiguration, _ clock: Clock, keyName: String
  ) throws(Failure) -> [(id: String, until: Day)] {
    if configuration.waivers == nil { return [] }
    let policies = try configuration.judging(on: clock.day).policies
    guard let index = try configuration.waived(for: policies, on: clock.day, keyName: keyName)?.index else {
      return []
    }
    let held = index.waivers.indices.filter { index.states[$0] == .inForce }.map { index.waivers[$0] }
    return held.sorted { ($0.lastDay, $0.id) < ($1.lastDay, $1.id) }.map { ($0.id, $0.lastDay) }
  }

  /// What fails next where nobody does anything, by day.
  private static func ahead(
    _ status: LedgerStatus, _ waivers: [(id: String, until: Day)]
  ) -> [(day: String, what: String)] {
    var ahead = severities.compactMap { index, severity in
      status.nextOverdue[index].map {
        (Day(ofSecond: $0).description, "a \(severity.rawValue) finding is overdue")
      }
    }
    if let next = status.nextUnrotated {
      ahead.append((Day(ofSecond: next).description, "a credential is past its rotation"))
    }
    for waiver in waivers.prefix(3) {
      ahead.append((Day(number: waiver.until.number + 1).description, "the waiver \(waiver.id) has lapsed"))
    }
    return ahead.sorted { $0.0 < $1.0 }
  }

  private static func text(
    _ status: LedgerStatus, _ waivers: [(id: String, until: Day)]?, _ clock: Clock
  ) -> [UInt8] {
    var text = ""
    if let failure = status.failure {
      let meaning = ExitCode(rawValue: Int32(truncatingIfNeeded: failure.exit))?.meaning ?? "unknown"
      text += "Failed     \(Clock(second: failure.now).text), exit \(failure.exit): \(meaning)\n"
    }
    guard let last = status.runs.first else {
      return Array(
        (text + "There was no run yet\(status.failure == nil ? "" : " that left a report").\n").utf8)
    }
    for (place, run) in status.runs.prefix(5).enumerated() {
      text += place == 0 ? "Last runs  " : "           "
      let meaning = ExitCode(rawValue: Int32(truncatingIfNeeded: run.exit))?.meaning ?? "unknown"
      text += "\(Clock(second: run.now).text), \(run.integrations) integrations"
      text += "\(run.isComplete ? "" : ", partial"), exit \(run.exit): \(meaning)\n"
    }
    text += "Log        \(status.entries) runs, the last report is \(last.report)\n\n"
    text += "Findings       open    waived   overdue    oldest\n"
    for (index, severity) in severities {
      let age = status.oldest[index].map { "\(max(0, clock.seconds - $0) / 86400) d" } ?? ""
      let numbers = ["\(status.open[index])", "\(status.waived[index])", "\(status.overdue[index])", age]
      text += severity.rawValue + String(repeating: " ", count: 9 - severity.rawValue.count)
      for number in numbers { text += String(repeating: " ", count: max(1, 10 - number.count)) + number }
      text += "\n"
    }
    let undecided = status.undecided.reduce(0, +)
    if undecided > 0 {
      text += "\n\(undecided) of them couldn't be looked for, and stay open until they can\n"
    }
    let withdrawn = status.withdrawn.reduce(0, +)
    if withdrawn > 0 {
      text +=
        "\n\(withdrawn) more are no longer looked for: their policies or sources are out of the configuration\n"
    }
    text += "\n\(status.credentials) credentials, \(status.unrotated) of them past their rotation"
    text += status.hidden > 0 ? ", \(status.hidden) not shown any more\n" : "\n"
    if status.waiting > 0 {
      text += "\(status.waiting) messages wait to be delivered, tried \(status.attempts) times at most\n"
    }
    if status.givenUp > 0 {
      text += "\(status.givenUp) messages were given up: their receivers refused them, and took others\n"
    }
    let ahead = ahead(status, waivers ?? [])
    if !ahead.isEmpty { text += "\nNext, where nobody does anything:\n" }
    for event in ahead { text += "\(event.day) \(event.what)\n" }
    if waivers == nil { text += "\nWhen waivers end isn't known: they can't be read\n" }
    return Array(text.utf8)
  }

  private static func json(
    _ status: LedgerStatus, _ waivers: [(id: String, until: Day)]?, _ clock: Clock
  ) -> [UInt8] {
    var line = JSONLine()
    line.begin(record: "status")
    line.add("now", clock.text)
    line.add("runs", objects: status.runs) { line, run in
      line.add("run", run.run)
      line.add("now", Clock(second: run.now).text)
      line.add("exit", run.exit)
      line.add("complete", run.isComplete)
      line.add("integrations", run.integrations)
      line.add("report", run.report)
    }
    if let failure = status.failure {
      line.add("failure") { line in
        line.add("now", Clock(second: failure.now).text)
        line.add("exit", failure.exit)
      }
    }
    for (name, counts) in [
      ("open", status.open), ("waived", status.waived), ("overdue", status.overdue),
      ("undecided", status.undecided), ("withdrawn", status.withdrawn),
    ] {
      line.add(name) { line in
        for (index, severity) in severities { line.add(severity.rawValue, counts[index]) }
      }
    }
    line.add("credentials", status.credentials)
    line.add("unrotated", status.unrotated)
    line.add("hidden", status.hidden)
    line.add("waiting", status.waiting)
    line.add("attempts", status.attempts)
    line.add("givenUp", status.givenUp)
    line.add("next", objects: ahead(status, waivers ?? [])) { line, event in
      line.add("day", event.day)
      line.add("what", event.what)
    }
    line.add("entries", status.entries)
    if waivers == nil { line.add("unread", ["waivers"]) }
    line.finish()
    return line.bytes
  }
}
