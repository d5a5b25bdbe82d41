import Foundation
import Testing

/// What an audit says of one integration.
struct AuditedIntegration {
  let text: String
  let fields: [[String: Any]]
  let failed: Set<String>
  let passed: Set<String>
  let facts: [String: Any]

  init(
    _ provider: String, _ credentials: [String: Any], name: String = "Link", _ more: [String: Any] = [:]
  ) throws {
    var object: [String: Any] = ["name": name, "provider": provider, "credentials": credentials]
    object.merge(more) { $1 }
    try self.init(
      document: String(decoding: JSONSerialization.data(withJSONObject: object), as: UTF8.self))
  }

  init(document: String) throws {
    let finished = try credence(
      "audit", "-", "--format", "jsonl", "--now", "2026-11-28T00:00:00Z", input: document)
    text = finished.text + finished.words
    let record = try #require(finished.records("integration").first, "\(finished.words)")
    fields = record["fields"] as? [[String: Any]] ?? []
    failed = Set(finished.records("finding").compactMap { $0["policy"] as? String })
    passed = Set((record["results"] as? [String: Any])?["pass"] as? [String] ?? [])
    let told = try credence("facts", "-", "--now", "2026-11-28T00:00:00Z", input: document)
    facts = told.records.first?["facts"] as? [String: Any] ?? [:]
  }

  /// The live values of that class, by field.
  func live(_ fieldClass: String = "secret") -> [String] {
    fields.filter { $0["state"] as? String == "live" && $0["class"] as? String == fieldClass }
      .compactMap { $0["field"] as? String }
  }

  func kind(of field: String) -> String? {
    fields.first { $0["field"] as? String == field }?["kind"] as? String
  }
}

/// Key files as Google's tools write them, with a key that OpenSSL makes.
enum KeyFile {
  static func key(_ algorithm: String...) throws -> String {
    let made = try run("/usr/bin/openssl", ["genpkey", "-algorithm"] + algorithm)
    #expect(made.code == 0)
    return made.text
  }

  static func make(_ change: [String: Any] = [:]) throws -> [String: Any] {
    try [
      "type": "service_account", "project_id": "acme-prod", "private_key_id": JWT.random(40),
      "private_key": key("RSA"), "client_email": "nf@acme-prod.iam.gserviceaccount.com",
      "token_uri": "https://oauth2.googleapis.com/token",
    ].merging(change) { $1 }
  }

  static func text(_ file: Any, pretty: Bool = false) throws -> String {
    let options: JSONSerialization.WritingOptions =
      pretty ? [.prettyPrinted, .withoutEscapingSlashes] : [.withoutEscapingSlashes]
    return String(decoding: try JSONSerialization.data(withJSONObject: file, options: options), as: UTF8.self)
  }

  static let impersonation =
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
    + "nf@p.iam.gserviceaccount.com:generateAccessToken"
}

/// Key files that can't be read, or not by the first look at them.
@Suite struct `A key file` {
  @Test(arguments: ["comma", "cut", "literal", "comment", "two", "array", "mark", "yaml", "no type"])
  func `that can't be read is a secret as a whole, and said to be no key file`(fault: String) throws {
    let file = try KeyFile.make()
    let whole = try KeyFile.text(file)
    let key = try #require(file["private_key"] as? String)
    let text: String =
      switch fault {
      case "comma": whole.dropLast() + ",}"
      case "cut": String(whole.dropLast(40))
      case "literal": try KeyFile.text(file, pretty: true).replacing("\n", with: "\\n")
      case "comment": whole + " // the new one"
      case "two": whole + "\n" + whole
      case "array": "[" + whole + "]"
      case "mark": "\u{FEFF}" + whole
      case "yaml":
        "type: service_account\nprivate_key: |\n"
          + key.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
      default: try KeyFile.text(file.filter { $0.key != "type" })
      }
    let piece = String(key.split(separator: "\n")[5].dropFirst(10).prefix(12))
    for (provider, field) in [("gcp", "keyfileJson"), ("aws", "externalId"), ("gcp", "notes")] {
      let mode = provider == "gcp" ? "accessKey" : "crossAccountRole"
      let audited = try AuditedIntegration(
        provider, [field: text], name: "Link \(piece)", [provider: ["authenticationMode": mode]])
      #expect(!audited.text.contains(piece), "\(field)")
      #expect(audited.failed.contains("CRD-GEN-20"), "\(field)")
      #expect(audited.facts["credentials.liveSecrets"] as? Int ?? 0 > 0)
      if field == "keyfileJson" {
        #expect(audited.failed.contains("CRD-GCP-04"))
        #expect(audited.facts["gcp.keyFile.isReadable"] as? Bool == false)
        let inside = audited.facts.keys.filter { $0.hasPrefix("gcp.keyFile.") }
        #expect(inside == ["gcp.keyFile.isReadable"])
      }
      if field == "externalId" {
        #expect(audited.failed.contains("CRD-AWS-17") || audited.kind(of: field) == "unknown")
        #expect(audited.facts["aws.externalId.strength"] == nil && !audited.passed.contains("CRD-AWS-16"))
      }
    }
  }

  @Test(arguments: [#""type":"service-account","#, ""])
  func `of no known type hides nothing behind its escapes`(type: String) throws {
    let secret = "Pa&ss/wd&" + JWT.random(6)
    let escaped = secret.replacing("&", with: "\\u0026").replacing("/", with: "\\/")
    let audited = try AuditedIntegration(
      "gcp", ["keyfileJson": "{\(type)\"client_secret\":\"\(escaped)\"}"], name: "Link \(secret)")
    #expect(!audited.text.contains(secret) && audited.failed.contains("CRD-GEN-20"))
    #expect(audited.failed.contains("CRD-GCP-04") && audited.live() == ["keyfileJson"])
  }

  @Test func `that is whole, or a kubeconfig, is no external id`() throws {
    let kubeconfig = "apiVersion: v1\nclusters: []\nusers:\n- user: {token: \(JWT.random(40))}\n"
    for text in try [KeyFile.text(KeyFile.make()), kubeconfig] {
      let audited = try AuditedIntegration(
        "aws", ["roleArn": "arn:aws:iam::210987654321:role/nf", "externalId": text],
        ["aws": ["authenticationMode": "crossAccountRole"]])
      #expect(audited.failed.contains("CRD-AWS-17") && !audited.passed.contains("CRD-AWS-16"))
      #expect(audited.facts["aws.externalId.strength"] == nil)
    }
  }

  @Test func `of a service account that acts as another is that, wherever its type stands`() throws {
    let inner =
      #"{"client_id":"1","client_secret":"\#(JWT.random(20))","refresh_token":"#
      + #""\#(JWT.random(40))","type":"authorized_user"}"#
    let audited = try AuditedIntegration(
      "gcp",
      [
        "keyfileJson": #"{"delegates":[],"service_account_impersonation_url":"\#(KeyFile.impersonation)","#
          + #""source_credentials":\#(inner),"type":"impersonated_service_account"}"#
      ], ["gcp": ["authenticationMode": "accessKey"]])
    #expect(audited.kind(of: "keyfileJson") == "gcp.keyFile.impersonatedServiceAccount")
    #expect(audited.failed.contains("CRD-GCP-09") && !audited.failed.contains("CRD-GCP-05"))
  }

  @Test(arguments: [3, 9, 20])
  func `within others, however deep, is looked into`(depth: Int) throws {
    let inner = try KeyFile.make(["token_uri": "https://example.com/token"])
    var file = inner
    for _ in 0..<depth {
      file = [
        "type": "impersonated_service_account", "source_credentials": file,
        "service_account_impersonation_url": KeyFile.impersonation,
      ]
    }
    let key = try #require(inner["private_key"] as? String)
    let piece = String(key.split(separator: "\n")[5].dropFirst(10).prefix(12))
    let audited = try AuditedIntegration(
      "gcp", ["keyfileJson": KeyFile.text(file)], name: "Link \(piece)",
      ["gcp": ["authenticationMode": "accessKey"]])
    #expect(!audited.text.contains(piece))
    for policy in ["CRD-GCP-06", "CRD-GCP-09", "CRD-GEN-20"] { #expect(audited.failed.contains(policy)) }
    #expect(audited.facts["gcp.keyFile.impersonations"] as? Int == depth)
    #expect(audited.facts["gcp.keyFile.secrets"] as? [String] == ["privateKey"])
  }
}

/// Documents in places where none belongs, beside the one that counts.
@Suite struct `A decoy` {
  private func kubeconfig(user: String, server: String = "https://a.example.com") -> String {
    """
    apiVersion: v1
    clusters: [{name: c, cluster: {server: "\(server)"}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    current-context: c
    users: [{name: u, user: {\(user)}}]
    """
  }

  /// Fields before and behind the one that counts, which the provider hasn't got.
  private func policies(_ provider: String, _ field: String, _ value: String, beside decoy: String) throws {
    let own = try AuditedIntegration(provider, [field: value])
    let passed = try AuditedIntegration(provider, [field: decoy]).passed
    #expect(!own.failed.intersection(passed).isEmpty)
    for other in ["aaa", "zzz", "passphrase", "apiKey"] {
      for isFirst in [true, false] {
        let pair = [(other, decoy), (field, value)]
        let members = try (isFirst ? pair : pair.reversed()).map {
          try KeyFile.text([$0.0: $0.1]).dropFirst().dropLast()
        }
        let audited = try AuditedIntegration(
          document:
            #"{"name":"Link","provider":"\#(provider)","credentials":{\#(members.joined(separator: ","))}}"#
        )
        #expect(own.failed.subtracting(audited.failed).isEmpty, "\(other)")
        #expect(
          audited.facts["kubernetes.server.scheme"] as? String == own.facts["kubernetes.server.scheme"]
            as? String)
      }
    }
  }

  @Test func `of a key file speaks for no other`() throws {
    try policies(
      "gcp", "keyfileJson", KeyFile.text(KeyFile.make(["token_uri": "https://example.com/t"])),
      beside: KeyFile.text(KeyFile.make()))
  }

  @Test func `of a kubeconfig speaks for no other`() throws {
    let (bad, good) = try (Authority(), Authority(subject: "/O=team/CN=jane"))
    func user(_ made: Authority) -> String {
      "client-certificate-data: \(made.certificate), client-key-data: \(made.key)"
    }
    let value = kubeconfig(user: user(bad), server: "http://a.example.com")
    try policies("byok", "kubeconfig", value, beside: kubeconfig(user: user(good)))
    try policies("byok", "kubeconfig", value, beside: good.certificatePEM)
    let legacy = kubeconfig(user: "token: \(JWT.legacy())")
    try policies("byok", "kubeconfig", legacy, beside: kubeconfig(user: "token: \(JWT.random(40))"))
  }

  @Test func `of a certificate or a token speaks for no kubeconfig`() throws {
    let (bad, good) = try (Authority(), Authority(subject: "/O=team/CN=jane"))
    let masters = kubeconfig(
      user: "client-certificate-data: \(bad.certificate), client-key-data: \(bad.key)")
    for field in ["privateKey", "aaa"] {
      let audited = try AuditedIntegration("byok", [field: good.certificatePEM, "kubeconfig": masters])
      #expect(audited.failed.contains("CRD-K8S-01"))
    }
    let legacy = kubeconfig(user: "token: \(JWT.legacy())")
    for field in ["passphrase", "accessToken", "aaa"] {
      let token = JWT.bound(expires: 1_800_000_000, issued: 1_799_000_000)
      let audited = try AuditedIntegration("byok", [field: token, "kubeconfig": legacy])
      #expect(audited.failed.contains("CRD-K8S-06"))
    }
  }

  @Test func `under the same key leaves nothing certain`() throws {
    let (bad, good) = (try KeyFile.make(["token_uri": "https://example.com/t"]), try KeyFile.make())
    for pair in [[bad, good], [good, bad]] {
      let members = try pair.map {
        #""keyfileJson":"# + String(try KeyFile.text([KeyFile.text($0)]).dropFirst().dropLast())
      }
      let audited = try AuditedIntegration(
        document: #"{"name":"Link","provider":"gcp","credentials":{\#(members.joined(separator: ","))}}"#)
      #expect(!audited.passed.contains("CRD-GCP-06") && audited.facts["gcp.keyFile.foreignHosts"] == nil)
    }
  }
}

/// Secrets among what documents hand to programs and servers.
@Suite struct `What a program is given` {
  private func kubeconfig(user: String) -> String {
    """
    apiVersion: v1
    clusters: [{name: c, cluster: {server: "https://a.example.com"}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    current-context: c
    users:
    - name: u
      user:
        \(user)
    """
  }

  @Test(arguments: [
    ("exec: {command: x, env: [{name: DB_PASSWORD, value: SECRET}]}", "exec.env"),
    ("exec: {command: x, env: [{name: SSH_KEY, value: SECRET}]}", "exec.env"),
    ("exec: {command: x, env: [{name: DB, value: 'postgres://u:SECRET@db/x'}]}", "exec.env"),
    ("exec: {command: x, args: [get, --client-secret, SECRET]}", "exec.args"),
    ("exec: {command: x, args: ['--password=SECRET']}", "exec.args"),
    ("exec: {command: sh, args: [-c, 'x --password SECRET | y']}", "exec.args"),
    ("exec: {command: sh, args: [-c, 'API_TOKEN=SECRET x']}", "exec.args"),
    (#"exec: {command: curl, args: ["-H", "Authorization: Bearer SECRET"]}"#, "exec.args"),
    ("auth-provider: {name: x, config: {api-key: SECRET}}", "auth-provider.config"),
    ("auth-provider: {name: x, config: {unheard-of: SECRET}}", "auth-provider.config"),
    ("auth-provider: {name: gcp, config: {cmd-args: 'print --password SECRET'}}", "auth-provider.config"),
    ("{apiKey: SECRET}", "other"), ("exec: {command: x, db-secret: SECRET}", "other"),
    ("auth-provider: {name: x, config: {x: {db-secret: SECRET}}}", "other"),
    ("exec: {command: x, env: [{name: vault_secret_id, value: SECRET}]}", "exec.env"),
    ("exec: {command: x, args: [login, --secret-id, SECRET]}", "exec.args"),
    (
      "exec: {command: x, env: [{name: \(String(repeating: "M", count: 70))_TOKEN, value: SECRET}]}",
      "exec.env"
    ),
  ])
  func `of a secret, by its name, is a part, and shows nowhere`(user: String, part: String) throws {
    let secret = "sesame" + JWT.random(6)
    let audited = try AuditedIntegration(
      "byok", ["kubeconfig": kubeconfig(user: user.replacing("SECRET", with: secret))], name: "Link \(secret)"
    )
    #expect(!audited.text.contains(secret) && audited.failed.contains("CRD-GEN-20"))
    #expect(audited.live() == ["kubeconfig." + part])
    #expect(audited.facts["credentials.liveSecrets"] as? Int == 1)
    #expect(audited.fields.contains { $0["fingerprint"] is String })
  }

  @Test(arguments: [
    "exec: {command: aws, args: [eks, get-token, --cluster-name, eks-prod-1-eu]}",
    "exec: {command: x, args: [--token-file, /run/token, --token-cache-dir=/tmp/x-y-z-1-2]}",
    "exec: {command: x, env: [{name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /run/secrets/eks/token}]}",
    "exec: {command: x, args: ['arn:aws:eks:eu-west-1:210987654321:cluster/prod-1', --oidc-use-pkce]}",
    "auth-provider: {name: gcp, config: {token-key: '{.credential.access_token}', expiry-key: x, cmd-path: /x/y}}",
    "auth-provider: {name: oidc, config: {client-id: kubernetes, idp-issuer-url: 'https://a.example.com'}}",
  ])
  func `of names, files and addresses isn't a secret`(user: String) throws {
    let audited = try AuditedIntegration(
      "byok", ["kubeconfig": kubeconfig(user: user)], name: "eks-prod-1")
    #expect(audited.live().isEmpty && !audited.failed.contains("CRD-GEN-20"))
  }

  @Test func `of a key of AWS's is one by kind`() throws {
    let secret = String((0..<40).map { _ in "abcdefghijkmnpqrsTUVWXYZ23456789+/".randomElement() ?? "x" })
    let audited = try AuditedIntegration(
      "byok",
      [
        "kubeconfig": kubeconfig(
          user: "exec: {command: aws, env: [{name: AWS_ACCESS_KEY_ID, value: AKIAQWERTYUIOPASDFGH}, "
            + "{name: AWS_SECRET_ACCESS_KEY, value: '\(secret)'}]}")
      ])
    let kinds = Set(audited.fields.compactMap { $0["kind"] as? String })
    #expect(kinds.isSuperset(of: ["aws.accessKeyID.longLived", "aws.secretAccessKey"]))
    #expect(audited.live() == ["kubeconfig.exec.env"] && audited.live("keyIdentifier").count == 1)
  }

  @Test func `of a token in a header, or a program's arguments, in a key file`() throws {
    for (source, secret) in [
      (["url": "https://a.example.com", "headers": ["Authorization": "Bearer SECRET"]], "header"),
      (["executable": ["command": "/bin/x --password SECRET"]], "argument"),
    ] as [([String: Any], String)] {
      let word = "sesame" + JWT.random(6)
      let file: [String: Any] = [
        "type": "external_account", "audience": "//iam.googleapis.com/x", "subject_token_type": "jwt",
        "token_url": "https://sts.googleapis.com/v1/token", "credential_source": source,
      ]
      let audited = try AuditedIntegration(
        "gcp", ["keyfileJson": KeyFile.text(file).replacing("SECRET", with: word)], name: "Link \(word)",
        ["gcp": ["authenticationMode": "accessKey"]])
      #expect(!audited.text.contains(word) && audited.failed.contains("CRD-GCP-08"))
      #expect(audited.live().count == 1)
      #expect(audited.facts["gcp.keyFile.secrets"] as? [String] == [secret])
    }
    let plain: [String: Any] = [
      "type": "external_account", "audience": "//iam.googleapis.com/x", "subject_token_type": "jwt",
      "token_url": "https://sts.googleapis.com/v1/token",
      "credential_source": ["url": "http://169.254.169.254/x", "headers": ["Metadata": "True"]],
    ]
    let audited = try AuditedIntegration("gcp", ["keyfileJson": KeyFile.text(plain)])
    #expect(audited.live().isEmpty && !audited.failed.contains("CRD-GCP-08"))
  }
}

/// Kubeconfigs that kubectl reads, and that something in them seems to make another thing.
@Suite struct `A kubeconfig in its place` {
  private func kubeconfig(_ user: String, server: String = "https://a.example.com", cluster: String = "")
    -> String
  {
    """
    apiVersion: v1
    clusters: [{name: c, cluster: {server: "\(server)"\(cluster)}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    current-context: c
    users: [{name: u, user: {\(user)}}]
    """
  }

  private func user(_ certificate: String, _ made: Authority) -> String {
    "client-certificate-data: \(Data(certificate.utf8).base64EncodedString()), client-key-data: \(made.key)"
  }

  @Test func `is one, whatever stands in it, and without its version`() throws {
    let made = try Authority()
    let whole = kubeconfig(user(made.certificatePEM, made), server: "http://a.example.com")
    for text in [
      whole + "\n# -----BEGIN PRIVATE KEY-----\n", whole.replacing("apiVersion: v1\n", with: ""),
      "# \(made.keyPEM.split(separator: "\n").joined(separator: "\n# "))\n" + whole,
      whole.replacing(
        "user: {",
        with:
          "user: {exec: {command: x, env: [{name: K, value: \"\(made.keyPEM.replacing("\n", with: "\\n"))\"}]}, "
      ),
      Data(whole.replacing("apiVersion: v1\n", with: "").utf8).base64EncodedString(),
    ] {
      let audited = try AuditedIntegration("byok", ["kubeconfig": text])
      #expect(audited.kind(of: "kubeconfig") == "kubernetes.kubeconfig")
      #expect(audited.failed.isSuperset(of: ["CRD-K8S-01", "CRD-K8S-11"]))
    }
    let elsewhere = try AuditedIntegration(
      "aws", ["secretKey": whole.replacing("apiVersion: v1\n", with: "")])
    #expect(elsewhere.kind(of: "secretKey") == "kubernetes.kubeconfig")
  }

  @Test func `that can't be read fails, whatever it is instead`() throws {
    let made = try Authority()
    for text in [
      made.certificatePEM, made.keyPEM, JWT.bound(expires: 1_800_000_000), "see the wiki", "{\"a\":1}",
      "clusters: [\nusers: {{", "[1,2,3]", UUID().uuidString,
    ] {
      let audited = try AuditedIntegration(
        "byok", ["kubeconfig": text], name: String(text.prefix(30).suffix(12)))
      #expect(audited.failed.contains("CRD-K8S-34"), "\(text.prefix(20))")
      #expect(audited.live() == ["kubeconfig"])
    }
  }

  @Test func `has its certificate read behind other text, and one that isn't there missed`() throws {
    let made = try Authority()
    for before in ["\n", "\r\n\r\n", "Bag Attributes\n    friendlyName: x\n", "\u{FEFF}", " "] {
      let audited = try AuditedIntegration(
        "byok", ["kubeconfig": kubeconfig(user(before + made.certificatePEM, made))])
      #expect(audited.failed.contains("CRD-K8S-01") && !audited.failed.contains("CRD-K8S-34"))
    }
    for certificate in [
      "see the wiki", made.keyPEM, "", String(made.certificatePEM.prefix(200)), "-----BEGIN CERTIFICATE-----",
    ] where !certificate.isEmpty {
      let audited = try AuditedIntegration("byok", ["kubeconfig": kubeconfig(user(certificate, made))])
      #expect(audited.failed.contains("CRD-K8S-34") && !audited.passed.contains("CRD-K8S-01"))
    }
  }

  @Test func `whose certificate's file holds the key, too, has it as a secret`() throws {
    let made = try Authority()
    let piece = String(made.keyPEM.split(separator: "\n")[5].dropFirst(10).prefix(12))
    let both = Data((made.certificatePEM + made.keyPEM).utf8).base64EncodedString()
    let audited = try AuditedIntegration(
      "byok", ["kubeconfig": kubeconfig("client-certificate-data: \(both), client-key: /k")],
      name: "Link \(piece)")
    #expect(audited.live() == ["kubeconfig.client-certificate-data"])
    #expect(!audited.text.contains(piece) && audited.failed.isSuperset(of: ["CRD-K8S-01", "CRD-GEN-20"]))
  }

  @Test func `that doesn't say which context is in use fails`() throws {
    let text = kubeconfig("token: \(JWT.random(40))")
    #expect(try AuditedIntegration("byok", ["kubeconfig": text]).passed.contains("CRD-K8S-18"))
    let missing = text.replacing("current-context: c\n", with: "")
    for text in [
      missing,
      missing.replacing("contexts: [", with: "contexts: [{name: d, context: {cluster: c, user: u}}, "),
    ] {
      #expect(try AuditedIntegration("byok", ["kubeconfig": text]).failed.contains("CRD-K8S-18"))
    }
  }

  @Test func `whose server has no scheme is reached as client-go does`() throws {
    let made = try Authority()
    let token = "token: \(JWT.random(40))"
    for (user, cluster, scheme) in [
      (token, "", "http"), (token, ", certificate-authority-data: \(made.certificate)", "https"),
      (token, ", certificate-authority: /etc/ca", "https"),
      (token, ", insecure-skip-tls-verify: true", "https"),
      (user(made.certificatePEM, made), "", "https"), ("client-certificate: /c, client-key: /k", "", "https"),
    ] {
      let audited = try AuditedIntegration(
        "byok", ["kubeconfig": kubeconfig(user, server: "a.example.com:6443", cluster: cluster)])
      #expect(audited.facts["kubernetes.server.scheme"] as? String == scheme)
      #expect(audited.failed.contains("CRD-K8S-11") == (scheme == "http"))
    }
  }

  @Test func `whose token has no end fails, in either form`() throws {
    let token = JWT.make(
      #"{"aud":["x"],"kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"x"}},"sub":"system:serviceaccount:ci:x"}"#
    )
    let audited = try AuditedIntegration("byok", ["kubeconfig": kubeconfig("token: \(token)")])
    #expect(audited.failed.contains("CRD-K8S-06"))
  }
}

/// Keys in Oracle's field that aren't what it takes, or are wrapped.
@Suite struct `A key for Oracle` {
  @Test(arguments: [["X25519"], ["RSA-PSS"], ["ED25519"], ["X448"]])
  func `that can't sign its requests is none, and not a short one`(algorithm: [String]) throws {
    let made = try run("/usr/bin/openssl", ["genpkey", "-algorithm"] + algorithm)
    let audited = try AuditedIntegration("oci", ["privateKey": made.text])
    #expect(audited.failed.contains("CRD-OCI-08") && !audited.failed.contains("CRD-OCI-07"))
    if algorithm == ["RSA-PSS"] { #expect(audited.facts["key.bits"] as? Int == 2048) }
  }

  @Test func `is held against its fingerprint, wrapped or behind its public half`() throws {
    let scratch = try Scratch()
    let key = try KeyFile.key("RSA")
    let file = try scratch.file("k", key)
    let half = try run("/usr/bin/openssl", ["rsa", "-in", file, "-pubout"]).text
    let digest = try run(
      "/bin/sh", ["-c", "openssl rsa -in \(file) -pubout -outform DER 2>/dev/null | md5sum"]
    ).text
    let pairs = digest.prefix(32).enumerated().map {
      ($0.offset % 2 == 0 && $0.offset > 0 ? ":" : "") + String($0.element)
    }
    for text in [
      key, Data(key.utf8).base64EncodedString(), half + key, Data((half + key).utf8).base64EncodedString(),
    ] {
      for (fingerprint, policy) in [(pairs.joined(), "pass"), (String(pairs.joined().reversed()), "fail")] {
        let audited = try AuditedIntegration("oci", ["privateKey": text, "fingerprint": fingerprint])
        #expect(audited.passed.contains("CRD-OCI-02") == (policy == "pass"))
        #expect(audited.failed.contains("CRD-OCI-02") == (policy == "fail"))
      }
    }
  }

  @Test func `under bcrypt isn't held against PBKDF2's rounds`() throws {
    let scratch = try Scratch()
    let words = UUID().uuidString
    _ = try run(
      "/usr/bin/ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", words, "-f", scratch.path + "/k"])
    let key = try String(contentsOfFile: scratch.path + "/k", encoding: .utf8)
    let audited = try AuditedIntegration("oci", ["privateKey": key, "passphrase": words])
    #expect(audited.passed.contains("CRD-OCI-05") && audited.facts["key.derivation"] as? String == "bcrypt")
  }
}
