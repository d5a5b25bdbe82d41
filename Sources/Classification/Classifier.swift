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
  private var descriptions: [FieldDescription] = []
  /// What all fields are without a value, by provider and by what is known of absent ones; made when first needed.
  private var absentFields: [FieldFacts?]
  var facts = Facts()
  /// What documents say that don't count. It is never read.
  var unheard = Facts()
  private let today: FactValue
  /// The regions of Oracle Cloud, read when the first of its integrations comes by.
  lazy var regions = OCIRegions(realms())
  private let realms: @Sendable () -> [OCIRealm]
  /// The teams that may have access to integrations; empty where nobody says.
  let approvedTeams: [[UInt8]]

  /// Takes over the fingerprint key. `capacity` is the largest value that is looked into, in bytes; `today`
  /// is the day that the run goes by, if it is to be known; `realms` are Oracle Cloud's, and `approvedTeams` those
  /// that may have access to integrations, if somebody said which.
  public init(
    key: consuming FingerprintKey, capacity: Int = PayloadReader.defaultMaximumSize, today: Day? = nil,
    realms: @escaping @Sendable () -> [OCIRealm] = { [] }, approvedTeams: [String] = []
  ) throws(SecretMemoryError) {
    let gate = try RedactionGate()
    let composites = try CompositeReader(capacity: capacity)
    let keys = try KeyReader()
    let wrapped = try WrappedText(capacity: capacity)
    self.gate = gate
    self.composites = composites
    self.keys = keys
    isWrappedLocked = wrapped.isLocked
    self.wrapped = consume wrapped
    self.key = key
    self.realms = realms
    absentFields = Array(repeating: nil, count: (Provider.allCases.count + 1) * Self.absenceCount)
    self.approvedTeams = approvedTeams.map { Array($0.utf8) }
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
    readNames(of: integration)
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
    fields.describe(rows: rows ?? [], unknownNames: labels.keys, into: &descriptions)
    return CheckedIntegration(
      id: labels.id ?? labels.name ?? Label(checked: place(), isRedacted: false),
      hasStableID: labels.hasStableID, name: labels.name,
      unknownProvider: labels.provider, unknownMode: labels.mode, unknownFeatures: labels.features,
      provider: provider, fields: descriptions, unlistedCount: fields.unlistedCount, facts: facts,
      account: accountFingerprint())
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

    let (features, unknown) = (integration.knownFeatures, integration.unknownFeatureCount)
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
    facts.setFields(absent(in: integration, of: provider))
    let none = Kind.allCases.count
    fields.forEachKnownField { field, state, kind in
      guard state.isValue else { return facts.setField(field.ordinal, state: .word(state)) }
      var value = FactValue.unknown
      if state == .reference {
        value = FactValue(none)
      } else if state == .live, kind != .unknown {
        value = .word(kind)
      }
      facts.setField(field.ordinal, state: .word(state), isSet: .truth(true), kind: value)
    }
  }

  /// How many different things there are to know of absent fields: nothing, that they aren't there, and what was
  /// withheld beside values of each sensitivity.
  private static let absenceCount = 8

  /// What is known of fields that have no value.
  ///
  /// Nothing can be said of fields that couldn't be read. And a response that shows one value as sensitive as another
  /// wouldn't have withheld it.
  private mutating func absent(in integration: borrowing Integration, of provider: Provider?) -> FieldFacts {
    let isRequest = integration.form == .request
    let shown = fields.greatestSensitivity
    let situation = integration.hasUnreadableCredentials ? 0 : isRequest ? 1 : shown + 3
    let place = (provider?.ordinal ?? Provider.allCases.count) * Self.absenceCount + situation
    if let known = absentFields[place] { return known }
    let sensitivities = ProviderTable.sensitivities(under: provider)
    let none = Kind.allCases.count
    let made = FieldFacts { ordinal in
      let isKnown = situation == 1 || situation > 1 && Int(sensitivities[ordinal]) <= shown
      guard isKnown else { return (.word(FieldState.absent), .unknown, .unknown) }
      let basis = isRequest ? Basis.fact : .crossCheck
      return (.word(FieldState.absent), .truth(false, basis: basis), FactValue(none, basis: basis))
    }
    absentFields[place] = made
    return made
  }
}

extension Classifier {
  /// Says what each field is, and nothing else of `classify`, whose gate stands open still: for benchmarks.
  @_spi(Benchmarks) public mutating func fieldsAlone(_ integration: borrowing Integration) {
    fields.removeAll()
    var provider: Provider?
    if case .known(let known) = integration.provider { provider = known }
    readCredentials(of: integration, provider: provider)
  }

  /// The fingerprints that `classify` makes, of values and of the account, and nothing else: for benchmarks.
  @_spi(Benchmarks) public func fingerprintsAlone(
    _ integration: borrowing Integration, ofAccount: Bool = true
  ) {
    integration.forEachCredential { _ = key.fingerprint(of: $0.value) }
    if ofAccount { _ = accountFingerprint() }
  }

  /// What the redaction gate alone does for an integration, whose fields `classify` read: for benchmarks.
  @_spi(Benchmarks) public mutating func gateAlone(_ integration: borrowing Integration) {
    gate.begin()
    var texts = LabelNumbers()
    texts.collect(from: integration, into: &gate)
    integration.forEachCredential { gate.examine($0.value.bytes) }
    _ = texts.labels(of: integration, from: &gate, key: key)
  }
}
