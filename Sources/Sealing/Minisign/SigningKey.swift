internal import CSodium
@_spi(SecretBytes) public import SecretMemory

/// The secret key that signs reports: Ed25519, in locked memory, in the form `minisign -G` writes with a
/// passphrase or, with `-W`, without.
public struct SigningKey: ~Copyable {
  /// Which key this is.
  public let keyID: MinisignKeyID

  // Seed and public point, 64 bytes.
  private let secret: SecretBuffer

  /// Makes a new key.
  public static func generate() throws(SecretMemoryError) -> SigningKey {
    var secret = try SecretBuffer(count: SigningKeyRecord.secretByteCount)
    SigningKeyRecord.generate(&secret)
    return SigningKey(
      keyID: MinisignKeyID(bytes: Sodium.randomPublicBytes(MinisignKeyID.byteCount)), secret: secret)
  }

  private init(keyID: MinisignKeyID, secret: consuming SecretBuffer) {
    self.keyID = keyID
    self.secret = secret
  }

  /// Reads a secret key file, which must be its owner's alone. If the key is encrypted, `passphrase` is asked;
  /// trying one takes up to 1 GiB, and a key that asks for more is refused.
  public init(
    contentsOf path: String, passphrase: () -> Passphrase? = { nil }
  ) throws(KeyFileError) {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    let line = try text.minisignRecord()
    var record = try text.buffer(count: SigningKeyRecord.byteCount)
    var secret = try text.buffer(count: SigningKeyRecord.secretByteCount)
    do throws(KeyTextError) {
      keyID = try SigningKeyRecord.decode(
        text.bytes.extracting(line), record: &record, secret: &secret, passphrase: passphrase)
    } catch {
      throw text.error(error, line: 2)
    }
    self.secret = secret
  }

  /// Whether the system keeps the key out of swap.
  public var isLocked: Bool { secret.isLocked }

  /// The public half.
  public var verificationKey: VerificationKey {
    let start = SigningKeyRecord.secretByteCount - 32
    let bytes = secret.bytes
    return VerificationKey(keyID: keyID, point: (0..<32).map { bytes[start + $0] })
  }

  /// Signs a message by its digest, and `trustedComment` with it, which must be one line of at most 8,192
  /// bytes without control characters, tabs aside.
  public func sign(_ digest: MessageDigest, trustedComment: String) -> MinisignSignature {
    precondition(MinisignSignature.isComment(trustedComment, limit: MinisignSignature.trustedCommentLimit))
    let signature = sign(digest.bytes)
    let globalMessage = MinisignSignature.globalMessage(
      messageSignature: signature, trustedComment: trustedComment)
    return MinisignSignature(
      untrustedComment: "credence report signature", keyID: keyID, trustedComment: trustedComment,
      messageSignature: signature, globalSignature: sign(globalMessage))
  }

  /// Writes a new secret key file that only its owner may open.
  public func createFile(at path: String) throws(KeyFileError) {
    let record = try encodedRecord(for: path)
    try write(record, to: path, comment: "credence signing key \(keyID), not encrypted")
  }

  /// The same, encrypted under a passphrase, which `minisign` asks for as well.
  public func createFile(at path: String, passphrase: borrowing Passphrase) throws(KeyFileError) {
    var record = try encodedRecord(for: path)
    do throws(KeyTextError) { try SigningKeyRecord.encrypt(&record, with: passphrase) } catch {
      throw KeyFileError(path: path, reason: .key(line: 2, error))
    }
    try write(record, to: path, comment: "credence signing key, encrypted")
  }

  private func encodedRecord(for path: String) throws(KeyFileError) -> SecretBuffer {
    var record = try KeyFileError.buffer(count: SigningKeyRecord.byteCount, path: path)
    SigningKeyRecord.encode(keyID: keyID, secret: secret.bytes, into: &record)
    return record
  }

  private func write(
    _ record: borrowing SecretBuffer, to path: String, comment: String
  ) throws(KeyFileError) {
    var writer = try converting(
      { KeyFileError(path: path, reason: .memory($0)) },
      { () throws(SecretMemoryError) in try KeyTextWriter() })
    writer.append("untrusted comment: \(comment)\n")
    writer.appendBase64(record.bytes)
    writer.append("\n")
    try writer.create(at: path)
  }

  func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: MinisignSignature.byteCount)
    unsafe secret.bytes.withUnsafeBufferPointer { key in
      guard let key = key.baseAddress else { return }
      _ = unsafe crypto_sign_detached(&signature, nil, message, UInt64(message.count), key)
    }
    return signature
  }
}
