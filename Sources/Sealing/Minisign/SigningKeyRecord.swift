internal import CSodium
@_spi(SecretBytes) internal import SecretMemory

/// The record of a minisign secret key file, in locked memory throughout.
///
/// `Ed` · key derivation (`Sc`, or two zeroes for none) · `B2` · salt 32 · two limits 8 each · key id 8 ·
/// seed 32 and public point 32 · BLAKE2b-256 of `Ed`, key id and key.
enum SigningKeyRecord {
  static let byteCount = checksum.upperBound

  /// Seed and public point, as libsodium wants them.
  static let secretByteCount = 64

  /// The most that minisign itself spends on a passphrase: 2^25 operations and 1 GiB. What a file asks for
  /// beyond is refused, since anybody may have written the file.
  private static let operationLimit: UInt64 = 33_554_432
  private static let memoryLimit: UInt64 = 1 << 30

  private static let salt = 6..<38
  private static let operations = 38..<46
  private static let memory = 46..<54
  private static let encrypted = 54..<158
  private static let keyID = 54..<62
  private static let secret = 62..<126
  private static let seed = 62..<94
  private static let checksum = 126..<158

  /// Draws a new key pair.
  static func generate(_ secret: inout SecretBuffer) {
    var point = [UInt8](repeating: 0, count: 32)
    var output = secret.mutableBytes
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      _ = unsafe crypto_sign_keypair(&point, start)
    }
  }

  /// Takes key id and key out of a key file's line. `record` is room to work in; `passphrase` is asked if the
  /// key is encrypted.
  static func decode(
    _ line: Span<UInt8>, record: inout SecretBuffer, secret: inout SecretBuffer,
    passphrase: () -> Passphrase?
  ) throws(KeyTextError) -> MinisignKeyID {
    var room = record.mutableBytes
    guard Base64.decode(line, padding: .required, into: &room) == byteCount else { throw .malformed }
    guard Bech32.starts(record.bytes, with: Array("Ed".utf8)),
      Bech32.starts(record.bytes.extracting(4..<6), with: Array("B2".utf8))
    else { throw .malformed }
    if Bech32.starts(record.bytes.extracting(2..<4), with: Array("Sc".utf8)) {
      guard let passphrase = passphrase() else { throw .passphraseProtected }
      let (operations, memory) = (number(record.bytes, at: operations), number(record.bytes, at: memory))
      guard operations <= operationLimit, memory <= memoryLimit else { throw .tooCostly }
      try mask(&record, with: passphrase, operations: operations, memory: memory)
      // A checksum is the only thing that tells a wrong passphrase.
      let sum = computeChecksum(record.bytes)
      guard Sodium.isEqual(sum.span, record.bytes.extracting(checksum)) else { throw .wrongPassphrase }
    } else {
      guard record.bytes[2] == 0, record.bytes[3] == 0 else { throw .malformed }
    }
    let bytes = record.bytes

    // `minisign -G -W` leaves the checksum zero; one that is there has to be right.
    let stored = bytes.extracting(checksum)
    if (0..<stored.count).contains(where: { stored[$0] != 0 }) {
      let computed = computeChecksum(bytes)
      guard Sodium.isEqual(computed.span, stored) else { throw .inconsistent }
    }
    // Signing with a public point that isn't the seed's gives the seed away.
    var output = secret.mutableBytes
    deriveKey(fromSeed: bytes.extracting(seed), into: &output)
    guard Sodium.isEqual(secret.bytes, bytes.extracting(Self.secret)) else { throw .inconsistent }
    return MinisignKeyID(bytes: keyID.map { bytes[$0] })
  }

  /// Writes the record of an unencrypted key, with its checksum.
  static func encode(keyID id: MinisignKeyID, secret key: Span<UInt8>, into record: inout SecretBuffer) {
    var output = record.mutableBytes
    Sodium.copy(Array("Ed".utf8).span, into: &output)
    Sodium.copy(Array("B2".utf8).span, into: &output, at: 4)
    Sodium.copy(id.bytes.span, into: &output, at: keyID.lowerBound)
    Sodium.copy(key, into: &output, at: secret.lowerBound)
    let sum = computeChecksum(record.bytes)
    var rest = record.mutableBytes
    Sodium.copy(sum.span, into: &rest, at: checksum.lowerBound)
  }

  /// Encrypts a record under a passphrase: N = 2^18, r = 8, p = 1, as age has it, so 256 MiB and a second.
  static func encrypt(
    _ record: inout SecretBuffer, with passphrase: borrowing Passphrase
  ) throws(KeyTextError) {
    var output = record.mutableBytes
    Sodium.copy(Array("Sc".utf8).span, into: &output, at: 2)
    Sodium.copy(Sodium.randomPublicBytes(salt.count).span, into: &output, at: salt.lowerBound)
    let limits: (UInt64, UInt64) = (1 << 23, 1 << 28)
    for index in 0..<8 {
      output[operations.lowerBound + index] = UInt8(truncatingIfNeeded: limits.0 >> UInt64(8 * index))
      output[memory.lowerBound + index] = UInt8(truncatingIfNeeded: limits.1 >> UInt64(8 * index))
    }
    try mask(&record, with: passphrase, operations: limits.0, memory: limits.1)
  }

  /// Encrypts the record's secret part, or decrypts it.
  private static func mask(
    _ record: inout SecretBuffer, with passphrase: borrowing Passphrase, operations: UInt64, memory: UInt64
  ) throws(KeyTextError) {
    guard var stream = try? SecretBuffer(count: encrypted.count) else { throw .noMemory }
    let salt = salt.map { record.bytes[$0] }
    guard
      Scrypt.derive(from: passphrase, salt: salt, operations: operations, memory: memory, into: &stream)
    else { throw .noMemory }
    var bytes = record.mutableBytes
    for index in encrypted { bytes[index] ^= stream.bytes[index - encrypted.lowerBound] }
  }

  /// A number of 8 bytes, the lowest first.
  private static func number(_ record: Span<UInt8>, at range: Range<Int>) -> UInt64 {
    range.reversed().reduce(0) { $0 << 8 | UInt64(record[$1]) }
  }

  private static func deriveKey(fromSeed seed: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
    var point = [UInt8](repeating: 0, count: 32)
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      unsafe seed.withUnsafeBufferPointer { seed in
        guard let start = buffer.baseAddress, let seed = seed.baseAddress else { return }
        _ = unsafe crypto_sign_seed_keypair(&point, start, seed)
      }
    }
  }

  /// BLAKE2b-256 of `Ed`, key id and key. A hash of 256 random bits, so it may be seen.
  private static func computeChecksum(_ record: Span<UInt8>) -> [UInt8] {
    var hasher = MessageHasher(byteCount: checksum.count)
    hasher.update(record.extracting(0..<2))
    hasher.update(record.extracting(keyID.lowerBound..<secret.upperBound))
    return hasher.digest()
  }
}
