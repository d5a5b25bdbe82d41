internal import Facts
internal import Reporting

/// What a worker saw of values that may stand in several integrations, to be compared with all others once all are
/// read.
struct CorrelationPiece: Sendable {
  /// That an integration has a value.
  struct Link: Sendable {
    let fingerprint: Fingerprint
    /// The place among the piece's integrations.
    let integration: UInt32
    /// What may differ where the value is the same: of a secret the field that it stands in, of a principal its
    /// secret, of a role its external id.
    let variant: UInt32
  }

  struct Member: Sendable {
    /// Where the id ends among `ids`.
    let idEnd: UInt32
    /// The provider's place in the vocabulary.
    let provider: UInt8
    /// The mode's place in the vocabulary.
    let mode: UInt8
    /// The place of the environment that the name speaks of.
    let environment: UInt8
  }

  /// What stands for a provider or a mode that isn't known.
  static let unknown: UInt8 = 255

  /// By the correlation's place in its vocabulary.
  var links: [[Link]] = Array(repeating: [], count: Correlation.allCases.count)
  var members: [Member] = []
  var ids: [UInt8] = []

  /// Notes what an integration has in it that others may have too: by what was found in it, or by its record.
  mutating func add(_ integration: some Correlated) {
    let place = UInt32(truncatingIfNeeded: members.count)
    var isNoted = false
    func note(_ correlation: Correlation, _ fingerprint: Fingerprint?, variant: UInt32) {
      guard let fingerprint else { return }
      isNoted = true
      links[correlation.ordinal].append(
        Link(fingerprint: fingerprint, integration: place, variant: variant))
    }
    integration.forEachSecret { name, fingerprint in
      note(.sharedSecret, fingerprint, variant: Self.hash(name))
    }
    switch integration.knownProvider {
    case .aws: Self.noteAWS(integration, note)
    case .azure: Self.noteAzure(integration, note)
    case .oci: Self.noteOCI(integration, note)
    default: break
    }
    guard isNoted else { return }
    ids.append(contentsOf: integration.correlationID.utf8)
    members.append(
      Member(
        idEnd: UInt32(truncatingIfNeeded: ids.count),
        provider: integration.knownProvider.map { UInt8($0.ordinal) } ?? Self.unknown,
        mode: integration.knownMode.map { UInt8($0.ordinal) } ?? Self.unknown,
        environment: UInt8(integration.environment.ordinal)))
  }

  /// An integration's id.
  func id(of place: Int) -> String { String(decoding: ids[idRange(of: place)], as: UTF8.self) }

  /// A hash of an integration's id.
  func idHash(of place: Int) -> UInt64 {
    ids[idRange(of: place)].reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
  }

  private func idRange(of place: Int) -> Range<Int> {
    (place == 0 ? 0 : Int(members[place - 1].idEnd))..<Int(members[place].idEnd)
  }

  /// Gives back what its arrays hold in reserve.
  mutating func trim() {
    links = links.map { $0.map { $0 } }
    members = members.map { $0 }
    ids = ids.map { $0 }
  }

  private static func hash(_ name: String) -> UInt32 {
    name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}

// What of each provider's values says that two integrations have to do with each other.

extension CorrelationPiece {
  private typealias Note = (Correlation, Fingerprint?, _ variant: UInt32) -> Void

  private static func noteAWS(_ integration: some Correlated, _ note: Note) {
    let account = integration.accountFingerprint
    if let mode = integration.knownMode { note(.sharedAccount, account, UInt32(mode.ordinal)) }
    if let role = integration.fingerprint(of: .roleArn),
      let externalID = integration.fingerprint(of: .externalId)
    {
      note(.sharedRole, role, externalID.variant)
      note(.sharedExternalID, externalID, role.variant)
    }
    if let secret = integration.fingerprint(of: .secretKey) {
      note(.sharedPrincipal, integration.fingerprint(of: .accessKey), secret.variant)
    }
    if let purpose = integration.purpose { note(.duplicate, account?.mixed(with: purpose), 0) }
  }

  private static func noteAzure(_ integration: some Correlated, _ note: Note) {
    let application = integration.fingerprint(of: .clientId)
    if let secret = integration.fingerprint(of: .secret) {
      note(.sharedPrincipal, application, secret.variant)
    }
    guard let subscription = integration.fingerprint(of: .subscriptionId) else { return }
    note(.sharedApplication, application, subscription.variant)
    if let purpose = integration.purpose { note(.duplicate, subscription.mixed(with: purpose), 0) }
  }

  private static func noteOCI(_ integration: some Correlated, _ note: Note) {
    if let key = integration.fingerprint(of: .fingerprint) {
      note(.sharedPrincipal, integration.fingerprint(of: .userId), key.variant)
    }
    if let purpose = integration.purpose {
      note(.duplicate, integration.fingerprint(of: .compartmentId)?.mixed(with: purpose), 0)
    }
  }
}

extension Fingerprint {
  fileprivate var variant: UInt32 { UInt32(truncatingIfNeeded: prefix) }
}
