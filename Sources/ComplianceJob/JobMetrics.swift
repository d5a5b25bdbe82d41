internal import Audit
internal import Commands
internal import Facts
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import TransparencyLog

/// What the ledger knows, for node_exporter's textfile collector: numbers alone, each there even if it is zero. It
/// stands beside the `prometheus` export, which tells of the report.
enum JobMetrics {
  /// Writes the file, by a rename, as the collector wants it.
  static func write(
    _ status: LedgerStatus, of team: String?, at clock: Clock, took seconds: Double, to path: String
  ) throws(Failure) {
    let text = text(status, of: team, at: clock, took: seconds)
    do throws(LogError) { try DurableFile.replace(path, with: Array(text.utf8), mode: 0o644) } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path of the metrics")
    }
  }

  /// Notes that a run failed and what the ledger knows couldn't be told: in a file of ours what is about the last run is
  /// changed and the rest stays, since nobody knows better. Where there is none, there is one of that alone.
  static func note(
    _ code: ExitCode, of team: String?, at clock: Clock, took seconds: Double, in path: String
  ) throws(Failure) {
    var status = LedgerStatus()
    status.failure = LedgerStatus.Failure(now: clock.seconds, exit: Int(code.rawValue))
    let mark = "credence_job_last_run_"
    let fresh = text(status, of: team, at: clock, took: seconds).split(separator: "\n").filter {
      $0.contains(mark)
    }
    var lines = fresh
    let there: [UInt8]?
    do throws(LogError) { there = try DurableFile.read(path, limit: 1 << 20) } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path of the metrics")
    }
    if let there {
      lines = String(decoding: there, as: UTF8.self).split(separator: "\n")
      guard lines.contains(where: { $0.hasPrefix(mark) }) else { return }
      func name(_ line: Substring) -> Substring { line.prefix { $0 != " " && $0 != "{" } }
      lines = lines.map { line in
        line.hasPrefix(mark) ? fresh.first { $0.hasPrefix(mark) && name($0) == name(line) } ?? line : line
      }
    }
    let text = lines.joined(separator: "\n") + "\n"
    do throws(LogError) { try DurableFile.replace(path, with: Array(text.utf8), mode: 0o644) } catch {
      throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path of the metrics")
    }
  }

  private static func text(
    _ status: LedgerStatus, of team: String?, at clock: Clock, took seconds: Double
  ) -> String {
    // Jobs of several teams on one machine are told apart by it; an id has no character to escape, but a directory's team
    // is whatever somebody wrote.
    let team = team.map { "team=\"\(escaped($0))\"" }
    var text = ""
    func metric(_ name: String, _ help: String, _ samples: [(labels: String, value: some Any)]) {
      text += "# HELP credence_job_\(name) \(help)\n# TYPE credence_job_\(name) gauge\n"
      for sample in samples {
        let labels = [team, sample.labels].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ",")
        text += "credence_job_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
      }
    }
    func bySeverity(_ value: (Int) -> Int) -> [(labels: String, value: Int)] {
      Severity.allCases.enumerated().map { ("severity=\"\($0.element.rawValue)\"", value($0.offset)) }
    }
    let last = status.runs.first
    let failure = status.failure
    metric("last_run_timestamp_seconds", "When the last run was.", [("", failure?.now ?? last?.now ?? 0)])
    metric(
      "last_success_timestamp_seconds", "When a whole run last ended without a fault.",
      [("", status.lastSuccess ?? 0)])
    metric("last_run_duration_seconds", "How long it took.", [("", (seconds * 1000).rounded() / 1000)])
    metric("last_run_exit_code", "What it ended with.", [("", failure?.exit ?? last?.exit ?? 0)])
    // One that was started again and read less ended with one of these.
    let couldRead = ![65, 69, 77].contains(last?.exit)
    metric(
      "last_run_complete", "Whether all its input was read.",
      [("", failure == nil && couldRead && last?.isComplete == true ? 1 : 0)])
    metric("findings_open", "Open findings that nobody accepted.", bySeverity { status.open[$0] })
    metric("findings_waived", "Open findings that somebody accepted.", bySeverity { status.waived[$0] })
    metric("findings_overdue", "Findings that are open for too long.", bySeverity { status.overdue[$0] })
    metric(
      "findings_undecided", "Open findings that couldn't be looked for.", bySeverity { status.undecided[$0] })
    metric(
      "findings_withdrawn", "Findings that are no longer looked for, as long as they are remembered.",
      bySeverity { status.withdrawn[$0] })
    metric(
      "oldest_open_finding_age_seconds", "The age of the oldest open finding.",
      bySeverity { index in status.oldest[index].map { max(0, clock.seconds - $0) } ?? 0 })
    metric("credentials", "Credentials that stand somewhere.", [("", status.credentials)])
    metric("credentials_unrotated", "Those past their rotation.", [("", status.unrotated)])
    metric("credentials_hidden", "Those that their integrations don't show any more.", [("", status.hidden)])
    metric(
      "waivers_ending", "Waivers that end within so many days; 0 for those that have.",
      (Waiver.warningDays.sorted() + [0]).map { ("days=\"\($0)\"", status.waiversEnding[$0] ?? 0) })
    metric("messages_waiting", "Messages that wait to be delivered.", [("", status.waiting)])
    metric(
      "delivery_failures", "How often the delivery of one of them failed, at most.", [("", status.attempts)])
    metric("messages_given_up", "Messages that their receivers refused for good.", [("", status.givenUp)])
    metric("log_entries", "Entries of the transparency log.", [("", status.entries)])
    metric("build_info", "What ran.", [("version=\"\(Credence.version)\"", 1)])
    return text
  }

  /// A label's value, as the text format has it.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
