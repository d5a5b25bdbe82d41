public import Facts
@_spi(SecretBytes) public import SecretMemory

/// What the token tells that an API is asked with: when it ends, if it is a JSON Web Token. Nobody checks its signature.
public struct TokenReading: Sendable {
  /// What policies may know of it: the facts `jwt.…`, all unknown of one that isn't a JSON Web Token.
  public let facts: Facts

  /// Reads a token, on a day where that is known.
  public init(_ token: borrowing SecretView, on today: Day?) throws(SecretMemoryError) {
    var facts = Facts()
    if let today { facts[.today] = FactValue(today.number, basis: .time) }
    var reader = try KeyReader()
    if let token = reader.readToken(token.bytes) { token.state(in: &facts) }
    self.facts = facts
  }

  /// Whether it is a JSON Web Token, so that it says something.
  public var isWebToken: Bool { facts[JWTFact.algorithm].isKnown }
  /// The day on which it was issued, in UTC, if it says.
  public var issuedOn: Day? { day(.issuedOn) }
  /// Whether it says that it has no end.
  public var isEndless: Bool { facts[JWTFact.expires].isKnown && facts[JWTFact.expires].number == 0 }
  /// The last day on which it is valid, in UTC; nil for one without an end, or with none that can be read.
  public var validUntil: Day? { day(.validUntil) }

  private func day(_ fact: JWTFact) -> Day? {
    facts[fact].isKnown ? Day(number: facts[fact].number) : nil
  }
}
