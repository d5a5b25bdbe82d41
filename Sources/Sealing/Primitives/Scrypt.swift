internal import CSodium
@_spi(SecretBytes) internal import SecretMemory

/// scrypt (RFC 7914) over a passphrase.
///
/// Its working memory is libsodium's own: too large to be locked, and unmapped without being wiped.
enum Scrypt {
  /// Derives as many bytes as `key` has, with N = 2^`workFactor`, r = 8 and p = 1, as age does. Takes
  /// 2^`workFactor` KiB of memory; false if they can't be had.
  static func derive(
    from passphrase: borrowing Passphrase, salt: [UInt8], workFactor: Int, into key: inout SecretBuffer
  ) -> Bool {
    precondition((1..<64).contains(workFactor))
    var output = key.mutableBytes
    let text = passphrase.bytes
    return unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe text.withUnsafeBufferPointer { text in
        guard let start = out.baseAddress, let textStart = text.baseAddress else { return false }
        return unsafe crypto_pwhash_scryptsalsa208sha256_ll(
          textStart, text.count, salt, salt.count, 1 << UInt64(workFactor), 8, 1, start, out.count) == 0
      }
    }
  }

  /// Derives as many bytes as `key` has from libsodium's two limits, as minisign does. False if the memory
  /// can't be had.
  static func derive(
    from passphrase: borrowing Passphrase, salt: [UInt8], operations: UInt64, memory: UInt64,
    into key: inout SecretBuffer
  ) -> Bool {
    precondition(salt.count == 32 && memory <= UInt64(Int.max))
    var output = key.mutableBytes
    let text = passphrase.bytes
    return unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe text.withUnsafeBytes { text in
        guard let start = out.baseAddress, let textStart = text.baseAddress else { return false }
        return unsafe crypto_pwhash_scryptsalsa208sha256(
          start, UInt64(out.count), textStart.assumingMemoryBound(to: CChar.self), UInt64(text.count), salt,
          operations, Int(memory)) == 0
      }
    }
  }
}
