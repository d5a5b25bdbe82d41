public import Facts

/// One secret that stands in several integrations, as fleet policies and their findings see it.
public struct SharedSecret: Sendable {
  /// Its fingerprint.
  public let fingerprint: Fingerprint
  /// The integrations' ids, sorted.
  public let integrations: [String]
  /// The places it stands in, as a finding's id is made of them: it stays when the secret is rotated.
  public let identity: [String]
  /// What policies may know of it.
  public let facts: Facts

  /// Describes a shared secret. `providers` are the known ones as bits; ids have passed the redaction gate.
  public init(fingerprint: Fingerprint, integrations: [String], providers: Int, identity: [String]) {
    self.fingerprint = fingerprint
    self.integrations = integrations
    self.identity = identity
    var facts = Facts()
    facts[.sharedIntegrations] = FactValue(integrations.count, basis: .crossCheck)
    facts[.sharedProviders] = FactValue(providers, basis: .crossCheck)
    self.facts = facts
  }
}
