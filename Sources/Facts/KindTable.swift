// The kinds, one by one. docs/kinds.md is made from this table. Where a form comes from stands beside the
// code that knows it, in Sources/Classification/Providers.

extension Kind {
  /// AWS, Google Cloud, Azure, Cloudflare and Oracle Cloud.
  var cloudDefinition: KindDefinition? {
    switch self {
    case .awsAccessKeyIDLongLived:
      .init(
        .longLived, .prefix, "The id of an access key of an IAM user, or of the root user.",
        "`AKIA` and 16 characters of base32; the account's number is in it")
    case .awsAccessKeyIDSession:
      .init(
        .session, .prefix, "The id of a key that STS gave out; useless without its session token.",
        "`ASIA` and 16 characters of base32")
    case .awsAccessKeyIDLegacy:
      .init(
        .longLived, .prefix, "The id of an access key of AWS's first years.",
        "`A3T`, a letter or digit, and 16 more")
    case .awsUniqueID:
      .init(
        .none, .prefix,
        "IAM's id of a user, role, group, profile, policy or certificate, or of a bearer token or a credential of one service; it opens nothing by itself.",
        "`AIDA`, `AROA`, `AGPA`, `AIPA`, `ANPA`, `ANVA`, `APKA`, `ASCA`, `ABIA` or `ACCA`, and 16 more")
    case .awsSecretAccessKey:
      .init(
        .longLived, .place, "The secret half of an AWS access key.",
        "40 characters of base64 that aren't all hexadecimal")
    case .awsSessionToken:
      .init(
        .session, .place, "What goes with a key that STS gave out.",
        "100 characters of base64 or more, behind a key that names it")
    case .awsRoleARN:
      .init(
        .none, .structure, "Names a role that may be assumed.",
        "`arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`")
    case .awsExternalID:
      .init(
        .longLived, .place,
        """
        Tells the customers of a third party apart when it assumes a role; AWS shows it to whoever may see the role.
        """,
        "2 to 1,224 characters of letters, digits and `_+=,.@:/-`")
    case .awsBedrockAPIKey:
      .init(
        .unknown, .prefix, "Opens Amazon Bedrock; there are long-lived and short-lived ones.",
        "`ABSK` and 105 to 265 characters of base64, or `bedrock-api-key-` and base64")

    case .gcpServiceAccountKeyFile:
      .init(
        .longLived, .structure, "A service account's private key, which never expires by default.",
        "JSON with `type: service_account`")
    case .gcpAuthorizedUserFile:
      .init(
        .longLived, .structure, "A person's login, with all rights of that person.",
        "JSON with `type: authorized_user`")
    case .gcpExternalAccountFile:
      .init(
        .federated, .structure, "Workload identity federation: where to fetch a token and exchange it.",
        "JSON with `type: external_account`")
    case .gcpExternalAccountAuthorizedUserFile:
      .init(
        .longLived, .structure, "A person's login by way of workforce identity federation.",
        "JSON with `type: external_account_authorized_user`")
    case .gcpImpersonatedServiceAccountFile:
      .init(
        .unknown, .structure, "Another credential, and the service account that it acts as.",
        "JSON with `type: impersonated_service_account`")
    case .gcpGDCHServiceAccountFile:
      .init(
        .longLived, .structure, "A private key for Google Distributed Cloud.",
        "JSON with `type: gdch_service_account`")
    case .gcpAPIKey:
      .init(.longLived, .prefix, "A Google API key.", "`AIza` and 35 characters of URL-safe base64")
    case .gcpOAuthClientSecret:
      .init(
        .longLived, .prefix, "The secret of an OAuth client.",
        "`GOCSPX-` and 28 characters of URL-safe base64")
    case .gcpOAuthToken:
      .init(
        .unknown, .prefix, "A Google access token (an hour) or refresh token (until revoked).",
        "`ya29.` or `1//0`, and URL-safe base64")

    case .azureClientSecret:
      .init(
        .expiring, .shape, "A client secret of an app registration.",
        "37 to 40 characters: three, a digit, `Q~`, and 31 to 34 more")
    case .azureClientSecretLegacy:
      .init(
        .expiring, .place, "A client secret of before 2021, or one that somebody chose.",
        "31 to 34 printable characters that aren't all hexadecimal")
    case .azureStorageKey:
      .init(
        .longLived, .prefix, "The key of a storage account, all of it.",
        "88 characters of base64, behind `AccountKey=`, with `+ASt` as the 77th, or where a client secret belongs"
      )
    case .azureSASToken:
      .init(
        .expiring, .structure, "A signed address of something in a storage account.",
        "A query with `sv=`, `sig=` and base64")

    case .cloudflareGlobalAPIKey:
      .init(
        .longLived, .shape, "All rights of a person on all accounts, without limits.",
        "`cfk_`, 40 letters and digits and 8 hexadecimal digits; before 2026: 37 hexadecimal digits")
    case .cloudflareUserAPIToken:
      .init(
        .unknown, .prefix, "A token that belongs to a person.",
        "`cfut_`, 40 letters and digits and 8 hexadecimal digits")
    case .cloudflareAccountAPIToken:
      .init(
        .unknown, .prefix, "A token that belongs to an account.",
        "`cfat_`, 40 letters and digits and 8 hexadecimal digits")
    case .cloudflareUnprefixedAPIToken:
      .init(
        .unknown, .place, "A token of before 2026, of a person or an account.",
        "40 characters of URL-safe base64 that aren't all hexadecimal")
    case .cloudflareOriginCAKey:
      .init(
        .longLived, .prefix, "Issues certificates for all zones that its user sees.",
        "`v1.0-`, 24 hexadecimal digits, a dash and 146 more")

    case .ociTenancyOCID, .ociUserOCID, .ociCompartmentOCID:
      .init(
        .none, .structure, "Names a tenancy, a user or a compartment.",
        "`ocid1.TYPE.REALM.[REGION].UNIQUE`, with that type")
    case .ociOtherOCID:
      .init(.none, .structure, "Names something else in Oracle Cloud.", "`ocid1.TYPE.REALM.[REGION].UNIQUE`")
    case .ociFingerprint:
      .init(
        .none, .shape, "Names an API signing key: the MD5 of its public key.",
        "16 pairs of hexadecimal digits with colons between them")
    case .ociRegion:
      .init(.none, .place, "Names a region.", "words and a number, such as `eu-frankfurt-1`")
    default: nil
    }
  }

  /// The providers whose integration is one key, or a key and its names.
  var otherProviderDefinition: KindDefinition? {
    switch self {
    case .civoAPIKey:
      .init(
        .longLived, .place, "All rights on a Civo account. Civo doesn't publish its form.",
        "32 to 64 letters and digits")
    case .coreweaveAccessToken:
      .init(
        .expiring, .prefix, "A CoreWeave access token, with the rights of its user.",
        "`CW-SECRET-` and what follows, in its field; older ones tell nothing but by their field")
    case .nebiusServiceAccountID:
      .init(.none, .prefix, "Names a service account.", "`serviceaccount-` and letters and digits")
    case .nebiusPublicKeyID:
      .init(.none, .prefix, "Names a public key of a service account.", "`publickey-` and letters and digits")
    case .aivenToken:
      .init(
        .unknown, .place, "An Aiven token. Aiven doesn't publish its form.",
        "20 to 512 characters of base64, `.`, `-` and `_`")
    case .backblazeApplicationKeyID:
      .init(
        .none, .place, "Names an application key.",
        "25 hexadecimal digits")
    case .backblazeMasterKeyID:
      .init(
        .none, .place, "Names an account's master application key, which may do everything there.",
        "12 hexadecimal digits: the account's own id")
    case .backblazeApplicationKey:
      .init(.longLived, .prefix, "The secret of an application key.", "`K00`, a digit and 27 of base64")
    case .akamaiHost:
      .init(
        .none, .structure, "The address of an account's API.",
        "`akab-` or `akaa-`, letters and digits, `.luna.akamaiapis.net`")
    case .akamaiAccessToken:
      .init(
        .longLived, .place, "Names what an EdgeGrid client may do; of no use without the client's secret.",
        "`akab-` and two groups of letters and digits; only its field tells it from a client token")
    case .akamaiClientToken:
      .init(
        .none, .place, "Names an EdgeGrid client.",
        "`akab-` and two groups of letters and digits; only its field tells it from an access token")
    case .akamaiClientSecret:
      .init(.longLived, .place, "The secret of an EdgeGrid client.", "44 characters of base64")
    default: nil
    }
  }

  /// What belongs to no single provider.
  var generalDefinition: KindDefinition {
    switch self {
    case .pemRSAPrivateKey, .pemECPrivateKey, .pemEd25519PrivateKey, .pemOpenSSHPrivateKey:
      .init(
        .longLived, .structure, "A private key; whether it is encrypted is the fact `key.isEncrypted`.",
        "PEM: PKCS#1, PKCS#8, SEC 1 or OpenSSH")
    case .pemUnknownPrivateKey:
      .init(
        .longLived, .prefix,
        "A private key whose algorithm can't be seen: encrypted PKCS#8, or one that can't be read.",
        "`-----BEGIN … PRIVATE KEY-----`")
    case .pemPublicKey: .init(.none, .prefix, "A public key.", "`-----BEGIN … PUBLIC KEY-----`")
    case .pemCertificate: .init(.none, .prefix, "A certificate.", "`-----BEGIN CERTIFICATE-----`")

    case .kubeconfig:
      .init(
        .unknown, .structure, "Where clusters are and how to get in.",
        "YAML or JSON with `apiVersion`, `clusters` and `users`")
    case .kubernetesClientCertificate:
      .init(
        .expiring, .structure, "A client certificate within a kubeconfig; it can't be revoked.",
        "`client-certificate-data`: PEM in base64")
    case .kubernetesClientKey:
      .init(.longLived, .structure, "Its private key.", "`client-key-data`: PEM in base64")
    case .kubernetesLegacyToken:
      .init(
        .longLived, .structure, "A service account's token of the old kind, which never expires.",
        "A JWT whose issuer is `kubernetes/serviceaccount`")
    case .kubernetesBoundToken:
      .init(
        .expiring, .structure, "A service account's token with an end.",
        "A JWT with a claim `kubernetes.io`")
    case .kubernetesBearerToken:
      .init(.unknown, .place, "Any other token within a kubeconfig.", "`token`")
    case .kubernetesBasicAuth:
      .init(.longLived, .place, "A user's name and password within a kubeconfig.", "`username`, `password`")
    case .kubernetesExecPlugin:
      .init(
        .federated, .structure, "A program that is run to get a credential; its arguments may hold secrets.",
        "`exec`")
    case .kubernetesAuthProvider:
      .init(
        .unknown, .structure, "A plugin of Kubernetes before 1.26; its settings may hold tokens.",
        "`auth-provider`")
    case .kubernetesFileReference:
      .init(
        .none, .structure, "The path of a file that holds a key, a certificate or a token.",
        "`client-key`, `client-certificate`, `tokenFile`")

    case .jwt:
      .init(
        .expiring, .structure, "A signed token of any issuer.", "three parts of URL-safe base64, two of JSON")
    case .guid: .init(.none, .shape, "A GUID; it names something.", "8-4-4-4-12 hexadecimal digits")
    case .email: .init(.none, .shape, "An e-mail address.", "`NAME@DOMAIN`")
    default: .init(.unknown, .place, "Nothing that we know.", "anything else")
    }
  }
}
