import Foundation
import Testing

/// Ways to hide a secret, or a field, from an audit.
@Suite struct `Nothing hides` {
  private static let secret = "kqzvwmxjtrplhgfdnbcs"

  private func document(_ object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  private func facts(_ object: [String: Any]) throws -> [String: Any] {
    let finished = try credence("facts", "-", input: document(object))
    return try #require(finished.records.first?["facts"] as? [String: Any])
  }

  @Test(arguments: [
    "token: SECRET", "token:\n        SECRET", "token: |\n        SECRET", "token: !!str SECRET",
    "token: &a SECRET", "password: 'ab, SECRET'", "exec: {env: [{name: KEY, value: SECRET}]}",
    "client_secret: SECRET", "? token\n      : SECRET", #"{"token":"SECRET"}"#, "\"token\" : \"SECRET\"",
    "user: {foo: SECRET}", #""user":{"foo":"SECRET"}"#, "name: {a: [SECRET]}",
    "server: https://admin:SECRET@k8s.example.com",
  ])
  func `a secret in a kubeconfig, however it is written`(user: String) throws {
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      clusters: [{name: main, cluster: {server: "https://k8s.example.com"}}]
      users:
      - name: admin
        user:
          \(user.replacing("SECRET", with: Self.secret))
      """
    let finished = try credence(
      "audit", "-", "--format", "jsonl",
      input: document([
        "name": "kk \(Self.secret)", "provider": "byok", "credentials": ["kubeconfig": kubeconfig],
      ]))
    #expect(finished.records("integration").count == 1)
    #expect(!finished.text.contains(Self.secret))
    #expect(finished.records("finding").contains { $0["policy"] as? String == "CRD-GEN-20" })
  }

  @Test func `but the names in a kubeconfig aren't taken for secrets`() throws {
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      clusters: [{name: production-main-europe, cluster: {server: "https://k8s.example.com"}}]
      users:
      - name: production-main-europe
        user: {exec: {command: aws, args: [eks, get-token, --cluster-name, prod-cluster-eu]}}
      """
    for (name, description) in [
      ("EKS prod-cluster-eu", "for prod-cluster-eu"), ("production-main-europe", "here"),
    ] {
      let finished = try credence(
        "audit", "-", "--format", "jsonl",
        input: document([
          "name": name, "description": description, "provider": "byok",
          "credentials": ["kubeconfig": kubeconfig],
        ]))
      #expect(finished.records("integration").first?["name"] as? String == name)
      let policies = finished.records("finding").compactMap { $0["policy"] as? String }
      #expect(!policies.contains("CRD-GEN-20") && !policies.contains("CRD-GEN-09"))
    }
  }

  @Test(arguments: [
    #"{"type":"service_account","extra":["SECRET"]}"#,
    #"{"type":"service_account","extra":{"a":{"b":"SECRET"}}}"#,
    #"{"type":"service_account","SECRET":1}"#, #"{"type":"authorized_user","refresh_token":"SECRET"}"#,
  ])
  func `a secret in a key file, wherever it stands`(file: String) throws {
    let finished = try credence(
      "audit", "-", "--format", "jsonl",
      input: document([
        "name": Self.secret, "provider": "gcp",
        "credentials": ["keyfileJson": file.replacing("SECRET", with: Self.secret)],
      ]))
    #expect(finished.records("integration").count == 1 && !finished.text.contains(Self.secret))
  }

  @Test(arguments: ["<%>", "your-%", "YOUR_%", "${%}", "${{ % }}", "{{%}}", "TODO: %"])
  func `a secret that is framed like a stand-in, or a reference`(frame: String) throws {
    let secret = "q7Zt" + String((0..<36).map { _ in "aZ3bY8cX5".randomElement() ?? "a" })
    let finished = try credence(
      "audit", "-", "--format", "jsonl",
      input: document([
        "name": "Link \(secret.prefix(12))", "provider": "aws",
        "credentials": ["secretKey": frame.replacing("%", with: secret)],
      ]))
    let fields = try #require(finished.records("integration").first?["fields"] as? [[String: Any]])
    #expect(fields.contains { $0["field"] as? String == "secretKey" && $0["state"] as? String == "live" })
    #expect(!finished.text.contains(secret.prefix(12)))
  }

  @Test func `but a stand-in of words is one, and so is another tool's reference`() throws {
    for (text, state) in [
      ("<your AWS key>", "placeholder"), ("your-secret-key", "placeholder"), ("REPLACE_ME", "placeholder"),
      ("TODO: ask the platform team", "placeholder"), ("${{ secrets.AWS_SECRET }}", "reference"),
      ("{{ aws_secret }}", "reference"), ("${args.secretKey}", "reference"), ("${a} and more", "live"),
      ("$SECRET", "live"),
    ] {
      let known = try facts(["name": "N", "provider": "aws", "credentials": ["secretKey": text]])
      #expect(known["credentials.secretKey.state"] as? String == state, "\(text)")
    }
  }

  @Test func `a secret in a value that is wrapped in base64 and larger than most`() throws {
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      clusters: [{name: main, cluster: {server: "https://k8s.example.com"}}]
      users: [{name: admin, user: {token: \(Self.secret)}}]
      \(String(repeating: "# a comment of some length\n", count: 10_000))
      """
    let finished = try credence(
      "audit", "-", "--format", "jsonl",
      input: document([
        "name": "kk \(Self.secret)", "provider": "byok",
        "credentials": ["kubeconfig": Data(kubeconfig.utf8).base64EncodedString()],
      ]))
    let fields = try #require(finished.records("integration").first?["fields"] as? [[String: Any]])
    #expect(fields.contains { $0["field"] as? String == "kubeconfig.token" })
    #expect(!finished.text.contains(Self.secret))
  }

  @Test func `a secret that decodes from a value that nobody knows`() throws {
    let finished = try credence(
      "audit", "-", "--format", "jsonl",
      input: document([
        "name": "Link \(Self.secret)", "provider": "civo",
        "credentials": ["apiKey": Data(Self.secret.utf8).base64EncodedString()],
      ]))
    #expect(finished.records("integration").count == 1 && !finished.text.contains(Self.secret))
  }

  @Test func `a credential where a project, an account or a team is named`() throws {
    let key = "AIza" + String((0..<35).map { _ in "abcXYZ019".randomElement() ?? "a" })
    let finished = try credence(
      "audit", "-", "--format", "jsonl",
      input: document([
        "name": "Link \(key)", "provider": "gcp", "gcp": ["projectId": key],
        "restrictions": ["enabled": true, "teams": [["teamId": "x\(key.dropFirst())"], ["teamId": key]]],
      ]))
    let fields = try #require(finished.records("integration").first?["fields"] as? [[String: Any]])
    #expect(
      fields.compactMap { $0["field"] as? String }.filter { !$0.hasPrefix("key") } == [
        "gcp.projectId", "restrictions.teams.teamId",
      ])
    #expect(!finished.text.contains(key.prefix(12)))
  }

  @Test func `what stands in for a secret isn't shared by those that have it`() throws {
    func fleet(_ credentials: [String: Any], _ provider: String) throws -> [String: Any] {
      let lines = try ["a", "b"].map { id in
        try document([
          "id": id, "name": id, "provider": provider, "createdAt": "x", "credentials": credentials,
        ])
      }
      let finished = try credence(
        "audit", "-", "--format", "jsonl", input: lines.joined(separator: "\n"))
      return try #require(finished.records("summary").first?["fleet"] as? [String: Any])
    }
    for value in ["REDACTED", "DATA+OMITTED", "''"] {
      let kubeconfig = "apiVersion: v1\nclusters: []\nusers:\n- user:\n    client-key-data: \(value)\n"
      #expect(try fleet(["kubeconfig": kubeconfig], "byok")["fail"] as? [String] == [])
    }
    let empty = #"{"type":"service_account","private_key":""}"#
    #expect(try fleet(["keyfileJson": empty], "gcp")["fail"] as? [String] == [])
    let same = #"{"type":"service_account","private_key":"\#(Self.secret)"}"#
    #expect(try fleet(["keyfileJson": same], "gcp")["fail"] as? [String] == ["CRD-X-01"])
  }

  @Test func `a field behind many others`() throws {
    let filler = (0..<40_000).map { #""f\#($0)":null"# }.joined(separator: ",")
    let input =
      #"{"name":"Many","provider":"aws","credentials":{\#(filler),"accessKey":"AKIA\#("ABCDEFGHIJKLMNOP")"}}"#
    let finished = try credence("facts", "-", input: input)
    let facts = try #require(finished.records.first?["facts"] as? [String: Any])
    #expect(facts["credentials.accessKey.state"] as? String == "live")
  }

  @Test func `a private key behind a certificate`() throws {
    let certificate = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
    let key = "-----BEGIN PRIVATE KEY-----\n\(Self.secret)\n-----END PRIVATE KEY-----\n"
    let input = try document([
      "name": "Two", "provider": "azure", "credentials": ["clientId": certificate + key],
    ])
    let fields = try #require(
      credence("audit", "-", "--format", "jsonl", input: input).records("integration").first?["fields"]
        as? [[String: Any]])
    let field = try #require(fields.first { $0["field"] as? String == "clientId" })
    #expect(field["class"] as? String == "secret" && field["kind"] as? String == "pem.privateKey.unknown")
  }

  @Test func `a weak key beside a strong one, nor does a key elsewhere speak for it`() throws {
    func key(_ bits: Int) throws -> String {
      try run("/usr/bin/openssl", ["genrsa", "-traditional", String(bits)]).text
    }
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n"
    let both = try facts([
      "name": "Both", "provider": "oci", "credentials": ["privateKey": key(2048) + encrypted + key(1024)],
    ])
    #expect(both["key.bits"] as? Int == 1024 && both["key.isEncrypted"] as? Bool == false)
    let elsewhere = try facts([
      "name": "Else", "provider": "oci", "notes": encrypted, "credentials": ["privateKey": key(2048)],
    ])
    #expect(elsewhere["key.bits"] as? Int == 2048 && elsewhere["key.isEncrypted"] as? Bool == false)
  }

  @Test func `what a response withheld is unknown, whatever it shows in milder fields`() throws {
    func response(_ provider: String, _ credentials: [String: Any]) throws -> [String: Any] {
      try facts([
        "id": "r", "name": "R", "provider": provider, "createdAt": "x", "credentials": credentials,
      ])
    }
    let token = "cfut_" + String(repeating: "aB3", count: 13) + "a" + "0123abcd"
    #expect(try response("aws", ["accessKey": token])["credentials.secretKey.isSet"] == nil)
    let mistyped = try response("aws", ["roleArn": "arn:aws:iam::314159265358:role/n", "region": 5])
    #expect(mistyped["credentials.externalId.isSet"] == nil)
    #expect(try response("hetzner", ["clientId": "abc"])["credentials.secret.isSet"] == nil)
    let shown = try response("aws", ["secretKey": String(repeating: "aB3/", count: 10)])
    #expect(shown["credentials.accessKey.isSet"] as? Bool == false)
  }

  @Test func `a list behind a key that is written with an escape, or that stands twice`() throws {
    let one = #"{"id":"one","name":"One","provider":"civo"}"#
    let padding = String(repeating: "x", count: 1000)
    let many = (0..<2000).map {
      #"{"id":"m\#($0)","name":"M","provider":"civo","description":"\#(padding)"}"#
    }.joined(separator: ",")
    let escaped = try credence(
      "audit", "-", "--format", "jsonl", input: #"{"d\u0061ta":[\#(one)],"integrations":[\#(many)]}"#)
    #expect(escaped.records("integration").count == 2001)
    let twice = try credence(
      "audit", "-", "--format", "jsonl",
      input: #"{"integrations":[\#(one)],"integrations":[\#(one.replacing("one", with: "two"))]}"#)
    #expect(twice.code == 65 && twice.records("integration").count == 2)
  }

  @Test func `a secret in a block that has a key of that name, but of another type`() throws {
    let input = try document([
      "name": "Block \(Self.secret)", "provider": "aws", "credentials": [:],
      "gcp": ["serviceAccountEmail": ["password": Self.secret]],
    ])
    let finished = try credence("audit", "-", "--format", "jsonl", input: input)
    #expect(!finished.text.contains(Self.secret))
  }

  @Test(arguments: ["SEGV", "ABRT", "ILL", "TRAP", "BUS", "QUIT"])
  func `in what a crash prints, since it prints nothing`(signal: String) throws {
    let scratch = try Scratch()
    let script = """
      cd \(scratch.path) && mkfifo in
      \(Scratch.release) audit in --format jsonl > out 2> err & pid=$!
      exec 3> in
      while ! [ -s out ]; do sleep 0.02; done
      kill -\(signal) $pid
      wait $pid; echo $? > code
      """
    _ = try run("/bin/sh", ["-c", script])
    func read(_ name: String) throws -> String {
      try String(contentsOfFile: scratch.path + "/" + name, encoding: .utf8)
    }
    let code = try #require(Int(read("code").trimmingCharacters(in: .newlines)))
    #expect(code > 128)
    #expect(try !read("err").contains("Registers") && !read("err").contains("crashed"))
  }
}
