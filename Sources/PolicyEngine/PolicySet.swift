public import Facts

/// Policies, ready to judge: sorted by id, and listed for each provider they are for.
public struct PolicySet: Sendable {
  /// The ids of all policies, sorted. A policy's place in the set is that of its id.
  public let ids: [String]
  /// The ids of built-in policies that a pack of the user's replaced, and the names of such data behind
  /// `data`, sorted.
  public let overridden: [String]
  /// The built-in policies that a pack of the user's switched off, sorted by id.
  public let switchedOff: [SwitchedOffPolicy]

  /// All data, sorted by name: conditions are compiled against them, and classification goes by some.
  public let data: [PolicyDatum]

  private let slots: [PolicySlot]
  /// By provider; the last is for those that nobody knows.
  private let programs: [Deferred<PolicyProgram>]
  private let fleet: PolicyProgram

  init(
    _ unsorted: [PolicySlot], overridden: [String], switchedOff: [SwitchedOffPolicy], data: [PolicyDatum] = []
  ) {
    let slots = unsorted.sorted { $0.id < $1.id }
    self.slots = slots
    self.data = data
    self.overridden = overridden.sorted()
    self.switchedOff = switchedOff.sorted { $0.id < $1.id }
    ids = slots.map(\.id)
    programs = (Provider.allCases.map { $0 as Provider? } + [nil]).map { provider in
      Deferred { PolicyProgram(slots, at: slots.indices.filter { slots[$0].isFor(provider) }) }
    }
    fleet = PolicyProgram(slots, at: slots.indices.filter { slots[$0].fleet != nil })
  }

  /// All policies, sorted by id. Those that weren't needed so far are compiled now.
  public var policies: [Policy] { slots.map(\.policy) }

  /// The policy at that place.
  public subscript(place: Int) -> Policy { slots[place].policy }

  /// The policy of that id.
  public subscript(id id: String) -> Policy? { ids.firstIndex(of: id).map { self[$0] } }

  /// The id that is nearest to a word, where one is near.
  public func nearestID(to word: String) -> String? { Spelling.nearest(to: word, among: ids) }

  private func program(for facts: borrowing Facts) -> PolicyProgram {
    let provider = facts[.provider]
    return programs[provider.isKnown ? provider.number : programs.count - 1].value
  }

  /// Judges an integration by every policy that applies to it, in the order of their ids. All others are not
  /// applicable. Judging allocates nothing, once the first of its provider was judged.
  ///
  /// - Parameter body: Gets each policy's place, its outcome, how sure a finding is, and whether the policy counts
  ///   as having looked at the credential. How sure: the weakest of the policy's own basis and those of the known
  ///   facts that it read; of other outcomes it is the policy's own.
  public func judge(
    _ facts: borrowing Facts, _ body: (_ place: Int, Outcome, Basis, _ countsAsCoverage: Bool) -> Void
  ) {
    let program = program(for: facts)
    for number in program.places.indices {
      let (outcome, basis) = program.judgement(by: number, of: facts)
      body(program.places[number], outcome, basis, program.countsAsCoverage[number])
    }
  }

  /// The places of the fleet policies on a correlation, sorted by id.
  public func places(for correlation: Correlation) -> [Int] {
    fleet.places.filter { slots[$0].fleet == correlation }
  }

  /// Judges what several integrations have in common by the fleet policy at that place.
  public func judgement(ofFleetBy place: Int, _ facts: borrowing Facts) -> (outcome: Outcome, basis: Basis) {
    guard let number = fleet.places.firstIndex(of: place) else {
      preconditionFailure("\(ids[place]) is no fleet policy")
    }
    return fleet.judgement(by: number, of: facts)
  }

  /// Judges an integration by one policy of the set; nil where the set has none of that id.
  public func outcome(of id: String, for facts: borrowing Facts) -> Outcome? {
    guard let place = ids.firstIndex(of: id) else { return nil }
    let program = program(for: facts)
    guard let number = program.places.firstIndex(of: place) else { return .notApplicable }
    return program.judgement(by: number, of: facts).outcome
  }
}
