internal import Commands
internal import Synchronization

/// A line on standard error that says how far something is, written over and over where somebody watches.
final class ProgressLine: Sendable {
  private let shown = Mutex<(count: Int, at: ContinuousClock.Instant)?>(nil)

  /// Shows how many integrations were read, of how many where that is known: ten times a second at most.
  func show(_ count: Int, of all: Int? = nil) {
    guard Terminal.isWatched else { return }
    let isDue = shown.withLock { shown in
      let now = ContinuousClock.now
      if let shown, shown.count == count || now - shown.at < .milliseconds(100) { return false }
      shown = (count, now)
      return true
    }
    if isDue { Terminal.write(words: "\r\(count)\(all.map { " of \($0)" } ?? "") integrations …\u{1B}[K") }
  }

  /// Takes the line away.
  func end() {
    let wasShown = shown.withLock { shown in
      defer { shown = nil }
      return shown != nil
    }
    if wasShown { Terminal.write(words: "\r\u{1B}[K") }
  }
}
