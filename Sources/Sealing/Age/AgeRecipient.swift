/// Somebody a file can be sealed for: an age X25519 public key, or an SSH key of type ssh-ed25519.
///
/// The text of the first is bech32 with the prefix `age` (https://c2sp.org/age), that of the second what
/// `ssh-keygen` writes.
public struct AgeRecipient: Hashable, Sendable {
  static let prefix = "age"

  enum Kind: Hashable {
    case x25519
    case sshEd25519(SSHPublicKey)

    var stanzaType: String {
      switch self {
      case .x25519: X25519Stanza.type
      case .sshEd25519: SSHPublicKey.type
      }
    }
  }

  let kind: Kind

  /// The Curve25519 point.
  let point: [UInt8]

  init(point: [UInt8], kind: Kind = .x25519) {
    self.kind = kind
    self.point = point
  }

  /// Reads `age1…` or `ssh-ed25519 …`. Recipients of other kinds (post-quantum, plugins, other SSH keys) are
  /// refused by name.
  public init(_ text: String) throws(KeyTextError) {
    let bytes = Array(text.utf8)
    try self.init(text: bytes.span)
  }

  /// Reads a recipient from bytes that may turn out to be a secret.
  init(text: Span<UInt8>) throws(KeyTextError) {
    let sshPrefix = Array("\(SSHPublicKey.type) ".utf8)
    if Bech32.starts(text, with: sshPrefix) {
      guard let key = SSHPublicKey(text.extracting(sshPrefix.count..<text.count)) else { throw .malformedSSH }
      guard let point = key.montgomeryPoint else { throw .inconsistent }
      self.init(point: point, kind: .sshEd25519(key))
      return
    }
    if let refusal = Self.refusal(of: text) { throw refusal }
    var point = [UInt8](repeating: 0, count: Sodium.keyByteCount)
    var output = point.mutableSpan
    try Bech32.decode(text, prefix: Self.prefix, into: &output)
    self.init(point: point)
  }

  private static func refusal(of text: Span<UInt8>) -> KeyTextError? {
    for secret in ["AGE-SECRET-KEY-", "AGE-PLUGIN-", "-----BEGIN "]
    where Bech32.starts(text, with: Array(secret.utf8)) {
      return .secretKeyAmongPublicKeys
    }
    if let name = sshKeyType(of: text) { return .unsupported(kind: name) }
    guard let separator = (0..<text.count).last(where: { text[$0] == UInt8(ascii: "1") }) else { return nil }
    guard separator > 4, Bech32.starts(text, with: Array("age1".utf8)) else { return nil }
    guard let name = keyName(text.extracting(0..<separator)) else { return nil }
    switch name {
    case "age1pq": return .unsupported(kind: "age1pq (post-quantum)")
    case "age1tag", "age1tagpq": return .unsupported(kind: "\(name) (hardware)")
    default: return .unsupported(kind: "\(name) (plugin)")
    }
  }

  private static func sshKeyType(of text: Span<UInt8>) -> String? {
    guard ["ssh-", "ecdsa-", "sk-"].contains(where: { Bech32.starts(text, with: Array($0.utf8)) })
    else { return nil }
    guard let space = (0..<text.count).first(where: { text[$0] == UInt8(ascii: " ") }) else { return nil }
    return keyName(text.extracting(0..<space))
  }

  /// The text as a name fit for a message, if it looks like one.
  private static func keyName(_ text: Span<UInt8>) -> String? {
    guard text.count <= 48 else { return nil }
    var name = ""
    for index in 0..<text.count {
      switch text[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "@"):
        name.unicodeScalars.append(Unicode.Scalar(text[index]))
      default: return nil
      }
    }
    return name
  }
}

extension AgeRecipient: CustomStringConvertible {
  /// `age1…`, or `ssh-ed25519 …` without a comment.
  public var description: String {
    switch kind {
    case .x25519: Bech32.encode(point, prefix: Self.prefix)
    case .sshEd25519(let key): key.text
    }
  }
}

extension AgeRecipient {
  /// Reads a recipients file as age does: one recipient a line, `#` comments, empty lines. Each is returned
  /// once, in the file's order; a file without any is refused.
  public static func list(contentsOf path: String) throws(KeyFileError) -> [AgeRecipient] {
    let text = try KeyText(contentsOf: path, secrecy: .public)
    var recipients: [AgeRecipient] = []
    var seen: Set<AgeRecipient> = []
    var lines = LineScanner()
    while let line = lines.nextKey(in: text.bytes) {
      do throws(KeyTextError) {
        let recipient = try AgeRecipient(text: text.bytes.extracting(line))
        if seen.insert(recipient).inserted { recipients.append(recipient) }
      } catch {
        throw text.error(error, line: lines.number)
      }
    }
    guard !recipients.isEmpty else { throw text.error(.noKey) }
    return recipients
  }

  /// Writes a new recipients file with this one in it, which all may read.
  public func createFile(at path: String) throws(KeyFileError) {
    try KeyTextWriter.create(at: path, isPublic: true) { writer in writer.append("\(self)\n") }
  }
}
