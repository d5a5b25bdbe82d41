internal import Facts

/// What can be told of a private key without its passphrase.
struct PrivateKey: Equatable {
  /// How a key is protected by its passphrase.
  enum Protection: Equatable {
    case none
    /// PKCS#8 with a key derived by so many rounds; nil where the derivation isn't PBKDF2.
    case pkcs8(rounds: Int?)
    /// A header before PKCS#8: one round of MD5 (RFC 1423).
    case header
    case openSSH
  }

  var kind = Kind.pemUnknownPrivateKey
  var protection = Protection.none
  /// The size of an RSA modulus or of a curve, in bits; nil where it can't be seen.
  var bits: Int?
  /// Where an RSA key's modulus lies in the DER.
  var modulus: Range<Int>?

  /// Whether its contents make sense; else only the label is known.
  private(set) var isReadable = true

  /// What the label alone tells.
  init(unreadable label: Label) {
    kind = label.kind
    isReadable = false
    if label == .encryptedPKCS8 { protection = .pkcs8(rounds: nil) }
  }

  /// Reads the DER of a block with that label. Nil if it isn't what the label says.
  init?(_ bytes: Span<UInt8>, label: Label) {
    let whole = 0..<bytes.count
    switch label {
    case .pkcs8: guard readPKCS8(bytes) else { return nil }
    case .encryptedPKCS8: guard readEncryptedPKCS8(bytes) else { return nil }
    case .rsa: guard readRSA(bytes, whole) else { return nil }
    case .ec: guard readEC(bytes) else { return nil }
    case .openSSH: guard readOpenSSH(bytes) else { return nil }
    }
  }

  /// The labels of private keys (RFC 7468, RFC 5915, PROTOCOL.key of OpenSSH).
  enum Label {
    case pkcs8, encryptedPKCS8, rsa, ec, openSSH

    init?(_ text: Span<UInt8>) {
      for (word, label) in Self.words where text.count == word.utf8.count && text.hasPrefix(word) {
        self = label
        return
      }
      return nil
    }

    private static let words: [(String, Label)] = [
      ("PRIVATE KEY", .pkcs8), ("ENCRYPTED PRIVATE KEY", .encryptedPKCS8), ("RSA PRIVATE KEY", .rsa),
      ("EC PRIVATE KEY", .ec), ("OPENSSH PRIVATE KEY", .openSSH),
    ]

    /// The kind that the label alone tells.
    var kind: Kind {
      switch self {
      case .pkcs8, .encryptedPKCS8: .pemUnknownPrivateKey
      case .rsa: .pemRSAPrivateKey
      case .ec: .pemECPrivateKey
      case .openSSH: .pemOpenSSHPrivateKey
      }
    }
  }

  // MARK: The structures

  /// RFC 5958: version, algorithm, the key in the algorithm's own form.
  private mutating func readPKCS8(_ bytes: Span<UInt8>) -> Bool {
    var outer = DERCursor(0..<bytes.count)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard fields.next(DERCursor.Tag.integer, in: bytes) != nil,
      let algorithm = fields.next(DERCursor.Tag.sequence, in: bytes),
      let key = fields.next(DERCursor.Tag.octetString, in: bytes)
    else { return false }
    var parts = DERCursor(algorithm)
    guard let identifier = parts.next(DERCursor.Tag.objectIdentifier, in: bytes) else { return false }
    if bytes.holds(ObjectIdentifier.rsa, at: identifier) { return readRSA(bytes, key) }
    if bytes.holds(ObjectIdentifier.ed25519, at: identifier) {
      kind = .pemEd25519PrivateKey
      bits = 256
    } else if bytes.holds(ObjectIdentifier.ec, at: identifier) {
      kind = .pemECPrivateKey
      if let curve = parts.next(DERCursor.Tag.objectIdentifier, in: bytes) {
        bits = Self.bits(ofCurve: curve, bytes)
      }
    }
    return true
  }

  /// RFC 5958 and 8018: how it is encrypted, then what.
  private mutating func readEncryptedPKCS8(_ bytes: Span<UInt8>) -> Bool {
    protection = .pkcs8(rounds: nil)
    var outer = DERCursor(0..<bytes.count)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard let algorithm = fields.next(DERCursor.Tag.sequence, in: bytes),
      fields.next(DERCursor.Tag.octetString, in: bytes) != nil
    else { return false }
    var parts = DERCursor(algorithm)
    guard let scheme = parts.next(DERCursor.Tag.objectIdentifier, in: bytes),
      bytes.holds(ObjectIdentifier.pbes2, at: scheme),
      let parameters = parts.next(DERCursor.Tag.sequence, in: bytes)
    else { return true }
    var both = DERCursor(parameters)
    guard let derivation = both.next(DERCursor.Tag.sequence, in: bytes) else { return true }
    var inside = DERCursor(derivation)
    guard let function = inside.next(DERCursor.Tag.objectIdentifier, in: bytes),
      bytes.holds(ObjectIdentifier.pbkdf2, at: function),
      let values = inside.next(DERCursor.Tag.sequence, in: bytes)
    else { return true }
    var salted = DERCursor(values)
    guard salted.next(DERCursor.Tag.octetString, in: bytes) != nil,
      let rounds = salted.next(DERCursor.Tag.integer, in: bytes)
    else { return true }
    protection = .pkcs8(rounds: Self.number(rounds, bytes))
    return true
  }

  /// RFC 8017: version, modulus, exponents and the rest.
  private mutating func readRSA(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    kind = .pemRSAPrivateKey
    var outer = DERCursor(range)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard fields.next(DERCursor.Tag.integer, in: bytes) != nil,
      var modulus = fields.next(DERCursor.Tag.integer, in: bytes),
      fields.next(DERCursor.Tag.integer, in: bytes) != nil
    else { return false }
    while modulus.count > 1, bytes[modulus.lowerBound] == 0 {
      modulus = modulus.lowerBound + 1..<modulus.upperBound
    }
    guard !modulus.isEmpty else { return false }
    self.modulus = modulus
    bits = modulus.count * 8 - bytes[modulus.lowerBound].leadingZeroBitCount
    return true
  }

  /// RFC 5915: version, the key, and often the curve.
  private mutating func readEC(_ bytes: Span<UInt8>) -> Bool {
    kind = .pemECPrivateKey
    var outer = DERCursor(0..<bytes.count)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard fields.next(DERCursor.Tag.integer, in: bytes) != nil,
      let key = fields.next(DERCursor.Tag.octetString, in: bytes)
    else { return false }
    bits = key.count * 8
    if let parameters = fields.next(0xA0, in: bytes) {
      var inner = DERCursor(parameters)
      if let curve = inner.next(DERCursor.Tag.objectIdentifier, in: bytes) {
        bits = Self.bits(ofCurve: curve, bytes)
      }
    }
    return true
  }

  /// A magic word, then the names of cipher and key derivation, each behind its length.
  private mutating func readOpenSSH(_ bytes: Span<UInt8>) -> Bool {
    kind = .pemOpenSSHPrivateKey
    let magic = "openssh-key-v1"
    guard bytes.hasPrefix(magic), bytes.count > magic.utf8.count + 5 else { return false }
    let start = magic.utf8.count + 1
    let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[start + $1]) }
    guard length <= 64, start + 4 + length <= bytes.count else { return false }
    protection = bytes.extracting(start + 4..<start + 4 + length).isWord("none") ? .none : .openSSH
    return true
  }

  private static func number(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int? {
    guard range.count <= 7 else { return nil }
    var number = 0
    for index in range { number = number << 8 | Int(bytes[index]) }
    return number
  }

  private static func bits(ofCurve range: Range<Int>, _ bytes: Span<UInt8>) -> Int? {
    for (identifier, bits) in ObjectIdentifier.curves where bytes.holds(identifier, at: range) { return bits }
    return nil
  }
}

/// Object identifiers in DER (RFC 8017, 5480, 8410, 8018).
private enum ObjectIdentifier {
  static let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
  static let ec: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
  static let ed25519: [UInt8] = [0x2B, 0x65, 0x70]
  static let pbes2: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D]
  static let pbkdf2: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C]
  static let curves: [([UInt8], Int)] = [
    ([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], 256),
    ([0x2B, 0x81, 0x04, 0x00, 0x22], 384),
    ([0x2B, 0x81, 0x04, 0x00, 0x23], 521),
    ([0x2B, 0x81, 0x04, 0x00, 0x0A], 256),
  ]
}
