internal import CSodium
@_spi(SecretBytes) internal import SecretMemory

/// ChaCha20-Poly1305 (RFC 8439) without additional data, as age uses it throughout.
enum ChaChaPoly {
  /// Length of a nonce in bytes.
  static let nonceByteCount = 12

  /// Encrypts the first `count` bytes of `buffer` where they lie, and puts the tag behind them.
  static func seal(
    _ buffer: inout SecretBuffer, count: Int, key: borrowing SecretBuffer, nonce: [UInt8]
  ) {
    precondition(count >= 0 && count <= buffer.count - Sodium.tagByteCount)
    var bytes = buffer.mutableBytes
    precondition(key.count == Sodium.keyByteCount && nonce.count == nonceByteCount)
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      unsafe key.bytes.withUnsafeBufferPointer { key in
        guard let start = bytes.baseAddress, let key = key.baseAddress else { return }
        _ = unsafe crypto_aead_chacha20poly1305_ietf_encrypt(
          start, nil, start, UInt64(count), nil, 0, nil, nonce, key)
      }
    }
  }

  /// Decrypts `sealed` into the start of `plaintext`. False, with nothing in `plaintext`, if it isn't what was
  /// sealed under this key and nonce, or is shorter than a tag.
  static func open(
    _ sealed: Span<UInt8>, key: borrowing SecretBuffer, nonce: [UInt8], into plaintext: inout SecretBuffer
  ) -> Bool {
    precondition(key.count == Sodium.keyByteCount && nonce.count == nonceByteCount)
    precondition(plaintext.count >= sealed.count - Sodium.tagByteCount)
    var output = plaintext.mutableBytes
    return unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe sealed.withUnsafeBufferPointer { sealed in
        unsafe key.bytes.withUnsafeBufferPointer { key in
          guard let sealedStart = sealed.baseAddress, let key = key.baseAddress else { return false }
          return unsafe crypto_aead_chacha20poly1305_ietf_decrypt(
            out.baseAddress, nil, nil, sealedStart, UInt64(sealed.count), nil, 0, nonce, key) == 0
        }
      }
    }
  }
}
