/// The facts about all values of `credentials` together, whoever's they are.
public enum ValueFact: Int, FactFamily {
  case wrapped, lifetimes, repeated, lowVariety

  /// The place of the first in the schema.
  public static let first = KeyFact.end

  /// What the fact is.
  public var definition: FactDefinition {
    switch self {
    case .wrapped:
      return Self.number(
        "credentials.wrapped", "fields",
        "How many values hold a credential wrapped in base64 that its field doesn't take so.",
        unknown: "`credentials` wasn't returned.")
    case .lifetimes:
      return FactDefinition(
        path: "credentials.lifetimes", type: .words(Lifetime.allCases.map(\.rawValue)),
        meaning: "How long the live secrets are good for, by their kinds; `unknown` is among them where a"
          + " value doesn't tell.",
        unknownWhen: "No secret is shown.")
    case .repeated:
      return Self.number(
        "credentials.repeated", "fields",
        "How many values that ought to be nobody else's stand in another field of the integration too.",
        unknown: "`credentials` wasn't returned.")
    case .lowVariety:
      return Self.number(
        "credentials.lowVariety", "fields",
        "How many live secrets of a kind that is random by nature have so few different characters that"
          + " somebody made them up.",
        unknown: "No secret is shown.")
    }
  }
}
