internal import Facts
internal import JSONReader

/// The keys of payloads that mean something to us.
enum PayloadKey: Int, CaseIterable {
  case data, integrations
  case id, name, description, provider, features, restrictions, credentials, createdAt
  case aws, gcp, cloudflare
  case authenticationMode, credentialType, permissionCheckLevel, projectId, serviceAccountEmail
  case enabled, teams, teamId
  case pagination

  /// The key as documents write it.
  var name: String { Self.ownNames[rawValue] }

  private static let ownNames = allCases.map { String(describing: $0) }

  /// All keys that an error may name.
  static let names = ownNames + CredentialField.allCases.map(\.word)

  /// The key that a token is, if it is one of these.
  static func of(_ token: JSONToken, in bytes: Span<UInt8>) -> PayloadKey? {
    table.value(of: bytes.extracting(token.range), hash: token.link)
  }

  /// The key that a text is, if it is one of these.
  static func of(text: Span<UInt8>) -> PayloadKey? { table.value(of: text) }

  private static let table = KeywordTable(allCases.map { ($0.name, $0) })
}

extension CredentialField {
  /// The field that a token names, if it is one of the known.
  static func of(_ token: JSONToken, in bytes: Span<UInt8>) -> CredentialField? {
    table.value(of: bytes.extracting(token.range), hash: token.link)
  }

  private static let table = KeywordTable(allCases.map { ($0.word, $0) })
}

/// The words that values of payloads may be.
enum PayloadWords {
  static let providers = KeywordTable(Provider.allCases.map { ($0.rawValue, $0) })
  static let features = KeywordTable(Feature.allCases.map { ($0.rawValue, $0) })
  static let permissionChecks = KeywordTable(PermissionCheck.allCases.map { ($0.rawValue, $0) })
  static let modes = KeywordTable(AuthMode.allCases.map { ($0.rawValue, $0) })
}
