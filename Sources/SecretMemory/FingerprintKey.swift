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

  private func fingerprint(of bytes: Span<UInt8>) -> [16 of UInt8] {
    var result: [16 of UInt8] = .init(repeating: 0)
    var output = result.mutableSpan
    unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe key.bytes.withUnsafeBufferPointer { keyBytes in
          // The result is 16 bytes and the key 32, so there is a start, and the call can't fail.
          guard let start = out.baseAddress else { return }
          _ = unsafe crypto_generichash(
            start, out.count, input.baseAddress, UInt64(input.count), keyBytes.baseAddress, keyBytes.count)
        }
      }
    }
    return result
  }

  /// Wipes what computing fingerprints may have left on the stack.
  public static func wipeStack() { sodium_stackzero(64 * 1024) }
}
