internal import Classification
internal import Facts
internal import Reporting

/// What can be compared with other integrations: one that was just classified, or the record of one.
protocol Correlated {
  var correlationID: String { get }
  var knownProvider: Provider? { get }
  var knownMode: AuthMode? { get }
  var environment: EnvironmentHint { get }
  /// What it is for, as bits; nil where nothing is known of that.
  var purpose: Int? { get }
  var accountFingerprint: Fingerprint? { get }
  func forEachSecret(_ body: (_ field: String, Fingerprint) -> Void)
  /// The fingerprint of a field's own value.
  func fingerprint(of field: CredentialField) -> Fingerprint?
}

extension CheckedIntegration: Correlated {
  var correlationID: String { id.description }
  var knownProvider: Provider? { provider }
  var knownMode: AuthMode? { facts[.mode].isKnown ? AuthMode.allCases[facts[.mode].number] : nil }
  var accountFingerprint: Fingerprint? { account }

  var environment: EnvironmentHint {
    // A report shows a name that is withheld to nobody, and merged reports are to say the same.
    guard let name, !name.isRedacted, facts[.environment].isKnown else { return .none }
    return EnvironmentHint.allCases[facts[.environment].number]
  }

  var purpose: Int? {
    guard facts[.features].isKnown, facts[.features].number != 0, unknownFeatures.isEmpty else { return nil }
    return facts[.features].number
  }

  func forEachSecret(_ body: (String, Fingerprint) -> Void) {
    for field in fields where field.fieldClass == .secret {
      if let fingerprint = field.fingerprint { body(field.name, fingerprint) }
    }
  }

  func fingerprint(of field: CredentialField) -> Fingerprint? {
    for candidate in fields where candidate.fingerprint != nil && candidate.name == field.word {
      return candidate.fingerprint
    }
    return nil
  }
}

extension IntegrationRecord: Correlated {
  var correlationID: String { integration }
  var knownProvider: Provider? { isProviderKnown ? Provider(rawValue: provider) : nil }
  var knownMode: AuthMode? { mode.flatMap { AuthMode(rawValue: $0) } }
  var environment: EnvironmentHint { name.map { EnvironmentHint(ofName: $0) } ?? .none }
  var accountFingerprint: Fingerprint? { account.flatMap { Fingerprint($0) } }

  var purpose: Int? {
    guard !features.isEmpty, unknownFeatures.isEmpty else { return nil }
    return features.compactMap { Feature(rawValue: $0) }.reduce(0) { $0 | 1 << $1.ordinal }
  }

  func forEachSecret(_ body: (String, Fingerprint) -> Void) {
    for field in fields where field.fieldClass == FieldClass.secret.rawValue {
      if let fingerprint = field.fingerprint.flatMap({ Fingerprint($0) }) { body(field.name, fingerprint) }
    }
  }

  func fingerprint(of field: CredentialField) -> Fingerprint? {
    for candidate in fields where candidate.name == field.word {
      if let fingerprint = candidate.fingerprint { return Fingerprint(fingerprint) }
    }
    return nil
  }
}
