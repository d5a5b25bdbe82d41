public import Facts
public import YAMLReader

/// An example that a policy carries: a payload, and what judging it must give.
///
/// This target only reads and renders them. Running one needs the decoder of payloads.
public struct PolicyTest: Sendable {
  /// What the example shows, as a claim.
  public let name: String
  /// The payload as Northflank writes it: a request, unless it has an `id` and a `createdAt`. Of a fleet
  /// policy a list of them, or the API's token.
  public let given: YAMLNode
  /// What judging it must give.
  public let expect: Outcome
  /// The day that the example goes by, where it says one.
  public let now: Day?
  /// Where it stands in its pack.
  public var line: Int { position.line }
  let position: YAMLPosition

  /// The payload as JSON text.
  public func givenAsJSON() -> String { given.json }

  /// The API's token that it gives, where it gives one.
  public var givenToken: String? { given["token"]?.text }
}
