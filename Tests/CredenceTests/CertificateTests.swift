import Foundation
import Testing

/// Certificates that OpenSSL makes anew for each test, held against what it says of them itself.
@Suite struct `A certificate` {
  private func facts(_ credentials: [String: String], provider: String = "byok") throws -> [String: Any] {
    let object: [String: Any] = ["name": "C", "provider": provider, "credentials": credentials]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let finished = try credence("facts", "-", "--now", "2026-06-01T12:00:00Z", input: input)
    return try #require(finished.records.first?["facts"] as? [String: Any])
  }

  private func kubeconfig(_ certificate: String, _ key: String, authority: String = "") -> [String: String] {
    [
      "kubeconfig": """
      {"apiVersion":"v1","clusters":[{"name":"c","cluster":{"server":"https://a.example.com",\
      "certificate-authority-data":"\(authority)"}}],"contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],\
      "current-context":"c","users":[{"name":"u","user":{"client-certificate-data":"\(certificate)",\
      "client-key-data":"\(key)"}}]}
      """
    ]
  }

  /// What OpenSSL says: a day, or a line of its text.
  private func openssl(_ certificate: String, _ arguments: String...) throws -> String {
    let scratch = try Scratch()
    let file = try scratch.file("c", certificate)
    return try run("/usr/bin/openssl", ["x509", "-in", file, "-noout"] + arguments).text
  }

  @Test(arguments: [
    (["-newkey", "rsa:1024"], "rsa", 1024, "sha256"),
    (["-newkey", "rsa:2048", "-sha1"], "rsa", 2048, "sha1"),
    (["-newkey", "rsa:3072", "-sha512"], "rsa", 3072, "sha512"),
    (["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "ec", 256, "sha256"),
    (["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"], "ec", 384, "sha384"),
    (["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-sha256"], "ec", 521, "sha256"),
    (["-newkey", "ed25519"], "ed25519", 256, "ed25519"),
  ])
  func `of each kind of key says what OpenSSL says`(
    key: [String], algorithm: String, bits: Int, hash: String
  ) throws {
    let made = try Authority(key: key, days: 30)
    let facts = try facts(kubeconfig(made.certificate, made.key, authority: made.certificate))
    #expect(facts["certificate.isReadable"] as? Bool == true)
    #expect(
      facts["certificate.algorithm"] as? String == algorithm && facts["certificate.bits"] as? Int == bits)
    #expect(facts["certificate.signature"] as? String == hash)
    #expect(
      facts["certificate.isSelfSigned"] as? Bool == true && facts["certificate.isAuthority"] as? Bool == true)
    #expect(facts["certificate.groups"] as? [String] == ["system:masters"])
    #expect(facts["certificate.subject"] as? String == "kubernetes-admin")
    #expect(facts["certificate.validDays"] as? Int == 30)
    #expect(facts["certificate.matchesKey"] as? Bool == true)
    #expect(facts["key.algorithm"] as? String == algorithm && facts["key.bits"] as? Int == bits)
    for (fact, option) in [("certificate.validFrom", "-startdate"), ("certificate.validUntil", "-enddate")] {
      let told = try openssl(made.certificatePEM, option, "-dateopt", "iso_8601")
      #expect(told.contains("=" + (facts[fact] as? String ?? "none")), "\(told)")
    }
    let text = try openssl(made.certificatePEM, "-text")
    #expect(
      text.contains("CA:TRUE") && (algorithm == "ed25519" || text.contains("Public-Key: (\(bits) bit)")))
  }

  @Test func `whose key is another's`() throws {
    let (one, other) = (try Authority(), try Authority())
    #expect(try facts(kubeconfig(one.certificate, other.key))["certificate.matchesKey"] as? Bool == false)
    let curve = try Authority(key: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
    #expect(try facts(kubeconfig(curve.certificate, other.key))["certificate.matchesKey"] as? Bool == false)
    let (third, fourth) = try (
      Authority(key: ["-newkey", "ed25519"]), Authority(key: ["-newkey", "ed25519"])
    )
    #expect(try facts(kubeconfig(third.certificate, fourth.key))["certificate.matchesKey"] as? Bool == false)
    #expect(try facts(kubeconfig(one.certificate, "REDACTED"))["certificate.matchesKey"] == nil)
    // Both in one value, somewhere else, with literal line ends and in base64.
    for text in [
      one.certificatePEM + one.keyPEM, (one.keyPEM + one.certificatePEM).replacing("\n", with: "\\n"),
    ] {
      for text in [text, Data(text.utf8).base64EncodedString()] {
        let facts = try facts(["secret": text], provider: "azure")
        #expect(facts["certificate.matchesKey"] as? Bool == true)
        #expect(facts["credentials.secret.kind"] as? String == "pem.privateKey.rsa")
      }
    }
  }

  @Test(arguments: [
    ("/O=kubeadm:cluster-admins/CN=kubernetes-admin", ["kubeadm:cluster-admins"], "kubernetes-admin"),
    ("/O=system:nodes/CN=system:node:worker-1", ["system:nodes"], "system:node"),
    ("/O=dev/O=system:masters/CN=jane", ["system:masters", "other"], "other"),
    ("/O=system:masters2/CN=our-admin", ["system:…"], "admin"),
    ("/CN=kubernetes-super-admin", [], "kubernetes-super-admin"),
    ("/O=masters/CN=system:kube-proxy", ["other"], "system:…"), ("/O=x", ["other"], "none"),
    ("/O=XSYSTEM:MASTERS/CN=kubernetes-adm", ["other"], "other"),
  ])
  func `puts its owner into groups`(subject: String, groups: [String], identity: String) throws {
    let made = try Authority(subject: subject)
    let facts = try facts(kubeconfig(made.certificate, made.key))
    #expect(facts["certificate.groups"] as? [String] ?? [] == groups)
    #expect(facts["certificate.subject"] as? String == identity)
  }

  @Test func `has its time`() throws {
    let made = try Authority(days: 3650)
    func facts(_ day: String) throws -> [String: Any] {
      let object: [String: Any] = [
        "name": "C", "provider": "byok",
        "credentials": kubeconfig(made.certificate, made.key, authority: made.certificate),
      ]
      let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
      let finished = try credence("facts", "-", "--now", day + "T12:00:00Z", input: input)
      return try #require(finished.records.first?["facts"] as? [String: Any])
    }
    let now = try facts("2030-01-01")
    #expect(
      now["certificate.isExpired"] as? Bool == false && now["certificate.isYetToCome"] as? Bool == false)
    let past = try facts("2099-01-01")
    #expect(
      past["certificate.isExpired"] as? Bool == true && (past["certificate.daysLeft"] as? Int ?? 0) < -20_000)
    #expect(past["kubernetes.tls.authorityIsExpired"] as? Bool == true)
    #expect(try facts("2001-01-01")["certificate.isYetToCome"] as? Bool == true)
  }

  @Test func `for servers alone isn't for clients`() throws {
    let server = try Authority(days: 9, "-addext", "extendedKeyUsage=serverAuth")
    #expect(
      try facts(kubeconfig(server.certificate, server.key))["certificate.allowsClients"] as? Bool == false)
    let client = try Authority(days: 9, "-addext", "extendedKeyUsage=clientAuth,serverAuth")
    #expect(
      try facts(kubeconfig(client.certificate, client.key))["certificate.allowsClients"] as? Bool == true)
  }

  @Test func `of which a part is missing, at any place, isn't one, and neither is its key`() throws {
    let made = try Authority(key: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
    func der(_ pem: String) throws -> Data {
      let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
      return try #require(Data(base64Encoded: lines))
    }
    var documents: [String] = []
    for (pem, label) in [(made.certificatePEM, "CERTIFICATE"), (made.keyPEM, "PRIVATE KEY")] {
      let whole = try der(pem)
      for count in 0..<whole.count {
        for (kind, bytes) in [
          ("cut", whole.prefix(count)), ("flip", Data(whole.enumerated().map { $0 == count ? ~$1 : $1 })),
        ] {
          let text = "-----BEGIN \(label)-----\n\(bytes.base64EncodedString())\n-----END \(label)-----\n"
          let object: [String: Any] = [
            "id": kind, "name": "C", "provider": "azure", "credentials": ["secret": text],
          ]
          documents.append(
            String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self))
        }
      }
    }
    let finished = try credence("facts", "-", input: documents.joined(separator: "\n"))
    #expect(finished.code == 0 && finished.records.count == documents.count)
    for record in finished.records where record["integration"] as? String == "cut" {
      let facts = try #require(record["facts"] as? [String: Any])
      #expect(facts["certificate.isReadable"] as? Bool != true && facts["key.bits"] == nil)
    }
  }
}
