internal import Facts
public import PolicyEngine

/// How a policy's severity comes about, in words: the rule of policies/README.md, "How severe".
public struct SeveritySum: Sendable {
  /// The sum, and what moves it.
  public let paragraphs: [String]

  /// Nil for a policy that only states its severity.
  public init?(of policy: Policy) {
    guard let factors = policy.factors else { return nil }
    let weight = policy.basis == .inferred ? "half" : "in full"
    let sure = "\(policy.basis.word), counts \(weight)"
    var sum = "The sum: \(factors.reach.rawValue) (\(Self.levels(factors.reach.levels * 100))) × \(sure)"
    sum += " × \(Self.words(for: factors.lasts)) = \(Self.levels(factors.score(basis: policy.basis)))."
    sum += " Critical is from 3.5, high from 2.5, medium from 1.5, low from 0.5."
    var paragraphs = [sum]
    if !policy.movers.isEmpty {
      let moves = policy.movers.map { Self.words(for: $0) }.joined(separator: "; ")
      paragraphs.append("A finding is moved by 0.2 each: \(moves).")
    }
    self.paragraphs = paragraphs
  }

  private static func levels(_ hundredths: Int) -> String {
    let digits = String(hundredths % 100)
    return "\(hundredths / 100)." + (hundredths % 10 == 0 ? String(digits.prefix(1)) : digits)
  }

  private static func words(for lasting: Lasting) -> String {
    switch lasting {
    case .untilRevoked: "until revoked, counts in full"
    case .months: "ends by itself in days or months, counts three quarters"
    case .hours: "ends by itself in hours, counts half"
    }
  }

  private static func words(for mover: SeverityMover) -> String {
    switch mover {
    case .environment: "up where the name speaks of production, down of development"
    case .features: "up for clusters and OpenTofu, down for pulling images alone"
    case .restrictions: "up where any team may use it, down for named teams"
    }
  }
}
