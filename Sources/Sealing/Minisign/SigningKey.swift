internal import CSodium
@_spi(SecretBytes) public import SecretMemory

/// The secret key that signs reports: Ed25519, in locked memory, in the form `minisign -G -W` writes.
///
/// Keys under a passphrase are refused for now: an unattended job has nobody to ask.
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

  /// Reads a secret key file, which must be its owner's alone.
  public init(contentsOf path: String) throws(KeyFileError) {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    let line = try text.minisignRecord()
    var record = try text.buffer(count: SigningKeyRecord.byteCount)
    var secret = try text.buffer(count: SigningKeyRecord.secretByteCount)
    do throws(KeyTextError) {
      keyID = try SigningKeyRecord.decode(text.bytes.extracting(line), record: &record, secret: &secret)
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

  /// Signs a message by its digest, and `trustedComment` with it, which must be one line.
  public func sign(_ digest: MessageDigest, trustedComment: String) -> MinisignSignature {
    precondition(!trustedComment.utf8.contains { $0 < 0x20 && $0 != 0x09 })
    let signature = sign(digest.bytes)
    let globalMessage = MinisignSignature.globalMessage(
      messageSignature: signature, trustedComment: trustedComment)
    return MinisignSignature(
      untrustedComment: "credence report signature", keyID: keyID, trustedComment: trustedComment,
      messageSignature: signature, globalSignature: sign(globalMessage))
  }

  /// Writes a new secret key file that only its owner may open.
  public func createFile(at path: String) throws(KeyFileError) {
    var record = try KeyFileError.buffer(count: SigningKeyRecord.byteCount, path: path)
    SigningKeyRecord.encode(keyID: keyID, secret: secret.bytes, into: &record)
    try KeyTextWriter.create(at: path) { writer in
      writer.append("untrusted comment: credence signing key \(keyID), not encrypted\n")
      writer.appendBase64(record.bytes)
      writer.append("\n")
    }
  }

  private func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: MinisignSignature.byteCount)
    unsafe secret.bytes.withUnsafeBufferPointer { key in
      guard let key = key.baseAddress else { return }
      _ = unsafe crypto_sign_detached(&signature, nil, message, UInt64(message.count), key)
    }
    return signature
  }
}
