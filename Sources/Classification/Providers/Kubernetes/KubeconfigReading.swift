internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory
internal import YAMLReader

extension CompositeReader {
  /// How a kubeconfig was read, and what is odd about it.
  struct KubeconfigOutcome {
    var reading = KubeconfigReading.words
    /// `KubeconfigHazard`s as bits.
    var hazards = 0

    mutating func note(_ hazard: KubeconfigHazard) { hazards |= 1 << hazard.ordinal }
  }

  /// Reads a kubeconfig, as JSON where it looks like that, else as YAML, and calls `body` with it.
  mutating func readKubeconfig(_ text: Span<UInt8>, _ body: (borrowing Kubeconfig) -> Void)
    -> KubeconfigOutcome
  {
    var outcome = KubeconfigOutcome()
    guard text.count <= scratch.capacity else {
      outcome.note(.tooLarge)
      return outcome
    }
    defer { scratch.wipe(upTo: text.count) }
    let start = text.trimmedRange.lowerBound
    if start < text.count, text[start] == UInt8(ascii: "{"),
      Self.readJSON(text, &scratch, &reader, &outcome, body)
    {
      return outcome
    }
    Self.readYAML(text, &scratch, &yaml, &outcome, body)
    return outcome
  }

  private static func readJSON(
    _ text: Span<UInt8>, _ scratch: inout SecretArena, _ reader: inout JSONReader,
    _ outcome: inout KubeconfigOutcome, _ body: (borrowing Kubeconfig) -> Void
  ) -> Bool {
    guard load(text, into: &scratch, with: &reader) else { return false }
    guard let kubeconfig = Kubeconfig(scratch.bytes, reader.tokens) else { return false }
    if reader.duplicateKeyCount > 0 { outcome.note(.duplicateKey) }
    outcome.reading = .json
    body(kubeconfig)
    return true
  }

  private static func readYAML(
    _ text: Span<UInt8>, _ scratch: inout SecretArena, _ reader: inout YAMLTokenReader,
    _ outcome: inout KubeconfigOutcome, _ body: (borrowing Kubeconfig) -> Void
  ) {
    scratch.copy(text, to: 0)
    var bytes = scratch.mutableBytes
    do throws(YAMLFault) {
      try reader.read(&bytes, count: text.count)
    } catch {
      outcome.note(KubeconfigHazard(error.code))
      return
    }
    for (feature, hazard) in hazards where reader.features.contains(feature) { outcome.note(hazard) }
    guard let kubeconfig = Kubeconfig(scratch.bytes, reader.tokens) else { return outcome.note(.malformed) }
    outcome.reading = .yaml
    body(kubeconfig)
  }

  private static let hazards: [(YAMLFeatures, KubeconfigHazard)] = [
    (.anchor, .anchor), (.tag, .tag), (.directive, .directive), (.duplicateKey, .duplicateKey),
    (.severalDocuments, .severalDocuments),
  ]
}

extension KubeconfigHazard {
  init(_ code: YAMLFault.Code) {
    self =
      switch code {
      case .alias: .alias
      case .mergeKey: .mergeKey
      case .tag: .tag
      case .complexKey: .complexKey
      case .tooDeep: .tooDeep
      case .tooLarge: .tooLarge
      case .malformed: .malformed
      }
  }
}

extension Classifier {
  /// Reads a kubeconfig: its facts, and a part for each credential in it. Returns whether its structure could be
  /// read.
  ///
  /// Its text is searched word by word too, whether it could be read or not: comments may hold secrets.
  mutating func readKubeconfig(
    _ text: Span<UInt8>, of composite: FieldReading, _ parts: inout [FieldReading]
  ) -> Bool {
    var unused = 0
    var isResolved = false
    let outcome = composites.readKubeconfig(text) { kubeconfig in
      let bytes = kubeconfig.bytes
      kubeconfig.state(in: &facts)
      isResolved = kubeconfig.user != nil
      kubeconfig.forEachPart { part in
        let value = bytes.extracting(part.range)
        var part = part
        // Some keep the key in the certificate's file.
        if part.kind == .kubernetesClientCertificate, keys.holdsPrivateKey(value) {
          (part.kind, part.fieldClass) = (.kubernetesClientKey, .secret)
        } else if part.kind == .pemCertificate {
          // An authority's certificate opens nothing.
          guard keys.holdsPrivateKey(value) else { return }
          (part.kind, part.fieldClass) = (.unknown, .secret)
        }
        let reading =
          part.kind == .unknown
          ? Self.read(composite, part, value, &keys, key, &unheard)
          : Self.read(composite, part.name, part.kind, part.fieldClass, value, &keys, key, &facts)
        // A name stands where it is given, and wherever it is used.
        if part.isOther, parts.hold(reading) { return }
        if part.fieldClass == .secret {
          gate.examine(value, isCertain: part.isCertain)
          if part.kind == .kubernetesClientKey || part.kind == .unknown {
            Self.examine(inside: value, &keys, &gate)
          }
          if reading.state == .live, !part.isUsed { unused += 1 }
        }
        fields.append(reading, to: &parts)
      } guess: { range in
        gate.examine(bytes.extracting(range), isCertain: false)
      }
      Self.stateUsed(kubeconfig, &keys, key, &facts)
    }
    if outcome.reading == .yaml {
      KubeconfigShape.forEachUnread(in: text) { range in
        unused += readUnread(text.extracting(range), of: composite, &parts)
      }
    }
    facts[KubernetesFact.readAs] = .word(outcome.reading)
    facts[KubernetesFact.hazards] = FactValue(outcome.hazards)
    let isRead = outcome.reading != .words
    if isRead, isResolved {
      facts[KubernetesFact.unusedSecrets] = FactValue(unused, basis: facts[KubernetesFact.unusedUsers].basis)
    }
    if !isRead { stateWords(text) }
    KubeconfigShape.forEachSecret(in: text) { name, kind, range in
      let value = text.extracting(range)
      if !isRead || value.count >= WindowFilter.width { gate.examine(value, isCertain: name != nil) }
      if !isRead, let name {
        let reading = Self.read(composite, name, kind, .secret, value, &keys, key, &facts)
        fields.append(reading, to: &parts)
      }
    }
    return isRead
  }

  /// Somebody may have copied from the key itself, which stands there in base64.
  private static func examine(
    inside value: Span<UInt8>, _ keys: inout KeyReader, _ gate: inout RedactionGate
  ) {
    keys.unwrap(value) { gate.examine($0) }
  }

  /// What the words alone tell of the clusters.
  private mutating func stateWords(_ text: Span<UInt8>) {
    let clusters = KubeconfigClusters(in: text)
    facts[.clusters] = FactValue(clusters.count, basis: .inferred)
    facts[.clustersWithoutTLS] = FactValue(clusters.withoutTLS, basis: .inferred)
    facts[.clustersWithoutVerification] = FactValue(clusters.withoutVerification, basis: .inferred)
  }

  /// One credential within a kubeconfig. A token's kind stands in it; a key's fingerprint is that of its DER, so
  /// that another wrapping of the same key isn't another key.
  static func read(
    _ composite: FieldReading, _ name: StaticString, _ kind: Kind, _ fieldClass: FieldClass,
    _ value: Span<UInt8>,
    _ keys: inout KeyReader, _ key: borrowing FingerprintKey, _ facts: inout Facts
  ) -> FieldReading {
    let isStructure =
      fieldClass != .secret && (kind == .kubernetesExecPlugin || kind == .kubernetesAuthProvider)
    var reading = FieldReading(
      known: composite.known, part: name, state: isStructure ? .live : StateReading.state(of: value),
      fieldClass: fieldClass, kind: .unknown,
      unknownNumber: composite.unknownNumber)
    guard reading.state == .live else { return reading }
    reading.kind = kind
    guard !isStructure, kind != .kubernetesFileReference else { return reading }
    var fingerprint: Fingerprint?
    if kind == .kubernetesClientKey {
      keys.forEachBlock(in: value) { block, der in
        guard case .privateKey(let privateKey) = block else { return }
        privateKey.state(in: &facts)
        fingerprint = fingerprint ?? privateKey.fingerprint(of: der, key)
      }
    } else if kind == .kubernetesBearerToken, let token = keys.readToken(value.extracting(value.trimmedRange))
    {
      reading.kind = token.kubernetesKind
    }
    reading.fingerprint = fingerprint ?? Fingerprint(key.fingerprint(of: SecretView(value)))
    return reading
  }

  /// A value that something else than its key calls secret: what it is, its shape or its name tells. A key or a token
  /// among them isn't the one that the user authenticates with.
  static func read(
    _ composite: FieldReading, _ part: Kubeconfig.Part, _ value: Span<UInt8>, _ keys: inout KeyReader,
    _ key: borrowing FingerprintKey, _ unheard: inout Facts
  ) -> FieldReading {
    var reading = FieldReading(
      known: composite.known, part: part.name, state: StateReading.state(of: value), fieldClass: .secret,
      kind: .unknown, unknownNumber: composite.unknownNumber)
    guard reading.state == .live else { return reading }
    let kind = Recogniser.kind(of: value, expecting: part.kinds)
    let found = look(into: value, as: kind, &keys, key, &unheard)
    reading.kind = found.kind
    if kind.fieldClass == .keyIdentifier { reading.fieldClass = .keyIdentifier }
    reading.fingerprint = found.key ?? Fingerprint(key.fingerprint(of: SecretView(value)))
    return reading
  }

  /// What stands in the certificates and the token of the cluster and the user in use.
  private static func stateUsed(
    _ kubeconfig: borrowing Kubeconfig, _ keys: inout KeyReader, _ key: borrowing FingerprintKey,
    _ facts: inout Facts
  ) {
    let bytes = kubeconfig.bytes
    if let cluster = kubeconfig.cluster,
      let range = kubeconfig.object(at: cluster).scalar("certificate-authority-data")
    {
      var last: Int?
      keys.forEachBlock(in: bytes.extracting(range)) { block, _ in
        if case .certificate(let certificate?) = block { last = max(last ?? .min, certificate.validUntil) }
      }
      if let last, facts[.today].isKnown {
        let left = Day(ofSecond: last).number - facts[.today].number
        facts[KubernetesFact.authorityDaysLeft] = FactValue(left, basis: .time)
        facts[KubernetesFact.authorityIsExpired] = .truth(left < 0, basis: .time)
      }
    }
    guard let user = kubeconfig.user else { return }
    let object = kubeconfig.object(at: user)
    var pair = PEMPair()
    for name in ["client-certificate-data", "client-key-data"] {
      guard let range = object.scalar(name) else { continue }
      let value = bytes.extracting(range)
      guard StateReading.state(of: value) == .live else { continue }
      keys.forEachBlock(in: value) { block, der in pair.add(block, der, key) }
      if name == "client-certificate-data" { pair.expectCertificate() }
    }
    pair.state(in: &facts)
    guard let range = object.scalar("token") else { return }
    let value = bytes.extracting(range)
    var kind = Kind.kubernetesBearerToken
    switch StateReading.state(of: value) {
    case .masked:
      facts[KubernetesFact.credentials] = .unknown
      return
    case .empty: return
    case .live:
      if let token = keys.readToken(value.extracting(value.trimmedRange)) {
        token.state(in: &facts)
        kind = token.kubernetesKind
      }
    default: break
    }
    guard let credential = ClusterCredential(rawValue: kind.word) else { return }
    let known = facts[KubernetesFact.credentials]
    facts[KubernetesFact.credentials] = FactValue(known.number | 1 << credential.ordinal, basis: known.basis)
  }
}

extension JSONWebToken {
  /// What the token is within a kubeconfig.
  var kubernetesKind: Kind {
    switch serviceAccount {
    case .legacy: .kubernetesLegacyToken
    case .bound: .kubernetesBoundToken
    case .none: .kubernetesBearerToken
    }
  }
}
