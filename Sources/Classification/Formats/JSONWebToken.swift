internal import Facts
internal import JSONReader

/// What a JSON Web Token (RFC 7519) tells. Nobody checks its signature here.
struct JSONWebToken {
  var algorithm = SignatureAlgorithm.other
  var type = TokenType.none
  var hasKeyID = false
  var isSigned = false
  var issuer = TokenIssuer.none
  var hasSubject = false
  var audiences = 0
  /// Seconds since 1970-01-01T00:00:00Z.
  var issuedAt: Int?
  var validFrom: Int?
  var validUntil: Int?
  /// Whether its end is written as the RFC has it, or it has none.
  var isEndReadable = true
  var serviceAccount = ServiceAccountToken.none
  var namespace = AccountNamespace.other
  var account = AccountName.other
  var binding = TokenBinding.none
  var isExtended = false

  /// Whether the issuer said in both ways of Kubernetes that it is a service account's.
  private var hasLegacyClaims = false
  private var hasBoundClaims = false

  /// The three parts of a token: where they lie. Nil if it can't be one.
  static func parts(of text: Span<UInt8>) -> (header: Range<Int>, claims: Range<Int>, isSigned: Bool)? {
    let first = offset(of: UInt8(ascii: "."), in: text)
    guard first >= 4, first < text.count else { return nil }
    let second = offset(of: UInt8(ascii: "."), in: text, from: first + 1)
    guard second > first + 2, second < text.count,
      text.all({ $0.isURLSafe || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "=") }),
      offset(of: UInt8(ascii: "."), in: text, from: second + 1) == text.count
    else { return nil }
    return (0..<first, first + 1..<second, second + 1 < text.count)
  }

  // MARK: The header

  /// Takes in the header; false if it isn't a token's.
  mutating func read(header bytes: Span<UInt8>, _ tokens: Span<JSONToken>) -> Bool {
    let header = JSONObject(bytes, tokens)
    guard let algorithm = header.text("alg") else { return false }
    self.algorithm = SignatureAlgorithm.allCases.first { algorithm.holds($0.rawValue) } ?? .other
    if algorithm.isWord("none") { self.algorithm = .none }
    hasKeyID = header.text("kid")?.isEmpty == false
    if let type = header.text("typ") {
      self.type = type.isWord("jwt") ? .jwt : type.isWord("at+jwt") ? .accessToken : .other
    }
    return true
  }

  // MARK: The claims

  /// Takes in the claims; false if they aren't an object.
  mutating func read(claims bytes: Span<UInt8>, _ tokens: Span<JSONToken>) -> Bool {
    guard tokens[0].type == .object else { return false }
    let claims = JSONObject(bytes, tokens)
    if let issuer = claims.text("iss") { self.issuer = TokenIssuer(named: issuer) }
    if let subject = claims.text("sub") {
      hasSubject = !subject.isEmpty
      readSubject(subject)
    }
    audiences = claims.countOfTexts("aud")
    issuedAt = claims.seconds("iat")
    validFrom = claims.seconds("nbf")
    validUntil = claims.seconds("exp")
    isEndReadable = validUntil != nil || claims.value("exp") == nil
    hasLegacyClaims = claims.text("kubernetes.io/serviceaccount/service-account.name") != nil
    if let inner = claims.object("kubernetes.io") {
      hasBoundClaims = inner.object("serviceaccount") != nil
      if inner.object("pod") != nil {
        binding = .pod
      } else if inner.object("secret") != nil {
        binding = .secret
      } else if inner.object("node") != nil {
        binding = .node
      }
      isExtended = inner.seconds("warnafter") != nil
    }
    if hasBoundClaims {
      serviceAccount = .bound
    } else if issuer == .legacyServiceAccount || hasLegacyClaims {
      serviceAccount = .legacy
    }
    return true
  }

  /// `system:serviceaccount:NAMESPACE:NAME`.
  private mutating func readSubject(_ subject: Span<UInt8>) {
    guard subject.hasPrefix("system:serviceaccount:") else { return }
    let start = 22
    let colon = offset(of: UInt8(ascii: ":"), in: subject, from: start)
    guard colon < subject.count else { return }
    let space = subject.extracting(start..<colon)
    namespace =
      space.isWord("kube-system")
      ? .kubeSystem : space.isWord("default") ? .default : space.hasPrefix("kube-") ? .kube : .other
    let name = subject.extracting(colon + 1..<subject.count)
    account = name.isWord("default") ? .default : name.holdsWord("admin") ? .adminLike : .other
  }
}

extension TokenIssuer {
  init(named text: Span<UInt8>) {
    self =
      if text.isWord("kubernetes/serviceaccount") {
        .legacyServiceAccount
      } else if text.hasPrefix("https://kubernetes.default") {
        .cluster
      } else if text.hasPrefix("https://oidc.eks.") || text.hasPrefix("https://oidc-eks.") {
        .eks
      } else if text.hasPrefix("https://container.googleapis.com/") {
        .gke
      } else if text.hasPrefix("https://"), text.index(of: ".oic.prod-aks.azure.com/") != nil {
        .aks
      } else if text.isWord("https://accounts.google.com") || text.isWord("accounts.google.com") {
        .google
      } else if text.hasPrefix("https://login.microsoftonline.com/")
        || text.hasPrefix("https://sts.windows.net/")
      {
        .microsoft
      } else {
        text.isEmpty ? .none : .other
      }
  }
}
