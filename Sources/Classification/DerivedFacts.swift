internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

// Facts about more than a field's own state and kind.

extension Classifier {
  /// What a value is that looks like that kind; into keys, certificates and tokens one has to look, and what is
  /// there is noted. A private key comes with the fingerprint that it has in whatever form it is written.
  static func look(
    into text: Span<UInt8>, as kind: Kind, _ keys: inout KeyReader, _ key: borrowing FingerprintKey,
    _ facts: inout Facts
  ) -> (kind: Kind, key: Fingerprint?) {
    switch kind {
    case .jwt:
      // Three parts with dots between aren't a token yet; and other text may stand around one.
      var token = keys.readToken(text.trimmed)
      if token == nil {
        TextScan.scan(text) { sighting in
          if sighting.kind == .jwt { token = keys.readToken(text.extracting(sighting.range)) }
          return token == nil
        }
      }
      guard let token else {
        // What looks like one hides nothing that stands beside it.
        var other = Kind.unknown
        TextScan.scan(text) { sighting in
          if sighting.kind != .jwt, sighting.kind.tells(moreThan: other) { other = sighting.kind }
          return true
        }
        return (other, nil)
      }
      token.state(in: &facts)
      return (kind, nil)
    case .pemCertificate, .pemPublicKey: break
    default: guard kind.isPrivateKey else { return (kind, nil) }
    }
    var pair = PEMPair()
    keys.forEachBlock(in: text) { block, der in
      pair.add(block, der, key)
      switch block {
      case .privateKey(let privateKey): privateKey.state(in: &facts)
      case .publicKey(let publicKey): publicKey?.state(in: &facts)
      case .certificate: break
      }
    }
    pair.state(in: &facts)
    // A private key whose block has no end is one all the same.
    guard let found = pair.kind, found.isPrivateKey || !kind.isPrivateKey else { return (kind, nil) }
    return (found, pair.identity)
  }

  /// What only a value's text tells, noted while it is at hand.
  mutating func stateInside(_ reading: FieldReading, _ text: Span<UInt8>) {
    switch (reading.known, reading.kind) {
    case (.roleArn, .awsRoleARN):
      facts[.roleHint] = .word(AWSShape.hint(ofRoleARN: text.extracting(text.trimmedRange)), basis: .inferred)
    default: break
    }
  }

  /// What all fields come to.
  mutating func stateTotals(of integration: borrowing Integration, provider: Provider?) {
    guard integration.hasCredentials else { return }
    // What is masked may be a stand-in too; one that shows is one for certain.
    let isAllShown = fields.maskedCount == 0
    if isAllShown || fields.placeholderCount > 0 {
      facts[.placeholders] = FactValue(fields.placeholderCount)
    }
    if isAllShown || fields.exampleCount > 0 {
      facts[.documentedExamples] = FactValue(fields.exampleCount)
    }
    guard let provider else { return }
    let own = ProviderTable.ownFields(of: provider)
    var foreign: UInt32 = 0
    for reading in fields.all where reading.part == nil && reading.state.isValue {
      guard let field = reading.known, reading.fieldClass.sensitivity == FieldClass.secret.sensitivity
      else { continue }
      foreign |= 1 << UInt32(field.ordinal) & ~own
    }
    facts[.foreignSecrets] = FactValue(foreign.nonzeroBitCount)
  }

  /// What the description holds; asked once all secrets were examined. `number` is its number at the gate.
  mutating func stateDescription(of integration: borrowing Integration, number: Int?) {
    guard let view = integration.description else {
      if integration.form == .request { facts[.descriptionSecrets] = FactValue(0) }
      return
    }
    guard let number else { return facts[.descriptionSecrets] = FactValue(0) }
    let count = DescriptionReading.secretCount(in: view.bytes, &wrapped)
    if count > 0 {
      facts[.descriptionSecrets] = FactValue(count)
    } else if let holdsSecret = gate.holdsSecret(number) {
      facts[.descriptionSecrets] = holdsSecret ? FactValue(1, basis: .crossCheck) : FactValue(0)
    }
  }
}
