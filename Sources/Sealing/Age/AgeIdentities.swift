@_spi(SecretBytes) internal import SecretMemory

/// The identities that a reader tries: one locked buffer for all their secret scalars.
public struct AgeIdentities: ~Copyable {
  private let scalars: SecretBuffer

  /// Whom each identity opens for, in order.
  public let recipients: [AgeRecipient]

  /// How many there are.
  public var count: Int { recipients.count }

  /// Whether the system keeps the keys out of swap.
  public var isLocked: Bool { scalars.isLocked }

  /// Just one.
  public init(_ identity: consuming AgeIdentity) {
    recipients = [identity.recipient]
    scalars = identity.scalar
  }

  /// Reads an identities file as age does: one `AGE-SECRET-KEY-1…` a line, `#` comments, empty lines.
  ///
  /// The file must be its owner's alone. An identity that stands there twice is kept once; a file without any
  /// is refused, and so are SSH keys, plugins and files under a passphrase, by name.
  public init(contentsOf path: String) throws(KeyFileError) {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    var lines = LineScanner()
    var lineCount = 0
    while lines.nextKey(in: text.bytes) != nil { lineCount += 1 }
    guard lineCount > 0 else { throw text.error(.noKey) }

    var scalars = try text.buffer(count: lineCount * Sodium.keyByteCount)
    var recipients: [AgeRecipient] = []
    lines = LineScanner()
    while let line = lines.nextKey(in: text.bytes) {
      let start = recipients.count * Sodium.keyByteCount
      do throws(KeyTextError) {
        let key = text.bytes.extracting(line)
        if let refusal = Self.refusal(of: key) { throw refusal }
        var all = scalars.mutableBytes
        var scalar = all._mutatingExtracting(start..<start + Sodium.keyByteCount)
        try Bech32.decode(key, prefix: AgeIdentity.prefix, into: &scalar)
      } catch {
        throw text.error(error, line: lines.number)
      }
      let scalar = scalars.bytes.extracting(start..<start + Sodium.keyByteCount)
      let recipient = AgeRecipient(point: Sodium.publicKey(of: scalar))
      // The next identity takes a duplicate's place.
      if !recipients.contains(recipient) { recipients.append(recipient) }
    }
    self.scalars = scalars
    self.recipients = recipients
  }

  /// The secret scalar of one.
  @_lifetime(borrow self)
  func scalar(at index: Int) -> Span<UInt8> {
    scalars.bytes.extracting(index * Sodium.keyByteCount..<(index + 1) * Sodium.keyByteCount)
  }

  /// Names what can't be used from the first characters alone: the rest may be secret.
  private static func refusal(of text: Span<UInt8>) -> KeyTextError? {
    func begins(_ prefix: String) -> Bool { Bech32.starts(text, with: Array(prefix.utf8)) }
    if begins("AGE-SECRET-KEY-PQ-1") { return .unsupported(kind: "AGE-SECRET-KEY-PQ (post-quantum)") }
    if begins("AGE-PLUGIN-") { return .unsupported(kind: "AGE-PLUGIN") }
    if begins("age-encryption.org/") || begins("-----BEGIN AGE ENCRYPTED FILE-----") {
      return .passphraseProtected
    }
    if begins("-----BEGIN ") { return .unsupported(kind: "SSH and PEM private") }
    return nil
  }
}
