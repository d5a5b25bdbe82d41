internal import Facts
internal import Reporting

/// What a worker saw of secrets in some integrations, to be compared with all others once all are read.
struct CorrelationPiece: Sendable {
  struct Secret: Sendable {
    let fingerprint: Fingerprint
    /// The place among the piece's integrations; in the index, among all.
    var integration: UInt32
    /// FNV-1a of the field's name.
    let field: UInt32
  }

  struct Member: Sendable {
    /// Where the id ends among `ids`.
    var idEnd: UInt32
    /// The provider's place in the vocabulary; 255 for an unknown one.
    let provider: UInt8
  }

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
        provider: integration.provider.map { UInt8($0.ordinal) } ?? 255))
  }

  private static func hash(_ name: String) -> UInt32 {
    name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}

/// All secrets of a run by fingerprint: 24 bytes a secret, and about 30 an integration that has one. That is
/// all that grows with the input.
struct CorrelationIndex: Sendable {
  private var all = CorrelationPiece()

  /// How many integrations showed a secret that could be compared; several captures of one count once.
  func countMembers() -> Int { Set(all.members.indices.map { id(of: UInt32($0)) }).count }

  /// Adds what a worker saw. The order in which pieces come doesn't matter to what is found.
  mutating func add(_ piece: CorrelationPiece) {
    let base = UInt32(truncatingIfNeeded: all.members.count)
    let text = UInt32(truncatingIfNeeded: all.ids.count)
    for var secret in piece.secrets {
      secret.integration += base
      all.secrets.append(secret)
    }
    for var member in piece.members {
      member.idEnd += text
      all.members.append(member)
    }
    all.ids += piece.ids
  }

  /// Calls `body` with each secret that stands in more than one integration. Two captures of one integration
  /// are one. Sorted by the integrations' ids, so that neither the order of the input nor the key shows.
  mutating func forEachSharedSecret(_ body: (SharedSecret) -> Void) {
    all.secrets.sort { $0.fingerprint < $1.fingerprint }
    var groups: [SharedSecret] = []
    var start = 0
    while start < all.secrets.count {
      var end = start + 1
      while end < all.secrets.count, all.secrets[end].fingerprint == all.secrets[start].fingerprint {
        end += 1
      }
      if end - start > 1, let group = group(start..<end) { groups.append(group) }
      start = end
    }
    for group in groups.sorted(by: { $0.identity.lexicographicallyPrecedes($1.identity) }) { body(group) }
  }

  private func group(_ range: Range<Int>) -> SharedSecret? {
    var places: Set<String> = []
    var integrations: Set<String> = []
    var providers = 0
    for secret in all.secrets[range] {
      let id = id(of: secret.integration)
      integrations.insert(id)
      places.insert("\(id)\0\(secret.field)")
      let provider = all.members[Int(secret.integration)].provider
      if provider != 255 { providers |= 1 << Int(provider) }
    }
    guard integrations.count > 1 else { return nil }
    return SharedSecret(
      fingerprint: all.secrets[range.lowerBound].fingerprint, integrations: integrations.sorted(),
      providers: providers, identity: places.sorted())
  }

  private func id(of integration: UInt32) -> String {
    let place = Int(integration)
    let start = place == 0 ? 0 : Int(all.members[place - 1].idEnd)
    return String(decoding: all.ids[start..<Int(all.members[place].idEnd)], as: UTF8.self)
  }
}
