internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

// Facts about more than a field's own state and kind.

extension Classifier {
  /// What a value of `credentials` is; into private keys one has to look, and what is there is noted.
  static func kind(
    of text: Span<UInt8>, expecting kinds: KindList, _ keys: inout KeyReader, _ facts: inout Facts
  ) -> Kind {
    var kind = Recogniser.kind(of: text, expecting: kinds)
    guard kind.isPrivateKey else { return kind }
    var isFirst = true
    keys.forEachKey(in: text) { key in
      if isFirst { kind = key.kind }
      isFirst = false
      state(key, in: &facts)
    }
    return kind
  }

  /// The same of a value that stands elsewhere, whose key says nothing of the integration's.
  static func kind(of text: Span<UInt8>, _ keys: inout KeyReader) -> Kind {
    var facts = Facts()
    return kind(of: text, expecting: .none, &keys, &facts)
  }

  /// Of several keys the weakest counts.
  private static func state(_ key: PrivateKey, in facts: inout Facts) {
    func lower(_ fact: IntegrationFact, to number: Int) {
      if !facts[fact].isKnown || facts[fact].number > number { facts[fact] = FactValue(number) }
    }
    if let bits = key.bits { lower(.keyBits, to: bits) }
    lower(.keyIsEncrypted, to: key.protection == .none ? 0 : 1)
    switch key.protection {
    case .pkcs8(let rounds?): lower(.keyRounds, to: rounds)
    case .header: lower(.keyRounds, to: 1)
    default: break
    }
  }

  /// What only a value's text tells, noted while it is at hand.
  mutating func stateInside(_ reading: FieldReading, _ text: Span<UInt8>) {
    switch (reading.known, reading.kind) {
    case (.roleArn, .awsRoleARN):
      facts[.roleHint] = .word(AWSShape.hint(ofRoleARN: text.extracting(text.trimmedRange)), basis: .inferred)
    case (.kubeconfig, .kubeconfig):
      let clusters = KubeconfigClusters(in: text)
      facts[.clusters] = FactValue(clusters.count)
      facts[.clustersWithoutTLS] = FactValue(clusters.withoutTLS, basis: clusters.basis)
      facts[.clustersWithoutVerification] = FactValue(clusters.withoutVerification, basis: clusters.basis)
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
    let count = DescriptionReading.secretCount(in: view.bytes)
    if count > 0 {
      facts[.descriptionSecrets] = FactValue(count)
    } else if let holdsSecret = gate.holdsSecret(number) {
      facts[.descriptionSecrets] = holdsSecret ? FactValue(1, basis: .crossCheck) : FactValue(0)
    }
  }
}
