@_spi(RedactionGate) public import Facts
public import IntegrationPayload
@_spi(SecretBytes) public import SecretMemory

/// Says of an integration what each field is and what its declared mode promised, and lets out nothing but
/// facts and checked labels.
public struct Classifier: ~Copyable {
  var gate: RedactionGate
  var composites: CompositeReader
  var keys: KeyReader
  /// Nil only while it is in use.
  var wrapped: WrappedText?
  var wrappedCount = 0
  var lowVarietyCount = 0
  /// The key that fingerprints are made under.
  public let key: FingerprintKey
  var fields = FieldReadings()
  var facts = Facts()
  private let today: FactValue
  /// The regions of Oracle Cloud, read when the first of its integrations comes by.
  lazy var regions = OCIRegions(realms())
  private let realms: @Sendable () -> [OCIRealm]

  /// Takes over the fingerprint key. `capacity` is the largest value that is looked into, in bytes; `today`
  /// is the day that the run goes by, if it is to be known; `realms` are Oracle Cloud's.
  public init(
    key: consuming FingerprintKey, capacity: Int = PayloadReader.defaultMaximumSize, today: Day? = nil,
    realms: @escaping @Sendable () -> [OCIRealm] = { [] }
  ) throws(SecretMemoryError) {
    let gate = try RedactionGate()
    let composites = try CompositeReader(capacity: capacity)
    let keys = try KeyReader()
    let wrapped = try WrappedText()
    self.gate = gate
    self.composites = composites
    self.keys = keys
    isWrappedLocked = wrapped.isLocked
    self.wrapped = consume wrapped
    self.key = key
    self.realms = realms
    self.today = today.map { FactValue($0.number, basis: .time) } ?? .unknown
  }

  /// Whether the system keeps all of the classifier's memory out of swap.
  public var isLocked: Bool { gate.isLocked && composites.isLocked && keys.isLocked && isWrappedLocked }
  private let isWrappedLocked: Bool

  /// What may be said about an integration. `place` names it where it has neither id nor name; it must hold
  /// no text of the payload.
  public mutating func classify(
    _ integration: borrowing Integration, place: @autoclosure () -> String
  ) -> CheckedIntegration {
    facts.reset()
    facts[.today] = today
    fields.removeAll()
    (wrappedCount, lowVarietyCount) = (0, 0)
    gate.begin()
    var texts = LabelNumbers()
    texts.collect(from: integration, into: &gate)

    var provider: Provider?
    if case .known(let known) = integration.provider { provider = known }
    provider = provider ?? integration.inferredProvider
    readCredentials(of: integration, provider: provider)
    integration.forEachUnknownKey { readUnknown($0, of: integration) }
    readCallerToken(of: integration)
    stateDeclarations(of: integration)
    stateFields(of: integration, provider: provider)
    stateTotals(of: integration, provider: provider)
    stateDocument(of: integration, provider: provider, number: texts.description)
    stateProviderFacts(of: integration, provider: provider)
    stateValues(hasCredentials: integration.hasCredentials)
    stateDescription(of: integration, number: texts.description)

    let labels = texts.labels(of: integration, from: &gate, key: key)
    facts[.redactedLabels] = FactValue(
      gate.hitCount, basis: gate.hitCount > 0 && gate.isGuess ? .inferred : .fact)
    facts[.shortSecrets] = FactValue(gate.shortSecretCount)

    let mode = facts[.mode]
    let rows = provider.map {
      ProviderTable.of($0).rows(for: mode.isKnown ? AuthMode.allCases[mode.number] : nil)
    }
    return CheckedIntegration(
      id: labels.id ?? labels.name ?? Label(checked: place(), isRedacted: false),
      hasStableID: labels.id != nil && labels.id?.isRedacted == false, name: labels.name,
      unknownProvider: labels.provider, unknownMode: labels.mode, unknownFeatures: labels.features,
      provider: provider, fields: fields.descriptions(rows: rows ?? [], unknownNames: labels.keys),
      unlistedCount: fields.unlistedCount, facts: facts, account: accountFingerprint())
  }

  /// What the document declares: provider, form, mode, features, restrictions.
  private mutating func stateDeclarations(of integration: borrowing Integration) {
    if case .known(let provider) = integration.provider { facts[.provider] = .word(provider) }
    facts[.providerIsKnown] = .truth(facts[.provider].isKnown)
    if let provider = integration.inferredProvider { facts[.provider] = .word(provider, basis: .inferred) }
    facts[.form] = .word(integration.form)
    facts[.origin] = .word(integration.origin)

    switch integration.mode {
    case .known(let mode):
      facts[.mode] = .word(mode)
      facts[.modeIsKnown] = .truth(true)
      facts[.modeSource] = .word(ModeSource.declared)
    case .unknown:
      facts[.modeIsKnown] = .truth(false)
      facts[.modeSource] = .word(ModeSource.declared)
    case .missing:
      let provider = integration.inferredProvider.map { Reading.known($0) } ?? integration.provider
      if let mode = fields.inferredMode(for: provider) {
        facts[.mode] = .word(mode, basis: .inferred)
        facts[.modeSource] = .word(ModeSource.inferred)
      } else {
        facts[.modeSource] = .word(ModeSource.missing)
      }
    }

    var features = 0
    var unknown = 0
    integration.forEachFeature { known, _ in
      if let known { features |= 1 << known.ordinal } else { unknown += 1 }
    }
    fields.noteUnlistedFeatures(max(0, unknown - FieldReadings.listedLimit))
    if integration.hasFeatures && (features != 0 || unknown == 0) { facts[.features] = FactValue(features) }
    facts[.unknownFeatures] = FactValue(unknown)
    if let enabled = integration.restrictionsEnabled { facts[.restrictionsEnabled] = .truth(enabled) }
    facts[.credentialsReturned] = .truth(integration.hasCredentials)
    facts[.liveSecrets] = FactValue(fields.liveSecretCount)
    if integration.hasCredentials { facts[.unknownKeys] = FactValue(fields.unknownCredentialCount) }
  }

  /// What each of the known fields is, and whether the integration has it.
  private mutating func stateFields(of integration: borrowing Integration, provider: Provider?) {
    let shown = fields.greatestSensitivity
    let sensitivities = ProviderTable.sensitivities(under: provider)
    let isRequest = integration.form == .request
    let isUnreadable = integration.hasUnreadableCredentials
    let none = Kind.allCases.count
    for ordinal in sensitivities.indices {
      let reading = fields.last(ofFieldAt: ordinal)
      if let reading, reading.state.isValue {
        var kind = FactValue.unknown
        if reading.state == .reference {
          kind = FactValue(none)
        } else if reading.state == .live, reading.kind != .unknown {
          kind = .word(reading.kind)
        }
        facts.setField(ordinal, state: .word(reading.state), isSet: .truth(true), kind: kind)
        continue
      }
      var isSet = FactValue.unknown
      var kind = FactValue.unknown
      // Nothing can be said of fields that couldn't be read. And a response that shows one value as sensitive
      // as this wouldn't have withheld it.
      if !isUnreadable, isRequest || Int(sensitivities[ordinal]) <= shown {
        let basis = isRequest ? Basis.fact : .crossCheck
        isSet = .truth(false, basis: basis)
        kind = FactValue(none, basis: basis)
      }
      facts.setField(ordinal, state: .word(reading?.state ?? .absent), isSet: isSet, kind: kind)
    }
  }
}
