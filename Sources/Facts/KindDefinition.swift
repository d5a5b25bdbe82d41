/// How long a credential lives by its kind.
public enum Lifetime: String, Word {
  /// Until somebody replaces it.
  case longLived
  /// Minutes to days, by its kind.
  case session
  /// Exchanged for short-lived ones at each use; nothing lasting is handed over.
  case federated
  /// To a date that stands in it or was chosen when it was made.
  case expiring
  /// The value doesn't tell.
  case unknown
  /// It isn't a credential.
  case none
}

/// What makes it sure that a value is of a kind.
public enum KindEvidence: String, Word {
  /// It was read, and its structure holds.
  case structure
  /// It begins, or is marked inside, as nothing else is, and the rest fits.
  case prefix
  /// Its length and alphabet alone, which hardly anything else has.
  case shape
  /// Its field, or what stands beside it, says so, and length and alphabet don't speak against it.
  case place
}

/// What is known of all values of a kind.
public struct KindDefinition: Sendable {
  /// How long they live.
  public let lifetime: Lifetime
  /// What makes a kind sure.
  public let evidence: KindEvidence
  /// What they are and open.
  public let meaning: String
  /// What they look like, as far as it is known.
  public let form: String

  init(_ lifetime: Lifetime, _ evidence: KindEvidence, _ meaning: String, _ form: String) {
    self.lifetime = lifetime
    self.evidence = evidence
    self.meaning = meaning
    self.form = form
  }
}

extension Kind {
  /// Whether a value is known to be of this kind wherever it stands.
  public var isSureWithoutPlace: Bool { definition.evidence != .place }

  /// What is known of all values of this kind.
  public var definition: KindDefinition {
    cloudDefinition ?? otherProviderDefinition ?? generalDefinition
  }
}
