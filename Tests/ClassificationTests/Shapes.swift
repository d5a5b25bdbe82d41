import Facts
import Foundation

/// Values in the real shapes of each kind, made anew at each test and good for nothing.
enum Shapes {
  /// One value of each kind that a value alone can be, by a maker that gives another each time.
  static let all: [(kind: Kind, make: @Sendable () -> String)] = [
    (.awsAccessKeyIDLongLived, { "AKIA" + word(16, base32) }),
    (.awsAccessKeyIDSession, { "ASIA" + word(16, base32) }),
    (.awsAccessKeyIDLegacy, { "A3T" + word(17, base32) }),
    (.awsUniqueID, { (["AIDA", "AROA", "AGPA", "ABIA"].randomElement() ?? "") + word(16, base32) }),
    (.awsSecretAccessKey, { mixed { word(40, base64) } }),
    (.awsSessionToken, { mixed { word(360, base64) + "==" } }),
    (.awsRoleARN, { "arn:aws:iam::\(word(12, digits)):role/" + word(12, lower) }),
    (.awsExternalID, { "link:" + word(24, base32) }),
    (
      .awsBedrockAPIKey,
      {
        Bool.random()
          ? "ABSK" + word(128, base64) : "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t" + word(900, base64)
      }
    ),

    (.gcpServiceAccountKeyFile, { keyFile("service_account") }),
    (.gcpAuthorizedUserFile, { keyFile("authorized_user") }),
    (.gcpExternalAccountFile, { keyFile("external_account") }),
    (.gcpExternalAccountAuthorizedUserFile, { keyFile("external_account_authorized_user") }),
    (.gcpImpersonatedServiceAccountFile, { keyFile("impersonated_service_account") }),
    (.gcpGDCHServiceAccountFile, { keyFile("gdch_service_account") }),
    (.gcpAPIKey, { "AIza" + word(35, urlSafe) }),
    (.gcpOAuthClientSecret, { "GOCSPX-" + word(28, urlSafe) }),
    (.gcpOAuthToken, { Bool.random() ? "ya29." + word(120, urlSafe) : "1//0" + word(60, urlSafe) }),

    (.azureClientSecret, { word(3, letters) + "8Q~" + word(34, urlSafe) }),
    (.azureClientSecretLegacy, { mixed { word(30, letters) + "=[.:" } }),
    (.azureStorageKey, { "AccountName=acme;AccountKey=" + word(86, base64) + "==" }),
    (
      .azureSASToken,
      { "https://acme.blob.core.windows.net/x?sv=2024-05-17&sp=r&sig=" + word(43, letters) + "%3D" }
    ),

    (.cloudflareGlobalAPIKey, { Bool.random() ? "cfk_" + tail() : "a" + word(36, hexadecimal) }),
    (.cloudflareUserAPIToken, { "cfut_" + tail() }),
    (.cloudflareAccountAPIToken, { "cfat_" + tail() }),
    (.cloudflareUnprefixedAPIToken, { mixed { word(39, urlSafe) + "_" } }),
    (.cloudflareOriginCAKey, { "v1.0-" + word(24, hexadecimal) + "-" + word(146, hexadecimal) }),

    (.ociTenancyOCID, { ocid("tenancy") }), (.ociUserOCID, { ocid("user") }),
    (.ociCompartmentOCID, { ocid("compartment") }), (.ociOtherOCID, { ocid("instance") }),
    (.ociFingerprint, { (0..<16).map { _ in word(2, hexadecimal) }.joined(separator: ":") }),
    (.ociRegion, { ["eu-frankfurt-1", "us-ashburn-1", "me-abudhabi-2"].randomElement() ?? "" }),

    (.civoAPIKey, { mixed { word(50, letters + digits) } }),
    (.coreweaveAccessToken, { "CW-SECRET-" + word(48, letters) }),
    (.nebiusServiceAccountID, { "serviceaccount-e00" + word(16, lower + digits) }),
    (.nebiusPublicKeyID, { "publickey-e00" + word(16, lower + digits) }),
    (.aivenToken, { mixed { word(120, base64) + word(8, letters) } }),
    (.backblazeMasterKeyID, { word(12, hexadecimal) }),
    (.backblazeApplicationKeyID, { "00" + word(23, hexadecimal) }),
    (.backblazeApplicationKey, { "K005" + word(27, base64) }),
    (.akamaiHost, { akamai() + ".luna.akamaiapis.net" }), (.akamaiAccessToken, { akamai() }),
    (.akamaiClientToken, { akamai() }), (.akamaiClientSecret, { mixed { word(43, base64) + "=" } }),

    (.pemRSAPrivateKey, { pem("RSA PRIVATE KEY", Keys.rsa()) }),
    (.pemECPrivateKey, { pem("EC PRIVATE KEY", Keys.ec()) }),
    (.pemEd25519PrivateKey, { pem("PRIVATE KEY", Keys.ed25519()) }),
    (.pemOpenSSHPrivateKey, { pem("OPENSSH PRIVATE KEY", Keys.openSSH()) }),
    (.pemUnknownPrivateKey, { pem("ENCRYPTED PRIVATE KEY", bytes(300)) }),
    (.pemPublicKey, { pem("PUBLIC KEY", bytes(294)) }), (.pemCertificate, { pem("CERTIFICATE", bytes(600)) }),
    (
      .kubeconfig,
      {
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: a, cluster: {server: "https://example.com"}}]
        users: [{name: a, user: {token: \(word(40, letters))}}]
        """
      }
    ),
    (
      .jwt,
      {
        json(#"{"alg":"RS256","kid":"\#(word(8, lower))"}"#) + "." + json(#"{"sub":"\#(word(8, lower))"}"#)
          + "." + word(86, urlSafe)
      }
    ),
    (.guid, { UUID().uuidString.lowercased() }),
    (.email, { word(7, lower) + "@acme.example" }),
  ]

  static let lower = "abcdefghijklmnopqrstuvwxyz"
  static let digits = "0123456789"
  static let hexadecimal = digits + "abcdef"
  static let letters = lower + lower.uppercased()
  static let base32 = lower.uppercased() + "234567"
  static let base64 = letters + digits + "+/"
  static let urlSafe = letters + digits + "-_"

  static func word(_ count: Int, _ alphabet: String) -> String {
    let characters = Array(alphabet)
    return String((0..<count).map { _ in characters.randomElement() ?? "x" })
  }

  /// Until small and capital letters and digits are in it, as in all but a few of real ones.
  static func mixed(_ make: () -> String) -> String {
    while true {
      let text = make()
      if text.contains(where: \.isLowercase), text.contains(where: \.isUppercase) { return text }
    }
  }

  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: 0...255) } }

  private static func tail() -> String { word(40, letters + digits) + word(8, hexadecimal) }
  private static func akamai() -> String {
    "akab-" + word(16, lower + digits) + "-" + word(16, lower + digits)
  }
  private static func ocid(_ type: String) -> String {
    "ocid1.\(type).oc1..aaaaaaaa" + word(52, lower + "234567")
  }

  private static func json(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  static func pem(_ label: String, _ bytes: [UInt8]) -> String {
    "-----BEGIN \(label)-----\n"
      + Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
      + "\n-----END \(label)-----\n"
  }

  private static func keyFile(_ type: String) -> String {
    let key = pem("PRIVATE KEY", Keys.ed25519()).replacing("\n", with: "\\n")
    return #"{"type": "\#(type)", "private_key": "\#(key)", "client_email": "a@b.iam.gserviceaccount.com"}"#
  }
}

/// Private keys whose DER is right and whose numbers are random.
enum Keys {
  static func rsa() -> [UInt8] {
    var key =
      number([0]) + number([0xC1] + Shapes.bytes(255)) + number([1, 0, 1])
      + number([0x51] + Shapes.bytes(255))
    for _ in 0..<5 { key += number([0xD3] + Shapes.bytes(127)) }
    return der(0x30, key)
  }

  static func ec() -> [UInt8] {
    der(
      0x30,
      number([1]) + der(0x04, Shapes.bytes(32))
        + der(0xA0, [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]))
  }

  static func ed25519() -> [UInt8] {
    der(
      0x30, number([0]) + der(0x30, [0x06, 0x03, 0x2B, 0x65, 0x70]) + der(0x04, der(0x04, Shapes.bytes(32))))
  }

  static func openSSH() -> [UInt8] {
    Array("openssh-key-v1".utf8) + [0, 0, 0, 0, 4] + Array("none".utf8) + [0, 0, 0, 4] + Array("none".utf8)
      + Shapes.bytes(200)
  }

  private static func number(_ bytes: [UInt8]) -> [UInt8] {
    der(0x02, (bytes.first ?? 0) > 127 ? [0] + bytes : bytes)
  }

  private static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    switch content.count {
    case ..<128: [tag, UInt8(content.count)] + content
    case ..<256: [tag, 0x81, UInt8(content.count)] + content
    default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }
  }
}
