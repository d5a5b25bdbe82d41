public import Facts
@_spi(SecretBytes) public import SecretMemory

/// What the token tells that an API is asked with: when it ends, if it is a JSON Web Token. Nobody checks its signature.
public struct TokenReading: Sendable, Equatable {
  /// The day on which it was issued, in UTC, if it says.
  public let issuedOn: Day?
  /// The last day on which it is valid, in UTC; nil for one without an end.
  public let validUntil: Day?

  /// Reads a token; nil if it isn't a JSON Web Token.
  public init?(_ token: borrowing SecretView) throws(SecretMemoryError) {
    var reader = try KeyReader()
    guard let read = reader.readToken(token.bytes) else { return nil }
    issuedOn = read.issuedAt.map { Day(ofSecond: $0) }
    validUntil = read.validUntil.map { Day(ofSecond: $0) }
  }
}
