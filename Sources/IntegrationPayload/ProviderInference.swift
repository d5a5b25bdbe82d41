internal import Facts
internal import JSONReader

extension Integration {
  /// The provider of a document that names none: that of the one block it has, or the one whose fields alone
  /// stand in `credentials`. Nil where both ways speak for several or for none.
  static func inferredProvider(
    _ keys: ObjectKeys, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> Provider? {
    var found: Provider?
    for (key, provider) in [(PayloadKey.aws, Provider.aws), (.gcp, .gcp), (.cloudflare, .cloudflare)]
    where keys.value(key, .object, in: tokens) != nil {
      // The API's own example has the blocks of all three.
      if found != nil { return nil }
      found = provider
    }
    if let found { return found }
    guard let credentials = keys.value(.credentials, .object, in: tokens) else { return nil }
    var index = credentials + 1
    while index < Int(tokens[credentials].link) {
      if let field = CredentialField.of(tokens[index], in: bytes), let owner = owner(of: field) {
        if found != nil && found != owner { return nil }
        found = owner
      }
      index = tokens.index(after: index + 1)
    }
    return found
  }

  /// The only provider that has the field; nil where several have it.
  private static func owner(of field: CredentialField) -> Provider? {
    switch field {
    case .accessKey, .secretKey, .roleArn, .externalId: .aws
    case .keyfileJson: .gcp
    case .tenantId, .clientId, .objectId, .secret, .subscriptionId: .azure
    case .tenancyId, .fingerprint, .privateKey, .compartmentId: .oci
    case .kubeconfig: .byok
    case .applicationKeyId, .applicationKey: .backblaze
    case .clientToken, .clientSecret: .akamai
    case .serviceAccountId, .publicKeyId, .privateKeyPem: .nebius
    case .email: .cloudflare
    default: nil
    }
  }
}
