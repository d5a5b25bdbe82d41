public import Facts

/// A value that several integrations have in common, as fleet policies and their findings see it: a secret, or
/// something that names an account, a role or an application; or the token that an API was read with.
public struct SharedSecret: Sendable {
  /// Its fingerprint; an API's token has none.
  public let fingerprint: Fingerprint?
  /// The integrations' ids, sorted.
  public let integrations: [String]
  /// The places it stands in, as a finding's id is made of them: it stays when the secret is rotated.
  public let identity: [String]
  /// The API that it is the token of.
  public let source: String?
  /// What policies may know of it.
  public let facts: Facts

  /// Describes a shared value. Ids have passed the redaction gate.
  public init(fingerprint: Fingerprint, integrations: [String], identity: [String], facts: Facts) {
    self.fingerprint = fingerprint
    self.integrations = integrations
    self.identity = identity
    self.facts = facts
    source = nil
  }

  /// Describes the token of a source, of whose name a finding's id is made: it stays when the token is replaced.
  public init(tokenOf source: String, facts: Facts) {
    fingerprint = nil
    integrations = []
    identity = [Correlation.apiToken.rawValue, source]
    self.facts = facts
    self.source = source
  }
}
