internal import Glibc
@_spi(SecretBytes) internal import SecretMemory

/// What somebody knows and a key or a file is locked with, in locked memory.
///
/// It comes from a file or a descriptor, never from an argument or the environment, which others can read.
public struct Passphrase: ~Copyable {
  /// Longest passphrase that is taken, in bytes.
  public static let byteLimit = 1024

  private let buffer: SecretBuffer
  private let count: Int

  /// Reads the one line of a file that is its owner's alone, or of a pipe.
  public init(contentsOf path: String) throws(KeyFileError) {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    var lines = LineScanner()
    guard let line = lines.next(in: text.bytes), !line.isEmpty else { throw text.error(.noPassphrase) }
    if lines.next(in: text.bytes) != nil { throw text.error(.trailingContent(line: 2)) }
    guard line.count <= Self.byteLimit else { throw text.error(.tooLarge(limit: Self.byteLimit)) }
    var buffer = try text.buffer(count: line.count)
    buffer.copy(text.bytes.extracting(line))
    self.buffer = buffer
    count = line.count
  }

  /// Reads a line from a descriptor that somebody else opened and will close: a terminal, a pipe. What follows
  /// the line isn't read.
  public init(readingLineFrom descriptor: Int32) throws(KeyFileError) {
    let path = "descriptor \(descriptor)"
    var buffer = try KeyFileError.buffer(count: Self.byteLimit + 1, path: path)
    var filled = 0
    do throws(SystemError) {
      // One byte at a time, since what follows the line is for others.
      while filled < buffer.count, try buffer.read(from: descriptor, to: filled, count: 1) == 1 {
        if buffer.bytes[filled] == UInt8(ascii: "\n") { break }
        filled += 1
      }
    } catch {
      throw KeyFileError(path: path, reason: .system(error))
    }
    if filled > 0, buffer.bytes[filled - 1] == UInt8(ascii: "\r") { filled -= 1 }
    guard filled > 0 else { throw KeyFileError(path: path, reason: .noPassphrase) }
    guard filled <= Self.byteLimit else {
      throw KeyFileError(path: path, reason: .tooLarge(limit: Self.byteLimit))
    }
    self.buffer = buffer
    count = filled
  }

  /// Whether two people, or one person twice, typed the same.
  public func isEqual(to other: borrowing Passphrase) -> Bool { Sodium.isEqual(bytes, other.bytes) }

  /// The passphrase's bytes.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.bytes.extracting(0..<count) }
  }
}
