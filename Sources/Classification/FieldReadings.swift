@_spi(RedactionGate) internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

/// What was read of one field.
struct FieldReading {
  /// Which of the known; nil if it isn't.
  var known: CredentialField?
  /// The name of a part of a composite.
  var part: String?
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
    if let part = all[index].part { name += (name.isEmpty ? "" : ".") + part }
    return FieldDescription(
      name: name, state: all[index].state, fieldClass: all[index].fieldClass, kind: all[index].kind,
      fingerprint: all[index].fingerprint, isKnown: known != nil)
  }
}

extension Classifier {
  mutating func readCredentials(of integration: borrowing Integration, provider: Provider?) {
    integration.forEachCredential { field in
      guard let known = field.known else { return readUnknown(field, of: integration) }
      let row = ProviderTable.row(of: known, under: provider)
      read(field, as: known, row: row, under: provider, of: integration)
    }
  }

  private mutating func read(
    _ field: borrowing PayloadField, as known: CredentialField, row: FieldRow,
    under provider: Provider?, of integration: borrowing Integration
  ) {
    let fieldClass = row.fieldClass
    guard field.content == .text else {
      return readUntyped(field, known: known, fieldClass: field.content == .null ? fieldClass : .secret)
    }
    let text = field.value.bytes
    let state = StateReading.state(of: text)
    let reading = FieldReading(
      known: known, state: state, fieldClass: fieldClass, kind: .unknown, place: field.valuePlace)
    guard state == .live else {
      fields.count(state, of: text)
      return fields.append(reading)
    }
    if provider != nil { fields.noteShown(row.fieldClass) }
    let isRead = unwrapping(text, expecting: row.kinds) { classifier, inner in
      classifier.read(inner, reading, row: row, under: provider, of: integration)
    }
    if !isRead { read(text, reading, row: row, under: provider, of: integration) }
  }

  /// Reads what stands in a known field, unwrapped if it was wrapped.
  private mutating func read(
    _ text: Span<UInt8>, _ reading: FieldReading, row: FieldRow, under provider: Provider?,
    of integration: borrowing Integration
  ) {
    var kind = Recogniser.kind(of: text, expecting: row.kinds)
    if kind == .unknown, row.fieldClass == .keyIdentifier, let provider,
      let mixedUp = ProviderTable.secretKind(of: text.trimmed, under: provider)
    {
      kind = mixedUp
    }
    guard kind.isDocument || row.fieldClass == .blob else {
      return read(text, as: kind, reading, row: row, of: integration)
    }
    // Of two under the same key nobody knows which counts.
    let isTwice = fields.last(of: row.field)?.state == .live
    let isHeard = !isTwice && row.speaks(by: kind)
    if !isHeard { swap(&facts, &unheard) }
    read(text, as: kind, reading, row: row, of: integration)
    if !isHeard { swap(&facts, &unheard) }
    if isTwice { facts.forgetDocuments() } else { stateUnread(row) }
  }

  private mutating func read(
    _ text: Span<UInt8>, as kind: Kind, _ reading: FieldReading, row: FieldRow,
    of integration: borrowing Integration
  ) {
    var reading = reading
    let fieldClass = row.fieldClass
    let found = Self.look(into: text, as: kind, &keys, key, &facts)
    reading.kind = found.kind
    // A secret pasted where an identifier belongs is a secret.
    if reading.kind != .unknown, reading.kind.fieldClass.sensitivity > fieldClass.sensitivity {
      reading.fieldClass = reading.kind.fieldClass
    } else if reading.kind == .unknown, Recogniser.isJWT(text) {
      // A token that somebody cut off.
      reading.fieldClass = .secret
    }
    fields.noteOddities(of: reading, under: row, text)
    stateInside(reading, text)
    noteVariety(of: reading.kind, text)
    if row.fieldClass == .blob || reading.kind.fieldClass == .blob {
      return readComposite(reading, text, of: integration)
    }
    reading.fingerprint = found.key ?? fingerprint(of: text)
    if reading.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity || reading.kind == .unknown {
      gate.examine(text)
    }
    fields.append(reading)
  }

  mutating func readUnknown(_ field: borrowing PayloadField, of integration: borrowing Integration) {
    let number = fields.nextUnknown(inCredentials: field.place == .credentials)
    guard field.content == .text else {
      return readUntyped(field, known: nil, fieldClass: .secret, unknownNumber: number)
    }
    let text = field.value.bytes
    let state = StateReading.state(of: text)
    let reading = FieldReading(
      known: nil, state: state, fieldClass: .secret, kind: .unknown, unknownNumber: number)
    guard state == .live else {
      if field.place == .credentials { fields.count(state, of: text) }
      return fields.append(reading)
    }
    // Whatever it is, nobody explains it.
    gate.examine(text)
    let kinds = KindList(KeyNames.kind(named: field.key.bytes).map { [$0] } ?? [])
    let isRead = unwrapping(text, expecting: kinds) { classifier, inner in
      classifier.readUnexplained(inner, reading, expecting: kinds, of: integration)
    }
    if !isRead { readUnexplained(text, reading, expecting: kinds, of: integration) }
  }

  private mutating func readUnexplained(
    _ text: Span<UInt8>, _ reading: FieldReading, expecting kinds: KindList,
    of integration: borrowing Integration
  ) {
    var reading = reading
    reading.kind = Recogniser.kind(of: text, expecting: kinds)
    var ownFingerprint: Fingerprint?
    if reading.kind.isPrivateKey {
      (reading.kind, ownFingerprint) = Self.look(into: text, as: reading.kind, &keys, key, &unheard)
    }
    noteVariety(of: reading.kind, text)
    if reading.kind.fieldClass == .blob {
      swap(&facts, &unheard)
      readComposite(reading, text, of: integration)
      swap(&facts, &unheard)
      return
    }
    reading.fingerprint = ownFingerprint ?? fingerprint(of: text)
    gate.examine(text)
    fields.append(reading)
  }

  /// Calls `body` with what a value was before somebody wrapped it in base64, if there is a credential in it, or what
  /// its field expects. Returns whether there was.
  private mutating func unwrapping(
    _ text: Span<UInt8>, expecting kinds: KindList, _ body: (inout Classifier, Span<UInt8>) -> Void
  ) -> Bool {
    let text = text.trimmed
    guard WrappedText.looksWrapped(text), var scratch = wrapped.take() else { return false }
    var isWrapped = false
    scratch.unwrap(text) { inner in
      // What it says may be shown nowhere, whatever it is.
      gate.examine(inner, isCertain: false)
      // What is wrapped once more isn't told by its place yet.
      let told = WrappedText.looksWrapped(inner) ? .unknown : Recogniser.kind(of: inner, expecting: kinds)
      guard
        Recogniser.kind(of: inner, expecting: .none).isSureWithoutPlace
          || kinds.contains(told) && told != .awsExternalID
      else { return false }
      isWrapped = true
      wrappedCount += 1
      gate.examine(text)
      body(&self, inner)
      return true
    }
    wrapped = consume scratch
    return isWrapped
  }

  private mutating func noteVariety(of kind: Kind, _ text: Span<UInt8>) {
    switch kind {
    case .awsSecretAccessKey, .azureClientSecret, .cloudflareGlobalAPIKey, .cloudflareUserAPIToken,
      .cloudflareAccountAPIToken, .cloudflareUnprefixedAPIToken, .civoAPIKey, .backblazeApplicationKey,
      .akamaiClientSecret, .gcpAPIKey, .awsAccessKeyIDLongLived:
      if Looks.hasLowVariety(text.trimmed) { lowVarietyCount += 1 }
    default: break
    }
  }

  /// Null, a number, an array, an object where text belongs.
  private mutating func readUntyped(
    _ field: borrowing PayloadField, known: CredentialField?, fieldClass: FieldClass,
    unknownNumber: Int? = nil
  ) {
    var reading = FieldReading(
      known: known, state: .null, fieldClass: fieldClass, kind: .unknown, unknownNumber: unknownNumber)
    if field.content == .other {
      reading.state = .live
      reading.fingerprint = fingerprint(of: field.value.bytes)
      field.forEachText { gate.examine($0.bytes) }
    }
    fields.append(reading)
  }

  func fingerprint(of text: Span<UInt8>) -> Fingerprint {
    Fingerprint(key.fingerprint(of: SecretView(text)))
  }
}
