internal import Glibc
@_spi(SecretBytes) package import SecretMemory

/// The text of a key file, in locked memory: of public ones too, since people mix them up.
package struct KeyText: ~Copyable {
  /// Longest key file that is read, in bytes: room for thousands of keys.
  static let byteLimit = 256 * 1024

  /// What others may do with the file: nothing, read it, or also write it.
  package enum Secrecy { case secret, trusted, `public` }

  let path: String
  private let buffer: SecretBuffer
  private let count: Int

  /// Reads a file, or what comes through a pipe.
  package init(contentsOf path: String, secrecy: Secrecy) throws(KeyFileError) {
    self.path = path
    let descriptor = try converting({ KeyFileError(path: path, reason: .system($0)) }) {
      () throws(SystemError) in try Descriptor(opening: path, flags: O_RDONLY | O_NOCTTY)
    }
    let status: stat
    do throws(SystemError) { status = try descriptor.status() } catch {
      throw KeyFileError(path: path, reason: .system(error))
    }
    if secrecy != .public { try Self.checkPermissions(status, for: secrecy, path: path) }
    // Locking room takes time. What isn't a file doesn't say how much it needs.
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let limit = isFile ? min(Int(status.st_size), Self.byteLimit) : Self.byteLimit
    var buffer = try KeyFileError.buffer(count: limit + 1, path: path)
    var filled = 0
    do throws(SystemError) {
      while filled < buffer.count {
        let read = try buffer.read(from: descriptor.number, to: filled)
        if read == 0 { break }
        filled += read
      }
    } catch {
      throw KeyFileError(path: path, reason: .system(error))
    }
    guard filled <= limit else { throw KeyFileError(path: path, reason: .tooLarge(limit: limit)) }
    self.buffer = buffer
    count = filled
  }

  /// Whether it is an age file itself, as identities under a passphrase are.
  var isSealed: Bool {
    Bech32.starts(bytes, with: Array("age-encryption.org/".utf8))
      || Bech32.starts(bytes, with: AgeArmor.firstLine)
  }

  /// The text that is sealed in this one.
  func opened(with passphrase: consuming Passphrase, workFactorLimit: Int) throws(KeyFileError) -> KeyText {
    // It is ciphertext, so it may lie anywhere.
    let sealed = bytes
    let source = BytesSource(sealed.indices.map { sealed[$0] })
    // What is sealed is shorter than what seals it.
    var sink = SecretSink(try buffer(count: count))
    do throws(AgeReadError) {
      let identities = try Self.identities(passphrase, workFactorLimit)
      var reader = try AgeReader(source: source, identities: identities)
      try reader.copy(to: &sink)
    } catch {
      throw self.error(.sealed(error))
    }
    return KeyText(path: path, sink)
  }

  private static func identities(
    _ passphrase: consuming Passphrase, _ workFactorLimit: Int
  ) throws(AgeReadError) -> AgeIdentities {
    do throws(SecretMemoryError) {
      return try AgeIdentities(passphrase, workFactorLimit: workFactorLimit)
    } catch {
      throw .memory(error)
    }
  }

  private init(path: String, _ sink: consuming SecretSink) {
    self.path = path
    count = sink.count
    buffer = sink.buffer
  }

  /// Refuses a regular file that others may open or own. The permissions of a pipe say nothing about who can read
  /// what goes through it.
  private static func checkPermissions(
    _ status: stat, for secrecy: Secrecy, path: String
  ) throws(KeyFileError) {
    let mode = status.st_mode
    guard mode & S_IFMT == S_IFREG else { return }
    try KeyFileError.requireOwner(of: status, path: path)
    if secrecy == .secret, mode & 0o077 != 0 {
      throw KeyFileError(path: path, reason: .openToOthers(permissions: mode & 0o7777))
    }
    if mode & 0o022 != 0 {
      throw KeyFileError(path: path, reason: .writableByOthers(permissions: mode & 0o7777))
    }
  }

  /// The text.
  package var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.bytes.extracting(0..<count) }
  }

  /// Locked memory for a key of this file.
  package func buffer(count: Int) throws(KeyFileError) -> SecretBuffer {
    try KeyFileError.buffer(count: count, path: path)
  }

  /// An error about one line.
  func error(_ error: KeyTextError, line: Int) -> KeyFileError {
    KeyFileError(path: path, reason: .key(line: line, error))
  }

  /// An error about the whole.
  package func error(_ reason: KeyFileError.Reason) -> KeyFileError {
    KeyFileError(path: path, reason: reason)
  }
}

/// Bytes that may be public, as a source.
struct BytesSource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read(into buffer: inout MutableSpan<UInt8>) -> Int {
    let count = min(buffer.count, bytes.count - position)
    Sodium.copy(bytes.span.extracting(position..<position + count), into: &buffer)
    position += count
    return count
  }
}

/// Takes what is secret into locked memory.
struct SecretSink: ByteSink, ~Copyable {
  fileprivate(set) var buffer: SecretBuffer
  private(set) var count = 0

  init(_ buffer: consuming SecretBuffer) { self.buffer = buffer }

  mutating func write(_ bytes: Span<UInt8>) {
    buffer.copy(bytes, at: count)
    count += bytes.count
  }
}

/// Walks over the lines of a text, without their LF or CRLF.
package struct LineScanner {
  /// The number of the last line returned, from 1.
  package private(set) var number = 0
  private var position = 0

  /// Starts before the first line.
  package init() {}

  /// The next line, or nil at the text's end.
  mutating func next(in text: Span<UInt8>) -> Range<Int>? {
    guard position < text.count else { return nil }
    let start = position
    var end = start
    while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
    position = end + 1
    number += 1
    if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The next line that is neither empty nor a `#` comment, which is how age's key files are written.
  package mutating func nextKey(in text: Span<UInt8>) -> Range<Int>? {
    while let line = next(in: text) {
      if !line.isEmpty, text[line.lowerBound] != UInt8(ascii: "#") { return line }
    }
    return nil
  }
}
