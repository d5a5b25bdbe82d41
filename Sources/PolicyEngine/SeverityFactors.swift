public import Facts
internal import YAMLReader

/// What somebody gets who makes use of a finding; or what it costs, where nobody gets anything.
public enum Reach: String, Word {
  /// All of an account, a cluster or a person's rights, and nothing limits it.
  case everything
  /// Most of what the integration's account holds: what clusters or OpenTofu need.
  case broad
  /// A part of an account: what one service needs, or what one can't do without a second step.
  case part
  /// Nothing by itself, but a help: a guard that is missing, something that is worth knowing.
  case help
  /// Nobody knows: nothing looked at it. What isn't known counts as a part.
  case unjudged
  /// Nobody gets in; something that should work can't.
  case broken
  /// Nobody gets in; a record or a setting is wrong.
  case untidy
  /// Nothing; it is worth knowing.
  case nothing

  /// Levels above `info`.
  public var levels: Int {
    switch self {
    case .everything: 4
    case .broad: 3
    case .part, .unjudged, .broken: 2
    case .help, .untidy: 1
    case .nothing: 0
    }
  }

  /// Whether somebody gets something, so that it matters what the integration is for.
  public var isAccess: Bool {
    switch self {
    case .everything, .broad, .part, .help: true
    case .unjudged, .broken, .untidy, .nothing: false
    }
  }
}

/// How long it lasts if nobody acts.
public enum Lasting: String, Word {
  /// Until somebody revokes it, or mends it.
  case untilRevoked
  /// It ends by itself, in days or months.
  case months
  /// It ends by itself within hours.
  case hours

  /// The part of the reach that counts, in percent.
  public var percent: Int {
    switch self {
    case .untilRevoked: 100
    case .months: 75
    case .hours: 50
    }
  }
}

/// What a policy's severity is made of. Where a policy declares it, the severity that it states has to be the one
/// that the rule gives.
public struct SeverityFactors: Sendable, Equatable {
  /// What somebody gets.
  public let reach: Reach
  /// How long it lasts.
  public let lasts: Lasting

  /// Declares both.
  public init(reach: Reach, lasts: Lasting = .untilRevoked) {
    self.reach = reach
    self.lasts = lasts
  }

  /// What counts of it with that certainty, in percent: what is only inferred counts half.
  static func percent(of basis: Basis) -> Int { basis == .inferred ? 50 : 100 }

  /// The score, in hundredths of a level: levels of reach, times certainty, times how long it lasts.
  public func score(basis: Basis) -> Int {
    reach.levels * Self.percent(of: basis) * lasts.percent / 100
  }

  /// The severity that the rule gives: the nearest level, the higher one from its half on.
  public func severity(basis: Basis) -> Severity { Self.severity(score: score(basis: basis)) }

  static func severity(score: Int) -> Severity {
    switch score {
    case 350...: .critical
    case 250...: .high
    case 150...: .medium
    case 50...: .low
    default: .info
    }
  }
}

extension ProblemList {
  /// The factors of a severity.
  mutating func factors(_ node: YAMLNode) -> SeverityFactors? {
    var reach: Reach?
    var lasts: Lasting? = .untilRevoked
    for entry in entries(node, of: "factors", keys: ["reach", "lasts"], required: ["reach"]) {
      if entry.name == "reach" {
        reach = word(entry.value, of: "reach")
      } else {
        lasts = word(entry.value, of: "lasts")
      }
    }
    guard let reach, let lasts else { return nil }
    return SeverityFactors(reach: reach, lasts: lasts)
  }
}
