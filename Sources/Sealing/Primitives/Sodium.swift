internal import CSodium
@_spi(SecretBytes) internal import SecretMemory

/// libsodium's calls with spans in place of pointers. Lengths are checked here, once.
enum Sodium {
  /// Length of an X25519 scalar or point, and of a ChaCha20-Poly1305 or HMAC-SHA256 key, in bytes.
  static let keyByteCount = 32

  /// Length of a Poly1305 tag in bytes.
  static let tagByteCount = 16

  /// Fills `output` from the system's generator.
  static func fillWithRandomBytes(_ output: inout MutableSpan<UInt8>) {
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe randombytes_buf(start, buffer.count)
    }
  }

  /// `count` random bytes that may be public: nonces, key ids, names of temporary files.
  static func randomPublicBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    fillWithRandomBytes(&span)
    return bytes
  }

  /// Overwrites `output` with zeroes; the compiler can't leave it out.
  static func wipe(_ output: inout MutableSpan<UInt8>) {
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe sodium_memzero(start, buffer.count)
    }
  }

  /// Whether two runs of bytes are equal, in time that depends on their length alone.
  static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return true }
        return unsafe sodium_memcmp(a, b, left.count) == 0
      }
    }
  }

  /// Copies `source` to the start of `output`.
  static func copy(_ source: Span<UInt8>, into output: inout MutableSpan<UInt8>, at offset: Int = 0) {
    precondition(offset >= 0 && source.count <= output.count - offset)
    unsafe output.withUnsafeMutableBytes { buffer in
      unsafe source.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]).copyMemory(from: bytes)
      }
    }
  }

  /// X25519 (RFC 7748) of `scalar` and `point`. False if the result is all zero, which a point of low order
  /// brings about: such a result is no secret and must not be used.
  static func multiply(
    _ scalar: Span<UInt8>, _ point: Span<UInt8>, into secret: inout SecretBuffer
  ) -> Bool {
    var output = secret.mutableBytes
    precondition(scalar.count == keyByteCount && point.count == keyByteCount && output.count == keyByteCount)
    return unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe scalar.withUnsafeBufferPointer { n in
        unsafe point.withUnsafeBufferPointer { p in
          guard let out = out.baseAddress, let n = n.baseAddress, let p = p.baseAddress else { return false }
          return unsafe crypto_scalarmult(out, n, p) == 0
        }
      }
    }
  }

  /// The same for a scalar in a buffer of its own.
  static func multiply(
    _ scalar: borrowing SecretBuffer, _ point: Span<UInt8>, into secret: inout SecretBuffer
  ) -> Bool {
    multiply(scalar.bytes, point, into: &secret)
  }

  /// The same for a point that is secret itself.
  static func multiply(
    _ scalar: borrowing SecretBuffer, _ point: borrowing SecretBuffer, into secret: inout SecretBuffer
  ) -> Bool {
    multiply(scalar.bytes, point.bytes, into: &secret)
  }

  /// The X25519 public key of `scalar`.
  static func publicKey(of scalar: Span<UInt8>) -> [UInt8] {
    precondition(scalar.count == keyByteCount)
    var result = [UInt8](repeating: 0, count: keyByteCount)
    unsafe scalar.withUnsafeBufferPointer { n in
      guard let n = n.baseAddress else { return }
      _ = unsafe crypto_scalarmult_base(&result, n)
    }
    return result
  }

  /// The Curve25519 point of an Ed25519 point; nil if that isn't one, or has a low order.
  static func montgomeryPoint(of edwardsPoint: [UInt8]) -> [UInt8]? {
    precondition(edwardsPoint.count == keyByteCount)
    var result = [UInt8](repeating: 0, count: keyByteCount)
    return unsafe crypto_sign_ed25519_pk_to_curve25519(&result, edwardsPoint) == 0 ? result : nil
  }

  /// SHA-256 of what is public.
  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 32)
    _ = unsafe crypto_hash_sha256(&result, bytes, UInt64(bytes.count))
    return result
  }
}
