internal import Facts
internal import Reporting

/// What a worker saw of secrets in some integrations, to be compared with all others once all are read.
struct CorrelationPiece: Sendable {
  struct Secret: Sendable {
    let fingerprint: Fingerprint
    /// The place among the piece's integrations.
    let integration: UInt32
    /// FNV-1a of the field's name.
    let field: UInt32
  }

  struct Member: Sendable {
    /// Where the id ends among `ids`.
    let idEnd: UInt32
    /// The provider's place in the vocabulary.
    let provider: UInt8
  }

  /// What stands for a provider that isn't known.
  static let unknownProvider: UInt8 = 255

  var secrets: [Secret] = []
  var members: [Member] = []
  var ids: [UInt8] = []

  /// Notes an integration's secrets: live values that open something by themselves.
  mutating func add(_ integration: CheckedIntegration) {
    let place = UInt32(truncatingIfNeeded: members.count)
    var isNoted = false
    for field in integration.fields where field.fieldClass == .secret {
      guard let fingerprint = field.fingerprint else { continue }
      isNoted = true
      secrets.append(
        Secret(fingerprint: fingerprint, integration: place, field: Self.hash(field.name)))
    }
    guard isNoted else { return }
    ids.append(contentsOf: integration.id.description.utf8)
    members.append(
      Member(
        idEnd: UInt32(truncatingIfNeeded: ids.count),
        provider: integration.provider.map { UInt8($0.ordinal) } ?? Self.unknownProvider))
  }

  /// Notes an integration's secrets by its record, as above.
  mutating func add(_ integration: IntegrationRecord) {
    let place = UInt32(truncatingIfNeeded: members.count)
    var isNoted = false
    for field in integration.fields where field.fieldClass == FieldClass.secret.rawValue {
      guard let fingerprint = field.fingerprint.flatMap({ Fingerprint($0) }) else { continue }
      isNoted = true
      secrets.append(Secret(fingerprint: fingerprint, integration: place, field: Self.hash(field.name)))
    }
    guard isNoted else { return }
    ids.append(contentsOf: integration.integration.utf8)
    let provider = integration.isProviderKnown ? Provider(rawValue: integration.provider) : nil
    members.append(
      Member(
        idEnd: UInt32(truncatingIfNeeded: ids.count),
        provider: provider.map { UInt8($0.ordinal) } ?? Self.unknownProvider))
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
    secrets = secrets.map { $0 }
    members = members.map { $0 }
    ids = ids.map { $0 }
  }

  private static func hash(_ name: String) -> UInt32 {
    name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}

/// All secrets of a run: 24 bytes a secret, and about 30 an integration that has one. That is all that grows
/// with the input. Pieces are kept as they come, since arrays that grow need twice their size for a while.
struct CorrelationIndex: Sendable {
  private var pieces: [CorrelationPiece] = []

  /// Adds what a worker saw. The order in which pieces come doesn't matter to what is found.
  mutating func add(_ piece: CorrelationPiece) {
    guard !piece.members.isEmpty else { return }
    var piece = piece
    piece.trim()
    pieces.append(piece)
  }

  /// How many integrations showed a secret that could be compared; several captures of one count once.
  func countMembers() -> Int {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(pieces.reduce(0) { $0 + $1.members.count })
    for piece in pieces {
      for place in piece.members.indices { hashes.append(piece.idHash(of: place)) }
    }
    hashes.sort()
    return hashes.indices.count { $0 == 0 || hashes[$0] != hashes[$0 - 1] }
  }

  /// The secrets that stand in more than one integration; two captures of one integration are one. Sorted by
  /// the places they stand in, so that neither the order of the input nor the key shows.
  func sharedSecrets() -> [SharedSecret] {
    let repeated = repeatedPrefixes()
    guard !repeated.isEmpty else { return [] }
    var groups: [Fingerprint: SharedPlaces] = [:]
    for piece in pieces {
      for secret in piece.secrets where repeated.contains(secret.fingerprint.prefix) {
        let place = Int(secret.integration)
        groups[secret.fingerprint, default: SharedPlaces()].add(
          piece.id(of: place), field: secret.field, provider: piece.members[place].provider)
      }
    }
    return groups.compactMap { $1.secret($0) }
      .sorted { $0.identity.lexicographicallyPrecedes($1.identity) }
  }

  /// The first halves of fingerprints that come more than once: few, where most secrets are one of a kind.
  private func repeatedPrefixes() -> Set<UInt64> {
    var prefixes: [UInt64] = []
    prefixes.reserveCapacity(pieces.reduce(0) { $0 + $1.secrets.count })
    for piece in pieces {
      for secret in piece.secrets { prefixes.append(secret.fingerprint.prefix) }
    }
    prefixes.sort()
    var repeated: Set<UInt64> = []
    for place in prefixes.indices.dropFirst() where prefixes[place] == prefixes[place - 1] {
      repeated.insert(prefixes[place])
    }
    return repeated
  }
}

/// Where one secret stands.
private struct SharedPlaces {
  private var places: Set<String> = []
  private var integrations: Set<String> = []
  private var providers = 0

  mutating func add(_ id: String, field: UInt32, provider: UInt8) {
    integrations.insert(id)
    places.insert("\(id)\0\(field)")
    if provider != CorrelationPiece.unknownProvider { providers |= 1 << Int(provider) }
  }

  /// Nil where it is one integration alone.
  func secret(_ fingerprint: Fingerprint) -> SharedSecret? {
    guard integrations.count > 1 else { return nil }
    return SharedSecret(
      fingerprint: fingerprint, integrations: integrations.sorted(), providers: providers,
      identity: places.sorted())
  }
}
