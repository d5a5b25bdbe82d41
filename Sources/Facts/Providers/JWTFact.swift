/// The facts about the JSON Web Token (RFC 7519) in an integration: the token of the kubeconfig's user in use,
/// or the first in a field of the provider's own.
///
/// Nothing checks its signature: whoever made it could write anything.
public enum JWTFact: Int, FactFamily {
  case algorithm, type, hasKeyID, isSigned, issuer, hasSubject, audiences
  case issuedOn, validFrom, expires, validUntil, lifeDays, daysLeft, isExpired
  case serviceAccount, namespace, account, binding, isExtended

  /// The place of the first in the schema.
  public static let first = CertificateFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let unseen = "No JWT is shown."
    let endless = unseen + " Or it doesn't say when it ends."
    let timeless = endless + " Or an example of a policy doesn't say `now`."
    let foreign = unseen + " Or it isn't a service account's of Kubernetes."
    switch self {
    case .algorithm:
      return Self.word(
        "jwt.algorithm", SignatureAlgorithm.self, "How it says that it is signed.", unknown: unseen)
    case .type:
      return Self.word("jwt.type", TokenType.self, "What its header says it is.", unknown: unseen)
    case .hasKeyID:
      return Self.truth("jwt.hasKeyID", "Whether it names the key that signed it.", unknown: unseen)
    case .isSigned:
      return Self.truth("jwt.isSigned", "Whether it has a signature at all.", unknown: unseen)
    case .issuer:
      return Self.word(
        "jwt.issuer", TokenIssuer.self, "Who says that he issued it, as far as he is known.", unknown: unseen)
    case .hasSubject:
      return Self.truth("jwt.hasSubject", "Whether it says whom it is about.", unknown: unseen)
    case .audiences:
      return Self.number(
        "jwt.audiences", "audiences", "How many it is meant for; 0 for anybody who trusts its issuer.",
        unknown: unseen)
    case .issuedOn:
      return Self.day(
        "jwt.issuedOn", "The day on which it was issued, in UTC.", unknown: unseen + " Or it doesn't say.")
    case .validFrom:
      return Self.day(
        "jwt.validFrom", "The first day on which it is valid, in UTC.",
        unknown: unseen + " Or it doesn't say.")
    case .expires:
      return Self.truth(
        "jwt.expires", "Whether it says when it ends.",
        unknown: unseen + " Or its end is no number of seconds.")
    case .validUntil:
      return Self.day("jwt.validUntil", "The last day on which it is valid, in UTC.", unknown: endless)
    case .lifeDays:
      return Self.number(
        "jwt.lifeDays", "days", "From its issue to its end, rounded up.",
        unknown: endless + " Or when it was issued.")
    case .daysLeft:
      return Self.number(
        "jwt.daysLeft", "days", "From the day of the run to its last day; below 0 when it is past.",
        unknown: timeless)
    case .isExpired:
      return Self.truth("jwt.isExpired", "Whether its last day is past.", unknown: timeless)
    case .serviceAccount:
      return Self.word(
        "jwt.serviceAccount", ServiceAccountToken.self,
        "Whether it is a token of a service account of Kubernetes, and which of the two forms it has.",
        unknown: unseen)
    case .namespace:
      return Self.word(
        "jwt.namespace", AccountNamespace.self, "The service account's namespace.", unknown: foreign)
    case .account:
      return Self.word("jwt.account", AccountName.self, "The service account's name.", unknown: foreign)
    case .binding:
      return Self.word(
        "jwt.binding", TokenBinding.self,
        "The object with which the service account's token ends, whatever its date.", unknown: foreign)
    case .isExtended:
      return Self.truth(
        "jwt.isExtended",
        "Whether the cluster made the token valid for a year in place of an hour, for programs that don't"
          + " renew it (`warnafter`).",
        unknown: foreign)
    }
  }
}

/// How a token is signed (RFC 7518).
public enum SignatureAlgorithm: String, Word {
  /// Not at all.
  case none
  case hs256 = "HS256", hs384 = "HS384", hs512 = "HS512"
  case rs256 = "RS256", rs384 = "RS384", rs512 = "RS512"
  case ps256 = "PS256", ps384 = "PS384", ps512 = "PS512"
  case es256 = "ES256", es384 = "ES384", es512 = "ES512"
  case eddsa = "EdDSA"
  case other
}

/// What a token says it is.
public enum TokenType: String, Word {
  case jwt = "JWT"
  /// An access token (RFC 9068).
  case accessToken = "at+jwt"
  case other, none
}

/// Who issues tokens.
public enum TokenIssuer: String, Word {
  /// A cluster, in the old form: `kubernetes/serviceaccount`.
  case legacyServiceAccount = "kubernetes/serviceaccount"
  /// A cluster by its inner name: `https://kubernetes.default.svc…`.
  case cluster
  /// A cluster of Amazon's: `https://oidc.eks.REGION.amazonaws.com/…`.
  case eks
  /// A cluster of Google's: `https://container.googleapis.com/…`.
  case gke
  /// A cluster of Microsoft's: `https://REGION.oic.prod-aks.azure.com/…`.
  case aks
  /// Google's accounts: a person, or a service account.
  case google
  /// Microsoft's: `https://login.microsoftonline.com/…` or `https://sts.windows.net/…`.
  case microsoft
  case other, none
}

/// What form a service account's token has.
public enum ServiceAccountToken: String, Word {
  /// Out of a Secret, without an end (Kubernetes made them by itself up to 1.23).
  case legacy
  /// By the TokenRequest API, with an end.
  case bound
  /// It isn't one.
  case none
}

/// The namespace of a service account.
public enum AccountNamespace: String, Word {
  case kubeSystem = "kube-system"
  case `default`
  /// Any other that begins with `kube-`.
  case kube = "kube-…"
  case other
}

/// The name of a service account.
public enum AccountName: String, Word {
  case `default`
  /// `admin` stands in it.
  case adminLike = "admin"
  case other
}

/// What a token is bound to besides its end.
public enum TokenBinding: String, Word { case pod, secret, node, none }
