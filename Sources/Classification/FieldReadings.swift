@_spi(RedactionGate) internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

/// What was read of one field.
struct FieldReading {
  /// Which of the known; nil if it isn't.
  var known: CredentialField?
  /// The name of a part of a composite.
  var part: StaticString?
  var state: FieldState
  var fieldClass: FieldClass
  var kind: Kind
  var fingerprint: Fingerprint?
  /// Of an unknown key: its number among them.
  var unknownNumber: Int?
  /// Where its value stands; of a known field that isn't part of another.
  var place: ValuePlace?

  /// How long the credential lives; nil where it is none.
  var lifetime: Lifetime? {
    guard state == .live, fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity else { return nil }
    let lifetime = kind.definition.lifetime
    return lifetime == .none ? nil : lifetime
  }
}

extension [FieldReading] {
  /// Whether one of them has the same value.
  func hold(_ reading: FieldReading) -> Bool {
    reading.fingerprint != nil && contains { $0.fingerprint == reading.fingerprint }
  }
}

/// What was read of all fields of one integration, in the document's order.
///
/// So many fields are listed one by one, and the last of each known field. Of any more, only what they come to is
/// kept: else a payload of nothing but keys would need twelve times its size.
struct FieldReadings {
  static let listedLimit = 256

  private(set) var all: [FieldReading] = []
  private(set) var unlistedCount = 0
  /// The lifetimes of credentials that aren't listed, as bits.
  private(set) var unlistedLifetimes = 0
  /// The place of each known field's last reading; -1 where there is none.
  private var last: [29 of Int32] = .init(repeating: -1)
  private(set) var liveSecretCount = 0
  private(set) var unknownCredentialCount = 0
  private(set) var unknownCount = 0
  /// How many values are masked, stand-ins, or out of a provider's documentation.
  private(set) var maskedCount = 0
  private(set) var placeholderCount = 0
  private(set) var exampleCount = 0
  /// How many live values have something around them that doesn't belong there.
  private(set) var paddedCount = 0
  /// The fields for names that hold a credential, as bits.
  private(set) var misplaced: UInt32 = 0
  /// The fields whose value isn't of a kind that belongs there, as bits.
  private(set) var unrecognised: UInt32 = 0
  /// The sensitivity of the most sensitive known field that shows a live text; -1 without one, and under a
  /// provider that we don't know, of whose fields nothing is known either.
  private(set) var greatestSensitivity = -1

  mutating func removeAll() {
    all.removeAll(keepingCapacity: true)
    (unlistedCount, unlistedLifetimes) = (0, 0)
    last = .init(repeating: -1)
    (liveSecretCount, unknownCredentialCount, unknownCount, greatestSensitivity) = (0, 0, 0, -1)
    (maskedCount, placeholderCount, exampleCount, paddedCount) = (0, 0, 0, 0)
    (misplaced, unrecognised) = (0, 0)
  }

  mutating func append(_ reading: FieldReading) {
    guard let known = reading.known, reading.part == nil else {
      return all.count < Self.listedLimit ? list(reading) : leaveOut(reading)
    }
    if all.count >= Self.listedLimit, last[known.ordinal] >= 0 {
      let place = Int(last[known.ordinal])
      let earlier = all[place]
      all[place] = reading
      count(reading)
      noteUnlisted(earlier)
    } else {
      last[known.ordinal] = Int32(all.count)
      list(reading)
    }
  }

  private mutating func list(_ reading: FieldReading) {
    all.append(reading)
    count(reading)
  }

  private mutating func leaveOut(_ reading: FieldReading) {
    count(reading)
    noteUnlisted(reading)
  }

  private mutating func noteUnlisted(_ reading: FieldReading) {
    unlistedCount += 1
    if let lifetime = reading.lifetime { unlistedLifetimes |= 1 << lifetime.ordinal }
  }

  /// Puts a part of a composite to the others, which wait until the composite itself is listed.
  mutating func append(_ part: FieldReading, to parts: inout [FieldReading]) {
    if all.count + parts.count < Self.listedLimit { parts.append(part) } else { leaveOut(part) }
  }

  /// Notes features that aren't listed.
  mutating func noteUnlistedFeatures(_ count: Int) { unlistedCount += count }

  private mutating func count(_ reading: FieldReading) {
    if reading.state == .live, reading.fieldClass == .secret { liveSecretCount += 1 }
  }

  /// Notes that a response shows a live text in a field of that class, whatever the text is.
  mutating func noteShown(_ fieldClass: FieldClass) {
    greatestSensitivity = max(greatestSensitivity, fieldClass.sensitivity)
  }

  /// Notes an unknown key; returns its number.
  mutating func nextUnknown(inCredentials: Bool) -> Int {
    if inCredentials { unknownCredentialCount += 1 }
    unknownCount += 1
    return unknownCount - 1
  }

  /// Counts a value of `credentials` that isn't live.
  mutating func count(_ state: FieldState, of text: Span<UInt8>) {
    if state == .masked { maskedCount += 1 }
    guard state == .placeholder else { return }
    if StateReading.isDocumentedExample(text) { exampleCount += 1 } else { placeholderCount += 1 }
  }

  /// Notes what is odd about a live value of a known field.
  mutating func noteOddities(of reading: FieldReading, under row: FieldRow, _ text: Span<UInt8>) {
    if Oddities.isPadded(text, kind: reading.kind, isBlob: row.fieldClass == .blob) { paddedCount += 1 }
    if row.fieldClass != .blob, row.kinds.count > 0, !row.kinds.contains(reading.kind),
      let known = reading.known, known != .tenantId || !AzureTenantForm(of: text.trimmed).isDomain
    {
      unrecognised |= 1 << UInt32(known.ordinal)
    }
    let isForNames = row.fieldClass.sensitivity < FieldClass.keyIdentifier.sensitivity
    guard isForNames, reading.kind != .unknown,
      reading.kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity
    else { return }
    if let known = reading.known { misplaced |= 1 << UInt32(known.ordinal) }
  }

  func last(of field: CredentialField) -> FieldReading? { last(ofFieldAt: field.ordinal) }

  /// What stands in the field with that place in the vocabulary; nil where the integration hasn't got it.
  func state(ofFieldAt ordinal: Int) -> FieldState? {
    last[ordinal] < 0 ? nil : all[Int(last[ordinal])].state
  }

  /// Calls `body` with what stands in each known field that the integration has.
  func forEachKnownField(_ body: (CredentialField, FieldState, Kind) -> Void) {
    for index in all.indices {
      guard let field = all[index].known, last[field.ordinal] == Int32(index) else { continue }
      body(field, all[index].state, all[index].kind)
    }
  }

  /// Where the value of a field stands that is live.
  func livePlace(of field: CredentialField) -> ValuePlace? {
    let index = Int(last[field.ordinal])
    return index >= 0 && all[index].state == .live ? all[index].place : nil
  }

  /// The last reading of the field with that place in the vocabulary.
  func last(ofFieldAt ordinal: Int) -> FieldReading? {
    last[ordinal] < 0 ? nil : all[Int(last[ordinal])]
  }

  private func isSet(_ field: CredentialField) -> Bool {
    switch state(ofFieldAt: field.ordinal) {
    case .live, .masked, .reference, .placeholder: true
    default: false
    }
  }

  /// The mode that the fields speak for, where none is declared.
  func inferredMode(for provider: Reading<Provider>) -> AuthMode? {
    switch provider {
    case .known(.aws):
      let hasKey = isSet(.accessKey) || isSet(.secretKey)
      if isSet(.roleArn) { return hasKey ? nil : .crossAccountRole }
      return hasKey ? .accessKey : nil
    case .known(.gcp):
      return isSet(.keyfileJson) ? .accessKey : nil
    case .known(.cloudflare):
      switch last(of: .apiKey)?.kind {
      case .cloudflareGlobalAPIKey: return .globalApiKey
      case .cloudflareOriginCAKey: return .originCAKey
      case .cloudflareUserAPIToken, .cloudflareAccountAPIToken: return .apiToken
      default: return nil
      }
    default: return nil
    }
  }

  /// All fields as reports show them: the mode's own in its order, absent or not, then the others.
  func describe(rows: [FieldRow], unknownNames: [Label], into result: inout [FieldDescription]) {
    // Where nobody keeps those of the last integration, their memory does for these.
    result.removeAll(keepingCapacity: true)
    for row in rows {
      if last[row.field.ordinal] < 0 {
        result.append(
          FieldDescription(
            name: row.field.word, state: .absent, fieldClass: row.fieldClass, kind: .unknown,
            fingerprint: nil, isKnown: true))
      }
      for index in all.indices where all[index].known == row.field { result.append(describe(index)) }
    }
    for index in all.indices {
      if let known = all[index].known, rows.contains(where: { $0.field == known }) { continue }
      result.append(describe(index, unknownNames))
    }
  }

  private func describe(_ index: Int, _ unknownNames: [Label] = []) -> FieldDescription {
    let known = all[index].known
    var name = known?.word ?? ""
    if known == nil, let number = all[index].unknownNumber { name = unknownNames[number].description }
    if let part = all[index].part { name += (name.isEmpty ? "" : ".") + "\(part)" }
    return FieldDescription(
      name: name, state: all[index].state, fieldClass: all[index].fieldClass, kind: all[index].kind,
      fingerprint: all[index].fingerprint, isKnown: known != nil)
  }
}
