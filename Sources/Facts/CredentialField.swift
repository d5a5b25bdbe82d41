/// The 29 keys that `credentials` may hold (Northflank API reference of 2026-06).
public enum CredentialField: Int, Word {
  case keyfileJson, accessKey, secretKey, roleArn, externalId, apiKey, email
  case tenantId, clientId, objectId, secret, subscriptionId
  case region, tenancyId, userId, fingerprint, privateKey, passphrase, compartmentId
  case kubeconfig
  case applicationKeyId, applicationKey
  case host, accessToken, clientToken, clientSecret
  case serviceAccountId, publicKeyId, privateKeyPem

  /// The key as payloads write it.
  public var word: String { Self.words[rawValue] }

  /// The place in the vocabulary.
  public var ordinal: Int { rawValue }

  private static let words = allCases.map { String(describing: $0) }
}
