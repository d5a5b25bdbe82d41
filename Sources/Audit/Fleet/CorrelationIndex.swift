internal import Facts
internal import Reporting

/// All values of a run that may stand in several integrations: 24 bytes a value, and about 30 an integration that
/// has one. That is all that grows with the input. Pieces are kept as they come, since arrays that grow need twice
/// their size for a while.
struct CorrelationIndex: Sendable {
  private var pieces: [CorrelationPiece] = []

  /// Adds what a worker saw. The order in which pieces come doesn't matter to what is found.
  mutating func add(_ piece: CorrelationPiece) {
    guard !piece.members.isEmpty else { return }
    var piece = piece
    piece.trim()
    pieces.append(piece)
  }

  /// How many integrations have a value that could be compared; several captures of one count once.
  func countMembers(of correlation: Correlation) -> Int {
    var hashes: [UInt64] = []
    for piece in pieces {
      var last = -1
      for link in piece.links[correlation.ordinal] where Int(link.integration) != last {
        last = Int(link.integration)
        hashes.append(piece.idHash(of: last))
      }
    }
    hashes.sort()
    return hashes.indices.count { $0 == 0 || hashes[$0] != hashes[$0 - 1] }
  }

  /// The values that stand in more than one integration; two captures of one integration are one. Sorted by the
  /// places they stand in, so that neither the order of the input nor the key shows.
  func shared(_ correlation: Correlation) -> [SharedSecret] {
    let repeated = repeatedPrefixes(correlation)
    guard !repeated.isEmpty else { return [] }
    var groups: [Fingerprint: SharedPlaces] = [:]
    for piece in pieces {
      for link in piece.links[correlation.ordinal] where repeated.contains(link.fingerprint.prefix) {
        let place = Int(link.integration)
        groups[link.fingerprint, default: SharedPlaces(correlation)].add(
          piece.id(of: place), piece.members[place], variant: link.variant)
      }
    }
    return groups.compactMap { $1.secret($0) }
      .sorted { $0.identity.lexicographicallyPrecedes($1.identity) }
  }

  /// The first halves of fingerprints that come more than once, and, where only that tells anything, with more
  /// than one variant: few, where most values are one of a kind.
  private func repeatedPrefixes(_ correlation: Correlation) -> Set<UInt64> {
    var seen: [(prefix: UInt64, variant: UInt32)] = []
    seen.reserveCapacity(pieces.reduce(0) { $0 + $1.links[correlation.ordinal].count })
    for piece in pieces {
      for link in piece.links[correlation.ordinal] { seen.append((link.fingerprint.prefix, link.variant)) }
    }
    seen.sort { $0 < $1 }
    var repeated: Set<UInt64> = []
    for place in seen.indices.dropFirst() where seen[place].prefix == seen[place - 1].prefix {
      if correlation.isAboutVariants, seen[place].variant == seen[place - 1].variant { continue }
      repeated.insert(seen[place].prefix)
    }
    return repeated
  }
}

extension Correlation {
  /// Whether it tells nothing that two integrations have the value unless something else differs.
  fileprivate var isAboutVariants: Bool {
    switch self {
    case .sharedSecret, .sharedApplication, .duplicate, .apiToken: false
    case .sharedPrincipal, .sharedAccount, .sharedRole, .sharedExternalID: true
    }
  }
}

/// Where one value stands.
private struct SharedPlaces {
  private let correlation: Correlation
  private var places: Set<String> = []
  private var integrations: Set<String> = []
  private var variants: Set<UInt32> = []
  private var providers = 0
  private var modes = 0
  private var environments = 0

  init(_ correlation: Correlation) { self.correlation = correlation }

  mutating func add(_ id: String, _ member: CorrelationPiece.Member, variant: UInt32) {
    integrations.insert(id)
    variants.insert(variant)
    // Of other things than secrets the variant changes when something is rotated, and isn't a place.
    places.insert(correlation == .sharedSecret ? "\(id)\0\(variant)" : "\(id)\0\(correlation.rawValue)")
    if member.provider != CorrelationPiece.unknown { providers |= 1 << Int(member.provider) }
    if member.mode != CorrelationPiece.unknown { modes |= 1 << Int(member.mode) }
    environments |= 1 << Int(member.environment)
  }

  /// Nil where it is one integration alone.
  func secret(_ fingerprint: Fingerprint) -> SharedSecret? {
    guard integrations.count > 1 else { return nil }
    var facts = Facts()
    facts[.sharedIntegrations] = FactValue(integrations.count, basis: .crossCheck)
    facts[.sharedProviders] = FactValue(providers, basis: .crossCheck)
    facts[.sharedModes] = FactValue(modes, basis: .crossCheck)
    facts[.sharedEnvironments] = FactValue(environments, basis: .inferred)
    if correlation != .sharedSecret {
      facts[.sharedVariants] = FactValue(variants.count, basis: .crossCheck)
    }
    return SharedSecret(
      fingerprint: fingerprint, integrations: integrations.sorted(), identity: places.sorted(), facts: facts)
  }
}
