/// The facts about Cloudflare credentials.
public enum CloudflareFact: Int, FactFamily {
  case keyMatchesType, keyGeneration, emailForm

  /// The place of the first in the schema.
  public static let first = AzureFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    switch self {
    case .keyMatchesType:
      return Self.truth(
        "cloudflare.key.matchesType",
        "Whether `apiKey` is of the kind that `cloudflare.credentialType` declares.",
        unknown: "Nothing is declared, or `apiKey` isn't shown or has no form that we know.")
    case .keyGeneration:
      return Self.word(
        "cloudflare.key.generation", CloudflareKeyGeneration.self,
        "Whether `apiKey` has the form of 2026, which scanners know wherever it leaks.",
        unknown: "`apiKey` isn't shown or has no form that we know.")
    case .emailForm:
      return Self.word(
        "cloudflare.email.form", EmailForm.self, "Whose address `email` is. A rule of thumb.",
        unknown: "`email` isn't shown, or isn't an address.")
    }
  }
}

/// The generations of Cloudflare's keys.
public enum CloudflareKeyGeneration: String, Word {
  /// Nothing in it says what it is.
  case unprefixed
  /// It begins with `cfk_`, `cfut_` or `cfat_`.
  case prefixed
}

/// Whose an e-mail address is, by its looks.
public enum EmailForm: String, Word {
  /// At a provider where anybody has one.
  case freeMail
  /// `FIRST.LAST` or the like.
  case person
  /// Of a role: `ops`, `dns`, `admin`.
  case role
  case other
}
