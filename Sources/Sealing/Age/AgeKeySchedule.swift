@_spi(SecretBytes) internal import SecretMemory

/// The file key of an age file, and every key that comes from it or leads to it, in locked memory.
struct AgeKeySchedule: ~Copyable {
  private static let fileKeyByteCount = 16
  // Each wrapping key is used once, so the nonce may be constant.
  private static let wrappingNonce = [UInt8](repeating: 0, count: ChaChaPoly.nonceByteCount)

  private var fileKey: SecretBuffer
  private var derivation: KeyDerivation
  private var ephemeral: SecretBuffer
  private var shared: SecretBuffer
  private var derived: SecretBuffer

  init() throws(SecretMemoryError) {
    let fileKey = try SecretBuffer(count: Self.fileKeyByteCount)
    let derivation = try KeyDerivation()
    let ephemeral = try SecretBuffer(count: Sodium.keyByteCount)
    let shared = try SecretBuffer(count: Sodium.keyByteCount)
    let derived = try SecretBuffer(count: Sodium.keyByteCount)
    self.fileKey = fileKey
    self.derivation = derivation
    self.ephemeral = ephemeral
    self.shared = shared
    self.derived = derived
  }

  /// Draws the key of a new file.
  mutating func generateFileKey() {
    fileKey.fillWithRandomBytes()
  }

  /// The stanza that gives the file key to `recipient`; nil if its point has a low order.
  mutating func wrap(for recipient: AgeRecipient) -> AgeStanza? {
    ephemeral.fillWithRandomBytes()
    let share = Sodium.publicKey(of: ephemeral.bytes)
    guard Sodium.multiply(ephemeral, recipient.point.span, into: &shared) else { return nil }
    var arguments = [Self.text(share)]
    if case .sshEd25519(let key) = recipient.kind {
      // So that whoever knows an X25519 secret of the same bytes still can't open it.
      ephemeral.copy(shared)
      derivation.deriveKey(fromSaltAlone: key.wire, info: Self.info(SSHPublicKey.type), into: &derived)
      guard Sodium.multiply(derived, ephemeral, into: &shared) else { return nil }
      arguments.insert(Self.text(key.tag), at: 0)
    }
    deriveWrappingKey(share: share, recipient: recipient)
    return AgeStanza(type: recipient.kind.stanzaType, arguments: arguments, body: sealedFileKey())
  }

  /// The stanza that gives the file key to whoever knows `passphrase`; nil if there isn't the memory for it.
  mutating func wrap(for passphrase: borrowing Passphrase, workFactor: Int) -> AgeStanza? {
    let salt = Sodium.randomPublicBytes(ScryptStanza.saltByteCount)
    guard
      Scrypt.derive(
        from: passphrase, salt: ScryptStanza.fullSalt(salt), workFactor: workFactor, into: &derived)
    else { return nil }
    return AgeStanza(
      type: ScryptStanza.type, arguments: [Self.text(salt), String(workFactor)], body: sealedFileKey())
  }

  /// The file key under the key in `derived`. The sealing happens in locked memory; what leaves it is
  /// ciphertext, of just the shared secret's length.
  private mutating func sealedFileKey() -> [UInt8] {
    shared.copy(fileKey)
    ChaChaPoly.seal(&shared, count: Self.fileKeyByteCount, key: derived, nonce: Self.wrappingNonce)
    let sealed = shared.bytes
    return sealed.indices.map { sealed[$0] }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes, padding: .forbidden), as: UTF8.self)
  }

  private static func info(_ type: String) -> String { "age-encryption.org/v1/\(type)" }

  /// What came of trying an identity or a passphrase on a stanza.
  enum Unwrapping { case opened, notForUs, lowOrder, noMemory }

  /// Takes the file key from `stanza`, if it was wrapped for this identity.
  mutating func unwrap(
    _ stanza: X25519Stanza, scalar: Span<UInt8>, recipient: AgeRecipient
  ) -> Unwrapping {
    guard Sodium.multiply(scalar, stanza.share.span, into: &shared) else { return .lowOrder }
    deriveWrappingKey(share: stanza.share, recipient: recipient)
    return openFileKey(stanza.wrappedKey)
  }

  /// Takes the file key from `stanza`, if it was wrapped under this passphrase.
  mutating func unwrap(_ stanza: ScryptStanza, passphrase: borrowing Passphrase) -> Unwrapping {
    guard
      Scrypt.derive(
        from: passphrase, salt: ScryptStanza.fullSalt(stanza.salt), workFactor: stanza.workFactor,
        into: &derived)
    else { return .noMemory }
    return openFileKey(stanza.wrappedKey)
  }

  private mutating func openFileKey(_ wrappedKey: [UInt8]) -> Unwrapping {
    ChaChaPoly.open(wrappedKey.span, key: derived, nonce: Self.wrappingNonce, into: &fileKey)
      ? .opened : .notForUs
  }

  /// The header's authentication code.
  mutating func authentication(of header: [UInt8]) -> [UInt8] {
    derivation.deriveKey(from: fileKey, salt: [], info: "header", into: &derived)
    return derivation.authenticate(header, key: derived)
  }

  /// The key of the payload behind `nonce`.
  mutating func derivePayloadKey(nonce: [UInt8], into key: inout SecretBuffer) {
    derivation.deriveKey(from: fileKey, salt: nonce, info: "payload", into: &key)
  }

  private mutating func deriveWrappingKey(share: [UInt8], recipient: AgeRecipient) {
    derivation.deriveKey(
      from: shared, salt: share + recipient.point, info: Self.info(recipient.kind.stanzaType), into: &derived)
  }
}
