import Foundation

/// Values of every kind, where they belong, labelled with what they are. Made from the formats' descriptions and
/// not from the recognisers, so that one can be held against the other.
struct LabelledCorpus {
  private var random: Random

  init(seed: UInt64) { random = Random(seed: seed) }

  /// A value, and the field that it stands in. `isClear` values are known by their shape in any field.
  private struct Sample {
    let kind: String
    let provider: String
    let field: String
    let value: String
    let isClear: Bool
  }

  /// Labelled lines, each kind `count` times and more.
  mutating func lines(_ count: Int) throws -> [String] {
    var lines: [String] = []
    for _ in 0..<count {
      for sample in samples() {
        lines.append(try line(sample, field: sample.field))
        // The same in a field of no provider.
        if sample.isClear { lines.append(try line(sample, field: "token")) }
      }
      for kubeconfig in random.kubeconfigs() {
        lines.append(try line("byok", ["kubeconfig": kubeconfig.text], kubeconfig.kinds))
      }
    }
    return lines
  }

  private func line(_ sample: Sample, field: String) throws -> String {
    try line(sample.provider, [field: sample.value], [field: sample.kind])
  }

  private func line(
    _ provider: String, _ credentials: [String: String], _ kinds: [String: String]
  ) throws -> String {
    let object: [String: Any] = [
      "payload": ["name": "Labelled", "provider": provider, "credentials": credentials], "kinds": kinds,
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  private mutating func samples() -> [Sample] {
    amazon() + google() + azure() + cloudflare() + oracle() + others() + keys()
  }

  private func sample(
    _ kind: String, _ provider: String, _ field: String, _ value: String, isClear: Bool = true
  ) -> Sample {
    Sample(kind: kind, provider: provider, field: field, value: value, isClear: isClear)
  }

  private mutating func amazon() -> [Sample] {
    let account = random.text(12, of: Alphabet.digits)
    let partition = random.pick(["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b"])
    let path = random.pick(["", "team/", "a/b/c/"])
    let unique = random.pick(["AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA"])
    return [
      sample("aws.accessKeyID.longLived", "aws", "accessKey", "AKIA" + random.text(16, of: Alphabet.base32)),
      sample("aws.accessKeyID.session", "aws", "accessKey", "ASIA" + random.text(16, of: Alphabet.base32)),
      sample(
        "aws.accessKeyID.legacy", "aws", "accessKey",
        "A3T" + random.text(1, of: Alphabet.upper) + random.text(16, of: Alphabet.base32)),
      sample("aws.uniqueID", "aws", "accessKey", unique + random.text(16, of: Alphabet.base32)),
      sample("aws.secretAccessKey", "aws", "secretKey", random.text(40, of: Alphabet.base64), isClear: false),
      sample(
        "aws.roleARN", "aws", "roleArn",
        "arn:\(partition):iam::\(account):role/\(path)\(random.text(12, of: Alphabet.alphanumeric))"),
      sample(
        "aws.sessionToken", "aws", "sessionToken",
        random.text(Int(random.next() % 600) + 200, of: Alphabet.base64) + random.pick(["", "=", "=="]),
        isClear: false),
      sample("aws.externalID", "aws", "externalId", random.text(28, of: Alphabet.urlSafe), isClear: false),
      sample(
        "aws.bedrockAPIKey", "aws", "secretKey",
        random.once(in: 2)
          ? "ABSK" + random.text(128, of: Alphabet.base64)
          : "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t"
            + random.text(Int(random.next() % 1200) + 300, of: Alphabet.base64)),
    ]
  }

  private mutating func google() -> [Sample] {
    let project = "project-" + random.text(6, of: Alphabet.hexadecimal)
    func file(_ type: String, _ more: String) -> String { #"{"type":"\#(type)",\#(more)}"# }
    let refresh = "1//0" + random.text(96, of: Alphabet.urlSafe)
    let client = "GOCSPX-" + random.text(28, of: Alphabet.urlSafe)
    let id = random.text(12, of: Alphabet.digits) + "-x.apps.googleusercontent.com"
    let audience =
      "//iam.googleapis.com/projects/\(random.text(12, of: Alphabet.digits))/locations/global/workloadIdentityPools/p/providers/x"
    let key = escaped(random.ecPEM())
    return [
      sample(
        "gcp.keyFile.serviceAccount", "gcp", "keyfileJson", random.googleKeyFile(project: project),
        isClear: false),
      sample(
        "gcp.keyFile.authorizedUser", "gcp", "keyfileJson",
        file(
          "authorized_user",
          #""client_id":"\#(id)","client_secret":"\#(client)","refresh_token":"\#(refresh)""#),
        isClear: false),
      sample(
        "gcp.keyFile.externalAccount", "gcp", "keyfileJson",
        file(
          "external_account",
          #""audience":"\#(audience)","subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token","credential_source":{"file":"/token"}"#
        ), isClear: false),
      sample(
        "gcp.keyFile.externalAccountAuthorizedUser", "gcp", "keyfileJson",
        file(
          "external_account_authorized_user",
          #""audience":"\#(audience)","refresh_token":"\#(refresh)","client_id":"\#(id)","client_secret":"\#(client)""#
        ),
        isClear: false),
      sample(
        "gcp.keyFile.impersonatedServiceAccount", "gcp", "keyfileJson",
        file(
          "impersonated_service_account",
          #""service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@\#(project).iam.gserviceaccount.com:generateAccessToken","source_credentials":{"type":"authorized_user","refresh_token":"\#(refresh)"}"#
        ), isClear: false),
      // As gcloud writes it, with the inner type before the file's own.
      sample(
        "gcp.keyFile.impersonatedServiceAccount", "gcp", "keyfileJson",
        #"{"delegates":[],"service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@\#(project).iam.gserviceaccount.com:generateAccessToken","source_credentials":{"client_id":"\#(id)","client_secret":"\#(client)","refresh_token":"\#(refresh)","type":"authorized_user"},"type":"impersonated_service_account"}"#,
        isClear: false),
      sample(
        "gcp.keyFile.gdchServiceAccount", "gcp", "keyfileJson",
        file(
          "gdch_service_account",
          #""format_version":"1","project":"\#(project)","private_key_id":"x","private_key":"\#(key)","name":"n""#
        ),
        isClear: false),
      sample("gcp.apiKey", "gcp", "apiKey", "AIza" + random.text(35, of: Alphabet.urlSafe)),
      sample("gcp.oauthClientSecret", "gcp", "secret", client),
      sample("gcp.oauthToken", "gcp", "secret", "ya29." + random.text(150, of: Alphabet.urlSafe)),
    ]
  }

  private mutating func azure() -> [Sample] {
    let secret =
      random.text(3, of: Alphabet.alphanumeric + Array("_~.-".utf8)) + random.pick(["7", "8"]) + "Q~"
      + random.text(Int(random.next() % 4) + 31, of: Alphabet.alphanumeric + Array("_~.-".utf8))
    let connection =
      "DefaultEndpointsProtocol=https;AccountName=\(random.text(12, of: Alphabet.lowerBase32));AccountKey="
      + random.text(86, of: Alphabet.base64) + "==;EndpointSuffix=core.windows.net"
    let signature = random.text(43, of: Alphabet.alphanumeric) + "%3D"
    return [
      sample("azure.clientSecret", "azure", "secret", secret),
      sample(
        "azure.clientSecret.legacy", "azure", "secret",
        random.text(30, of: Alphabet.alphanumeric + Array("[]:.?=@-_+*".utf8)) + "=[", isClear: false),
      sample("azure.storageKey", "azure", "secret", connection),
      sample(
        "azure.sasToken", "azure", "secret",
        "sv=2022-11-02&ss=b&srt=sco&sp=rwdl&se=2027-01-01T00:00:00Z&st=2026-01-01T00:00:00Z&spr=https&sig=\(signature)"
      ),
      sample("guid", "azure", "tenantId", random.guid()),
      sample("guid", "azure", "subscriptionId", random.guid(), isClear: false),
    ]
  }

  private mutating func cloudflare() -> [Sample] {
    func prefixed(_ prefix: String) -> String {
      prefix + random.text(40, of: Alphabet.alphanumeric) + random.text(8, of: Alphabet.hexadecimal)
    }
    let origin =
      "v1.0-" + random.text(24, of: Alphabet.hexadecimal) + "-" + random.text(146, of: Alphabet.hexadecimal)
    return [
      sample("cloudflare.globalAPIKey", "cloudflare", "apiKey", random.text(37, of: Alphabet.hexadecimal)),
      sample("cloudflare.globalAPIKey", "cloudflare", "apiKey", prefixed("cfk_")),
      sample("cloudflare.apiToken.user", "cloudflare", "apiKey", prefixed("cfut_")),
      sample("cloudflare.apiToken.account", "cloudflare", "apiKey", prefixed("cfat_")),
      sample(
        "cloudflare.apiToken.unprefixed", "cloudflare", "apiKey", random.text(40, of: Alphabet.urlSafe),
        isClear: false),
      sample("cloudflare.originCAKey", "cloudflare", "apiKey", origin),
      sample(
        "email", "cloudflare", "email", random.text(8, of: Alphabet.lowerBase32) + "@example.com"),
    ]
  }

  private mutating func oracle() -> [Sample] {
    let region = random.pick(["eu-frankfurt-1", "us-ashburn-1", "ap-tokyo-1", "uk-london-1", "sa-vinhedo-1"])
    return [
      sample("oci.ocid.tenancy", "oci", "tenancyId", random.ocid("tenancy")),
      sample("oci.ocid.user", "oci", "userId", random.ocid("user")),
      sample("oci.ocid.compartment", "oci", "compartmentId", random.ocid("compartment")),
      sample(
        "oci.ocid.other", "oci", "compartmentId",
        "ocid1.instance.oc1.iad." + random.text(60, of: Alphabet.lowerBase32)),
      sample("oci.fingerprint", "oci", "fingerprint", random.fingerprint()),
      sample("oci.region", "oci", "region", region, isClear: false),
    ]
  }

  private mutating func others() -> [Sample] {
    func akamai() -> String {
      "akab-" + random.text(16, of: Alphabet.lowerBase32) + "-" + random.text(16, of: Alphabet.lowerBase32)
    }
    let civo =
      random.once(in: 2)
      ? random.text(50, of: Alphabet.alphanumeric) : random.text(32, of: Alphabet.hexadecimal)
    return [
      sample("civo.apiKey", "civo", "apiKey", civo, isClear: false),
      sample(
        "coreweave.accessToken", "coreweave", "apiKey", random.text(64, of: Alphabet.alphanumeric),
        isClear: false),
      sample("aiven.token", "aiven", "apiKey", random.text(172, of: Alphabet.alphanumeric), isClear: false),
      sample(
        "nebius.serviceAccountID", "nebius", "serviceAccountId",
        "serviceaccount-e00" + random.text(16, of: Alphabet.lowerBase32), isClear: false),
      sample(
        "nebius.publicKeyID", "nebius", "publicKeyId",
        "publickey-e00" + random.text(16, of: Alphabet.lowerBase32),
        isClear: false),
      sample(
        "backblaze.applicationKeyID", "backblaze", "applicationKeyId",
        "00" + random.text(23, of: Alphabet.hexadecimal), isClear: false),
      sample(
        "backblaze.masterKeyID", "backblaze", "applicationKeyId", random.text(12, of: Alphabet.hexadecimal),
        isClear: false),
      sample(
        "backblaze.applicationKey", "backblaze", "applicationKey",
        "K005" + random.text(27, of: Alphabet.base64),
        isClear: false),
      sample("akamai.host", "akamai", "host", akamai() + ".luna.akamaiapis.net"),
      sample("akamai.accessToken", "akamai", "accessToken", akamai(), isClear: false),
      sample("akamai.clientToken", "akamai", "clientToken", akamai(), isClear: false),
      sample(
        "akamai.clientSecret", "akamai", "clientSecret", random.text(43, of: Alphabet.base64) + "=",
        isClear: false),
      sample("jwt", "civo", "apiKey", random.jwt()),
    ]
  }

  private mutating func keys() -> [Sample] {
    [
      sample("pem.privateKey.rsa", "oci", "privateKey", random.rsaPEM(isPKCS8: random.once(in: 2))),
      sample("pem.privateKey.ec", "nebius", "privateKeyPem", random.ecPEM()),
      sample("pem.privateKey.ed25519", "nebius", "privateKeyPem", random.ed25519PEM()),
      sample("pem.privateKey.openssh", "oci", "privateKey", random.opensshPEM()),
      sample("pem.privateKey.unknown", "oci", "privateKey", random.encryptedPEM()),
      sample("pem.publicKey", "oci", "privateKey", random.publicPEM()),
      sample("pem.certificate", "oci", "privateKey", random.certificatePEM()),
    ]
  }
}
