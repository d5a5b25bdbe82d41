internal import Facts

/// Policies of a set as flat steps, in the order of their ids: what judges an integration of one provider, or what
/// several have in common.
final class PolicyProgram: Sendable {
  /// Their places in the set.
  let places: [Int]
  let countsAsCoverage: [Bool]
  private let steps: [ConditionStep]
  private let conditions: [Range<Int>]
  private let bases: [Basis]
  private let isForAny: [Bool]

  /// A program of the policies at these places that are in force.
  init(_ slots: [PolicySlot], at places: [Int]) {
    let places = places.filter { slots[$0].policy.isInForce }
    let policies = places.map { slots[$0].policy }
    var steps: [ConditionStep] = []
    var conditions: [Range<Int>] = []
    for policy in policies {
      conditions.append(steps.count..<steps.count + policy.condition.steps.count)
      steps += policy.condition.steps
    }
    self.places = places
    self.steps = steps
    self.conditions = conditions
    bases = policies.map(\.basis)
    isForAny = policies.map { $0.providers == nil }
    countsAsCoverage = policies.map(\.countsAsCoverage)
  }

  /// Judges by the policy of that number in the program.
  func judgement(by number: Int, of facts: borrowing Facts) -> (outcome: Outcome, basis: Basis) {
    let condition = conditions[number]
    let basis = bases[number]
    switch steps.truth(at: condition.lowerBound, of: facts) {
    case .no: return (.pass, basis)
    case .unknown: return (.notEvaluable, basis)
    case .yes:
      let own = isForAny[number] ? basis : max(basis, facts[.provider].basis)
      return (.fail, steps.weakestBasis(in: condition, of: facts, atLeast: own))
    }
  }
}
