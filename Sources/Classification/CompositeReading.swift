internal import Facts
internal import IntegrationPayload
@_spi(SecretBytes) internal import SecretMemory

// Key files and kubeconfigs: what they say, and the secrets in them.

extension Classifier {
  /// Reads a key file or a kubeconfig. Its own line has no fingerprint, each secret inside has; but one that can't
  /// be looked into is a secret as a whole.
  mutating func readComposite(
    _ composite: FieldReading, _ text: Span<UInt8>, of integration: borrowing Integration
  ) {
    var composite = composite
    var parts: [FieldReading] = []
    let text = text.trimmed
    let isRead =
      if composite.kind == .kubeconfig {
        readKubeconfig(text, of: composite, &parts)
      } else if composite.known == .keyfileJson || composite.kind.isKeyFile {
        readKeyFile(text, of: &composite, &parts, integration)
      } else {
        false
      }
    if !isRead {
      composite.fieldClass = .secret
      composite.fingerprint = fingerprint(of: text)
      gate.examine(text)
    }
    fields.append(composite)
    for part in parts { fields.append(part) }
  }

  /// Reads a key file; returns whether it is one.
  private mutating func readKeyFile(
    _ text: Span<UInt8>, of composite: inout FieldReading, _ parts: inout [FieldReading],
    _ integration: borrowing Integration
  ) -> Bool {
    let (known, number) = (composite.known, composite.unknownNumber)
    let kind = composites.readKeyFile(text) { part, value in
      let isOther = part.name == nil && part.mayBeOther && Self.isCredential(value)
      gate.examine(value, isCertain: part.name != nil || isOther)
      guard let name = part.name ?? (isOther ? "other" : nil) else { return }
      let state = StateReading.state(of: value)
      var reading = FieldReading(
        known: known, part: name, state: state, fieldClass: part.fieldClass, kind: .unknown,
        unknownNumber: number)
      if state == .live {
        let kind = Recogniser.kind(of: value, expecting: .none)
        // What another key says is nothing that is said of the file's own.
        let found =
          part.mayBeOther
          ? Self.look(into: value, as: kind, &keys, key, &unheard)
          : Self.look(into: value, as: kind, &keys, key, &facts)
        reading.kind = found.kind
        if found.kind != .unknown, found.kind.fieldClass.sensitivity > reading.fieldClass.sensitivity {
          reading.fieldClass = found.kind.fieldClass
        }
        reading.fingerprint = found.key ?? Fingerprint(key.fingerprint(of: SecretView(value)))
      }
      if part.mayBeOther, parts.hold(reading) { return }
      fields.append(reading, to: &parts)
    } state: {
      $0.state(
        project: integration.googleProject?.bytes, email: integration.googleServiceAccount?.bytes,
        in: &facts)
    }
    facts[GCPFact.keyFileIsReadable] = .truth(kind != nil)
    // What is no key file is a secret as a whole.
    if let kind { composite.kind = kind } else { parts.removeAll() }
    return kind != nil
  }

  /// Whether a value is a credential by its own shape, whatever its key says: a secret, or the id of an access key.
  static func isCredential(_ value: Span<UInt8>) -> Bool {
    let kind = Recogniser.kind(of: value, expecting: .none)
    switch kind {
    case .unknown: return false
    case .awsAccessKeyIDLongLived, .awsAccessKeyIDSession, .awsAccessKeyIDLegacy: return true
    default: return kind.fieldClass.sensitivity >= FieldClass.secret.sensitivity
    }
  }

  /// Says of the provider's field for a document that what stands in it couldn't be read as one.
  mutating func stateUnread(_ row: FieldRow) {
    guard row.isOwn, row.fieldClass == .blob, let reading = fields.last(of: row.field),
      reading.fieldClass != .blob || !row.kinds.contains(reading.kind)
    else { return }
    switch row.field {
    case .keyfileJson: facts[GCPFact.keyFileIsReadable] = .truth(false)
    case .kubeconfig: facts[KubernetesFact.readAs] = .word(KubeconfigReading.words)
    default: break
    }
  }
}

extension Facts {
  /// Forgets what documents said.
  mutating func forgetDocuments() {
    func forget<Family: FactFamily>(_: Family.Type) {
      for fact in Family.allCases { self[fact] = .unknown }
    }
    forget(GCPFact.self)
    forget(KubernetesFact.self)
    forget(CertificateFact.self)
    forget(JWTFact.self)
    forget(KeyFact.self)
    for fact: IntegrationFact in [
      .keyBits, .keyIsEncrypted, .keyRounds, .clusters, .clustersWithoutTLS, .clustersWithoutVerification,
    ] {
      self[fact] = .unknown
    }
  }
}
