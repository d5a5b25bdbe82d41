internal import Glibc
@_spi(SecretBytes) internal import SecretMemory

/// Composes the text of a new key file in locked memory, and writes it from there.
struct KeyTextWriter: ~Copyable {
  private static let capacity = 4096
  private var buffer: SecretBuffer
  private var count = 0

  init() throws(SecretMemoryError) { buffer = try SecretBuffer(count: Self.capacity) }

  /// Adds text that may be public.
  mutating func append(_ text: String) {
    let bytes = Array(text.utf8)
    buffer.copy(bytes.span, at: count)
    count += bytes.count
  }

  /// Adds a key in bech32.
  mutating func appendBech32(_ key: Span<UInt8>, prefix: String) {
    let offset = count
    var output = buffer.mutableBytes
    Bech32.encode(key, prefix: prefix, into: &output, at: offset)
    count += Bech32.encodedCount(prefix: prefix, byteCount: key.count)
  }

  /// Adds a record in padded base64.
  mutating func appendBase64(_ record: Span<UInt8>) {
    let offset = count
    var output = buffer.mutableBytes
    Base64.encode(record, padding: .required, into: &output, at: offset)
    count += Base64.encodedCount(record.count, padding: .required)
  }

  /// Writes the text to a new file that only its owner may open, or, if it `isPublic`, that all may read.
  func create(at path: String, isPublic: Bool = false) throws(KeyFileError) {
    do throws(SystemError) {
      var file = try NewFile(at: path, mode: isPublic ? 0o644 : 0o600)
      try file.write(buffer.bytes.extracting(0..<count))
      try file.synchronize()
      try file.publish()
      try file.synchronizeDirectory()
    } catch {
      throw KeyFileError(error, path: path)
    }
  }

  /// Writes the text to a new age file under a passphrase, as `age -p -a` does, that only its owner may open.
  func create(at path: String, under passphrase: borrowing Passphrase) throws(KeyFileError) {
    do throws(AgeWriteError) {
      let file = try converting(AgeWriteError.sink) { () throws(SystemError) in try NewFile(at: path) }
      var writer = try AgeWriter(passphrase: passphrase, isArmored: true, sink: file)
      try writer.write(buffer.bytes.extracting(0..<count))
      var finished = try writer.finish()
      do throws(SystemError) {
        try finished.synchronize()
        try finished.publish()
        try finished.synchronizeDirectory()
      } catch {
        throw .sink(error)
      }
    } catch {
      throw KeyFileError(error, path: path)
    }
  }

  /// Writes the text that `compose` puts together to a new file.
  static func create(
    at path: String, isPublic: Bool = false, compose: (inout KeyTextWriter) -> Void
  ) throws(KeyFileError) {
    try composed(at: path, compose).create(at: path, isPublic: isPublic)
  }

  /// The same, under a passphrase.
  static func create(
    at path: String, under passphrase: borrowing Passphrase, compose: (inout KeyTextWriter) -> Void
  ) throws(KeyFileError) {
    try composed(at: path, compose).create(at: path, under: passphrase)
  }

  private static func composed(
    at path: String, _ compose: (inout KeyTextWriter) -> Void
  ) throws(KeyFileError) -> KeyTextWriter {
    var writer = try converting(
      { KeyFileError(path: path, reason: .memory($0)) },
      { () throws(SecretMemoryError) in try KeyTextWriter() })
    compose(&writer)
    return writer
  }
}
