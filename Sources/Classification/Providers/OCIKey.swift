internal import Facts
@_spi(SecretBytes) internal import SecretMemory

/// The public half of an RSA key, as far as Oracle names keys by it.
struct RSAPublicHalf {
  /// The MD5 of its SubjectPublicKeyInfo.
  let digest: [16 of UInt8]
  let exponentIs65537: Bool

  /// Reads the DER of a private key: PKCS#1, or PKCS#8 around it. Nil if it is neither, or not RSA.
  init?(ofKey der: Span<UInt8>) {
    guard let numbers = Self.numbers(der, 0..<der.count) else { return nil }
    let modulus = der.extracting(Self.magnitude(der, numbers.modulus))
    let exponent = der.extracting(Self.magnitude(der, numbers.exponent))
    digest = MD5.ofRSAPublicKey(modulus: modulus, exponent: exponent)
    exponentIs65537 = exponent.count == 3 && exponent[0] == 1 && exponent[1] == 0 && exponent[2] == 1
  }

  private static func numbers(
    _ der: Span<UInt8>, _ range: Range<Int>
  ) -> (modulus: Range<Int>, exponent: Range<Int>)? {
    var outer = DERCursor(range)
    guard let content = outer.next(DERCursor.Tag.sequence, in: der) else { return nil }
    var fields = DERCursor(content)
    guard fields.next(DERCursor.Tag.integer, in: der) != nil else { return nil }
    if let modulus = fields.next(DERCursor.Tag.integer, in: der) {
      return fields.next(DERCursor.Tag.integer, in: der).map { (modulus, $0) }
    }
    guard let algorithm = fields.next(DERCursor.Tag.sequence, in: der),
      let key = fields.next(DERCursor.Tag.octetString, in: der)
    else { return nil }
    var parts = DERCursor(algorithm)
    guard let identifier = parts.next(DERCursor.Tag.objectIdentifier, in: der), identifier.count == 9,
      der[identifier.lowerBound + 7] == 1, der[identifier.lowerBound + 8] == 1
    else { return nil }
    return numbers(der, key)
  }

  private static func magnitude(_ der: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    while start < range.upperBound, der[start] == 0 { start += 1 }
    return start..<range.upperBound
  }
}

extension KeyReader {
  /// The public half of the first private key of a PEM, which may be wrapped; nil where that isn't RSA in the clear.
  mutating func publicHalf(ofKeyIn text: Span<UInt8>) -> RSAPublicHalf? {
    var half: RSAPublicHalf?
    var isFound = false
    forEachBlock(in: text) { block, der in
      guard case .privateKey = block, !isFound else { return }
      isFound = true
      half = RSAPublicHalf(ofKey: der)
    }
    return half
  }
}
