internal import Facts

/// What can be told of a private key without its passphrase.
struct PrivateKey: Equatable {
  /// How a key is protected by its passphrase.
  struct Protection: Equatable {
    /// Nil where it can't be seen.
    var cipher: KeyEncryption?
    var derivation: KeyDerivation?
    /// How often the passphrase is hashed; of bcrypt its own rounds. Nil where it can't be seen.
    var rounds: Int?
  }

  var kind = Kind.pemUnknownPrivateKey
  let form: KeyForm
  /// Nil where it isn't encrypted.
  var protection: Protection?
  /// Nil where it can't be seen.
  var algorithm: KeyAlgorithm?
  /// Nil where it has none, or it can't be seen.
  var curve: KeyCurve?
  /// The size of an RSA modulus or of a curve, in bits; nil where it can't be seen.
  var bits: Int?
  /// Where an RSA key's modulus lies in the DER.
  var modulus: Range<Int>?
  /// Where an RSA key's public exponent lies in the DER.
  var exponent: Range<Int>?
  /// Where the public point of a curve lies in the DER, if the key holds it.
  var point: Range<Int>?
  /// Where the seed of an Ed25519 key lies in the DER; its public point is computed of it.
  private(set) var seed: Range<Int>?
  /// What only this key and its certificate have.
  var own: Range<Int>? { modulus ?? point }

  /// Whether its contents make sense; else only the label is known.
  private(set) var isReadable = true

  /// What the label alone tells.
  init(unreadable label: Label) {
    kind = label.kind
    form = label.form
    algorithm = label.algorithm
    isReadable = false
    if label == .encryptedPKCS8 { protection = Protection() }
  }

  /// A key whose block has a header that says how it is encrypted.
  init(encryptedByHeader protection: Protection, _ label: Label) {
    self.init(unreadable: label)
    self.protection = protection
  }

  /// Reads the DER of a block with that label. Nil if it isn't what the label says.
  init?(_ bytes: Span<UInt8>, label: Label) {
    let whole = 0..<bytes.count
    form = label.form
    algorithm = label.algorithm
    switch label {
    case .pkcs8: guard readPKCS8(bytes) else { return nil }
    case .encryptedPKCS8: guard readEncryptedPKCS8(bytes) else { return nil }
    case .rsa: guard readRSA(bytes, whole) else { return nil }
    case .ec: guard readEC(bytes, whole) else { return nil }
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

    var form: KeyForm {
      switch self {
      case .pkcs8, .encryptedPKCS8: .pkcs8
      case .rsa: .pkcs1
      case .ec: .sec1
      case .openSSH: .openSSH
      }
    }

    var algorithm: KeyAlgorithm? {
      switch self {
      case .rsa: .rsa
      case .ec: .ec
      case .pkcs8, .encryptedPKCS8, .openSSH: nil
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
    if bytes.holds(ObjectIdentifier.ec, at: identifier) {
      let name = parts.next(DERCursor.Tag.objectIdentifier, in: bytes)
      // Without the curve's name it has to be in the key itself.
      guard readEC(bytes, key) else { return name != nil }
      setCurve(name, bytes)
    } else if let (curve, bits) = ObjectIdentifier.curve(
      ObjectIdentifier.montgomeryAndEdwards, at: identifier, bytes)
    {
      if curve == .ed25519 {
        kind = .pemEd25519PrivateKey
        var inner = DERCursor(key)
        seed = inner.next(DERCursor.Tag.octetString, in: bytes)
      }
      self.algorithm = curve == .ed25519 ? .ed25519 : .other
      self.curve = curve
      self.bits = bits
    } else {
      let isPSS = bytes.holds(ObjectIdentifier.rsaPSS, at: identifier)
      guard !isPSS || readRSA(bytes, key) else { return false }
      // It is made for one kind of signature alone, which isn't the usual one.
      (kind, self.algorithm) = (.pemUnknownPrivateKey, .other)
    }
    return true
  }

  /// RFC 5958 and 8018: how it is encrypted, then what.
  private mutating func readEncryptedPKCS8(_ bytes: Span<UInt8>) -> Bool {
    protection = Protection()
    var outer = DERCursor(0..<bytes.count)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard let algorithm = fields.next(DERCursor.Tag.sequence, in: bytes),
      fields.next(DERCursor.Tag.octetString, in: bytes) != nil
    else { return false }
    protection = Protection(scheme: algorithm, bytes)
    return true
  }

  /// RFC 8017: version, modulus, exponents and the rest.
  private mutating func readRSA(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    kind = .pemRSAPrivateKey
    algorithm = .rsa
    var outer = DERCursor(range)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard fields.next(DERCursor.Tag.integer, in: bytes) != nil,
      let integer = fields.next(DERCursor.Tag.integer, in: bytes),
      let modulus = bytes.magnitude(of: integer),
      let exponent = fields.next(DERCursor.Tag.integer, in: bytes)
    else { return false }
    self.modulus = modulus
    self.exponent = bytes.magnitude(of: exponent)
    bits = bytes.bitCount(of: modulus)
    return true
  }

  /// RFC 5915: version, the key, and often the curve and the public point.
  private mutating func readEC(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    kind = .pemECPrivateKey
    algorithm = .ec
    var outer = DERCursor(range)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard fields.next(DERCursor.Tag.integer, in: bytes) != nil,
      let key = fields.next(DERCursor.Tag.octetString, in: bytes)
    else { return false }
    bits = key.count * 8
    if let parameters = fields.next(DERCursor.Tag.context(0), in: bytes) {
      var inner = DERCursor(parameters)
      setCurve(inner.next(DERCursor.Tag.objectIdentifier, in: bytes), bytes)
    }
    if let publicKey = fields.next(DERCursor.Tag.context(1), in: bytes) {
      var inner = DERCursor(publicKey)
      if let string = inner.next(DERCursor.Tag.bitString, in: bytes), string.count > 1 {
        point = string.lowerBound + 1..<string.upperBound
      }
    }
    return true
  }

  private mutating func setCurve(_ name: Range<Int>?, _ bytes: Span<UInt8>) {
    guard let name else { return }
    let known = ObjectIdentifier.curve(ObjectIdentifier.curves, at: name, bytes)
    curve = known?.0 ?? .other
    if let size = known?.1 { bits = size }
  }
}
