internal import ArgumentParser
internal import Audit
internal import Commands
internal import Ledger
internal import Logging
internal import Reporting
internal import Synchronization

/// How the job speaks of itself on standard error: in words, with progress where somebody watches; or, under a
/// supervisor that asks for it, in records of JSON, a line each.
final class JobVoice: Sendable {
  /// Words or records.
  enum Style: String, ExpressibleByArgument, CaseIterable { case text, json }

  private let logger: Logger?
  /// Whether it says nothing but errors and warnings from now on.
  private let quiet = Mutex(false)
  private let run = Mutex<String?>(nil)
  private let line = ProgressLine()

  init(_ style: Style) {
    logger = style == .json ? Logger(label: "credence-job") { _ in JSONLogHandler() } : nil
    // Whatever any part of the program says goes this way.
    Terminal.listener.withLock { $0 = { [self] in say($0) } }
  }

  /// From now on, it says nothing but errors and warnings.
  func beQuiet() { quiet.withLock { $0 = true } }

  private var isQuiet: Bool { quiet.withLock { $0 } }

  /// From now on, records name the run.
  func begin(run id: String) {
    run.withLock { $0 = id }
    if logger != nil && !isQuiet { log(.info, "the run begins", [:]) }
  }

  /// The numbers of a run, for records alone.
  func end(_ result: JobRun.Result, _ exit: Reporting.ExitCode) {
    guard logger != nil else { return }
    var metadata: Logger.Metadata = ["exit": "\(exit.rawValue)", "report": "\(result.report)"]
    if let summary = result.summary, let changes = result.changes {
      metadata["integrations"] = "\(summary.integrations)"
      metadata["findings"] = "\(summary.findings)"
      metadata["complete"] = "\(summary.isComplete)"
      for change in JobDigest.Change.allCases { metadata[change.rawValue] = "\(changes[change].count)" }
    }
    log(.info, "the run ends", metadata)
  }

  // MARK: Words

  private func say(_ text: String) {
    endProgress()
    var text = text
    if isQuiet {
      text = text.split(separator: "\n").filter { !$0.hasPrefix("note: ") }.map { $0 + "\n" }.joined()
      if text.isEmpty { return }
    }
    guard logger != nil else { return Terminal.write(words: text) }
    var last: (level: Logger.Level, text: String)?
    func flush(hint: String? = nil) {
      if let last { log(last.level, last.text, hint.map { ["hint": "\($0)"] } ?? [:]) }
      last = nil
    }
    for line in text.split(separator: "\n") {
      if line.hasPrefix("hint: ") {
        flush(hint: String(line.dropFirst(6)))
        continue
      }
      flush()
      let levels: [(String, Logger.Level)] = [
        ("error: ", .error), ("warning: ", .warning), ("note: ", .notice),
      ]
      let level = levels.first { line.hasPrefix($0.0) }
      last = (level?.1 ?? .info, String(line.dropFirst(level?.0.count ?? 0)))
    }
    flush()
  }

  private func log(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
    var metadata = metadata
    if let run = run.withLock({ $0 }) { metadata["run"] = "\(run)" }
    logger?.log(level: level, "\(message)", metadata: metadata)
  }

  // MARK: Progress

  /// Shows how far a run is, where somebody watches.
  func progress(_ count: Int) { if logger == nil && !isQuiet { line.show(count) } }

  /// Takes the line of progress away.
  func endProgress() { line.end() }
}

/// Writes records of swift-log as JSON Lines, each in one write.
private struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = JSONLine()
    line.begin(record: "log")
    line.add("time", Clock.system().text)
    line.add("level", event.level.rawValue)
    line.add("message", event.message.description)
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      // What is a number is written as one.
      let text = value.description
      if let number = Int(text), text == "\(number)" { line.add(key, number) } else { line.add(key, text) }
    }
    line.finish()
    Terminal.write(words: String(decoding: line.bytes, as: UTF8.self))
  }
}
