import Foundation
import Testing

/// What two or three values of one integration tell together, provider by provider.
@Suite struct `What a provider's values tell` {
  private func facts(
    _ provider: String, _ credentials: [String: Any], _ more: [String: Any] = [:], options: [String] = []
  ) throws -> [String: Any] {
    var object: [String: Any] = ["name": "Link", "provider": provider, "credentials": credentials]
    object.merge(more) { $1 }
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let finished = try run(Scratch.credence, ["facts", "-"] + options, input: input)
    return try #require(finished.records.first?["facts"] as? [String: Any], "\(finished.words)")
  }

  private func word(_ count: Int, of alphabet: String) -> String {
    String((0..<count).map { _ in alphabet.randomElement() ?? "x" })
  }

  private let hexadecimal = "0123456789abcdef"
  private let base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

  // Vectors: those published with the layout, and some made with it.
  @Test(
    arguments: [
      ("ASIAY34FZKBOKMUTVV7A", "609629065308"), ("ASIAQNZGKIQY56JQ7WML", "029608264753"),
      ("AKIARZPUZDIKJARGLMPV", "123456789012"), ("AKIARTX3GSDSZARGLMPV", "111122223333"),
      ("ASIAOZW6VBVAZFJHJLQA", nil), ("AKIAIOSFODNN7ABCDEFG", nil),
    ] as [(String, String?)])
  func `an AWS key id names its account, unless it is of the old generation`(id: String, account: String?)
    throws
  {
    let known = try facts("aws", ["accessKey": id], options: ["--show-identifiers"])
    #expect(known["aws.key.account"] as? String == account)
    #expect(known["aws.key.generation"] as? String == (account == nil ? "old" : "current"))
    #expect(known["aws.key.isWellFormed"] as? Bool == true)
    let shown = try facts("aws", ["accessKey": id])["aws.key.account"] as? String
    #expect(shown == account.map { "…" + $0.suffix(4) })
  }

  @Test func `an AWS key id that isn't base32 is no id`() throws {
    for id in ["AKIA0123456789012345", "AKIAabcdefghijklmnop", "AIDA" + word(16, of: base32), "AKIA"] {
      let known = try facts("aws", ["accessKey": id])
      #expect(known["aws.key.isWellFormed"] as? Bool == false)
      #expect(known["aws.key.account"] == nil && known["aws.key.generation"] == nil)
    }
  }

  @Test(
    arguments: [
      ("arn:aws:iam::123456789012:role/northflank", true, "role", "aws", "own"),
      ("arn:aws-cn:iam::123456789012:role/team/a/north_flank+=,.@-", true, "role", "aws-cn", "own"),
      ("arn:aws-eusc:iam::123456789012:role/northflank", true, "role", "aws-eusc", "own"),
      (
        "arn:aws:iam::123456789012:role/aws-service-role/eks.amazonaws.com/Role", true, "role", "aws",
        "service"
      ),
      (
        "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/R", true, "role", "aws",
        "identityCenter"
      ),
      ("arn:aws-moon:iam::123456789012:role/northflank", false, "role", nil, "own"),
      ("arn:aws:iam::123456789012:user/northflank", false, "user", "aws", nil),
      ("arn:aws:iam::123456789012:root", false, "root", "aws", nil),
      ("arn:aws:iam::123456789012:instance-profile/x", false, "instanceProfile", "aws", nil),
      ("arn:aws:sts::123456789012:assumed-role/x/session", false, "assumedRole", "aws", nil),
      ("arn:aws:iam::12345678901:role/northflank", false, nil, nil, nil),
      ("arn:aws:iam::123456789012:role/", false, "role", "aws", "own"),
      ("arn:aws:iam::123456789012:role/a b", false, "role", "aws", "own"),
      ("arn:aws:s3:::bucket-of-something", false, nil, nil, nil),
    ] as [(String, Bool, String?, String?, String?)])
  func `the ARN of a role is read to the letter`(
    arn: String, isWellFormed: Bool, resource: String?, partition: String?, path: String?
  ) throws {
    let known = try facts("aws", ["roleArn": arn])
    #expect(known["aws.role.isWellFormed"] as? Bool == isWellFormed)
    #expect(known["aws.role.resource"] as? String == resource)
    #expect(known["aws.role.partition"] as? String == partition)
    #expect(known["aws.role.path"] as? String == path)
  }

  @Test func `the accounts of a key and a role are compared`() throws {
    for (account, agrees) in [("123456789012", true), ("123456789013", false)] {
      let known = try facts(
        "aws", ["accessKey": "AKIARZPUZDIKJARGLMPV", "roleArn": "arn:aws:iam::\(account):role/x"])
      #expect(known["aws.accounts.agree"] as? Bool == agrees)
    }
    #expect(try facts("aws", ["accessKey": "AKIARZPUZDIKJARGLMPV"])["aws.accounts.agree"] == nil)
  }

  @Test(arguments: [
    ("northflank", "word"), ("Northflank-2024", "word"), ("external-id", "word"), ("123456789012", "account"),
    ("x-123456789012-x", "account"), ("platform-deployer", "role"), ("Platform_Deployer", "role"),
    ("Acme cloud link".replacing(" ", with: "-"), "integration"), ("aaaaaaaaaaaa", "sequence"),
    ("abcdefghijkl", "sequence"), ("2024-05-17", "date"), ("17.05.2024", "date"),
  ])
  func `an external id that can be guessed is told from what`(id: String, guess: String) throws {
    let known = try facts(
      "aws", ["roleArn": "arn:aws:iam::123456789012:role/platform-deployer", "externalId": id],
      ["name": "Acme cloud link"])
    #expect(known["aws.externalId.guess"] as? String == guess)
    #expect(try #require(known["aws.externalId.strength"] as? Int) < 64)
    #expect(known["aws.externalId.length"] as? Int == id.count)
  }

  @Test func `a random external id is strong, and one that STS refuses is told`() throws {
    for id in [
      "6F9B1C52-7C1E-4D3A-9E0B-2A64D8C7F135", "9b1de0a45f7c4e2fa8d36b70c1e52f94", "K7mq2ZfR9tXw4LhB6sYd3NcV",
    ] {
      let known = try facts("aws", ["roleArn": "arn:aws:iam::123456789012:role/x", "externalId": id])
      #expect(known["aws.externalId.guess"] as? String == "none")
      #expect(try #require(known["aws.externalId.strength"] as? Int) >= 64, "\(id.count)")
      #expect(known["aws.externalId.isWellFormed"] as? Bool == true)
    }
    for id in ["with a space", "x", "a#b", String(repeating: "ab", count: 613)] {
      #expect(try facts("aws", ["externalId": id])["aws.externalId.isWellFormed"] as? Bool == false)
    }
  }

  // Google

  private func keyFile(_ more: [String: Any], type: String = "service_account") throws -> String {
    var file: [String: Any] = [
      "type": type, "project_id": "acme-prod", "private_key_id": word(40, of: hexadecimal),
      "private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
      "client_email": "nf@acme-prod.iam.gserviceaccount.com",
      "token_uri": "https://oauth2.googleapis.com/token",
    ]
    file.merge(more) { $1 }
    return String(
      decoding: try JSONSerialization.data(withJSONObject: file.compactMapValues { $0 }), as: UTF8.self)
  }

  @Test func `a plain key file agrees with itself`() throws {
    let known = try facts("gcp", ["keyfileJson": keyFile([:])], ["gcp": ["projectId": "acme-prod"]])
    #expect(known["gcp.keyFile.isReadable"] as? Bool == true)
    #expect(known["gcp.keyFile.missingFields"] as? Int == 0)
    #expect(known["gcp.keyFile.projectAgrees"] as? Bool == true)
    #expect(known["gcp.keyFile.emailAgrees"] as? Bool == true)
    #expect(known["gcp.keyFile.hostsAreGoogles"] as? Bool == true)
    #expect(known["gcp.keyFile.account"] as? String == "userManaged")
    #expect(known["gcp.keyFile.secrets"] as? [String] == ["privateKey"])
    #expect(known["gcp.keyFile.keyIdIsWellFormed"] as? Bool == true)
    #expect(known["gcp.keyFile.universeIsDefault"] as? Bool == true)
    #expect(known["gcp.keyFile.sourceKind"] as? String == "none")
  }

  @Test(arguments: [
    (["project_id": "other"], "gcp.keyFile.projectAgrees"),
    (["project_id": "other"], "gcp.keyFile.emailAgrees"),
    (["private_key_id": "ab"], "gcp.keyFile.keyIdIsWellFormed"),
    (["universe_domain": "example.com"], "gcp.keyFile.universeIsDefault"),
    (["client_x509_cert_url": "https://www.googleapis.com/x/a%40b"], "gcp.keyFile.emailAgrees"),
    (["token_uri": "https://oauth2.googleapis.com.example.com/token"], "gcp.keyFile.hostsAreGoogles"),
    (["token_uri": "http://oauth2.googleapis.com/token"], "gcp.keyFile.hostsAreGoogles"),
    (["token_uri": "https://me@oauth2.googleapis.com/token"], "gcp.keyFile.hostsAreGoogles"),
    (["token_uri": "https://oauth2.googleapis.com:8443/token"], "gcp.keyFile.hostsAreGoogles"),
    (["token_uri": "https://bucket.storage.googleapis.com/token"], "gcp.keyFile.hostsAreGoogles"),
    (["type": "something_new"], "gcp.keyFile.isReadable"),
  ])
  func `a key file that somebody changed doesn't`(change: [String: String], fact: String) throws {
    let known = try facts("gcp", ["keyfileJson": keyFile(change)], ["gcp": ["projectId": "acme-prod"]])
    #expect(known[fact] as? Bool == false)
  }

  @Test(arguments: [
    ("1-compute@developer.gserviceaccount.com", "computeDefault"),
    ("acme@appspot.gserviceaccount.com", "appEngineDefault"),
    ("1@cloudservices.gserviceaccount.com", "googleManaged"), ("jane@example.com", "other"),
    ("service-1@gcp-sa-x.iam.gserviceaccount.com", "googleManaged"),
    ("nf@acme.example.com.iam.gserviceaccount.com", "userManaged"),
  ])
  func `an address of Google's is told by its domain`(address: String, account: String) throws {
    let known = try facts(
      "gcp", ["keyfileJson": keyFile(["client_email": address])], ["gcp": ["serviceAccountEmail": address]])
    #expect(known["gcp.keyFile.account"] as? String == account)
    #expect(known["gcp.serviceAccountEmail.account"] as? String == account)
    #expect(known["gcp.serviceAccountEmail.agrees"] as? Bool == true)
  }

  @Test func `a credential within a credential is found`() throws {
    let inner: [String: Any] = [
      "type": "authorized_user", "client_id": "1", "client_secret": word(20, of: base32),
      "refresh_token": word(40, of: base32),
    ]
    let target = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
    var file: [String: Any] = inner
    for name in ["owner", "other"] {
      file = [
        "type": "impersonated_service_account", "source_credentials": file,
        "service_account_impersonation_url": target + "\(name)@p.iam.gserviceaccount.com:generateAccessToken",
      ]
    }
    let text = String(decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self)
    let known = try facts("gcp", ["keyfileJson": text])
    #expect(known["gcp.keyFile.sourceKind"] as? String == "gcp.keyFile.authorizedUser")
    #expect(known["gcp.keyFile.impersonations"] as? Int == 2)
    #expect(known["gcp.keyFile.secrets"] as? [String] == ["refreshToken", "clientSecret"])
    #expect(known["gcp.keyFile.foreignHosts"] as? Int == 0)
  }

  @Test(
    arguments: [
      (["file": "/token"], "file", nil), (["url": "http://169.254.169.254/x"], "url", false),
      (["url": "http://example.com/x"], "url", true), (["url": "https://example.com/x"], "url", false),
      (["environment_id": "aws1", "url": "http://169.254.169.254/x"], "aws", false),
      (["executable": ["command": "/x"]], "executable", nil),
      (["certificate": ["a": "b"]], "certificate", nil),
    ] as [([String: any Sendable], String, Bool?)])
  func `where a federated credential comes from is told`(
    source: [String: any Sendable], word: String, isOpen: Bool?
  ) throws {
    let file: [String: Any] = [
      "type": "external_account", "audience": "//iam.googleapis.com/x", "subject_token_type": "jwt",
      "token_url": "https://sts.googleapis.com/v1/token", "credential_source": source,
    ]
    let text = String(decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self)
    let known = try facts("gcp", ["keyfileJson": text])
    #expect(known["gcp.keyFile.source"] as? String == word)
    #expect(known["gcp.keyFile.sourceIsOpen"] as? Bool == isOpen)
    #expect(known["gcp.keyFile.missingFields"] as? Int == 0)
    #expect(known["gcp.keyFile.secrets"] as? [String] == [])
  }

  // Azure, Cloudflare

  @Test func `Azure's ids that were pasted into a wrong field are seen`() throws {
    let (tenant, client) = (UUID().uuidString, UUID().uuidString)
    let good = try facts(
      "azure", ["tenantId": tenant, "clientId": client, "subscriptionId": UUID().uuidString])
    #expect(good["azure.ids.equal"] as? Int == 0 && good["azure.ids.malformed"] as? Int == 0)
    #expect(good["azure.tenant.form"] as? String == "guid" && good["azure.ids.documented"] as? Int == 0)
    let bad = try facts(
      "azure",
      [
        "tenantId": "common", "clientId": client, "objectId": client.lowercased(),
        "subscriptionId": "00000000-0000-0000-0000-000000000000", "secret": UUID().uuidString,
      ])
    #expect(bad["azure.ids.equal"] as? Int == 2 && bad["azure.ids.malformed"] as? Int == 1)
    #expect(bad["azure.ids.documented"] as? Int == 1 && bad["azure.tenant.form"] as? String == "any")
    #expect(bad["azure.secret.form"] as? String == "secretID")
    for (tenant, form) in [
      ("acme.onmicrosoft.com", "initialDomain"), ("acme.com", "domain"), ("acme", "other"),
    ] {
      #expect(try facts("azure", ["tenantId": tenant])["azure.tenant.form"] as? String == form)
    }
  }

  @Test func `a Cloudflare key is held against the declared type`() throws {
    let tail = word(40, of: base32) + word(8, of: hexadecimal)
    let keys: [(String, String, String?)] = [
      ("cfk_" + tail, "globalApiKey", "prefixed"), ("cfut_" + tail, "apiToken", "prefixed"),
      ("cfat_" + tail, "apiToken", "prefixed"),
      ("a" + word(36, of: hexadecimal), "globalApiKey", "unprefixed"),
      ("v1.0-" + word(24, of: hexadecimal) + "-" + word(146, of: hexadecimal), "originCAKey", nil),
    ]
    for (key, type, generation) in keys {
      for declared in ["globalApiKey", "apiToken", "originCAKey"] {
        let known = try facts("cloudflare", ["apiKey": key], ["cloudflare": ["credentialType": declared]])
        #expect(known["cloudflare.key.matchesType"] as? Bool == (declared == type), "\(type)")
        #expect(known["cloudflare.key.generation"] as? String == generation, "\(type)")
      }
    }
    for (email, form) in [
      ("jane.doe@acme.example", "person"), ("x@gmail.com", "freeMail"), ("dns@acme.example", "role"),
      ("x17@acme.example", "other"),
    ] {
      #expect(try facts("cloudflare", ["email": email])["cloudflare.email.form"] as? String == form)
    }
  }

  // Oracle

  private func ocid(_ type: String, _ realm: String = "oc1") -> String {
    "ocid1.\(type).\(realm)..aaaaaaaa" + word(52, of: base32.lowercased())
  }

  @Test func `Oracle's names are held against their fields and each other`() throws {
    let good = try facts(
      "oci", ["tenancyId": ocid("tenancy"), "userId": ocid("user"), "compartmentId": ocid("compartment")])
    #expect(good["oci.ocids.malformed"] as? Int == 0 && good["oci.ocids.misplaced"] as? Int == 0)
    #expect(good["oci.realms.agree"] as? Bool == true && good["oci.compartment.isRoot"] as? Bool == false)
    let bad = try facts(
      "oci", ["tenancyId": ocid("user", "oc2"), "userId": "ocid1.user", "compartmentId": ocid("tenancy")])
    #expect(bad["oci.ocids.malformed"] as? Int == 1 && bad["oci.ocids.misplaced"] as? Int == 1)
    #expect(bad["oci.realms.agree"] as? Bool == false && bad["oci.compartment.isRoot"] as? Bool == true)
  }

  @Test func `a passphrase that stands beside it in another form is no secret`() throws {
    let tenancy = ocid("tenancy")
    for text in [tenancy, tenancy.uppercased(), "eu-frankfurt-1"] {
      let known = try facts(
        "oci", ["tenancyId": tenancy, "region": "eu-frankfurt-1", "passphrase": text])
      #expect(try #require(known["oci.passphrase.strength"] as? Int) <= 20, "\(text.count)")
    }
  }

  @Test func `a GUID is as strong as its version makes it`() throws {
    for (id, isStrong) in [
      (UUID().uuidString, true), ("00000000-0000-0000-0000-000000000000", false),
      ("11111111-1111-4111-8111-111111111111", false),
    ] {
      let strength = try facts("aws", ["externalId": id])["aws.externalId.strength"] as? Int
      #expect(try (#require(strength) >= 64) == isStrong)
    }
  }

  @Test func `a passphrase that anybody would try is told, and never shown`() throws {
    for (phrase, isCommon) in [
      ("Welcome2024", true), ("northflank", true), ("12345678", true), (UUID().uuidString, false),
    ] {
      let known = try facts("oci", ["passphrase": phrase])
      #expect(known["oci.passphrase.isCommon"] as? Bool == isCommon)
      #expect(known["oci.passphrase.length"] as? Int == phrase.count)
      #expect((try #require(known["oci.passphrase.strength"] as? Int) >= 64) == !isCommon)
    }
    for (print, form) in [
      ((0..<16).map { _ in word(2, of: hexadecimal) }.joined(separator: ":"), "md5"),
      ("SHA256:" + word(43, of: base32), "sha256"), (word(32, of: hexadecimal), "other"),
    ] {
      #expect(try facts("oci", ["fingerprint": print])["oci.fingerprint.form"] as? String == form)
    }
  }

  @Test(arguments: [true, false])
  func `the fingerprint of a key is computed anew, as OpenSSL does`(isPKCS8: Bool) throws {
    let scratch = try Scratch()
    let made = try run("/usr/bin/openssl", ["genrsa"] + (isPKCS8 ? [] : ["-traditional"]) + ["2048"])
    let key = try scratch.file("k.pem", made.text)
    let der = scratch.path + "/k.der"
    #expect(
      try run("/usr/bin/openssl", ["rsa", "-in", key, "-pubout", "-outform", "DER", "-out", der]).code == 0)
    let printed = try run("/usr/bin/openssl", ["md5", "-c", der]).text
    let fingerprint = try #require(printed.split(separator: " ").last).trimmingCharacters(
      in: .whitespacesAndNewlines)
    let good = try facts("oci", ["fingerprint": fingerprint, "privateKey": made.text])
    #expect(
      good["oci.fingerprint.agrees"] as? Bool == true && good["oci.key.exponentIs65537"] as? Bool == true)
    #expect(good["oci.passphrase.use"] as? String == "none")
    let other = (0..<16).map { _ in word(2, of: hexadecimal) }.joined(separator: ":")
    let bad = try facts(
      "oci", ["fingerprint": other, "privateKey": made.text, "passphrase": UUID().uuidString])
    #expect(
      bad["oci.fingerprint.agrees"] as? Bool == false && bad["oci.passphrase.use"] as? String == "surplus")
    #expect(try facts("oci", ["fingerprint": other])["oci.fingerprint.agrees"] == nil)
  }

  @Test func `regions and realms are held against Oracle's list`() throws {
    let known = try facts("oci", ["region": "eu-madrid-2", "tenancyId": ocid("tenancy", "oc19")])
    #expect(known["oci.region.isKnown"] as? Bool == true && known["oci.realms.agree"] as? Bool == true)
    #expect(known["oci.realm.isKnown"] as? Bool == true)
    let other = try facts("oci", ["region": "eu-frankfurt-1", "tenancyId": ocid("tenancy", "oc19")])
    #expect(other["oci.realms.agree"] as? Bool == false)
    let unknown = try facts("oci", ["region": "eu-atlantis-1", "tenancyId": ocid("tenancy", "oc999")])
    #expect(unknown["oci.region.isKnown"] as? Bool == false && unknown["oci.realm.isKnown"] as? Bool == false)
  }
}
