public import Facts

/// Policies, ready to judge: sorted by id, and listed for each provider they are for.
public struct PolicySet: Sendable {
  /// All policies, sorted by id.
  public let policies: [Policy]
  /// The ids of built-in policies that a pack of the user's replaced, and the names of such data behind
  /// `data`, sorted.
  public let overridden: [String]
  /// The built-in policies that a pack of the user's switched off, sorted by id.
  public let switchedOff: [SwitchedOffPolicy]

  /// All data, sorted by name: conditions are compiled against them, and classification goes by some.
  public let data: [PolicyDatum]

  private let steps: [ConditionStep]
  private let conditions: [Range<Int>]
  private let bases: [Basis]
  private let isForAny: [Bool]
  private let forProvider: [[Int]]
  private let forUnknownProvider: [Int]
  private let forFleet: [[Int]]

  init(
    _ unsorted: [Policy], overridden: [String], switchedOff: [SwitchedOffPolicy], data: [PolicyDatum] = []
  ) {
    let policies = unsorted.sorted { $0.id < $1.id }
    var steps: [ConditionStep] = []
    var conditions: [Range<Int>] = []
    for policy in policies {
      conditions.append(steps.count..<steps.count + policy.condition.steps.count)
      steps += policy.condition.steps
    }
    self.policies = policies
    self.data = data
    self.overridden = overridden.sorted()
    self.switchedOff = switchedOff.sorted { $0.id < $1.id }
    self.steps = steps
    self.conditions = conditions
    bases = policies.map(\.basis)
    isForAny = policies.map { $0.providers == nil }
    forProvider = Provider.allCases.map { provider in
      policies.indices.filter {
        policies[$0].fleet == nil && policies[$0].providers?.contains(provider) ?? true
      }
    }
    forUnknownProvider = policies.indices.filter {
      policies[$0].fleet == nil && policies[$0].providers == nil
    }
    forFleet = Correlation.allCases.map { correlation in
      policies.indices.filter { policies[$0].fleet == correlation }
    }
  }

  /// The policy of that id.
  public subscript(id id: String) -> Policy? { policies.first { $0.id == id } }

  /// The id that is nearest to a word, where one is near.
  public func nearestID(to word: String) -> String? {
    Spelling.nearest(to: word, among: policies.map(\.id))
  }

  /// Judges an integration by every policy that applies to it, in the order of their ids. All others are not
  /// applicable. Judging allocates nothing.
  ///
  /// - Parameter body: Gets each policy's place in `policies`, its outcome, and how sure a finding is: the
  ///   weakest of the policy's own basis and those of the known facts that it read. Of other outcomes it is
  ///   the policy's own.
  public func judge(_ facts: borrowing Facts, _ body: (_ place: Int, Outcome, Basis) -> Void) {
    let provider = facts[.provider]
    let applicable = provider.isKnown ? forProvider[provider.number] : forUnknownProvider
    for place in applicable {
      let (outcome, basis) = judgement(by: place, of: facts)
      body(place, outcome, basis)
    }
  }

  /// The places of the fleet policies on a correlation, sorted by id.
  public func places(for correlation: Correlation) -> [Int] { forFleet[correlation.ordinal] }

  /// Judges what several integrations have in common by one of the fleet policies.
  public func judgement(ofFleetBy place: Int, _ facts: borrowing Facts) -> (outcome: Outcome, basis: Basis) {
    judgement(by: place, of: facts)
  }

  /// Judges an integration by one policy of the set; nil where the set has none of that id.
  public func outcome(of id: String, for facts: borrowing Facts) -> Outcome? {
    guard let place = policies.firstIndex(where: { $0.id == id }) else { return nil }
    let provider = facts[.provider]
    let applicable = provider.isKnown ? forProvider[provider.number] : forUnknownProvider
    return applicable.contains(place) ? judgement(by: place, of: facts).outcome : .notApplicable
  }

  private func judgement(by place: Int, of facts: borrowing Facts) -> (outcome: Outcome, basis: Basis) {
    let condition = conditions[place]
    let basis = bases[place]
    switch steps.truth(at: condition.lowerBound, of: facts) {
    case .no: return (.pass, basis)
    case .unknown: return (.notEvaluable, basis)
    case .yes:
      let own = isForAny[place] ? basis : max(basis, facts[.provider].basis)
      return (.fail, steps.weakestBasis(in: condition, of: facts, atLeast: own))
    }
  }
}
