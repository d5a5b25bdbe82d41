@_spi(SecretBytes) public import SecretMemory

/// The identities that a reader tries: one locked buffer for all their secret scalars, and a passphrase for
/// files that are sealed under one.
public struct AgeIdentities: ~Copyable {
  private var scalars: SecretBuffer
  private var passphrase: Passphrase?
  private var workFactorLimit: Int

  /// Whom each identity opens for, in order.
  public private(set) var recipients: [AgeRecipient]

  /// How many there are.
  public var count: Int { recipients.count }

  /// Whether the system keeps the keys out of swap.
  public var isLocked: Bool { scalars.isLocked }

  /// Just one.
  public init(_ identity: consuming AgeIdentity) {
    recipients = [identity.recipient]
    scalars = identity.scalar
    passphrase = nil
    workFactorLimit = 0
  }

  /// A passphrase alone. Trying it on a file may take up to 2^`workFactorLimit` KiB of memory, 2^22 at most; a
  /// file that asks for more is refused.
  public init(
    _ passphrase: consuming Passphrase, workFactorLimit: Int = 22
  ) throws(SecretMemoryError) {
    scalars = try SecretBuffer(count: 0)
    recipients = []
    self.passphrase = .some(passphrase)
    self.workFactorLimit = min(workFactorLimit, ScryptStanza.highestWorkFactor)
  }

  /// Reads an identities file as age does: one `AGE-SECRET-KEY-1…` a line, `#` comments, empty lines.
  ///
  /// The file must be its owner's alone. An identity that stands there twice is kept once; a file without any
  /// is refused, and so are SSH keys and plugins, by name. For a file under a passphrase, which age writes
  /// with `-p`, `passphrase` is asked; without one it is refused.
  public init(
    contentsOf path: String, workFactorLimit: Int = 22, passphrase: () -> Passphrase? = { nil }
  ) throws(KeyFileError) {
    var text = try KeyText(contentsOf: path, secrecy: .secret)
    if text.isSealed {
      guard let passphrase = passphrase() else { throw text.error(.key(line: 1, .passphraseProtected)) }
      text = try text.opened(with: passphrase, workFactorLimit: workFactorLimit)
    }
    try self.init(text)
  }

  private init(_ text: borrowing KeyText) throws(KeyFileError) {
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
    passphrase = nil
    workFactorLimit = 0
  }

  /// Adds others, and the passphrase that they bring, if there is none yet: only one of both may have one.
  public mutating func append(_ other: consuming AgeIdentities) throws(SecretMemoryError) {
    precondition(!(hasPassphrase && other.hasPassphrase), "only one passphrase can be tried")
    let size = Sodium.keyByteCount
    var all = try SecretBuffer(count: (count + other.count) * size)
    for index in 0..<count { all.copy(scalar(at: index), at: index * size) }
    for index in 0..<other.count where !recipients.contains(other.recipients[index]) {
      all.copy(other.scalar(at: index), at: recipients.count * size)
      recipients.append(other.recipients[index])
    }
    scalars = all
    if other.hasPassphrase {
      workFactorLimit = other.workFactorLimit
      passphrase = other.passphrase
    }
  }

  /// Whether there is a passphrase to try on a file that is sealed under one.
  private var hasPassphrase: Bool {
    switch passphrase {
    case .none: false
    case .some: true
    }
  }

  /// Takes the file key out of a stanza under a passphrase; false if there is no passphrase to try.
  func open(_ stanza: ScryptStanza, keys: inout AgeKeySchedule) throws(AgeReadError) -> Bool {
    switch passphrase {
    case .none: return false
    case .some(let passphrase):
      guard stanza.workFactor <= workFactorLimit else {
        throw .workFactorTooHigh(workFactor: stanza.workFactor, limit: workFactorLimit)
      }
      switch keys.unwrap(stanza, passphrase: passphrase) {
      case .opened: return true
      case .noMemory: throw .memory(.allocationFailed(byteCount: 1 << (stanza.workFactor + 10)))
      case .notForUs, .lowOrder: throw .wrongPassphrase
      }
    }
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
    if begins("age-encryption.org/") || begins("-----BEGIN AGE") { return .passphraseProtected }
    if begins("-----BEGIN ") { return .unsupported(kind: "SSH and PEM private") }
    return nil
  }
}
