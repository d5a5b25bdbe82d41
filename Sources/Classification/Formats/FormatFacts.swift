internal import Facts
@_spi(SecretBytes) internal import SecretMemory

// What certificates, keys and tokens say, as facts.

/// A certificate and the private key beside it: the first of each, in one text or in two.
struct PEMPair {
  private var certificate: Certificate??
  private var certified: Fingerprint?
  private var own: Fingerprint?
  private var privateKeys = 0
  private var firstIdentity: Fingerprint?
  /// The first block's kind; the first private key's, if there is one.
  private(set) var kind: Kind?

  /// Takes in a block. What the two have in common is compared by fingerprint, since only one is decoded at a
  /// time.
  mutating func add(_ block: KeyReader.Block, _ der: Span<UInt8>, _ key: borrowing FingerprintKey) {
    func fingerprint(_ range: Range<Int>?) -> Fingerprint? {
      range.map { Fingerprint(key.fingerprint(of: SecretView(der.extracting($0)))) }
    }
    if case .privateKey(let privateKey) = block {
      if privateKeys == 0 { firstIdentity = privateKey.fingerprint(of: der, key) }
      privateKeys += 1
    }
    switch block {
    case .certificate(let certificate):
      kind = kind ?? .pemCertificate
      guard self.certificate == nil else { return }
      self.certificate = .some(certificate)
      certified = fingerprint(certificate?.key.own)
    case .privateKey(let privateKey):
      if kind?.isPrivateKey != true {
        kind = privateKey.kind
        own = fingerprint(privateKey.own)
      }
    case .publicKey: kind = kind ?? .pemPublicKey
    }
  }

  /// What tells the private key from all others, however it is written; nil where there isn't just one.
  var identity: Fingerprint? { privateKeys == 1 ? firstIdentity : nil }

  /// Notes that there ought to be a certificate, if none was read.
  mutating func expectCertificate() { certificate = certificate ?? .some(nil) }

  /// States what the certificate says, unless another was there before.
  func state(in facts: inout Facts) {
    guard let certificate, !facts[CertificateFact.isReadable].isKnown else { return }
    facts[CertificateFact.isReadable] = .truth(certificate != nil)
    certificate?.state(in: &facts)
    if let certified, let own {
      facts[CertificateFact.matchesKey] = .truth(certified == own, basis: .crossCheck)
    }
  }
}

extension Certificate {
  func state(in facts: inout Facts) {
    facts[CertificateFact.subject] = .word(subject)
    facts[CertificateFact.groups] = FactValue(groups)
    facts[CertificateFact.isSelfSigned] = .truth(isSelfSigned)
    facts[CertificateFact.isAuthority] = .truth(isAuthority)
    facts[CertificateFact.allowsClients] = .truth(allowsClients)
    let (first, last) = (Day(ofSecond: validFrom).number, Day(ofSecond: validUntil).number)
    facts[CertificateFact.validFrom] = FactValue(first)
    facts[CertificateFact.validUntil] = FactValue(last)
    facts[CertificateFact.validDays] = FactValue(last - first)
    facts[CertificateFact.algorithm] = .word(key.algorithm)
    if let bits = key.bits { facts[CertificateFact.bits] = FactValue(bits) }
    facts[CertificateFact.signature] = .word(signature)
    guard facts[.today].isKnown else { return }
    let today = facts[.today].number
    facts[CertificateFact.daysLeft] = FactValue(last - today, basis: .time)
    facts[CertificateFact.isExpired] = .truth(last < today, basis: .time)
    facts[CertificateFact.isYetToCome] = .truth(first > today, basis: .time)
  }
}

extension JSONWebToken {
  /// States what the token says, unless another was there before.
  func state(in facts: inout Facts) {
    guard !facts[JWTFact.algorithm].isKnown else { return }
    facts[JWTFact.algorithm] = .word(algorithm)
    facts[JWTFact.type] = .word(type)
    facts[JWTFact.hasKeyID] = .truth(hasKeyID)
    facts[JWTFact.isSigned] = .truth(isSigned)
    facts[JWTFact.issuer] = .word(issuer)
    facts[JWTFact.hasSubject] = .truth(hasSubject)
    facts[JWTFact.audiences] = FactValue(audiences)
    if isEndReadable { facts[JWTFact.expires] = .truth(validUntil != nil) }
    facts[JWTFact.serviceAccount] = .word(serviceAccount)
    if serviceAccount != .none {
      facts[JWTFact.namespace] = .word(namespace)
      facts[JWTFact.account] = .word(account)
      facts[JWTFact.binding] = .word(binding)
      facts[JWTFact.isExtended] = .truth(isExtended)
    }
    if let issuedAt { facts[JWTFact.issuedOn] = FactValue(Day(ofSecond: issuedAt).number) }
    if let validFrom { facts[JWTFact.validFrom] = FactValue(Day(ofSecond: validFrom).number) }
    guard let validUntil else { return }
    let last = Day(ofSecond: validUntil).number
    facts[JWTFact.validUntil] = FactValue(last)
    if let issuedAt, validUntil >= issuedAt {
      facts[JWTFact.lifeDays] = FactValue((validUntil - issuedAt + 86399) / 86400)
    }
    guard facts[.today].isKnown else { return }
    facts[JWTFact.daysLeft] = FactValue(last - facts[.today].number, basis: .time)
    facts[JWTFact.isExpired] = .truth(last < facts[.today].number, basis: .time)
  }
}

extension PrivateKey {
  /// States what the key is; of several the weakest size and protection count, and the first's other traits.
  func state(in facts: inout Facts) {
    func lower(_ fact: IntegrationFact, to number: Int) {
      if !facts[fact].isKnown || facts[fact].number > number { facts[fact] = FactValue(number) }
    }
    if let bits { lower(.keyBits, to: bits) }
    lower(.keyIsEncrypted, to: protection == nil ? 0 : 1)
    if let rounds = protection?.rounds { lower(.keyRounds, to: rounds) }
    let count = facts[KeyFact.privateKeys].isKnown ? facts[KeyFact.privateKeys].number : 0
    facts[KeyFact.privateKeys] = FactValue(count + 1)
    guard count == 0 else { return }
    facts[KeyFact.form] = .word(form)
    if let algorithm { facts[KeyFact.algorithm] = .word(algorithm) }
    if let curve { facts[KeyFact.curve] = .word(curve) }
    if let protection {
      if let cipher = protection.cipher { facts[KeyFact.encryption] = .word(cipher) }
      if let derivation = protection.derivation { facts[KeyFact.derivation] = .word(derivation) }
    } else if isReadable {
      facts[KeyFact.encryption] = .word(KeyEncryption.none)
    }
  }
}

extension PrivateKey {
  /// A fingerprint by which a key is the same in whatever form it is written: that of its modulus or public point
  /// where it holds one, else that of its DER.
  func fingerprint(of der: Span<UInt8>, _ key: borrowing FingerprintKey) -> Fingerprint? {
    guard !der.isEmpty else { return nil }
    return Fingerprint(key.fingerprint(of: SecretView(der.extracting(own ?? 0..<der.count))))
  }
}

extension PublicKey {
  func state(in facts: inout Facts) {
    guard let bits else { return }
    let known = facts[KeyFact.publicBits]
    if !known.isKnown || known.number > bits { facts[KeyFact.publicBits] = FactValue(bits) }
  }
}
