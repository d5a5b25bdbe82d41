internal import Audit
internal import Commands
internal import Glibc
internal import Ledger
internal import Reporting
internal import SecretMemory

/// A line beside the ledger that says that the last run failed, for when the ledger can't: it is damaged, its key is gone,
/// the disk is full. Each run that goes well leaves it with nothing in it, so that a failure is written where there is
/// room already.
struct LastFailure {
  private static let byteCount = 64

  private let path: String

  init(of configuration: JobConfiguration) { path = configuration.lastFailure }

  /// What it says; nil for nothing.
  var noted: LedgerStatus.Failure? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    // The C boundary: the count goes along.
    let count = unsafe read(file, &bytes, bytes.count)
    let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard words.count == 2, let now = Int(words[0]), let exit = Int(words[1]),
      let code = Int32(exactly: exit), ExitCode(rawValue: code) != nil
    else { return nil }
    return LedgerStatus.Failure(now: now, exit: exit)
  }

  /// Notes a failure, as far as the disk lets it.
  func note(_ code: ExitCode, at clock: Clock) { write("\(clock.seconds) \(code.rawValue)") }

  /// Notes that there is none, or that the ledger knows it.
  func clear() { write("") }

  private func write(_ text: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    var status = stat()
    // The state may be open to others now: what isn't this file alone isn't written to.
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1,
      status.st_uid == geteuid()
    else { return }
    let padding = String(repeating: " ", count: max(0, Self.byteCount - 1 - text.utf8.count))
    let line = Array((text + padding + "\n").utf8)
    // The C boundary: the count goes along. In place, without making it shorter first.
    if unsafe pwrite(file, line, line.count, 0) == line.count { fsync(file) }
  }
}
