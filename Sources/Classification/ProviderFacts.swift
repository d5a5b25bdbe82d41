internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

// What only a provider's own values tell, once all fields were read. What is known of each provider stands in
// its file in Providers; here it is asked.

extension Classifier {
  /// States the facts of the provider; of all providers where it isn't known.
  mutating func stateProviderFacts(of integration: borrowing Integration, provider: Provider?) {
    switch provider {
    case .aws: stateAWS(integration)
    case .gcp: stateGCP(integration)
    case .azure: stateAzure(integration)
    case .cloudflare: stateCloudflare(integration)
    case .oci: stateOCI(integration)
    case nil:
      stateAWS(integration)
      stateAzure(integration)
      stateOCI(integration)
    default: break
    }
  }

  /// The text of a field that shows one.
  @_lifetime(copy integration)
  func live(_ field: CredentialField, _ integration: borrowing Integration) -> SecretView? {
    guard let place = fields.livePlace(of: field) else { return nil }
    return integration.text(at: place)
  }

  private mutating func stateAWS(_ integration: borrowing Integration) {
    if let view = live(.accessKey, integration) { AWSShape.state(key: view.bytes.trimmed, in: &facts) }
    if let view = live(.secretKey, integration) {
      facts[AWSFact.secretKeyIsWellFormed] = .truth(AWSShape.isSecretAccessKey(view.bytes.trimmed))
    }
    var name: Range<Int>?
    if let view = live(.roleArn, integration) {
      name = AWSShape.state(role: view.bytes.trimmed, in: &facts)
    }
    stateExternalID(integration, roleName: name)
    let accounts = (facts[AWSFact.keyAccount], facts[AWSFact.roleAccount])
    if accounts.0.isKnown, accounts.1.isKnown {
      facts[AWSFact.accountsAgree] = .truth(accounts.0.number == accounts.1.number, basis: .crossCheck)
    }
  }

  private mutating func stateExternalID(_ integration: borrowing Integration, roleName: Range<Int>?) {
    guard let view = live(.externalId, integration) else { return }
    // What nobody trims is part of it.
    let text = view.bytes
    facts[AWSFact.externalIDIsWellFormed] = .truth(AWSShape.isExternalID(text))
    facts[AWSFact.externalIDLength] = FactValue(text.count)
    // How hard a credential is to guess says nothing of an external id.
    guard let fieldClass = fields.last(of: .externalId)?.fieldClass,
      fieldClass.sensitivity <= FieldClass.trustSecret.sensitivity
    else { return }
    let guessability = Guessability(text)
    var guess = ExternalIDGuess(guessability)
    if let role = live(.roleArn, integration), let roleName {
      let role = role.bytes.trimmed
      if text.contains(alike: role.extracting(roleName)) || role.extracting(roleName).contains(alike: text) {
        guess = .role
      }
      if text.holdsNumber(facts[AWSFact.roleAccount]) { guess = .account }
    }
    if let name = integration.name, text.isAlike(name.bytes) { guess = .integration }
    if let id = integration.id, text.isAlike(id.bytes) { guess = .integration }
    if text.holdsNumber(facts[AWSFact.keyAccount]) { guess = .account }
    facts[AWSFact.externalIDGuess] = .word(guess, basis: .inferred)
    let bits = guess == .none ? guessability.bits : Swift.min(guessability.bits, Guessability.bitsOfGuessed)
    facts[AWSFact.externalIDStrength] = FactValue(bits, basis: .inferred)
  }

  private mutating func stateAzure(_ integration: borrowing Integration) {
    let fields: [4 of CredentialField] = [.tenantId, .clientId, .objectId, .subscriptionId]
    var reading = AzureIDs()
    var equal: UInt8 = 0
    for index in fields.indices {
      guard let view = live(fields[index], integration) else { continue }
      let text = view.bytes.trimmed
      reading.add(text, isTenant: fields[index] == .tenantId, in: &facts)
      for other in 0..<index {
        guard let twin = live(fields[other], integration), text.isAlike(twin.bytes.trimmed) else { continue }
        equal |= 1 << index | 1 << other
      }
    }
    reading.equal = equal.nonzeroBitCount
    reading.state(in: &facts)
    if let view = live(.secret, integration) {
      facts[AzureFact.secretForm] = .word(AzureShape.form(ofSecret: view.bytes.trimmed))
    }
  }

  private mutating func stateCloudflare(_ integration: borrowing Integration) {
    if let reading = self.fields.last(of: .apiKey), reading.state == .live {
      CloudflareShape.state(reading.kind, integration.mode, in: &facts)
      if reading.kind == .cloudflareGlobalAPIKey, let view = live(.apiKey, integration) {
        let isPrefixed = view.bytes.trimmed.hasPrefix("cfk_")
        facts[CloudflareFact.keyGeneration] = .word(
          isPrefixed ? CloudflareKeyGeneration.prefixed : .unprefixed)
      }
    }
    if let view = live(.email, integration), let form = EmailForm(of: view.bytes.trimmed) {
      facts[CloudflareFact.emailForm] = .word(form, basis: .inferred)
    }
  }

  private mutating func stateOCI(_ integration: borrowing Integration) {
    var names = OCINames()
    if let view = live(.tenancyId, integration) {
      names.add(view.bytes.trimmed, as: .ociTenancyOCID, regions, in: &facts)
    }
    if let view = live(.userId, integration) {
      names.add(view.bytes.trimmed, as: .ociUserOCID, regions, in: &facts)
    }
    if let view = live(.compartmentId, integration) {
      names.add(view.bytes.trimmed, as: .ociCompartmentOCID, regions, in: &facts)
    }
    if let view = live(.region, integration) { names.add(region: view.bytes.trimmed, regions, in: &facts) }
    names.state(regions, in: &facts)
    if let view = live(.passphrase, integration) {
      OCIShape.state(passphrase: view.bytes, in: &facts)
      if repeatsSomethingKnown(view.bytes, integration) {
        let bits = Swift.min(facts[OCIFact.passphraseStrength].number, Guessability.bitsOfGuessed)
        facts[OCIFact.passphraseStrength] = FactValue(bits, basis: .crossCheck)
      }
    }
    statePassphraseUse()
    stateFingerprint(integration)
    if let view = live(.fingerprint, integration) {
      facts[OCIFact.fingerprintForm] = .word(OCIShape.form(ofFingerprint: view.bytes.trimmed))
    }
  }

  /// Whether a passphrase is what stands beside it for all to see.
  private func repeatsSomethingKnown(_ text: Span<UInt8>, _ integration: borrowing Integration) -> Bool {
    if let name = integration.name, text.isAlike(name.bytes) { return true }
    if let id = integration.id, text.isAlike(id.bytes) { return true }
    for field in [CredentialField.tenancyId, .userId, .compartmentId, .fingerprint, .region] {
      if let view = live(field, integration), text.isAlike(view.bytes) { return true }
    }
    return false
  }

  /// Whether the fingerprint is the key's.
  private mutating func stateFingerprint(_ integration: borrowing Integration) {
    guard fields.last(of: .privateKey)?.kind == .pemRSAPrivateKey, let view = live(.privateKey, integration),
      let half = keys.publicHalf(ofKeyIn: view.bytes)
    else { return }
    facts[OCIFact.exponentIs65537] = .truth(half.exponentIs65537)
    guard let named = live(.fingerprint, integration),
      let digest = OCIShape.digest(ofFingerprint: named.bytes.trimmed)
    else { return }
    let agrees = digest.indices.allSatisfy { digest[$0] == half.digest[$0] }
    facts[OCIFact.fingerprintAgrees] = .truth(agrees, basis: .crossCheck)
  }

  /// Whether key and passphrase go together.
  private mutating func statePassphraseUse() {
    guard fields.last(of: .privateKey)?.kind.isPrivateKey == true else { return }
    let isEncrypted = facts[.keyIsEncrypted]
    let isSet = facts[.isSet(.passphrase)]
    guard isEncrypted.isKnown, isSet.isKnown else { return }
    let use: PassphraseUse =
      switch (isEncrypted.number == 1, isSet.number == 1) {
      case (true, true): .used
      case (true, false): .missing
      case (false, true): .surplus
      case (false, false): .none
      }
    facts[OCIFact.passphraseUse] = .word(use, basis: .crossCheck)
  }

  private mutating func stateGCP(_ integration: borrowing Integration) {
    guard let view = integration.googleServiceAccount, !view.isEmpty else { return }
    let text = view.bytes.trimmed
    facts[GCPFact.emailAccount] = .word(GoogleAccount(of: text))
    if !facts[GCPFact.accountHint].isKnown {
      facts[GCPFact.accountHint] = .word(GoogleAccountHint(of: text), basis: .inferred)
    }
  }
}

extension Span<UInt8> {
  /// Whether the twelve digits of an account stand in the text.
  fileprivate func holdsNumber(_ account: FactValue) -> Bool {
    guard account.isKnown, count >= 12 else { return false }
    var digits = 0
    for end in 1...count {
      digits = self[end - 1].isDigit ? digits + 1 : 0
      if digits >= 12, number(in: end - 12..<end) == account.number { return true }
    }
    return false
  }
}

extension ExternalIDGuess {
  init(_ guessability: Guessability) {
    if guessability.isDate {
      self = .date
    } else if guessability.isSequence {
      self = .sequence
    } else {
      self = guessability.isCommon ? .word : .none
    }
  }
}
