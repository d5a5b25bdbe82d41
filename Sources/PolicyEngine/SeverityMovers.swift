public import Facts

/// What moves a severity: what an integration is for, who may use it, and the environment that its name speaks of.
/// Each moves it by a fifth of a level, so that only all three together move a whole one.
public enum SeverityMover: String, Word {
  /// Its name speaks of production (up), or of development (down).
  case environment
  /// It is for clusters or OpenTofu (up), or for pulling images alone (down).
  case features
  /// Any team may use it (up), or named teams only (down).
  case restrictions

  /// How far one moves, in hundredths of a level.
  static let step = 20

  /// How far it moves the severity of findings about such an integration, in hundredths of a level. What isn't
  /// known moves nothing.
  public func move(_ facts: borrowing Facts) -> Int {
    switch self {
    case .environment:
      let environment = facts[.environment]
      guard environment.isKnown else { return 0 }
      switch EnvironmentHint.allCases[environment.number] {
      case .production: return Self.step
      case .development: return -Self.step
      case .temporary, .none: return 0
      }
    case .features:
      let features = facts[.features]
      guard features.isKnown else { return 0 }
      if features.number & Self.wideFeatures != 0 { return Self.step }
      let isReader = features.number == Self.reading && facts[.unknownFeatures].number == 0
      return isReader ? -Self.step : 0
    case .restrictions:
      let enabled = facts[.restrictionsEnabled]
      if enabled.isKnown, enabled.number == 1 {
        return facts[.restrictedTeams].isKnown && facts[.restrictedTeams].number > 0 ? -Self.step : 0
      }
      // A request that doesn't speak of restrictions sets none.
      let isRequest = facts[.form].isKnown && facts[.form].number == DocumentForm.request.ordinal
      return enabled.isKnown || isRequest ? Self.step : 0
    }
  }

  private static let reading = 1 << Feature.registryPull.ordinal
  private static let wideFeatures: Int =
    [
      Feature.byoc, .byocStaticEgress, .byocCustomLaunchTemplates, .byocCustomVPC, .byocLogs, .opentofu,
    ].reduce(0) { $0 | 1 << $1.ordinal }

  /// The facts that it goes by: a policy that asks for one of them itself isn't moved by it.
  var facts: [IntegrationFact] {
    switch self {
    case .environment: [.environment]
    case .features: [.features, .unknownFeatures]
    case .restrictions: [.restrictionsEnabled, .restrictedTeams, .faultyTeams]
    }
  }
}

extension Policy {
  /// What moves the severity of its findings: nothing where nobody gets anything by them, or where it only states
  /// its severity; and nothing that its own condition asks for.
  public var movers: [SeverityMover] {
    guard let factors, factors.reach.isAccess, fleet == nil else { return [] }
    let own = Set(self.facts)
    return SeverityMover.allCases.filter { mover in mover.facts.allSatisfy { !own.contains(FactID($0)) } }
  }
}

extension SeverityFactors {
  /// The severity of a finding about an integration, moved by what it is for.
  public func severity(basis: Basis, movers: [SeverityMover], _ facts: borrowing Facts) -> Severity {
    var score = score(basis: basis)
    for mover in movers { score += mover.move(facts) }
    return Self.severity(score: score)
  }
}
