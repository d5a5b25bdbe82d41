internal import Facts
internal import PolicyEngine
internal import Reporting

/// Judges what integrations have in common, once all are read.
struct FleetJudging {
  /// How many integrations showed a secret, so that they could be compared.
  let compared: Int
  /// How each fleet policy came out, in the order of their ids.
  private(set) var outcomes: [(policy: Policy, outcome: Outcome)] = []

  /// Judges by all fleet policies, those about an API's token if there are any; calls `body` for each value that one
  /// of them fails for.
  init(
    _ index: CorrelationIndex, _ tokens: [SharedSecret], by policies: PolicySet,
    _ body: (_ place: Int, _ basis: Basis, SharedSecret) -> Void
  ) {
    compared = index.countMembers(of: .sharedSecret)
    var judged: [(place: Int, outcome: Outcome)] = []
    for correlation in Correlation.allCases {
      let places = policies.places(for: correlation)
      let isAboutTokens = correlation == .apiToken
      if places.isEmpty || isAboutTokens && tokens.isEmpty { continue }
      let shared = isAboutTokens ? tokens : index.shared(correlation)
      let isComparable = isAboutTokens || index.countMembers(of: correlation) > 1
      for place in places {
        var outcome = isComparable ? Outcome.pass : .notEvaluable
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
        judged.append((place, outcome))
      }
    }
    outcomes = judged.sorted { $0.place < $1.place }.map { (policies[$0.place], $0.outcome) }
  }
}
