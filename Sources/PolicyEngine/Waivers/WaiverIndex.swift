public import Facts

/// The waivers of a run on its day, found by what they are for. Workers share it.
public final class WaiverIndex: Sendable {
  /// The waivers, in the order of their file.
  public let waivers: [Waiver]
  /// The run's day.
  public let day: Day
  /// How each stands on that day.
  public let states: [Waiver.State]
  private let byFinding: [String: [Int]]
  private let byPlace: [Place: [Int]]

  private struct Place: Hashable {
    let policy: String
    let integration: String
  }

  /// Indexes waivers for a run on that day.
  public init(_ waivers: [Waiver], on day: Day) {
    self.waivers = waivers
    self.day = day
    states = waivers.map { $0.state(on: day) }
    var byFinding: [String: [Int]] = [:]
    var byPlace: [Place: [Int]] = [:]
    for (number, waiver) in waivers.enumerated() {
      switch waiver.scope {
      case .finding(let id): byFinding[id, default: []].append(number)
      case .integration(let id):
        byPlace[Place(policy: waiver.policy, integration: id), default: []].append(number)
      }
    }
    self.byFinding = byFinding
    self.byPlace = byPlace
  }

  /// The waiver for a finding: one that holds, else one that has lapsed. `credential` are the fingerprints of the
  /// secrets that it is about; `integration` is nil for a finding about several.
  public func waiver(
    forFinding id: Fingerprint, of policy: Policy, on integration: String?,
    credential: @autoclosure () -> [String]
  ) -> Int? {
    var candidates = byFinding.isEmpty ? [] : byFinding[id.description, default: []]
    if let integration, !byPlace.isEmpty {
      candidates += byPlace[Place(policy: policy.id, integration: integration), default: []]
    }
    if candidates.isEmpty { return nil }
    let secrets = policy.waiverBinding == .credential ? credential() : []
    let fitting = candidates.filter { number in
      guard waivers[number].policy == policy.id, states[number] != .notYet else { return false }
      if policy.waiverBinding == .integration { return true }
      // A secret that isn't shown isn't known to be the one that was accepted.
      return !secrets.isEmpty && secrets.allSatisfy(waivers[number].credential.contains)
    }
    return fitting.first { states[$0] == .inForce } ?? fitting.first
  }
}
