internal import Facts

// How private keys are encrypted: by PKCS#8, by the header that keys before it have, and by OpenSSH.

extension PrivateKey.Protection {
  /// PKCS#8's (RFC 8018): PBES2 with a derivation and a cipher, or one of the ways before it.
  init(scheme: Range<Int>, _ bytes: Span<UInt8>) {
    var parts = DERCursor(scheme)
    guard let identifier = parts.next(DERCursor.Tag.objectIdentifier, in: bytes) else { return }
    guard bytes.holds(ObjectIdentifier.pbes2, at: identifier) else {
      readOld(identifier, parts.next(DERCursor.Tag.sequence, in: bytes), bytes)
      return
    }
    guard let parameters = parts.next(DERCursor.Tag.sequence, in: bytes) else { return }
    var both = DERCursor(parameters)
    guard let derivation = both.next(DERCursor.Tag.sequence, in: bytes) else { return }
    readDerivation(derivation, bytes)
    guard let encryption = both.next(DERCursor.Tag.sequence, in: bytes) else { return }
    var inside = DERCursor(encryption)
    guard let name = inside.next(DERCursor.Tag.objectIdentifier, in: bytes) else { return }
    cipher = ObjectIdentifier.value(ObjectIdentifier.ciphers, at: name, bytes) ?? .other
  }

  private mutating func readDerivation(_ range: Range<Int>, _ bytes: Span<UInt8>) {
    var inside = DERCursor(range)
    guard let name = inside.next(DERCursor.Tag.objectIdentifier, in: bytes) else { return }
    derivation = ObjectIdentifier.value(ObjectIdentifier.derivations, at: name, bytes) ?? .other
    guard derivation == .pbkdf2, let values = inside.next(DERCursor.Tag.sequence, in: bytes) else { return }
    var salted = DERCursor(values)
    guard salted.next(DERCursor.Tag.octetString, in: bytes) != nil,
      let number = salted.next(DERCursor.Tag.integer, in: bytes)
    else { return }
    rounds = bytes.number(number)
  }

  /// A salt and a number of rounds; the cipher is in the name.
  private mutating func readOld(_ name: Range<Int>, _ values: Range<Int>?, _ bytes: Span<UInt8>) {
    derivation = .other
    cipher = .other
    guard name.count > 1 else { return }
    let last = bytes[name.upperBound - 1]
    let family = name.lowerBound..<name.upperBound - 1
    if bytes.holds(ObjectIdentifier.pkcs5, at: family) {
      derivation = .legacy
      cipher = [1: .des, 3: .des, 10: .des, 4: .rc2, 6: .rc2, 11: .rc2][last] ?? .other
    } else if bytes.holds(ObjectIdentifier.pkcs12, at: family) {
      derivation = .legacy
      cipher = [3: .tripleDES, 4: .tripleDES, 5: .rc2, 6: .rc2][last] ?? .other
    }
    guard let values else { return }
    var salted = DERCursor(values)
    _ = salted.next(DERCursor.Tag.octetString, in: bytes)
    if let number = salted.next(DERCursor.Tag.integer, in: bytes) { rounds = bytes.number(number) }
  }

  /// The header of keys before PKCS#8 (RFC 1423): `DEK-Info: CIPHER,IV`. One round of MD5.
  init(header text: Span<UInt8>) {
    derivation = .md5
    rounds = 1
    guard let start = text.index(of: "DEK-Info: ") else { return }
    let name = start + 10
    let ciphers: [(String, KeyEncryption)] = [
      ("AES-256-", .aes256), ("AES-192-", .aes192), ("AES-128-", .aes128), ("DES-EDE3-", .tripleDES),
      ("DES-", .des), ("RC2-", .rc2),
    ]
    cipher = ciphers.first { text.hasPrefix($0.0, at: name) }?.1 ?? .other
  }
}

extension PrivateKey {
  /// OpenSSH's form (its file PROTOCOL.key): a magic word; the names of cipher and key derivation; the
  /// derivation's salt and rounds; how many keys; the first one's public half, which begins with its type.
  mutating func readOpenSSH(_ bytes: Span<UInt8>) -> Bool {
    kind = .pemOpenSSHPrivateKey
    let magic = "openssh-key-v1"
    // A zero follows.
    guard bytes.hasPrefix(magic), bytes.count > magic.utf8.count else { return false }
    var strings = LengthPrefixed(magic.utf8.count + 1..<bytes.count)
    guard let cipher = strings.next(bytes), let derivation = strings.next(bytes),
      let options = strings.next(bytes)
    else { return false }
    if !bytes.extracting(cipher).holds("none") {
      var protection = Protection()
      let name = bytes.extracting(cipher)
      let ciphers: [(String, KeyEncryption)] = [
        ("aes256-", .aes256), ("aes192-", .aes192), ("aes128-", .aes128), ("chacha20-", .chacha20),
        ("3des-", .tripleDES),
      ]
      protection.cipher = ciphers.first { name.hasPrefix($0.0) }?.1 ?? .other
      protection.derivation = bytes.extracting(derivation).holds("bcrypt") ? .bcrypt : .other
      var inside = LengthPrefixed(options)
      if inside.next(bytes) != nil { protection.rounds = inside.nextNumber(bytes) }
      self.protection = protection
    }
    guard strings.nextNumber(bytes) != nil, let publicKey = strings.next(bytes) else { return false }
    readOpenSSHPublicKey(publicKey, bytes)
    return true
  }

  /// RFC 4253, 6.6 and RFC 5656, 3.1.
  private mutating func readOpenSSHPublicKey(_ range: Range<Int>, _ bytes: Span<UInt8>) {
    var fields = LengthPrefixed(range)
    guard let type = fields.next(bytes) else { return }
    let name = bytes.extracting(type)
    if name.holds("ssh-rsa") {
      algorithm = .rsa
      guard fields.next(bytes) != nil, let integer = fields.next(bytes),
        let modulus = bytes.magnitude(of: integer)
      else { return }
      self.modulus = modulus
      bits = bytes.bitCount(of: modulus)
    } else if name.hasPrefix("ecdsa-sha2-nistp") {
      algorithm = .ec
      let curves: [(String, KeyCurve, Int)] = [("256", .p256, 256), ("384", .p384, 384), ("521", .p521, 521)]
      if let known = curves.first(where: { name.hasSuffix($0.0) }) { (curve, bits) = (known.1, known.2) }
      if fields.next(bytes) != nil { point = fields.next(bytes) }
    } else if name.holds("ssh-ed25519") {
      (algorithm, curve, bits) = (.ed25519, .ed25519, 256)
      point = fields.next(bytes)
    } else {
      algorithm = .other
    }
  }
}

/// Walks over strings that stand behind their lengths of four bytes (RFC 4251, section 5).
private struct LengthPrefixed {
  private var position: Int
  private let end: Int

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  mutating func nextNumber(_ bytes: Span<UInt8>) -> Int? {
    guard position <= end, end <= bytes.count, end - position >= 4 else { return nil }
    defer { position += 4 }
    return (0..<4).reduce(0) { $0 << 8 | Int(bytes[position + $1]) }
  }

  mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard let length = nextNumber(bytes), length <= end - position else { return nil }
    defer { position += length }
    return position..<position + length
  }
}

extension Span<UInt8> {
  /// A DER integer of up to seven bytes.
  func number(_ range: Range<Int>) -> Int? {
    guard range.count <= 7 else { return nil }
    var number = 0
    for index in range { number = number << 8 | Int(self[index]) }
    return number
  }
}
