internal import SecretMemory

/// The payload of an age file: ChaCha20-Poly1305 over chunks of 64 KiB, the STREAM construction
/// (https://c2sp.org/age). The nonce counts the chunks and marks the last one.
struct PayloadCipher: ~Copyable {
  /// Plaintext of a whole chunk, in bytes.
  static let chunkByteCount = 64 * 1024

  /// Ciphertext of a whole chunk, in bytes.
  static let sealedChunkByteCount = chunkByteCount + Sodium.tagByteCount

  private let key: SecretBuffer

  /// How many chunks were sealed or opened.
  private(set) var chunk: UInt64 = 0

  init(key: consuming SecretBuffer) { self.key = key }

  /// Seals the next chunk, the first `count` bytes of `buffer`, where it lies.
  mutating func seal(_ buffer: inout SecretBuffer, count: Int, isLast: Bool) {
    ChaChaPoly.seal(&buffer, count: count, key: key, nonce: nonce(isLast: isLast))
    chunk += 1
  }

  /// Opens the next chunk, the first `count` bytes of `sealed`; false, with nothing in `plaintext`, if it
  /// isn't that.
  mutating func open(
    _ sealed: [UInt8], count: Int, isLast: Bool, into plaintext: inout SecretBuffer
  ) -> Bool {
    guard
      ChaChaPoly.open(
        sealed.span.extracting(0..<count), key: key, nonce: nonce(isLast: isLast), into: &plaintext)
    else { return false }
    chunk += 1
    return true
  }

  /// Eleven bytes of counter, big-endian, and a flag. 64 bits of counter last for 10²⁴ bytes.
  private func nonce(isLast: Bool) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: ChaChaPoly.nonceByteCount)
    for index in 0..<8 { nonce[10 - index] = UInt8(truncatingIfNeeded: chunk >> UInt64(8 * index)) }
    nonce[11] = isLast ? 1 : 0
    return nonce
  }
}
