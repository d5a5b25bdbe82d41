/// The facts about Google Cloud credentials.
public enum GCPFact: Int, FactFamily {
  case keyFileIsReadable, missingFields, secrets, projectAgrees, emailAgrees, keyIDIsWellFormed
  case account, accountHint, hostsAreGoogles, foreignHosts, universeIsDefault
  case credentialSource, sourceIsOpen, impersonations, sourceKind
  case emailAccount, emailAgreesWithKeyFile

  /// The place of the first in the schema.
  public static let first = AWSFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let noFile = "`keyfileJson` isn't shown, or isn't a key file."
    switch self {
    case .keyFileIsReadable:
      return Self.truth(
        "gcp.keyFile.isReadable",
        "Whether `keyfileJson` is a JSON object with a `type` that Google's libraries take.",
        unknown: "`keyfileJson` isn't shown.")
    case .missingFields:
      return Self.number(
        "gcp.keyFile.missingFields", "fields", "How many fields that its type needs the key file lacks.",
        unknown: noFile)
    case .secrets:
      return FactDefinition(
        path: "gcp.keyFile.secrets", type: .words(KeyFileSecret.allCases.map(\.rawValue)),
        meaning: "Which secrets are in the key file, or in the credential inside it.", unknownWhen: noFile)
    case .projectAgrees:
      return Self.truth(
        "gcp.keyFile.projectAgrees", "Whether the key file is of the project in `gcp.projectId`.",
        unknown: noFile + " Or one of them names no project.")
    case .emailAgrees:
      return Self.truth(
        "gcp.keyFile.emailAgrees",
        "Whether the project in the account's address, and the address in the certificate's, are those that the"
          + " key file names itself.",
        unknown: noFile + " Or it has no address of an account in a project.")
    case .keyIDIsWellFormed:
      return Self.truth(
        "gcp.keyFile.keyIdIsWellFormed", "Whether `private_key_id` is 40 hexadecimal digits.",
        unknown: noFile + " Or it has none.")
    case .account:
      return Self.word(
        "gcp.keyFile.account", GoogleAccount.self, "What `client_email` in the key file is.",
        unknown: noFile + " Or it has none.")
    case .accountHint:
      return Self.word(
        "gcp.account.hint", GoogleAccountHint.self,
        "The rights that the name of the service account speaks of. A rule of thumb: names grant nothing.",
        unknown: "No service account is named.")
    case .hostsAreGoogles:
      return Self.truth(
        "gcp.keyFile.hostsAreGoogles",
        "Whether all addresses to which the key file sends tokens or secrets are Google's, over TLS.",
        unknown: noFile)
    case .foreignHosts:
      return Self.number(
        "gcp.keyFile.foreignHosts", "addresses",
        "How many addresses to which it sends tokens or secrets aren't Google's, or aren't reached over TLS.",
        unknown: noFile)
    case .universeIsDefault:
      return Self.truth(
        "gcp.keyFile.universeIsDefault", "Whether `universe_domain` is `googleapis.com`, or missing.",
        unknown: noFile)
    case .credentialSource:
      return Self.word(
        "gcp.keyFile.source", GoogleCredentialSource.self,
        "Where workload identity federation takes its token from.",
        unknown: noFile + " Or it isn't of that kind.")
    case .sourceIsOpen:
      return Self.truth(
        "gcp.keyFile.sourceIsOpen",
        "Whether that is an address over plain HTTP that isn't a metadata server's.",
        unknown: noFile + " Or it has no address as its source.")
    case .impersonations:
      return Self.number(
        "gcp.keyFile.impersonations", "accounts",
        "How many service accounts the credential acts as, one through another.", unknown: noFile)
    case .sourceKind:
      return FactDefinition(
        path: "gcp.keyFile.sourceKind", type: .word(FactSchema.kindWords),
        meaning:
          "Of a key file that acts as a service account, what the innermost credential in it is; `none`"
          + " of another.",
        unknownWhen: noFile + " Or what is inside isn't a key file.")
    case .emailAccount:
      return Self.word(
        "gcp.serviceAccountEmail.account", GoogleAccount.self, "What `gcp.serviceAccountEmail` is.",
        unknown: "It isn't shown.")
    case .emailAgreesWithKeyFile:
      return Self.truth(
        "gcp.serviceAccountEmail.agrees", "Whether it is the account of the key file.",
        unknown: "Not both are shown.")
    }
  }
}

/// The secrets that a key file may hold.
public enum KeyFileSecret: String, Word {
  case privateKey, refreshToken, clientSecret
  /// In a header of a request for a token.
  case header
  /// Among the arguments of a program.
  case argument
}

/// What a Google account's address says of it.
public enum GoogleAccount: String, Word {
  /// A service account that somebody made.
  case userManaged
  /// Compute Engine's default account, an editor of its project in older ones.
  case computeDefault
  /// App Engine's default account, an editor of its project in older ones.
  case appEngineDefault
  /// One of Google's own.
  case googleManaged
  /// No service account: a person or a group.
  case other
}

/// The rights that the name of a service account speaks of.
public enum GoogleAccountHint: String, Word { case owner, editor, administrator, infrastructure, none }

/// Where workload identity federation takes its token from.
public enum GoogleCredentialSource: String, Word { case aws, certificate, executable, file, url, none }
