internal import Facts

/// A public key, by itself or within a certificate.
struct PublicKey: Equatable {
  var algorithm = KeyAlgorithm.other
  /// The size of an RSA modulus or of a curve, in bits; nil where it isn't read.
  var bits: Int?
  /// Where what only this key has lies: an RSA modulus without zeroes before it, the point of a curve.
  var own: Range<Int>?

  /// SubjectPublicKeyInfo (RFC 5280, 4.1.2.7): an algorithm, and a bit string.
  init?(info content: Range<Int>, _ bytes: Span<UInt8>) {
    var fields = DERCursor(content)
    guard let identification = fields.next(DERCursor.Tag.sequence, in: bytes),
      let string = fields.next(DERCursor.Tag.bitString, in: bytes), string.count > 1
    else { return nil }
    let key = string.lowerBound + 1..<string.upperBound
    var parts = DERCursor(identification)
    guard let identifier = parts.next(DERCursor.Tag.objectIdentifier, in: bytes) else { return nil }
    if bytes.holds(ObjectIdentifier.rsa, at: identifier)
      || bytes.holds(ObjectIdentifier.rsaPSS, at: identifier)
    {
      guard readRSA(key, bytes) else { return nil }
    } else if bytes.holds(ObjectIdentifier.ec, at: identifier) {
      algorithm = .ec
      own = key
      if let name = parts.next(DERCursor.Tag.objectIdentifier, in: bytes) {
        bits = ObjectIdentifier.curve(ObjectIdentifier.curves, at: name, bytes)?.1
      }
    } else if let (curve, bits) = ObjectIdentifier.curve(
      ObjectIdentifier.montgomeryAndEdwards, at: identifier, bytes)
    {
      algorithm = curve == .ed25519 ? .ed25519 : .other
      self.bits = bits
      own = key
    }
  }

  /// The whole of a block with that label: `PUBLIC KEY` or, for PKCS#1's form, `RSA PUBLIC KEY`.
  init?(_ bytes: Span<UInt8>, isPKCS1: Bool) {
    if isPKCS1 {
      self.init()
      guard readRSA(0..<bytes.count, bytes) else { return nil }
    } else {
      var outer = DERCursor(0..<bytes.count)
      guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return nil }
      self.init(info: content, bytes)
    }
  }

  private init() {}

  /// RFC 8017: modulus, exponent.
  private mutating func readRSA(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    algorithm = .rsa
    var outer = DERCursor(range)
    guard let content = outer.next(DERCursor.Tag.sequence, in: bytes) else { return false }
    var fields = DERCursor(content)
    guard let integer = fields.next(DERCursor.Tag.integer, in: bytes),
      let modulus = bytes.magnitude(of: integer), fields.next(DERCursor.Tag.integer, in: bytes) != nil
    else { return false }
    own = modulus
    bits = bytes.bitCount(of: modulus)
    return true
  }
}

extension Span<UInt8> {
  /// An integer's bytes without the zeroes before it; nil if there is nothing else.
  func magnitude(of integer: Range<Int>) -> Range<Int>? {
    var start = integer.lowerBound
    while start < integer.upperBound, self[start] == 0 { start += 1 }
    return start < integer.upperBound ? start..<integer.upperBound : nil
  }

  func bitCount(of magnitude: Range<Int>) -> Int {
    magnitude.count * 8 - self[magnitude.lowerBound].leadingZeroBitCount
  }
}
