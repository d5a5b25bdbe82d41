internal import ArgumentParser
internal import Audit
internal import Commands
internal import Facts
internal import Ledger
internal import Reporting
internal import SecretMemory

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

  func run() throws {
    try telling { () throws(Failure) in
      let configuration = try JobConfiguration(contentsOf: config)
      let clock = now.flatMap { Clock($0) } ?? .system()
      let key = try FingerprintKey.read(at: configuration.fingerprintKey)
      let status: LedgerStatus
      do throws(LedgerError) {
        let name = Array(Fingerprint(key.name).description.utf8)
        status = try Ledger(path: configuration.ledger, keyName: name)
          .status(at: clock.seconds, limits: configuration.limits)
      } catch {
        throw Failure(error)
      }
      let text = format == .json ? Self.json(status, clock) : Self.text(status, clock)
      _ = Terminal.print(text)
    }
  }

  private static let severities = Array(Severity.allCases.enumerated().reversed())

  private static func text(_ status: LedgerStatus, _ clock: Clock) -> [UInt8] {
    var text = ""
    guard let last = status.runs.first else { return Array("There was no run yet.\n".utf8) }
    text += "Last run   \(Clock(second: last.now).text), exit \(last.exit)"
    text += "\(last.isComplete ? "" : ", partial"), \(last.integrations) integrations\n"
    text += "Reports    \(status.entries) in the log, the last is \(last.report)\n\n"
    for (index, severity) in severities {
      guard status.open[index] + status.waived[index] > 0 else { continue }
      let name = severity.rawValue.padding(to: 10)
      text += "\(name) \(status.open[index]) open, \(status.waived[index]) waived, "
      text += "\(status.overdue[index]) overdue"
      if let oldest = status.oldest[index] { text += ", oldest \((clock.seconds - oldest) / 86400) days" }
      text += "\n"
    }
    text += "\n\(status.credentials) credentials, \(status.unrotated) of them past their rotation\n"
    if status.waiting > 0 { text += "\(status.waiting) messages wait to be delivered\n" }
    return Array(text.utf8)
  }

  private static func json(_ status: LedgerStatus, _ clock: Clock) -> [UInt8] {
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
    for (name, counts) in [("open", status.open), ("waived", status.waived), ("overdue", status.overdue)] {
      line.add(name) { line in
        for (index, severity) in severities { line.add(severity.rawValue, counts[index]) }
      }
    }
    line.add("credentials", status.credentials)
    line.add("unrotated", status.unrotated)
    line.add("waiting", status.waiting)
    line.add("entries", status.entries)
    line.finish()
    return line.bytes
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
