/// Payloads as the API answers them, of all providers and modes, the same for the same seed.
struct Corpus {
  private var random: Random
  private var number = 0

  init(seed: UInt64) { random = Random(seed: seed) }

  /// The next document, one line without its line end.
  mutating func next() -> String {
    number += 1
    let (provider, blocks, credentials) = integration()
    let place = random.pick(["Production", "Staging", "Billing", "Edge", "Data", "Build", "Sandbox"])
    let fields = credentials.map { "\"\($0.0)\":\"\(escaped($0.1))\"" }.joined(separator: ",")
    let features = random.pick([
      #""byoc""#, #""byoc","byoc-logs""#, #""opentofu""#, #""registry-pull""#, #""byoc","route53""#,
    ])
    let isRestricted = random.once(in: 3) ? "false" : "true"
    return #"{"data":{"id":"integration-\#(number)","name":"\#(place) \#(provider) \#(number)","#
      + #""description":"For the platform team; see the runbook.","provider":"\#(provider)","#
      + #""features":[\#(features)],"restrictions":{"enabled":\#(isRestricted),"teams":["platform"]},"#
      + #"\#(blocks)"createdAt":"2026-03-0\#(number % 9 + 1)T10:20:30.000Z","credentials":{\#(fields)}}}"#
  }

  private mutating func integration() -> (String, String, [(String, String)]) {
    switch random.next() % 28 {
    case 0...4: return ("aws", mode("aws", "accessKey"), awsKey())
    case 5...8: return ("aws", mode("aws", "crossAccountRole"), awsRole())
    case 9...11:
      let project = "project-" + random.text(6, of: Alphabet.hexadecimal)
      return ("gcp", mode("gcp", "accessKey"), [("keyfileJson", random.googleKeyFile(project: project))])
    case 12: return ("gcp", mode("gcp", "crossAccountRole"), [])
    case 13...14: return ("azure", "", azure())
    case 15...17: return ("oci", "", oci())
    case 18: return ("civo", "", [("apiKey", random.text(50, of: Alphabet.alphanumeric))])
    case 19: return ("cloudflare", mode("cloudflare", "globalApiKey"), globalKey())
    case 20: return ("cloudflare", mode("cloudflare", "apiToken"), [("apiKey", apiToken())])
    case 21...22: return ("byok", "", [("kubeconfig", random.kubeconfig())])
    case 23: return ("akamai", "", akamai())
    case 24: return ("backblaze", "", backblaze())
    case 25: return ("coreweave", "", [("apiKey", random.text(64, of: Alphabet.urlSafe))])
    case 26: return ("aiven", "", [("apiKey", random.text(128, of: Alphabet.base64))])
    default: return ("nebius", "", nebius())
    }
  }

  private func mode(_ provider: String, _ mode: String) -> String {
    let key = provider == "cloudflare" ? "credentialType" : "authenticationMode"
    return #""\#(provider)":{"\#(key)":"\#(mode)"},"#
  }

  private mutating func awsKey() -> [(String, String)] {
    [
      ("accessKey", "AKIA" + random.text(16, of: Alphabet.base32)),
      ("secretKey", random.text(40, of: Alphabet.base64)),
    ]
  }

  private mutating func awsRole() -> [(String, String)] {
    [
      ("roleArn", "arn:aws:iam::\(random.text(12, of: Alphabet.digits)):role/northflank"),
      ("externalId", random.guid()),
    ]
  }

  private mutating func azure() -> [(String, String)] {
    [
      ("tenantId", random.guid()), ("clientId", random.guid()), ("objectId", random.guid()),
      (
        "secret",
        random.text(3, of: Alphabet.letters) + "8Q~" + random.text(34, of: Alphabet.urlSafe)
      ),
      ("subscriptionId", random.guid()),
    ]
  }

  private mutating func oci() -> [(String, String)] {
    [
      ("region", random.pick(["eu-frankfurt-1", "us-ashburn-1", "ap-tokyo-1"])),
      ("tenancyId", random.ocid("tenancy")), ("userId", random.ocid("user")),
      ("fingerprint", random.fingerprint()), ("privateKey", random.rsaPEM(isPKCS8: false)),
      ("compartmentId", random.ocid("compartment")),
    ]
  }

  private mutating func globalKey() -> [(String, String)] {
    [("apiKey", random.text(37, of: Alphabet.hexadecimal)), ("email", "ops@example.com")]
  }

  private mutating func apiToken() -> String {
    random.once(in: 2)
      ? random.text(40, of: Alphabet.urlSafe)
      : "cfat_" + random.text(40, of: Alphabet.alphanumeric) + random.text(8, of: Alphabet.hexadecimal)
  }

  private mutating func akamai() -> [(String, String)] {
    func token() -> String {
      "akab-" + random.text(16, of: Alphabet.lowerBase32) + "-" + random.text(16, of: Alphabet.lowerBase32)
    }
    return [
      ("host", token() + ".luna.akamaiapis.net"), ("accessToken", token()), ("clientToken", token()),
      ("clientSecret", random.text(43, of: Alphabet.base64) + "="),
    ]
  }

  private mutating func backblaze() -> [(String, String)] {
    [
      ("applicationKeyId", "00" + random.text(23, of: Alphabet.hexadecimal)),
      ("applicationKey", "K005" + random.text(27, of: Alphabet.base64)),
    ]
  }

  private mutating func nebius() -> [(String, String)] {
    [
      ("serviceAccountId", "serviceaccount-e00" + random.text(16, of: Alphabet.lowerBase32)),
      ("publicKeyId", "publickey-e00" + random.text(16, of: Alphabet.lowerBase32)),
      ("privateKeyPem", random.rsaPEM(isPKCS8: true)),
    ]
  }
}
