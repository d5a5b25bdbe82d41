/// The facts about AWS credentials.
public enum AWSFact: Int, FactFamily {
  case keyIsWellFormed, keyGeneration, keyAccount, secretKeyIsWellFormed
  case roleIsWellFormed, roleResource, rolePartition, rolePath, roleAccount, accountsAgree
  case externalIDIsWellFormed, externalIDLength, externalIDStrength, externalIDGuess

  /// The place of the first in the schema.
  public static let first = FieldFactIDs.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let noKey = "`accessKey` isn't shown."
    let noRole = "`roleArn` isn't shown, or isn't an ARN of IAM or STS."
    let noExternalID = "`externalId` isn't shown."
    switch self {
    case .keyIsWellFormed:
      return Self.truth(
        "aws.key.isWellFormed",
        "Whether `accessKey` is the id of an access key to the letter: prefix, length, base32.",
        unknown: noKey)
    case .keyGeneration:
      return Self.word(
        "aws.key.generation", AWSKeyGeneration.self,
        "Whether the key id is of the generation that holds its account's number. Old ones are from before"
          + " 2019-03-29, so far as people who looked into it know.",
        unknown: "`accessKey` isn't shown, or isn't well-formed.")
    case .keyAccount:
      return FactDefinition(
        path: "aws.key.account", type: .identifier(digits: 12),
        meaning: "The account that the key id in `accessKey` belongs to, read out of it.",
        unknownWhen: "`accessKey` isn't shown, isn't well-formed, or is of the old generation.")
    case .secretKeyIsWellFormed:
      return Self.truth(
        "aws.secretKey.isWellFormed",
        "Whether `secretKey` has the length and the alphabet of one, and isn't a git hash.",
        unknown: "`secretKey` isn't shown.")
    case .roleIsWellFormed:
      return Self.truth(
        "aws.role.isWellFormed",
        "Whether `roleArn` names a role to the letter: partition, account, path, name.",
        unknown: "`roleArn` isn't shown.")
    case .roleResource:
      return Self.word(
        "aws.role.resource", ARNResource.self, "What the ARN in `roleArn` names.", unknown: noRole)
    case .rolePartition:
      return Self.word(
        "aws.role.partition", AWSPartition.self, "The part of AWS that the ARN in `roleArn` is in.",
        unknown: noRole + " Or its partition is one that we don't know.")
    case .rolePath:
      return Self.word(
        "aws.role.path", AWSRolePath.self, "Whose the role is, by its path.",
        unknown: "`roleArn` isn't shown, or names no role.")
    case .roleAccount:
      return FactDefinition(
        path: "aws.role.account", type: .identifier(digits: 12),
        meaning: "The account in the ARN in `roleArn`.", unknownWhen: noRole)
    case .accountsAgree:
      return Self.truth(
        "aws.accounts.agree", "Whether the key id and the role are of one account.",
        unknown: "Not both accounts are known.")
    case .externalIDIsWellFormed:
      return Self.truth(
        "aws.externalId.isWellFormed",
        "Whether STS takes it: 2 to 1,224 characters of letters, digits and `_+=,.@:/-`.",
        unknown: noExternalID)
    case .externalIDLength:
      return Self.number(
        "aws.externalId.length", "characters", "How long the external id is.", unknown: noExternalID)
    case .externalIDStrength:
      return Self.number(
        "aws.externalId.strength", "bits",
        "About how many tries it takes to guess the external id, as a power of two, if it is random. A rule of"
          + " thumb over its length, alphabet and repetitions.",
        unknown: noExternalID)
    case .externalIDGuess:
      return Self.word(
        "aws.externalId.guess", ExternalIDGuess.self,
        "What the external id could be guessed from; `none` where nothing is seen.", unknown: noExternalID)
    }
  }
}

/// The generations of AWS's ids.
public enum AWSKeyGeneration: String, Word {
  /// The account isn't in it.
  case old
  /// The account's number is in it.
  case current
}

/// What an ARN names.
public enum ARNResource: String, Word {
  case role, user, root, group, policy, instanceProfile, assumedRole, federatedUser, other
}

/// The parts of AWS that share nothing (botocore's partitions.json of 2026-05).
public enum AWSPartition: String, Word {
  case aws
  case china = "aws-cn"
  case usGovernment = "aws-us-gov"
  case europeanSovereign = "aws-eusc"
  case iso = "aws-iso"
  case isoB = "aws-iso-b"
  case isoE = "aws-iso-e"
  case isoF = "aws-iso-f"
}

/// Whose a role is, by its path.
public enum AWSRolePath: String, Word {
  /// The account's own.
  case own
  /// `/aws-service-role/`: a service's, which nobody else can assume.
  case service
  /// `/aws-reserved/`: IAM Identity Center's, for people.
  case identityCenter
}

/// What an external id could be guessed from.
public enum ExternalIDGuess: String, Word {
  /// Nothing is seen.
  case none
  /// It is, or holds, the account's number.
  case account
  /// It is the role's name, or a part of it.
  case role
  /// It is the integration's name or id.
  case integration
  /// It is a word that everybody would try, such as the platform's name, with a number or without.
  case word
  /// It is one character again and again, or runs up or down.
  case sequence
  /// It is a date.
  case date
}
