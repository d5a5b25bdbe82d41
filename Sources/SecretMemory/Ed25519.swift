internal import CSodium

/// The signatures of RFC 8032: what keys of them have in common with their certificates.
public enum Ed25519 {
  /// Length of a seed and of a public key in bytes.
  public static let byteCount = 32

  /// The public key of a private one, which is its seed. Nil for a seed of another length, or where there is no
  /// memory.
  @_spi(SecretBytes) public static func publicKey(ofSeed seed: Span<UInt8>) -> [32 of UInt8]? {
    guard seed.count == byteCount,
      var pair = try? SecretBuffer(count: Int(crypto_sign_ed25519_SECRETKEYBYTES))
    else { return nil }
    var publicKey: [32 of UInt8] = .init(repeating: 0)
    var output = publicKey.mutableSpan
    var secret = pair.mutableBytes
    // libsodium takes pointers: 32 bytes in, 32 and 64 out, as the three buffers have.
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe secret.withUnsafeMutableBufferPointer { secret in
        unsafe seed.withUnsafeBufferPointer { seed in
          guard let output = output.baseAddress, let secret = secret.baseAddress, let seed = seed.baseAddress
          else { return }
          _ = unsafe crypto_sign_ed25519_seed_keypair(output, secret, seed)
        }
      }
    }
    sodium_stackzero(16 * 1024)
    return publicKey
  }
}
