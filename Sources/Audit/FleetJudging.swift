internal import Facts
internal import PolicyEngine
internal import Reporting

/// Judges what integrations have in common, once all are read.
struct FleetJudging {
  /// How many integrations could be compared.
  let compared: Int
  /// How each fleet policy came out, in the order of their ids.
  private(set) var outcomes: [(policy: Policy, outcome: Outcome)] = []

  /// Judges by all fleet policies; calls `body` for each secret that one of them fails for.
  init(
    _ index: CorrelationIndex, by policies: PolicySet,
    _ body: (_ place: Int, _ basis: Basis, SharedSecret) -> Void
  ) {
    compared = index.countMembers()
    let shared = index.sharedSecrets()
    for place in policies.places(for: .sharedSecret) {
      var outcome = compared > 1 ? Outcome.pass : .notEvaluable
      for secret in shared {
        let judgement = policies.judgement(ofFleetBy: place, secret.facts)
        switch judgement.outcome {
        case .fail:
          outcome = .fail
          body(place, judgement.basis, secret)
        case .notEvaluable where outcome != .fail: outcome = .notEvaluable
        default: break
        }
      }
      outcomes.append((policies.policies[place], outcome))
    }
  }
}
