public import Facts

/// A value that several integrations have in common, as fleet policies and their findings see it: a secret, or
/// something that names an account, a role or an application.
public struct SharedSecret: Sendable {
  /// Its fingerprint.
  public let fingerprint: Fingerprint
  /// The integrations' ids, sorted.
  public let integrations: [String]
  /// The places it stands in, as a finding's id is made of them: it stays when the secret is rotated.
  public let identity: [String]
  /// What policies may know of it.
  public let facts: Facts

  /// Describes a shared value. Ids have passed the redaction gate.
  public init(fingerprint: Fingerprint, integrations: [String], identity: [String], facts: Facts) {
    self.fingerprint = fingerprint
    self.integrations = integrations
    self.identity = identity
    self.facts = facts
  }
}
