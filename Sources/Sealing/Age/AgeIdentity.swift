@_spi(SecretBytes) public import SecretMemory

/// The secret key of one reader: an age X25519 identity, in locked memory.
///
/// Its text is bech32 with the prefix `AGE-SECRET-KEY-` (https://c2sp.org/age). It can't be printed: it leaves
/// memory only through `createFile(at:created:)`.
public struct AgeIdentity: ~Copyable {
  static let prefix = "AGE-SECRET-KEY-"

  let scalar: SecretBuffer

  /// Whom to seal for, so that this identity can open.
  public let recipient: AgeRecipient

  /// Makes a new identity.
  public static func generate() throws(SecretMemoryError) -> AgeIdentity {
    var scalar = try SecretBuffer(count: Sodium.keyByteCount)
    scalar.fillWithRandomBytes()
    return AgeIdentity(scalar: scalar)
  }

  private init(scalar: consuming SecretBuffer) {
    recipient = AgeRecipient(point: Sodium.publicKey(of: scalar.bytes))
    self.scalar = scalar
  }

  /// Writes a new identities file, as `age-keygen` does, that only its owner may open.
  ///
  /// `created` stands in the file as a comment: seconds since 1970.
  public func createFile(at path: String, created: Int) throws(KeyFileError) {
    try KeyTextWriter.create(at: path) { compose(created: created, &$0) }
  }

  /// The same under a passphrase: an armored age file, which `age -i` takes too, and asks for the passphrase.
  public func createFile(
    at path: String, created: Int, passphrase: borrowing Passphrase
  ) throws(KeyFileError) {
    try KeyTextWriter.create(at: path, under: passphrase) { compose(created: created, &$0) }
  }

  private func compose(created: Int, _ writer: inout KeyTextWriter) {
    writer.append("# created: \(Timestamp.text(created))\n# public key: \(recipient)\n")
    writer.appendBech32(scalar.bytes, prefix: Self.prefix)
    writer.append("\n")
  }
}
