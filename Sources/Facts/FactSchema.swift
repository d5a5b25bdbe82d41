/// The name of a fact: its place in the schema.
public struct FactID: Hashable, Sendable {
  /// The place, from 0.
  public let index: Int

  /// The fact at that place of `FactSchema.definitions`.
  public init(index: Int) { self.index = index }
}

/// What one fact is: its path, its type, what it means and when it isn't known.
public struct FactDefinition: Sendable {
  /// How policies and people call it, such as `auth.mode`.
  public let path: String
  /// What its values are.
  public let type: FactType
  /// What it says.
  public let meaning: String
  /// When nothing is known.
  public let unknownWhen: String
}

/// All facts there are. Policies are compiled against this table, and the documentation is made from it.
public enum FactSchema {
  /// The facts, in a stable order: those of the integration, then three for each credential field, then those
  /// of each provider.
  public static let definitions: [FactDefinition] =
    integrationFacts + credentialFacts + AWSFact.definitions + GCPFact.definitions + AzureFact.definitions
    + CloudflareFact.definitions + OCIFact.definitions
    + KubernetesFact.definitions + CertificateFact.definitions + JWTFact.definitions + KeyFact.definitions
    + ValueFact.definitions

  /// The fact of that path, if there is one.
  public static func fact(at path: String) -> FactID? { byPath[path] }

  /// The definition of a fact.
  public static func definition(of fact: FactID) -> FactDefinition { definitions[fact.index] }

  private static let byPath: [String: FactID] = Dictionary(
    definitions.enumerated().map { ($0.element.path, FactID(index: $0.offset)) },
    uniquingKeysWith: { first, _ in first })

  private static let integrationFacts: [FactDefinition] = IntegrationFact.allCases.map(\.definition)

  private static let credentialFacts: [FactDefinition] = CredentialField.allCases.flatMap { field in
    let never = "never"
    return [
      FactDefinition(
        path: "credentials.\(field.word).state", type: .word(FieldState.allCases.map(\.rawValue)),
        meaning: "What stands in the field.", unknownWhen: never),
      FactDefinition(
        path: "credentials.\(field.word).isSet", type: .truth,
        meaning: "Whether the integration has a value for it, shown or not.",
        unknownWhen: "A response left it out, or nulled it, and showed nothing as sensitive."),
      FactDefinition(
        path: "credentials.\(field.word).kind", type: .word(kindWords),
        meaning: "What the value really is; `none` where there is none or it is a reference.",
        unknownWhen: "The value isn't shown, is a placeholder, or has no shape we know."),
    ]
  }

  /// The words of a field's `kind`: the kinds, and `none`.
  public static let kindWords = Kind.allCases.map(\.word) + ["none"]
}

/// The facts about an integration as a whole.
public enum IntegrationFact: Int, CaseIterable, Sendable {
  case provider, providerIsKnown, form, origin, callerToken
  case mode, modeSource, modeIsKnown
  case features, unknownFeatures, restrictionsEnabled, restrictedTeams, faultyTeams, unapprovedTeams
  case environment, createdDay, createdIsReadable, age, hasDescription, descriptionIdentifiers
  case foreignBlocks, permissionCheck, paddedValues, misplacedSecrets, unrecognisedValues
  case credentialsReturned, liveSecrets, unknownKeys
  case placeholders, documentedExamples, foreignSecrets, descriptionSecrets
  case roleHint, clusters, clustersWithoutTLS, clustersWithoutVerification
  case keyBits, keyIsEncrypted, keyRounds
  case today
  case redactedLabels, shortSecrets
  case sharedIntegrations, sharedProviders, sharedModes, sharedEnvironments, sharedVariants

  static let count = allCases.count

  var definition: FactDefinition {
    switch self {
    case .provider:
      FactDefinition(
        path: "provider", type: .word(Provider.allCases.map(\.rawValue)),
        meaning: "The cloud provider; inferred where only a block or the fields tell it.",
        unknownWhen: "It is not one of the known; or it is missing, and nothing else tells it.")
    case .providerIsKnown:
      FactDefinition(
        path: "provider.isKnown", type: .truth,
        meaning: "Whether `provider` is there and one of the known.", unknownWhen: "never")
    case .form:
      FactDefinition(
        path: "form", type: .word(DocumentForm.allCases.map(\.rawValue)),
        meaning: "Whether the API answered the document or somebody wrote it.", unknownWhen: "never")
    case .origin:
      FactDefinition(
        path: "origin", type: .word(DocumentOrigin.allCases.map(\.rawValue)),
        meaning: "Whether the integration is a payload by itself, a node of a template, or the body of a"
          + " request that a saved client result recorded.",
        unknownWhen: "never")
    case .callerToken:
      FactDefinition(
        path: "capture.callerToken", type: .truth,
        meaning: "Whether the document is a saved client result whose recorded request shows a live API token"
          + " of whoever called. Of several integrations in one, the first says so.",
        unknownWhen: "never")
    case .mode:
      FactDefinition(
        path: "auth.mode", type: .word(AuthMode.allCases.map(\.rawValue)),
        meaning: "How the integration authenticates; only from the block named like the provider.",
        unknownWhen: "It isn't declared and can't be told from the fields, or has an unknown name.")
    case .modeSource:
      FactDefinition(
        path: "auth.source", type: .word(ModeSource.allCases.map(\.rawValue)),
        meaning: "Whether the mode is declared, inferred from the fields, or missing.",
        unknownWhen: "never")
    case .modeIsKnown:
      FactDefinition(
        path: "auth.modeIsKnown", type: .truth,
        meaning: "Whether the declared mode is one of the known.", unknownWhen: "None is declared.")
    case .features:
      FactDefinition(
        path: "features", type: .words(Feature.allCases.map(\.rawValue)),
        meaning: "What the integration is meant for. Unknown features aren't in it.",
        unknownWhen: "The document has no `features`, or unknown ones alone.")
    case .unknownFeatures:
      FactDefinition(
        path: "features.unknown", type: .number(unit: "features"),
        meaning: "How many features have a name we don't know.", unknownWhen: "never")
    case .restrictionsEnabled:
      FactDefinition(
        path: "restrictions.enabled", type: .truth,
        meaning: "Whether access is restricted to named teams.",
        unknownWhen: "The document doesn't say.")
    case .restrictedTeams:
      FactDefinition(
        path: "restrictions.teams", type: .number(unit: "teams"),
        meaning: "How many teams the restrictions name.",
        unknownWhen: "A response has no list of teams.")
    case .faultyTeams:
      FactDefinition(
        path: "restrictions.faultyTeams", type: .number(unit: "teams"),
        meaning: "How many of those teams have no name, or stand in the list before.",
        unknownWhen: "A response has no list of teams.")
    case .unapprovedTeams:
      FactDefinition(
        path: "restrictions.unapprovedTeams", type: .number(unit: "teams"),
        meaning: "How many of those teams aren't in `limits.approvedTeams`.",
        unknownWhen: "A response has no list of teams, or no team is in `limits.approvedTeams`.")
    case .environment:
      FactDefinition(
        path: "name.environment", type: .word(EnvironmentHint.allCases.map(\.rawValue)),
        meaning: "The environment that the integration's name speaks of. A rule of thumb: people call"
          + " things as"
          + " they like.",
        unknownWhen: "It has no name.")
    case .createdDay:
      FactDefinition(
        path: "created.day", type: .day, meaning: "The day on which the integration was created.",
        unknownWhen: "The document doesn't say, or not as a date.")
    case .createdIsReadable:
      FactDefinition(
        path: "created.isReadable", type: .truth,
        meaning: "Whether `createdAt` is a date.", unknownWhen: "There is none.")
    case .age:
      FactDefinition(
        path: "created.age", type: .number(unit: "days"),
        meaning: "How old the integration is. The credential in it may be older or younger: the API"
          + " doesn't tell.",
        unknownWhen: "The day of its creation or the run's isn't known, or the one lies behind the other.")
    case .hasDescription:
      FactDefinition(
        path: "description.isSet", type: .truth, meaning: "Whether the integration has a description.",
        unknownWhen: "A response has none.")
    case .descriptionIdentifiers:
      FactDefinition(
        path: "description.identifiers", type: .number(unit: "words"),
        meaning: "How many words of the description name an account, a role, a user or a resource at a"
          + " provider.",
        unknownWhen: "A response has no description.")
    case .foreignBlocks:
      FactDefinition(
        path: "blocks.foreign", type: .number(unit: "blocks"),
        meaning: "How many blocks (`aws`, `gcp`, `cloudflare`) are named like another provider than the"
          + " integration's.",
        unknownWhen: "never")
    case .permissionCheck:
      FactDefinition(
        path: "aws.permissionCheck", type: .word(PermissionCheck.allCases.map(\.rawValue)),
        meaning: "How thoroughly Northflank checks the permissions that it has.",
        unknownWhen: "The document doesn't say, or the provider isn't AWS.")
    case .paddedValues:
      FactDefinition(
        path: "credentials.padded", type: .number(unit: "fields"),
        meaning: "How many live values have white space, quotes or a byte order mark around them, or a"
          + " line break"
          + " written as `\\n`.",
        unknownWhen: "`credentials` wasn't returned; or no field shows one, and some are masked.")
    case .misplacedSecrets:
      FactDefinition(
        path: "credentials.misplacedSecrets", type: .number(unit: "fields"),
        meaning: "How many of the provider's fields that are for names, not for secrets, hold a value with"
          + " the shape"
          + " of a credential.",
        unknownWhen: "`credentials` wasn't returned, or the provider is unknown; or none shows one, and"
          + " some are masked.")
    case .unrecognisedValues:
      FactDefinition(
        path: "credentials.unrecognised", type: .number(unit: "fields"),
        meaning: "How many of the provider's fields hold a live value that isn't of a kind that belongs"
          + " there. Key"
          + " files and kubeconfigs aren't among them.",
        unknownWhen: "`credentials` wasn't returned, or the provider is unknown; or no field shows one,"
          + " and some are masked.")
    case .credentialsReturned:
      FactDefinition(
        path: "credentials.returned", type: .truth,
        meaning: "Whether `credentials` holds at least one field.", unknownWhen: "never")
    case .liveSecrets:
      FactDefinition(
        path: "credentials.liveSecrets", type: .number(unit: "values"),
        meaning: "How many live secrets the document shows, in `credentials` or elsewhere.",
        unknownWhen: "never")
    case .unknownKeys:
      FactDefinition(
        path: "credentials.unknownKeys", type: .number(unit: "keys"),
        meaning: "How many keys of `credentials` aren't among the known.",
        unknownWhen: "`credentials` wasn't returned.")
    case .placeholders:
      FactDefinition(
        path: "credentials.placeholders", type: .number(unit: "fields"),
        meaning:
          "How many fields hold a stand-in such as `changeme` or `<key>` in place of a value. References"
          + " and documented examples aren't among them.",
        unknownWhen: "`credentials` wasn't returned; or no field shows one, and some are masked.")
    case .documentedExamples:
      FactDefinition(
        path: "credentials.documentedExamples", type: .number(unit: "fields"),
        meaning: "How many fields hold a credential out of a provider's documentation.",
        unknownWhen: "`credentials` wasn't returned; or no field shows one, and some are masked.")
    case .foreignSecrets:
      FactDefinition(
        path: "credentials.foreignSecrets", type: .number(unit: "fields"),
        meaning: "How many fields with a value, shown or not, are secrets of another provider and no field of"
          + " this one.",
        unknownWhen: "`credentials` wasn't returned, or the provider is unknown.")
    case .descriptionSecrets:
      FactDefinition(
        path: "description.secrets", type: .number(unit: "words"),
        meaning: "How many words of the description have the shape of a credential; at least 1 where it holds"
          + " part of a secret of this integration.",
        unknownWhen: "A response has no description; or it is too long (60 KB) to be searched, and shows no"
          + " such word.")
    case .roleHint:
      FactDefinition(
        path: "aws.role.hint", type: .word(RoleHint.allCases.map(\.rawValue)),
        meaning: "The rights that the name of the role in `roleArn` speaks of. A rule of thumb: names grant"
          + " nothing.",
        unknownWhen: "`roleArn` isn't shown, or isn't the ARN of a role.")
    case .clusters:
      FactDefinition(
        path: "kubernetes.clusters", type: .number(unit: "clusters"),
        meaning: "How many clusters the kubeconfig names.",
        unknownWhen: "The kubeconfig isn't shown, or isn't one.")
    case .clustersWithoutTLS:
      FactDefinition(
        path: "kubernetes.clustersWithoutTLS", type: .number(unit: "clusters"),
        meaning:
          "How many of them are reached over plain HTTP; inferred where there are several, since one of"
          + " them may be unused.",
        unknownWhen: "The kubeconfig isn't shown, or isn't one.")
    case .clustersWithoutVerification:
      FactDefinition(
        path: "kubernetes.clustersWithoutVerification", type: .number(unit: "clusters"),
        meaning: "For how many of them any server certificate is accepted; inferred where there are several,"
          + " since one of them may be unused.",
        unknownWhen: "The kubeconfig isn't shown, or isn't one.")
    case .keyBits:
      FactDefinition(
        path: "key.bits", type: .number(unit: "bits"),
        meaning: "The size of the private key in `credentials`: of an RSA modulus, or of a curve. Of several"
          + " keys the smallest.",
        unknownWhen: "No private key is shown, or it is encrypted, broken, or its size isn't read.")
    case .keyIsEncrypted:
      FactDefinition(
        path: "key.isEncrypted", type: .truth,
        meaning: "Whether the private key in `credentials` opens with a passphrase only; of several, all of"
          + " them.",
        unknownWhen: "No private key is shown.")
    case .keyRounds:
      FactDefinition(
        path: "key.derivationRounds", type: .number(unit: "rounds"),
        meaning: "How many rounds make the encrypted private key's key of its passphrase: of what"
          + " `key.derivation` says, so that bcrypt's, each of which takes milliseconds, aren't held against"
          + " PBKDF2's. 1 for keys before PKCS#8, which have one round of MD5. Of several keys the smallest.",
        unknownWhen: "No encrypted private key is shown, or the derivation counts none, or can't be seen.")
    case .today:
      FactDefinition(
        path: "clock.day", type: .day,
        meaning: "The day that the run goes by, in UTC: the system's, or that of `--now`.",
        unknownWhen: "An example of a policy doesn't say `now`.")
    case .redactedLabels:
      FactDefinition(
        path: "labels.redacted", type: .number(unit: "labels"),
        meaning: "How many texts that people read hold part of a secret of this integration.",
        unknownWhen: "never")
    case .shortSecrets:
      FactDefinition(
        path: "credentials.shortSecrets", type: .number(unit: "values"),
        meaning: "How many live secrets are shorter than 8 bytes, too short to search for in texts.",
        unknownWhen: "never")
    case .sharedIntegrations:
      FactDefinition(
        path: "shared.integrations", type: .number(unit: "integrations"),
        meaning: "In how many integrations one value stands, for fleet policies.",
        unknownWhen: "The facts are about one integration.")
    case .sharedProviders:
      FactDefinition(
        path: "shared.providers", type: .words(Provider.allCases.map(\.rawValue)),
        meaning: "The known providers of the integrations that share a value, for fleet policies.",
        unknownWhen: "The facts are about one integration.")
    case .sharedModes:
      FactDefinition(
        path: "shared.modes", type: .words(AuthMode.allCases.map(\.rawValue)),
        meaning: "How the integrations that share a value authenticate, for fleet policies.",
        unknownWhen: "The facts are about one integration.")
    case .sharedEnvironments:
      FactDefinition(
        path: "shared.environments", type: .words(EnvironmentHint.allCases.map(\.rawValue)),
        meaning: "The environments that the names of the integrations speak of, for fleet policies.",
        unknownWhen: "The facts are about one integration.")
    case .sharedVariants:
      FactDefinition(
        path: "shared.variants", type: .number(unit: "variants"),
        meaning:
          "How many different secrets go with a principal, ways with an account, external ids with a role,"
          + " roles with an external id, or subscriptions with an application, for fleet policies.",
        unknownWhen: "The facts are about one integration, or about a secret.")
    }
  }
}

extension FactID {
  /// The fact about an integration as a whole.
  public init(_ fact: IntegrationFact) { self.init(index: fact.rawValue) }

  /// What stands in a field.
  public static func state(of field: CredentialField) -> FactID { FactID(index: base(of: field)) }
  /// Whether a field has a value.
  public static func isSet(_ field: CredentialField) -> FactID { FactID(index: base(of: field) + 1) }
  /// What a field's value is.
  public static func kind(of field: CredentialField) -> FactID { FactID(index: base(of: field) + 2) }

  private static func base(of field: CredentialField) -> Int { FieldFactIDs(field.ordinal).base }
}

/// The facts about the field with that place in the vocabulary.
public struct FieldFactIDs: Sendable {
  let base: Int

  /// The place behind those of all fields.
  static let end = IntegrationFact.count + 3 * CredentialField.allCases.count

  /// Names the facts.
  public init(_ ordinal: Int) { base = IntegrationFact.count + 3 * ordinal }

  /// What stands in the field.
  public var state: FactID { FactID(index: base) }
  /// Whether the field has a value.
  public var isSet: FactID { FactID(index: base + 1) }
  /// What the field's value is.
  public var kind: FactID { FactID(index: base + 2) }
}
