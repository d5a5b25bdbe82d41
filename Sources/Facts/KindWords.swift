extension Kind {
  /// The kind as facts, reports and policies write it.
  public var word: String {
    switch self {
    case .awsAccessKeyIDLongLived: "aws.accessKeyID.longLived"
    case .awsAccessKeyIDSession: "aws.accessKeyID.session"
    case .awsAccessKeyIDLegacy: "aws.accessKeyID.legacy"
    case .awsUniqueID: "aws.uniqueID"
    case .awsSecretAccessKey: "aws.secretAccessKey"
    case .awsSessionToken: "aws.sessionToken"
    case .awsRoleARN: "aws.roleARN"
    case .awsExternalID: "aws.externalID"
    case .awsBedrockAPIKey: "aws.bedrockAPIKey"

    case .gcpServiceAccountKeyFile: "gcp.keyFile.serviceAccount"
    case .gcpAuthorizedUserFile: "gcp.keyFile.authorizedUser"
    case .gcpExternalAccountFile: "gcp.keyFile.externalAccount"
    case .gcpExternalAccountAuthorizedUserFile: "gcp.keyFile.externalAccountAuthorizedUser"
    case .gcpImpersonatedServiceAccountFile: "gcp.keyFile.impersonatedServiceAccount"
    case .gcpGDCHServiceAccountFile: "gcp.keyFile.gdchServiceAccount"
    case .gcpAPIKey: "gcp.apiKey"
    case .gcpOAuthClientSecret: "gcp.oauthClientSecret"
    case .gcpOAuthToken: "gcp.oauthToken"

    case .azureClientSecret: "azure.clientSecret"
    case .azureClientSecretLegacy: "azure.clientSecret.legacy"
    case .azureStorageKey: "azure.storageKey"
    case .azureSASToken: "azure.sasToken"

    case .cloudflareGlobalAPIKey: "cloudflare.globalAPIKey"
    case .cloudflareUserAPIToken: "cloudflare.apiToken.user"
    case .cloudflareAccountAPIToken: "cloudflare.apiToken.account"
    case .cloudflareUnprefixedAPIToken: "cloudflare.apiToken.unprefixed"
    case .cloudflareOriginCAKey: "cloudflare.originCAKey"

    case .ociTenancyOCID: "oci.ocid.tenancy"
    case .ociUserOCID: "oci.ocid.user"
    case .ociCompartmentOCID: "oci.ocid.compartment"
    case .ociOtherOCID: "oci.ocid.other"
    case .ociFingerprint: "oci.fingerprint"
    case .ociRegion: "oci.region"

    case .civoAPIKey: "civo.apiKey"

    case .coreweaveAccessToken: "coreweave.accessToken"

    case .nebiusServiceAccountID: "nebius.serviceAccountID"
    case .nebiusPublicKeyID: "nebius.publicKeyID"

    case .aivenToken: "aiven.token"

    case .backblazeApplicationKeyID: "backblaze.applicationKeyID"
    case .backblazeMasterKeyID: "backblaze.masterKeyID"
    case .backblazeApplicationKey: "backblaze.applicationKey"

    case .akamaiHost: "akamai.host"
    case .akamaiAccessToken: "akamai.accessToken"
    case .akamaiClientToken: "akamai.clientToken"
    case .akamaiClientSecret: "akamai.clientSecret"

    case .pemRSAPrivateKey: "pem.privateKey.rsa"
    case .pemECPrivateKey: "pem.privateKey.ec"
    case .pemEd25519PrivateKey: "pem.privateKey.ed25519"
    case .pemOpenSSHPrivateKey: "pem.privateKey.openssh"
    case .pemUnknownPrivateKey: "pem.privateKey.unknown"
    case .pemPublicKey: "pem.publicKey"
    case .pemCertificate: "pem.certificate"

    case .kubeconfig: "kubernetes.kubeconfig"
    case .kubernetesClientCertificate: "kubernetes.clientCertificate"
    case .kubernetesClientKey: "kubernetes.clientKey"
    case .kubernetesLegacyToken: "kubernetes.serviceAccountToken.legacy"
    case .kubernetesBoundToken: "kubernetes.serviceAccountToken.bound"
    case .kubernetesBearerToken: "kubernetes.bearerToken"
    case .kubernetesBasicAuth: "kubernetes.basicAuth"
    case .kubernetesExecPlugin: "kubernetes.execPlugin"
    case .kubernetesAuthProvider: "kubernetes.authProvider"
    case .kubernetesFileReference: "kubernetes.fileReference"

    case .jwt: "jwt"
    case .guid: "guid"
    case .email: "email"
    case .unknown: "unknown"
    }
  }
}
