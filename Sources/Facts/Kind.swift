/// What a value really is. The vocabulary is closed and stable: people filter by it.
public enum Kind: Int, Word {
  case awsAccessKeyIDLongLived
  case awsAccessKeyIDSession
  case awsAccessKeyIDLegacy
  case awsUniqueID
  case awsSecretAccessKey
  case awsSessionToken
  case awsRoleARN
  case awsExternalID
  case awsBedrockAPIKey

  case gcpServiceAccountKeyFile
  case gcpAuthorizedUserFile
  case gcpExternalAccountFile
  case gcpExternalAccountAuthorizedUserFile
  case gcpImpersonatedServiceAccountFile
  case gcpGDCHServiceAccountFile
  case gcpAPIKey
  case gcpOAuthClientSecret
  case gcpOAuthToken

  case azureClientSecret
  case azureClientSecretLegacy
  case azureStorageKey
  case azureSASToken

  case cloudflareGlobalAPIKey
  case cloudflareUserAPIToken
  case cloudflareAccountAPIToken
  case cloudflareUnprefixedAPIToken
  case cloudflareOriginCAKey

  case ociTenancyOCID
  case ociUserOCID
  case ociCompartmentOCID
  case ociOtherOCID
  case ociFingerprint
  case ociRegion

  case civoAPIKey
  case coreweaveAccessToken
  case nebiusServiceAccountID
  case nebiusPublicKeyID
  case aivenToken
  case backblazeApplicationKeyID
  case backblazeMasterKeyID
  case backblazeApplicationKey
  case akamaiHost
  case akamaiAccessToken
  case akamaiClientToken
  case akamaiClientSecret

  case pemRSAPrivateKey
  case pemECPrivateKey
  case pemEd25519PrivateKey
  case pemOpenSSHPrivateKey
  case pemUnknownPrivateKey
  case pemPublicKey
  case pemCertificate

  case kubeconfig
  case kubernetesClientCertificate
  case kubernetesClientKey
  case kubernetesLegacyToken
  case kubernetesBoundToken
  case kubernetesBearerToken
  case kubernetesBasicAuth
  case kubernetesExecPlugin
  case kubernetesAuthProvider
  case kubernetesFileReference

  case jwt, guid, email
  case unknown

  /// The place in the vocabulary.
  public var ordinal: Int { rawValue }

  /// Whether it is a private key in PEM.
  public var isPrivateKey: Bool {
    switch self {
    case .pemRSAPrivateKey, .pemECPrivateKey, .pemEd25519PrivateKey, .pemOpenSSHPrivateKey,
      .pemUnknownPrivateKey:
      true
    default: false
    }
  }

  /// Whether it is one of Google's key files.
  public var isKeyFile: Bool {
    switch self {
    case .gcpServiceAccountKeyFile, .gcpAuthorizedUserFile, .gcpExternalAccountFile,
      .gcpExternalAccountAuthorizedUserFile, .gcpImpersonatedServiceAccountFile, .gcpGDCHServiceAccountFile:
      true
    default: false
    }
  }

  /// How sensitive a value of this kind is wherever it stands.
  public var fieldClass: FieldClass {
    switch self {
    case .awsAccessKeyIDLongLived, .awsAccessKeyIDSession, .awsAccessKeyIDLegacy, .ociFingerprint,
      .nebiusPublicKeyID, .backblazeApplicationKeyID, .backblazeMasterKeyID, .akamaiClientToken:
      .keyIdentifier
    case .awsUniqueID, .awsRoleARN, .ociTenancyOCID, .ociUserOCID, .ociCompartmentOCID, .ociOtherOCID,
      .ociRegion, .nebiusServiceAccountID, .akamaiHost, .pemPublicKey, .pemCertificate,
      .kubernetesClientCertificate, .kubernetesExecPlugin, .kubernetesFileReference, .guid:
      .identifier
    case .awsExternalID: .trustSecret
    case .email: .personal
    case .gcpServiceAccountKeyFile, .gcpAuthorizedUserFile, .gcpExternalAccountFile,
      .gcpExternalAccountAuthorizedUserFile, .gcpImpersonatedServiceAccountFile,
      .gcpGDCHServiceAccountFile, .kubeconfig:
      .blob
    default: .secret
    }
  }
}
