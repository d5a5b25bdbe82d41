internal import CProcess
internal import CSodium

/// The organisation's key for fingerprints: equal secrets get equal fingerprints under it, and nobody
/// without it can confirm a guess.
///
/// A fingerprint is BLAKE2b with a 32-byte key and 16 bytes of output (RFC 7693).
public struct FingerprintKey: ~Copyable {
  /// Length of a key in bytes.
  public static let byteCount = 32

  private let key: SecretBuffer

  /// A key that lives as long as this run.
  public static func random() throws(SecretMemoryError) -> FingerprintKey {
    var key = try SecretBuffer(count: byteCount)
    var bytes = key.mutableBytes
    unsafe bytes.withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { unsafe randombytes_buf(start, byteCount) }
    }
    return FingerprintKey(key)
  }

  /// Takes over a key of `byteCount` bytes; nil if it has another length.
  public init?(taking key: consuming SecretBuffer) {
    guard key.count == Self.byteCount else { return nil }
    self.init(key)
  }

  private init(_ key: consuming SecretBuffer) { self.key = key }

  /// The fingerprint of one secret.
  public func fingerprint(of secret: borrowing SecretView) -> [16 of UInt8] {
    fingerprint(of: secret.bytes)
  }

  /// A name for the key itself, so that two reports can tell whether their fingerprints compare.
  public var name: [16 of UInt8] {
    let label: StaticString = "credence fingerprint key name"
    let bytes = unsafe Span(_unsafeStart: label.utf8Start, count: label.utf8CodeUnitCount)
    return fingerprint(of: bytes)
  }

  /// The same key once more, for another worker.
  public func duplicate() throws(SecretMemoryError) -> FingerprintKey {
    var copy = try SecretBuffer(count: Self.byteCount)
    var bytes = copy.mutableBytes
    for index in 0..<Self.byteCount { bytes[index] = key.bytes[index] }
    return FingerprintKey(copy)
  }

  /// A key of 32 bytes for another purpose, from which this one can't be told.
  func derived(for purpose: StaticString) throws(SecretMemoryError) -> SecretBuffer {
    var derived = try SecretBuffer(count: Self.byteCount)
    let label = unsafe Span(_unsafeStart: purpose.utf8Start, count: purpose.utf8CodeUnitCount)
    var output = derived.mutableBytes
    hash(label, into: &output)
    return derived
  }

  /// The fingerprint of bytes that aren't secret.
  func name(ofPublic bytes: Span<UInt8>) -> [16 of UInt8] { fingerprint(of: bytes) }

  private func fingerprint(of bytes: Span<UInt8>) -> [16 of UInt8] {
    var result: [16 of UInt8] = .init(repeating: 0)
    var output = result.mutableSpan
    hash(bytes, into: &output)
    return result
  }

  private func hash(_ bytes: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
    unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe key.bytes.withUnsafeBufferPointer { keyBytes in
          // Output of 16 or 32 bytes and a key of 32, so there is a start, and the call can't fail.
          guard let start = out.baseAddress else { return }
          _ = unsafe crypto_generichash(
            start, out.count, input.baseAddress, UInt64(input.count), keyBytes.baseAddress, keyBytes.count)
        }
      }
    }
  }

  /// Wipes what computing fingerprints, and reading secrets, may have left on the stack and in registers.
  public static func wipeStack() {
    sodium_stackzero(64 * 1024)
    credence_wipe_registers()
  }
}
