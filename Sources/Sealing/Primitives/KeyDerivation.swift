internal import CSodium
@_spi(SecretBytes) package import SecretMemory

/// HMAC-SHA256 (RFC 2104) and, on top of it, HKDF-SHA256 (RFC 5869) with 32 bytes of output.
///
/// libsodium has had HKDF of its own since 1.0.19; this works with 1.0.18. What is computed on the way stays
/// in locked memory.
package struct KeyDerivation: ~Copyable {
  private var state: SecretBuffer
  private var extracted: SecretBuffer

  /// Takes the room that it needs.
  package init() throws(SecretMemoryError) {
    let state = try SecretBuffer(count: Int(crypto_auth_hmacsha256_statebytes()))
    let extracted = try SecretBuffer(count: Sodium.keyByteCount)
    self.state = state
    self.extracted = extracted
  }

  /// Derives 32 bytes from `secret`. An empty salt stands for 32 zero bytes.
  mutating func deriveKey(
    from secret: borrowing SecretBuffer, salt: [UInt8], info: String, into key: inout SecretBuffer
  ) {
    let salt = salt.isEmpty ? [UInt8](repeating: 0, count: Sodium.keyByteCount) : salt
    Self.extract(secret.bytes, salt: salt, state: &state, into: &extracted)
    Self.expand(extracted, block: Array(info.utf8) + [1], state: &state, into: &key)
  }

  /// Derives 32 bytes from a salt alone, which aren't secret then.
  mutating func deriveKey(fromSaltAlone salt: [UInt8], info: String, into key: inout SecretBuffer) {
    let nothing: [UInt8] = []
    Self.extract(nothing.span, salt: salt, state: &state, into: &extracted)
    Self.expand(extracted, block: Array(info.utf8) + [1], state: &state, into: &key)
  }

  /// HMAC-SHA256 of `message`.
  package mutating func authenticate(_ message: [UInt8], key: borrowing SecretBuffer) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: Sodium.keyByteCount)
    var output = result.mutableSpan
    Self.authenticate(message.span, key: key.bytes, state: &state, into: &output)
    return result
  }

  private static func extract(
    _ secret: Span<UInt8>, salt: [UInt8], state: inout SecretBuffer, into key: inout SecretBuffer
  ) {
    var output = key.mutableBytes
    authenticate(secret, key: salt.span, state: &state, into: &output)
  }

  private static func expand(
    _ key: borrowing SecretBuffer, block: [UInt8], state: inout SecretBuffer, into result: inout SecretBuffer
  ) {
    var output = result.mutableBytes
    authenticate(block.span, key: key.bytes, state: &state, into: &output)
  }

  private static func authenticate(
    _ message: Span<UInt8>, key: Span<UInt8>, state: inout SecretBuffer, into output: inout MutableSpan<UInt8>
  ) {
    precondition(output.count == Sodium.keyByteCount && key.count > 0)
    var room = state.mutableBytes
    unsafe room.withUnsafeMutableBytes { room in
      unsafe output.withUnsafeMutableBufferPointer { out in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe key.withUnsafeBufferPointer { key in
            guard let room = room.baseAddress, let out = out.baseAddress, let keyStart = key.baseAddress
            else { return }
            let state = unsafe room.assumingMemoryBound(to: crypto_auth_hmacsha256_state.self)
            _ = unsafe crypto_auth_hmacsha256_init(state, keyStart, key.count)
            if let start = message.baseAddress {
              _ = unsafe crypto_auth_hmacsha256_update(state, start, UInt64(message.count))
            }
            _ = unsafe crypto_auth_hmacsha256_final(state, out)
          }
        }
      }
    }
  }
}
