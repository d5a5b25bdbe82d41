@_spi(RedactionGate) internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

// What stands in `credentials`, and under keys that nobody knows, field by field.

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
    } else if kind == .unknown, let mistaken = row.mistaken, Recogniser.fits(mistaken, text.trimmed) {
      kind = mistaken
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
    if kind == .jwt && reading.kind != .jwt
      || reading.kind == .unknown && (Recogniser.isJWT(text) || Looks.holdsMade(text))
    {
      // A token that somebody cut off, or what looks made by a generator, and isn't what belongs there.
      reading.fieldClass = .secret
    } else if reading.kind != .unknown, reading.kind.fieldClass.sensitivity > fieldClass.sensitivity {
      // A secret pasted where an identifier belongs is a secret.
      reading.fieldClass = reading.kind.fieldClass
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
    if reading.kind.isPrivateKey || reading.kind == .jwt {
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
      let kind = examineTexts(of: field)
      if known == nil { reading.kind = kind }
    }
    fields.append(reading)
  }

  /// Puts every text within an array or an object before the gate. Returns the kind of the most sensitive credential
  /// among them, a private key before others; what only a name tells, the key before it does.
  private mutating func examineTexts(of field: borrowing PayloadField) -> Kind {
    var found = Kind.unknown
    var kinds = KindList.none
    field.forEachText { text, isKey in
      gate.examine(text.bytes)
      if isKey { kinds = KindList(KeyNames.kind(named: text.bytes).map { [$0] } ?? []) }
      guard !isKey, StateReading.state(of: text.bytes) == .live else { return }
      var kind = Recogniser.kind(of: text.bytes, expecting: kinds)
      _ = unwrapping(text.bytes, expecting: kinds) { kind = Recogniser.kind(of: $1, expecting: kinds) }
      let isCredential =
        kind != .unknown && kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity
      if isCredential, kind.tells(moreThan: found) { found = kind }
    }
    return found
  }

  func fingerprint(of text: Span<UInt8>) -> Fingerprint {
    Fingerprint(key.fingerprint(of: SecretView(text)))
  }
}
