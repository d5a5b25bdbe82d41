import Foundation
import Testing

/// Files as kubectl, kubeadm and people write them. Keys, certificates and tokens are made anew for each test.
@Suite struct `A kubeconfig` {
  /// What `credence facts` says of it.
  private func facts(_ kubeconfig: String) throws -> [String: Any] {
    let object: [String: Any] = ["name": "K", "provider": "byok", "credentials": ["kubeconfig": kubeconfig]]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let finished = try credence("facts", "-", "--now", "2026-06-01T00:00:00Z", input: input)
    #expect(finished.code == 0)
    return try #require(finished.records.first?["facts"] as? [String: Any])
  }

  private func words(_ facts: [String: Any], _ path: String) -> [String] { facts[path] as? [String] ?? [] }

  /// A kubeconfig of one cluster, one user and one context.
  private func kubeconfig(user: String, cluster: String = "", server: String = "https://k8s.example.com:6443")
    -> String
  {
    """
    apiVersion: v1
    kind: Config
    clusters:
    - name: main
      cluster:
        server: \(server)
    \(cluster.isEmpty ? "" : cluster.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
    contexts:
    - name: main
      context: {cluster: main, user: northflank}
    current-context: main
    users:
    - name: northflank
      user:
    \(user.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
    """
  }

  @Test(arguments: [
    ("https://10.0.0.1:6443", "https", "private"), ("https://172.31.9.9", "https", "private"),
    ("https://172.32.9.9", "https", "address"), ("https://192.168.1.5/k8s", "https", "private"),
    ("http://127.0.0.1:8080", "http", "localhost"), ("https://localhost:6443", "https", "localhost"),
    ("https://[::1]:6443", "https", "localhost"), ("https://[fd00::1]:6443", "https", "private"),
    ("https://[2001:db8::1]", "https", "address"), ("https://169.254.1.1", "https", "linkLocal"),
    ("https://203.0.113.9:6443", "https", "address"), ("https://kubernetes.default.svc", "https", "cluster"),
    ("https://node1.local:6443", "https", "local"), ("https://master:6443", "https", "local"),
    ("https://0A1B.gr7.eu-west-1.eks.amazonaws.com", "https", "eks"),
    ("https://x-dns-1.hcp.westeurope.azmk8s.io:443", "https", "aks"), ("https://x.gke.goog", "https", "gke"),
    ("https://u:p@api.example.com", "https", "name"), ("203.0.113.9:6443", "http", "address"),
    ("ftp://example.com", "other", "name"), ("https://10.0.0.256", "https", "name"),
  ])
  func `says where its server is`(server: String, scheme: String, host: String) throws {
    let facts = try facts(kubeconfig(user: "  token: \"${args.T}\"", server: "\"\(server)\""))
    #expect(facts["kubernetes.server.scheme"] as? String == scheme)
    #expect(facts["kubernetes.server.host"] as? String == host)
    #expect(facts["kubernetes.server.hasPassword"] as? Bool == server.contains("@"))
  }

  @Test func `is the same in YAML and in JSON`() throws {
    let token = JWT.bound(expires: 1_790_000_000)
    let yaml = kubeconfig(
      user: "  token: \(token)\n  as: system:admin",
      cluster: "insecure-skip-tls-verify: yes\ntls-server-name: api")
    let json = """
      {"apiVersion":"v1","kind":"Config","clusters":[{"name":"main","cluster":{"server":\
      "https:\\/\\/k8s.example.com:6443","insecure-skip-tls-verify":true,"tls-server-name":"api"}}],"contexts":\
      [{"name":"main","context":{"cluster":"main","user":"northflank"}}],"current-context":"ma\\u0069n",\
      "users":[{"name":"northflank","user":{"token":"\(token)","as":"system:admin"}}]}
      """
    var (one, other) = (try facts(yaml), try facts(json))
    #expect(one.removeValue(forKey: "kubernetes.readAs") as? String == "yaml")
    #expect(other.removeValue(forKey: "kubernetes.readAs") as? String == "json")
    #expect(NSDictionary(dictionary: one) == NSDictionary(dictionary: other))
    #expect(one["kubernetes.tls.skipsVerification"] as? Bool == true)
    #expect(one["kubernetes.tls.serverName"] as? String == "other")
    #expect(one["kubernetes.user.impersonation"] as? String == "administrator")
    #expect(words(one, "kubernetes.user.credentials") == ["kubernetes.serviceAccountToken.bound"])
  }

  @Test func `tells the context in use from the others`() throws {
    let text = """
      clusters:
      - {name: a, cluster: {server: "https://a.example.com", certificate-authority: /etc/ca}}
      - {name: b, cluster: {server: "http://10.1.1.1"}}
      users:
      - {name: x, user: {token: \(JWT.random(40)), client-key: /home/x/key}}
      - {name: y, user: {username: u, password: \(JWT.random(20))}}
      - {name: z, user: {exec: {command: /usr/bin/aws, args: [eks, get-token]}}}
      contexts:
      - {name: one, context: {cluster: a, user: x}}
      - {name: two, context: {cluster: b, user: y}}
      apiVersion: v1
      current-context: CURRENT
      """
    let two = try facts(text.replacing("CURRENT", with: "two"))
    #expect(two["kubernetes.currentContext"] as? String == "resolved")
    #expect(two["kubernetes.server.scheme"] as? String == "http")
    #expect(two["kubernetes.unused.users"] as? Int == 2 && two["kubernetes.unused.secrets"] as? Int == 1)
    #expect(two["kubernetes.unused.clusters"] as? Int == 1 && two["kubernetes.unused.contexts"] as? Int == 1)
    #expect(words(two, "kubernetes.user.credentials") == ["kubernetes.basicAuth"])
    #expect(two["kubernetes.fileReferences"] as? Int == 2 && two["kubernetes.user.methods"] as? Int == 1)
    let one = try facts(text.replacing("CURRENT", with: "one"))
    #expect(
      words(one, "kubernetes.user.credentials") == ["kubernetes.bearerToken", "kubernetes.fileReference"])
    #expect(one["kubernetes.tls.authority"] as? String == "file")
    for (name, state) in [("three", "dangling"), ("''", "missing")] {
      let facts = try facts(text.replacing("CURRENT", with: name))
      #expect(facts["kubernetes.currentContext"] as? String == state)
      // Nobody knows which of them is in use, and nothing is said of it.
      #expect(facts["kubernetes.server.scheme"] == nil && facts["kubernetes.user.credentials"] == nil)
      #expect(facts["kubernetes.clustersWithoutTLS"] as? Int == 1)
    }
    let twice = try facts(
      text.replacing("{name: b, cl", with: "{name: a, cl").replacing("CURRENT", with: "one"))
    #expect(twice["kubernetes.duplicateNames"] as? Int == 1)
  }

  @Test(arguments: [
    ("/usr/local/bin/aws", "[eks, get-token, --cluster-name, main]", "known", 0),
    ("gke-gcloud-auth-plugin", "[]", "known", 0), ("sh", "['-c', 'cat /run/token']", "shell", 0),
    ("/bin/bash", "[]", "shell", 0), ("our-tool", "[--token=SECRET]", "other", 1),
    ("aws.exe", "[]", "known", 0),
  ])
  func `tells plugins apart`(command: String, arguments: String, plugin: String, secrets: Int) throws {
    let user = """
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: \(command)
          args: \(arguments.replacing("SECRET", with: JWT.random(40)))
          env:
          - {name: AWS_PROFILE, value: production}
      """
    let facts = try facts(kubeconfig(user: user))
    #expect(facts["kubernetes.user.plugin"] as? String == plugin)
    #expect(facts["kubernetes.user.pluginSecrets"] as? Int == secrets)
    #expect(words(facts, "kubernetes.user.credentials") == ["kubernetes.execPlugin"])
    let env = try self.facts(
      kubeconfig(
        user: user.replacing(
          "{name: AWS_PROFILE, value: production}", with: "{name: API_TOKEN, value: hunter2}")))
    #expect(env["kubernetes.user.pluginSecrets"] as? Int == secrets + 1)
  }

  @Test func `with an auth provider`() throws {
    let user = """
        auth-provider:
          name: oidc
          config:
            client-id: kubernetes
            id-token: \(JWT.random(60))
            refresh-token: \(JWT.random(30))
      """
    let facts = try facts(kubeconfig(user: user))
    #expect(facts["kubernetes.user.authProvider"] as? String == "oidc")
    #expect(facts["kubernetes.user.authProviderSecrets"] as? Int == 2)
    #expect(words(facts, "kubernetes.user.credentials") == ["kubernetes.authProvider"])
  }

  @Test func `with several ways to authenticate, a proxy and a masked token`() throws {
    let facts = try facts(
      kubeconfig(
        user: "  token: REDACTED\n  username: a\n  as-groups: [x, 'system:masters']",
        cluster: "proxy-url: http://u:p@10.0.0.1:3128"))
    #expect(facts["kubernetes.user.methods"] as? Int == 2 && facts["kubernetes.user.credentials"] == nil)
    #expect(
      facts["kubernetes.proxy"] as? String == "http" && facts["kubernetes.proxy.hasPassword"] as? Bool == true
    )
    #expect(facts["kubernetes.user.impersonation"] as? String == "administrator")
  }

  @Test(arguments: [
    ("a: &x [1]\nb: [*x,*x]", "alias"), ("a: !!binary aGk=", "tag"), ("a: &x 1", "anchor"),
    ("a: !!str 1", "tag"), ("apiVersion: v1", "duplicateKey"), ("<<: {a: b}", "mergeKey"),
    ("? [a]\n: b", "complexKey"), ("---\na: 1", "severalDocuments"), ("a: 'b", "malformed"),
    ("a: " + String(repeating: "[", count: 2000), "tooDeep"),
    ("a: [" + String(repeating: ",", count: 9), "malformed"),
  ])
  func `says what is odd, and calls nothing clean that it couldn't read`(line: String, hazard: String) throws
  {
    let token = JWT.random(40)
    let text = kubeconfig(user: "  token: \(token)", cluster: "insecure-skip-tls-verify: true") + "\n" + line
    let facts = try facts(text)
    #expect(words(facts, "kubernetes.hazards").contains(hazard))
    let isRead =
      ["anchor", "tag", "duplicateKey", "severalDocuments"].contains(hazard) && !line.contains("binary")
    #expect(facts["kubernetes.readAs"] as? String == (isRead ? "yaml" : "words"))
    #expect((facts["kubernetes.user.credentials"] != nil) == isRead)
    #expect(facts["kubernetes.clustersWithoutVerification"] as? Int == 1)
  }

  @Test func `that is a bomb, or larger than anybody's, is done with at once`() throws {
    var bomb = "apiVersion: v1\nclusters: []\nusers: []\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1...40 {
      bomb +=
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
        + "]\n"
    }
    #expect(try words(facts(bomb), "kubernetes.hazards").contains("alias"))
    let long = String(repeating: "- {name: x, cluster: {server: \"https://a.example.com\"}}\n", count: 17_000)
    let facts = try facts("apiVersion: v1\nusers: []\nclusters:\n" + long)
    #expect(facts["kubernetes.clusters"] as? Int == 17_000)
    let object: [String: Any] = [
      "name": "K", "provider": "byok",
      "credentials": ["kubeconfig": "apiVersion: v1\nusers: []\nclusters:\n" + long + long + long],
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    #expect(input.utf8.count > 2 << 20)
    #expect(try credence("facts", "-", input: input).code == 65)
  }

  @Test(arguments: ["YAML", "escaped", "folded", "JSON"])
  func `hides no secret that a name repeats, however both are written`(form: String) throws {
    let secret = JWT.random(40)
    let pem = "-----BEGIN PRIVATE KEY-----\n\(secret)\n-----END PRIVATE KEY-----\n"
    let escaped = secret.utf8.map { "\\x" + String($0, radix: 16) }.joined()
    let text =
      switch form {
      case "YAML": kubeconfig(user: "  client-key-data: \(Data(pem.utf8).base64EncodedString())")
      case "escaped": kubeconfig(user: "  \"tok\\x65n\": \"\(escaped)\"")
      case "folded": kubeconfig(user: "  password: \"\(secret.prefix(20))\\\n      \(secret.suffix(20))\"")
      default: #"{"apiVersion":"v1","clusters":[],"users":[{"user":{"token":"\#(secret)"}}]}"#
      }
    let object: [String: Any] = [
      "name": "K \(secret.dropFirst(14).prefix(12))", "provider": "byok", "credentials": ["kubeconfig": text],
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let finished = try credence("audit", "-", "--format", "jsonl", input: input)
    #expect(!finished.text.contains(secret.dropFirst(14).prefix(12)))
    #expect(finished.records("finding").contains { $0["policy"] as? String == "CRD-GEN-20" })
  }

  @Test func `each credential in it is a part of its own`() throws {
    let made = try Authority()
    let text = """
      apiVersion: v1
      clusters: [{name: c, cluster: {server: "https://a.example.com", certificate-authority: ca.crt}}]
      contexts: [{name: c, context: {cluster: c, user: cert}}]
      current-context: c
      users:
      - name: cert
        user: {client-certificate-data: \(made.certificate), client-key-data: \(made.key)}
      - {name: legacy, user: {token: \(JWT.legacy())}}
      - {name: bound, user: {token: \(JWT.bound(expires: 1_790_000_000))}}
      - {name: bearer, user: {token: \(JWT.random(40))}}
      - {name: basic, user: {username: admin, password: \(JWT.random(20))}}
      - {name: exec, user: {exec: {command: aws}}}
      - {name: provider, user: {auth-provider: {name: gcp, config: {access-token: \(JWT.random(40))}}}}
      - {name: file, user: {tokenFile: /run/token}}
      """
    let object: [String: Any] = ["name": "K", "provider": "byok", "credentials": ["kubeconfig": text]]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let record = try #require(
      credence("audit", "-", "--format", "jsonl", input: input).records("integration").first)
    let fields = try #require(record["fields"] as? [[String: Any]])
    let kinds = Set(fields.compactMap { $0["kind"] as? String })
    for kind in [
      "clientCertificate", "clientKey", "serviceAccountToken.legacy", "serviceAccountToken.bound",
      "bearerToken",
      "basicAuth", "execPlugin", "authProvider", "fileReference", "kubeconfig",
    ] {
      #expect(kinds.contains("kubernetes." + kind))
    }
  }
}
