import Foundation
import Testing

/// Credentials that stand beside something else, or that something harmless stands before.
@Suite struct `Hidden beside something else` {
  private let keyID: String
  private let secret: String
  private let token = JWT.legacy()

  init() {
    keyID = "AKIA" + String((0..<16).map { _ in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".randomElement() ?? "A" })
    secret = Self.mixed(40)
  }

  /// Small letters, capitals and digits in turn, so that no random one looks written.
  private static func mixed(_ count: Int) -> String {
    let groups = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"]
    return String((0..<count).map { groups[$0 % 3].randomElement() ?? "x" })
  }

  private func aws(_ credentials: [String: Any], name: String = "Link") throws -> AuditedIntegration {
    try AuditedIntegration("aws", credentials, name: name)
  }

  private let role = "arn:aws:iam::123456789013:role/northflank"

  @Test func `of several credentials in a value the most sensitive counts`() throws {
    for value in [
      "\(keyID),\(secret)", "Access key ID,Secret access key\n\(keyID),\(secret)", "\(keyID):\(secret)",
      "AWS_ACCESS_KEY_ID=\(keyID)\nAWS_SECRET_ACCESS_KEY=\(secret)",
    ] {
      let audited = try aws(["accessKey": value])
      #expect(audited.kind(of: "accessKey") == "aws.secretAccessKey", "\(value.count)")
      #expect(audited.live() == ["accessKey"] && audited.failed.contains("CRD-GEN-22"))
    }
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIBAjAA\n-----END CERTIFICATE-----\n"
    let beside = try AuditedIntegration("oci", ["tenancyId": certificate + "\(keyID) \(secret)"])
    #expect(beside.live() == ["tenancyId"] && beside.failed.contains("CRD-GEN-11"))
    let alone = try AuditedIntegration("oci", ["tenancyId": certificate])
    #expect(alone.kind(of: "tenancyId") == "pem.certificate" && alone.live().isEmpty)
  }

  @Test(arguments: ["Bearer %", "\"%\"", "(%)", "tok=%", "x % y"])
  func `a token is one with something around it`(form: String) throws {
    let value = form.replacing("%", with: token)
    for (provider, field) in [("coreweave", "apiKey"), ("cloudflare", "email"), ("aws", "roleArn")] {
      let audited = try AuditedIntegration(provider, [field: value])
      #expect(audited.kind(of: field) == "jwt")
      #expect(audited.live() == [field] && audited.failed.contains("CRD-GEN-22"))
      #expect(audited.facts["jwt.serviceAccount"] as? String == "legacy" || provider != "coreweave")
    }
  }

  @Test func `two parts that hold no JSON are no token anywhere`() throws {
    for fields in [["other": "eyJabc.eyJdefg"], ["apiKey": "eyJabc.eyJdefg"]] {
      let audited = try AuditedIntegration("civo", fields)
      #expect(!audited.fields.contains { $0["kind"] as? String == "jwt" })
    }
  }

  @Test func `an ARN, an address or a host ends where its form does`() throws {
    let after = try aws(["roleArn": "\(role)\naccessKey=\(keyID) secretKey=\(secret)"])
    #expect(after.kind(of: "roleArn") == "aws.secretAccessKey" && after.live() == ["roleArn"])
    let key = "AIza" + JWT.random(35)
    #expect(try aws(["roleArn": role + "/" + key]).kind(of: "roleArn") == "gcp.apiKey")
    let password = "correcthorsebattery" + JWT.random(4)
    let said = try aws(["roleArn": "\(role) password \(password)"], name: password)
    #expect(!said.text.contains(password))
    let mail = try AuditedIntegration("cloudflare", ["email": key + "@example.com"])
    #expect(mail.kind(of: "email") == "gcp.apiKey" && mail.live() == ["email"])
    let host = try AuditedIntegration("akamai", ["host": "akab-\(key).luna.akamaiapis.net"])
    #expect(host.live() == ["host"])
    for (field, value, kind) in [
      ("roleArn", role + "/path/x+y=,.@-_z", "aws.roleARN"),
      ("roleArn", "arn:aws-us-gov:iam::123456789013:role/a", "aws.roleARN"),
      ("roleArn", "arn:aws:s3:::iam::123456789013:role/a", "unknown"),
    ] {
      #expect(try aws([field: value]).kind(of: field) == kind)
    }
  }

  @Test func `what a generator made in a field for names is a secret`() throws {
    for (provider, field) in [("aws", "roleArn"), ("azure", "tenantId"), ("oci", "region")] {
      #expect(try AuditedIntegration(provider, [field: secret]).live() == [field])
    }
    let open = try AuditedIntegration(
      "azure", ["tenantId": "75e90f42-5f9a-41d8-8be9-0239be476fe", "clientId": "acme.onmicrosoft.com"])
    #expect(open.live().isEmpty)
  }

  @Test func `quotes around a value leave it its kind`() throws {
    let key = try KeyFile.key("RSA")
    for quote in ["\"", "'"] {
      #expect(try aws(["secretKey": quote + secret + quote]).kind(of: "secretKey") == "aws.secretAccessKey")
      let audited = try aws(["roleArn": quote + role + quote])
      #expect(audited.kind(of: "roleArn") == "aws.roleARN" && audited.failed.contains("CRD-GEN-06"))
      let pem = try AuditedIntegration("oci", ["privateKey": quote + key + quote])
      #expect(pem.kind(of: "privateKey") == "pem.privateKey.rsa")
    }
  }

  @Test(arguments: [
    ("client-key: \"%\"", "pem.privateKey.ed25519"), ("tokenFile: \"#\"", "jwt"), ("username: \"#\"", "jwt"),
    ("namespace: \"#\"", "jwt"),
  ])
  func `a kubeconfig's paths and names hold none`(line: String, kind: String) throws {
    let key = Data(try KeyFile.key("ED25519").utf8).base64EncodedString()
    let text = line.replacing("%", with: key).replacing("#", with: token)
    let isName = line.hasPrefix("namespace")
    let audited = try kubeconfig(
      user: isName ? "exec: {command: aws}" : text, context: isName ? text : "namespace: a")
    #expect(audited.fields.contains { $0["kind"] as? String == kind && $0["class"] as? String == "secret" })
    #expect(audited.failed.contains("CRD-GEN-22"))
  }

  @Test func `nor do its comments, further documents, extensions, preferences or addresses`() throws {
    let usual = try kubeconfig(user: "exec: {command: aws, args: [eks, get-token]}")
    #expect(usual.live().isEmpty && usual.fields.count == 2, "\(usual.fields.count)")
    let more = Self.mixed(40)
    for (end, server) in [
      ("# token: \(more)\n", ""), ("---\nusers: [{name: b, user: {token: \(more)}}]\n", ""),
      ("preferences: {note: AIza\(JWT.random(35))}\n", ""),
      ("extensions: [{extension: {x: \(token)}}]\n", ""),
      ("", "?token=\(more)"),
    ] {
      let audited = try kubeconfig(
        user: "exec: {command: aws, args: [eks, get-token]}", server: server, end: end)
      #expect(audited.live().count == 1, "\(end.prefix(8)) \(server.prefix(3))")
      #expect(audited.failed.contains("CRD-GEN-22") && audited.failed.contains("CRD-K8S-17"))
      #expect(!audited.text.contains(more.prefix(12)))
    }
  }

  private func kubeconfig(
    user: String, context: String = "namespace: a", server: String = "", end: String = ""
  ) throws -> AuditedIntegration {
    try AuditedIntegration(
      "byok",
      [
        "kubeconfig": """
        apiVersion: v1
        current-context: c
        contexts:
        - name: c
          context: {cluster: c, user: u, \(context)}
        clusters: [{name: c, cluster: {server: "https://example.com/\(server)"}}]
        users:
        - name: u
          user:
            \(user)
        \(end)
        """
      ])
  }

  @Test func `a key file's open keys and unknown ones hold none`() throws {
    let key = try KeyFile.key("ED25519")
    for change: [String: Any] in [
      ["private_key_id": key], ["client_email": key], ["client_id": "AIza" + JWT.random(35)],
      ["more": ["x": key]], ["more": token],
    ] {
      let plain = try AuditedIntegration("gcp", ["keyfileJson": KeyFile.text(KeyFile.make())])
      let audited = try AuditedIntegration("gcp", ["keyfileJson": KeyFile.text(KeyFile.make(change))])
      #expect(audited.live().count == plain.live().count + 1, "\(change.keys)")
    }
    let federated: [String: Any] = [
      "type": "external_account", "audience": "//iam.googleapis.com/x", "subject_token_type": "t",
      "token_url": "https://sts.googleapis.com/v1/token", "credential_source": ["file": token],
    ]
    #expect(try AuditedIntegration("gcp", ["keyfileJson": KeyFile.text(federated)]).live().count == 1)
  }

  @Test(arguments: [
    (#"https://sts.googleapis.com\\@evil.com/v1/token"#, false),
    ("HTTPS://STS.googleapis.com:443/v1/token", true),
    ("https://sts.googleapis.com:8443/v1/token", false), ("https://sts.googleapis.com@evil.com/", false),
  ])
  func `an address is Google's however it is written, and another's isn't`(url: String, isGoogles: Bool)
    throws
  {
    let file = #"""
      {"type":"external_account","audience":"//iam.googleapis.com/x","subject_token_type":"t","token_url":"\#(url)","credential_source":{"file":"/run/t"}}
      """#
    let audited = try AuditedIntegration("gcp", ["keyfileJson": file])
    #expect(audited.facts["gcp.keyFile.hostsAreGoogles"] as? Bool == isGoogles)
  }

  @Test func `nodes of templates are looked at, whatever their spec is`() throws {
    let literal: [String: Any] = [
      "name": "m", "provider": "aws", "credentials": ["accessKey": keyID, "secretKey": secret],
    ]
    let good: [String: Any] = [
      "kind": "BYOCIntegration",
      "spec": ["name": "g", "provider": "civo", "credentials": ["apiKey": "${args.E}"]],
    ]
    func audit(_ node: [String: Any]) throws -> Finished {
      let template: [String: Any] = [
        "apiVersion": "v1.2", "name": "t", "arguments": ["C": literal],
        "spec": ["kind": "Workflow", "spec": ["type": "sequential", "steps": [good, node]]],
      ]
      let text = String(decoding: try JSONSerialization.data(withJSONObject: template), as: UTF8.self)
      return try credence("audit", "-", "--format", "jsonl", input: text)
    }
    let finished = try audit(["kind": "BYOCIntegration", "spec": "${args.C}"])
    #expect(finished.code == 1 && finished.records("integration").count == 2)
    // What stands beside a missing spec isn't it.
    let without = try audit(["kind": "BYOCIntegration"].merging(literal) { $1 })
    #expect(without.code == 65 && without.words.contains("spec.spec.steps[1])"), "\(without.words)")
    for spec: Any in ["{\"name\":\"m\"}", [literal], 1] {
      let finished = try audit(["kind": "BYOCIntegration", "spec": spec])
      #expect(finished.code == 65 && finished.words.contains("spec.spec.steps[1].spec"), "\(finished.words)")
    }
  }

  @Test func `an OpenSSH key of nothing but its first word ends no run`() throws {
    let word = Data("openssh-key-v1".utf8).base64EncodedString()
    let key = "-----BEGIN OPENSSH PRIVATE KEY-----\n\(word)\n-----END OPENSSH PRIVATE KEY-----\n"
    for field in ["privateKey", "other"] {
      #expect(try AuditedIntegration("oci", [field: key]).failed.contains("CRD-GEN-02") || field != "other")
    }
  }

  @Test func `a label in prose is no key, and 37 digits are none`() throws {
    let prose = "Paste a key that starts with -----BEGIN OPENSSH PRIVATE KEY----- into the form"
    let digits = String((0..<37).map { _ in "0123456789".randomElement() ?? "1" })
    for text in [prose, digits] {
      let audited = try AuditedIntegration(
        "aws", ["roleArn": text, "other": text], name: "Link")
      let described = try AuditedIntegration("civo", ["apiKey": "x"], name: "Link", ["description": text])
      #expect(described.facts["description.secrets"] as? Int == 0)
      #expect(audited.fields.allSatisfy { $0["kind"] as? String == "unknown" })
      #expect(audited.kind(of: "roleArn") == "unknown" && !audited.live().contains("roleArn"))
    }
  }

  @Test func `names of files and integrations show none`() throws {
    let scratch = try Scratch()
    let payload = #"{"name":"n","provider":"aws","credentials":{"secretKey":"\#(secret)"}}"#
    _ = try scratch.file("backup-\(secret).json", payload)
    for format in ["table", "jsonl", "sarif"] {
      let finished = try credence("audit", scratch.path, "--format", format)
      #expect(finished.code == 1 && !(finished.text + finished.words).contains(secret.prefix(12)))
    }
    let missing = try credence("audit", "AIza" + JWT.random(35))
    #expect(missing.code != 0 && !missing.words.contains("AIza"))
    let shown = try credence("audit", scratch.file("prod-2026-11-29.json", payload), "--format", "jsonl")
    #expect(shown.text.contains("prod-2026-11-29.json"))
    #expect(try !aws(["accessKey": "x"], name: "key" + keyID).text.contains(keyID.prefix(12)))
    let edge = "akab-\(JWT.random(15).lowercased())1-\(JWT.random(16).lowercased())"
    #expect(try !aws(["accessKey": "x"], name: edge).text.contains(edge.prefix(14)))
  }

  @Test func `descriptions and addresses of requests tell more`() throws {
    let kubeconfig = "apiVersion: v1\nclusters: []\nusers: [{name: a, user: {token: \(Self.mixed(40))}}]\n"
    let prefixed = "cfut_\(JWT.random(40))0123abcd"
    for text in [kubeconfig, "the token \(prefixed)_old", "the token \(prefixed)-old"] {
      let audited = try AuditedIntegration("civo", ["apiKey": "x"], name: "Link", ["description": text])
      #expect(audited.facts["description.secrets"] as? Int == 1, "\(text.prefix(12))")
    }
    let result: [String: Any] = [
      "data": ["id": "i", "name": "n", "provider": "civo", "createdAt": "x"],
      "request": ["url": "https://api.example.com/v1?page=1&token=" + token],
    ]
    let document = String(decoding: try JSONSerialization.data(withJSONObject: result), as: UTF8.self)
    #expect(try AuditedIntegration(document: document).failed.contains("CRD-DOC-01"))
  }

  @Test func `a key that somebody cited, quoted or broke up is one`() throws {
    let key = try KeyFile.key("RSA")
    let lines = key.split(separator: "\n").map(String.init)
    let body = lines.dropFirst().dropLast().joined()
    let short = stride(from: 0, to: body.count, by: 12).map { String(body.dropFirst($0).prefix(12)) }
    for text in [
      lines.map { "> " + $0 }.joined(separator: "\n"), lines.map { "# " + $0 }.joined(separator: "\n"),
      lines.map { "\"\($0)\"" }.joined(separator: ",\n"), lines.joined(separator: "%0A"),
      ([lines[0], "Comment: mine"] + lines.dropFirst()).joined(separator: "\n"),
      ([lines[0]] + short + [lines[lines.count - 1]]).joined(separator: " "),
    ] {
      let audited = try AuditedIntegration("oci", ["tenancyId": text], name: String(text.prefix(180)))
      #expect(audited.kind(of: "tenancyId")?.hasPrefix("pem.privateKey.") == true, "\(text.prefix(3))")
      #expect(audited.live() == ["tenancyId"])
      #expect(!audited.text.contains(short[3]))
    }
  }

  @Test func `a cursor in an address is no token, and hides none`() throws {
    let bearer = JWT.random(40)
    let address = "https://api.example.com/v1?cursor=eyJpZCI6MTIzfQ&version=1.2"
    func result(_ headers: [String: Any]) throws -> AuditedIntegration {
      let result: [String: Any] = [
        "data": ["id": "i", "name": bearer, "provider": "civo", "createdAt": "x"],
        "request": ["url": address, "headers": headers],
      ]
      return try AuditedIntegration(
        document: String(decoding: JSONSerialization.data(withJSONObject: result), as: UTF8.self))
    }
    #expect(try !result([:]).failed.contains("CRD-DOC-01"))
    let both = try result(["authorization": "Bearer " + bearer])
    #expect(both.failed.contains("CRD-DOC-01") && !both.text.contains(bearer.prefix(12)))
  }

  @Test func `another key beside a key file's own states nothing of it`() throws {
    let weak = try run(
      "/usr/bin/openssl", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"])
    let file = try KeyFile.make(["private_key": weak.text, "more": KeyFile.key("ED25519")])
    for text in [try KeyFile.text(file), "'" + (try KeyFile.text(file)) + "'"] {
      let audited = try AuditedIntegration("gcp", ["keyfileJson": text])
      #expect(audited.facts["key.bits"] as? Int == 1024 && audited.failed.contains("CRD-GCP-13"))
      #expect(audited.kind(of: "keyfileJson.other") == "pem.privateKey.ed25519")
    }
  }

  @Test func `what people write beside a kubeconfig's keys is no token`() throws {
    let exec = "exec: {command: aws, args: [eks, get-token]}"
    for end in [
      "# token: ask ops", "# password: <see vault>", "# To get a token run aws eks get-token",
      "# token: ${TOKEN}",
      "# client-key-data: LS0t...", "x: y # token: production-cluster-admins",
    ] {
      #expect(try kubeconfig(user: exec, end: end).live().isEmpty, "\(end)")
      let described =
        "apiVersion: v1, clusters and users are in it\n" + end + String(repeating: " ", count: 40)
      let audited = try AuditedIntegration("civo", ["apiKey": "x"], name: "Link", ["description": described])
      #expect(audited.facts["description.secrets"] as? Int == 0, "\(end)")
    }
    let place = "?cluster=Prod-Europe-2024-West1"
    #expect(try kubeconfig(user: exec, server: place).live().isEmpty)
    let secret = Self.mixed(40)
    for end in ["x: y # token: \(secret)", "...\n---\ntoken: \(secret)", "---\t\ntoken: \(secret)"] {
      #expect(try kubeconfig(user: exec, end: end).live() == ["kubeconfig.token"], "\(end.prefix(4))")
    }
    let commented = try KeyFile.key("RSA").split(separator: "\n").map { "# " + $0 }.joined(separator: "\n")
    #expect(try kubeconfig(user: exec, end: commented).live() == ["kubeconfig.other"])
  }

  @Test func `words that people join are no secrets`() throws {
    for name in [
      "Northflank/Role-2024-production", "Contoso-Production-Tenant-01", "Pay-As-You-Go-Subscription1",
      "NorthflankIntegrations2026", "ASIAPACIFICPRODUCTION", "akab-prod-europe-west-2024",
    ] {
      #expect(try AuditedIntegration("azure", ["tenantId": name]).live().isEmpty, "\(name)")
      #expect(try AuditedIntegration("civo", ["apiKey": "x"], name: name).text.contains(name), "\(name)")
      let scratch = try Scratch()
      let flat = name.replacing("/", with: "-") + ".json"
      let shown = try credence(
        "audit", scratch.file(flat, #"{"name":"n","provider":"civo","credentials":{}}"#), "--format", "jsonl")
      #expect(shown.text.contains(flat))
    }
  }

  @Test func `the days of the first months of year 0 are none`() throws {
    for (day, isReadable) in [
      ("0000-02-14", false), ("0000-03-01", true), ("2023-02-29", false), ("2024-02-29", true),
    ] {
      let audited = try AuditedIntegration("civo", ["apiKey": "x"], name: "Link", ["createdAt": day])
      #expect(audited.facts["created.isReadable"] as? Bool == isReadable, "\(day)")
    }
  }

  @Test func `a label whose key was taken out hides nothing`() throws {
    let redacted = "-----BEGIN PRIVATE KEY-----\n[REDACTED]\n-----END PRIVATE KEY-----\n"
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIBAjAA\n-----END CERTIFICATE-----\n"
    let audited = try AuditedIntegration("oci", ["tenancyId": redacted + certificate])
    #expect(audited.kind(of: "tenancyId") == "pem.certificate")
    let plugin = try kubeconfig(
      user: "exec: {command: grep, args: ['-----BEGIN RSA PRIVATE KEY-----', /etc/ssl/private/key.pem]}")
    #expect(plugin.live().isEmpty)
  }

  @Test func `a stand-in among a plugin's variables is listed, and hides what holds it`() throws {
    let exec = "exec: {command: aws, env: [{name: DB_PASSWORD, value: changeme}]}"
    let kubeconfig = "apiVersion: v1\nclusters: []\ncontexts: []\nusers: [{name: u, user: {\(exec)}}]\n"
    let audited = try AuditedIntegration("byok", ["kubeconfig": kubeconfig], name: "prod changeme")
    #expect(!audited.text.contains("prod changeme"))
    #expect(audited.fields.contains { $0["state"] as? String == "placeholder" })
  }

  @Test func `what opens nothing is no token in a comment`() throws {
    for value in [
      "https://vault.example.com/v1/secret7", "2026-11-29T03:30:00Z", "vault:secret/data/k8s1#token",
      "/etc/kubernetes/pki/tokens/t1", "aws-secretsmanager-prod1", "{{.Values.k8s1.token}}",
    ] {
      let audited = try kubeconfig(user: "exec: {command: aws}", end: "# token: \(value)")
      #expect(audited.live().isEmpty, "\(value)")
    }
  }

  @Test func `a token that was cut off beside a key's id is a secret`() throws {
    let cut = String(token.prefix(60)) + ".eyJ"
    let audited = try AuditedIntegration("aws", ["roleArn": "\(keyID) \(cut)"])
    #expect(audited.live() == ["roleArn"])
  }
}
