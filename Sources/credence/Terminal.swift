package import ArgumentParser
internal import CProcess
internal import Glibc
package import Reporting
package import Synchronization

/// Standard output for data, standard error for words.
package enum Terminal {
  /// Where people's words go in place of standard error, for programs that write them another way.
  package static let listener = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// Writes people's words to standard error; there is nobody to tell if that fails.
  package static func tell(_ text: String) {
    if let listener = listener.withLock({ $0 }) { listener(text) } else { write(words: text) }
  }

  /// Writes to standard error, whoever listens.
  package static func write(words text: String) { _ = write(Array(text.utf8), to: STDERR_FILENO) }

  /// Whether people look at standard error as it is written.
  package static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes data to standard output. False if it couldn't be written whole.
  package static func print(_ bytes: [UInt8]) -> Bool { write(bytes, to: STDOUT_FILENO) }

  /// Warns where the memory for secrets isn't locked.
  package static func warn(isMemoryLocked: Bool) {
    if isMemoryLocked { return }
    tell(
      "warning: the system didn't lock the memory for secrets, so they may reach swap\n"
        + "hint: raise the limit (ulimit -l), or encrypt swap\n")
  }

  /// Says that a large document was read into memory that may reach swap.
  static func note(isDocumentLocked: Bool) {
    if isDocumentLocked { return }
    tell("note: a template or YAML was larger than what the system locks, so it may have reached swap\n")
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var start = 0
    while start < bytes.count {
      // The C boundary: the array is alive for the call, and `start` is within it.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      start += count
    }
    return true
  }

  /// The width of standard output in columns: the terminal's, `COLUMNS`, or 100.
  static var width: Int {
    let width = Int(credence_terminal_width(STDOUT_FILENO))
    if width > 0 { return width }
    return environment("COLUMNS").flatMap { Int($0) } ?? 100
  }

  package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}

/// When to colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  var usesColor: Bool {
    switch self {
    case .always: true
    case .never: false
    // NO_COLOR: no-color.org.
    case .auto:
      Terminal.isTerminal && (Terminal.environment("NO_COLOR") ?? "").isEmpty
        && Terminal.environment("TERM") != "dumb"
    }
  }
}

/// Ends a command with words for people and an exit code.
package struct Failure: Error {
  package let code: ExitCode
  package let reason: String
  package let hint: String

  package init(_ code: ExitCode, _ reason: String, hint: String) {
    self.code = code
    self.reason = reason
    self.hint = hint
  }

  /// Says it, and gives what the argument parser ends the process with.
  package func told() -> ArgumentParser.ExitCode {
    Terminal.tell("error: \(reason)\nhint: \(hint)\n")
    return ArgumentParser.ExitCode(code.rawValue)
  }
}

package typealias ExitCode = Reporting.ExitCode

/// Runs a command's body; a failure becomes an `error:` and a `hint:` line and its exit code.
package func telling<T: ~Copyable>(_ body: () throws(Failure) -> T) throws -> T {
  do {
    return try body()
  } catch {
    throw error.told()
  }
}
