@_spi(SecretBytes) internal import SecretMemory

/// The file key of an age file, and every key that comes from it or leads to it, in locked memory.
struct AgeKeySchedule: ~Copyable {
  private static let fileKeyByteCount = 16
  private static let wrappingInfo = "age-encryption.org/v1/X25519"
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
    deriveWrappingKey(share: share, recipient: recipient)

    // The sealing happens in locked memory; what leaves it is ciphertext, of just the shared secret's length.
    shared.copy(fileKey)
    ChaChaPoly.seal(&shared, count: Self.fileKeyByteCount, key: derived, nonce: Self.wrappingNonce)
    let sealed = shared.bytes
    let body = sealed.indices.map { sealed[$0] }
    let shareText = String(decoding: Base64.encode(share, padding: .forbidden), as: UTF8.self)
    return AgeStanza(type: X25519Stanza.type, arguments: [shareText], body: body)
  }

  /// What came of trying an identity on a stanza.
  enum Unwrapping { case opened, notForUs, lowOrder }

  /// Takes the file key from `stanza`, if it was wrapped for this identity.
  mutating func unwrap(
    _ stanza: X25519Stanza, scalar: Span<UInt8>, recipient: AgeRecipient
  ) -> Unwrapping {
    guard Sodium.multiply(scalar, stanza.share.span, into: &shared) else { return .lowOrder }
    deriveWrappingKey(share: stanza.share, recipient: recipient)
    let opened = ChaChaPoly.open(
      stanza.wrappedKey.span, key: derived, nonce: Self.wrappingNonce, into: &fileKey)
    return opened ? .opened : .notForUs
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
      from: shared, salt: share + recipient.point, info: Self.wrappingInfo, into: &derived)
  }
}

/// A stanza of type X25519, its form checked.
struct X25519Stanza {
  static let type = "X25519"

  let share: [UInt8]
  let wrappedKey: [UInt8]

  /// Nil if the stanza claims the type without having its form. A body of another length is refused before
  /// any decryption: a longer one could hold keys for several readers at once.
  init?(_ stanza: AgeStanza) {
    guard stanza.arguments.count == 1, stanza.body.count == 32 else { return nil }
    let text = Array(stanza.arguments[0].utf8)
    guard let share = Base64.decode(text, padding: .forbidden, count: Sodium.keyByteCount)
    else { return nil }
    self.share = share
    wrappedKey = stanza.body
  }
}
