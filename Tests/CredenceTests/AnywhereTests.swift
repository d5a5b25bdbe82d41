import Foundation
import Testing

/// A credential is known for what it is wherever somebody pasted it.
@Suite struct `A credential in any place` {
  private static func word(
    _ count: Int, _ alphabet: String = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
  ) -> String {
    String((0..<count).map { _ in alphabet.randomElement() ?? "x" })
  }

  private static let values: [(kind: String, value: String)] = [
    ("aws.accessKeyID.longLived", "AKIA" + word(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
    ("gcp.apiKey", "AIza" + word(35)), ("gcp.oauthClientSecret", "GOCSPX-" + word(28)),
    ("azure.clientSecret", word(3) + "8Q~" + word(34)),
    ("cloudflare.apiToken.user", "cfut_" + word(40) + word(8, "0123456789abcdef")),
    ("cloudflare.originCAKey", "v1.0-" + word(24, "0123456789abcdef") + "-" + word(146, "0123456789abcdef")),
    ("coreweave.accessToken", "CW-SECRET-" + word(40)), ("backblaze.applicationKey", "K004" + word(27)),
    (
      "pem.privateKey.rsa",
      "-----BEGIN RSA PRIVATE KEY-----\n" + word(64) + "\n-----END RSA PRIVATE KEY-----\n"
    ),
    (
      "pem.privateKey.rsa",
      "-----BEGIN RSA PRIVATE KEY-----\\n" + word(64) + "\\n-----END RSA PRIVATE KEY-----\\n"
    ),
    (
      "gcp.keyFile.authorizedUser",
      #"{"type": "authorized_user", "client_id": "1", "client_secret": "\#(word(24))", "refresh_token": "1//0\#(word(60))"}"#
    ),
    (
      "kubernetes.kubeconfig",
      "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: 'https://a'}}]\nusers: [{name: a, user: {token: \(word(40))}}]\n"
    ),
  ]

  private func audit(_ object: [String: Any]) throws -> (
    fields: [[String: Any]], record: [String: Any], all: Finished
  ) {
    let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    let finished = try credence("audit", "-", "--format", "jsonl", input: input)
    let record = try #require(finished.records("integration").first)
    return (record["fields"] as? [[String: Any]] ?? [], record, finished)
  }

  @Test(arguments: values.indices)
  func `in a field of another kind, a field that nobody knows, under a provider that nobody knows`(
    number: Int
  ) throws {
    let (kind, value) = Self.values[number]
    for wrapped in [value, Data(value.utf8).base64EncodedString()] {
      let places: [[String: Any]] = [
        ["provider": "aws", "credentials": ["externalId": wrapped]],
        ["provider": "azure", "credentials": ["clientId": wrapped]],
        ["provider": "aws", "credentials": ["legacyThing": wrapped]],
        ["provider": "hetzner", "credentials": ["apiKey": wrapped]],
        ["provider": "oci", "credentials": ["passphrase": wrapped]],
      ]
      for place in places {
        let (fields, _, all) = try audit(["name": "Link"].merging(place) { $1 })
        let kinds = fields.compactMap { $0["kind"] as? String }
        #expect(kinds.contains(kind), "\(kind) \(kinds)")
        // What composites are made of besides secrets are words that reports use too.
        let isComposite = kind == "kubernetes.kubeconfig" || kind.hasPrefix("gcp.keyFile")
        #expect(isComposite || !LeakSearch([value]).finds(in: all.output))
      }
    }
  }

  @Test(arguments: values.indices)
  func `in a name or a description, where nobody may read it`(number: Int) throws {
    let (kind, value) = Self.values[number]
    guard !kind.hasPrefix("kubernetes"), !kind.hasPrefix("gcp.keyFile") else { return }
    for wrapped in [value, Data(value.utf8).base64EncodedString()] {
      let (_, record, all) = try audit(["name": "x " + wrapped, "provider": "civo"])
      let name = try #require(record["name"] as? String)
      #expect(name.hasPrefix("[redacted:") && !LeakSearch([value]).finds(in: all.output), "\(kind)")
      let input = String(
        decoding: try JSONSerialization.data(withJSONObject: [
          "name": "x", "provider": "civo", "description": "see: \(wrapped), please",
        ]),
        as: UTF8.self)
      let facts = try #require(
        credence("facts", "-", input: input).records.first?["facts"] as? [String: Any])
      #expect(facts["description.secrets"] as? Int == 1, "\(kind)")
    }
  }

  @Test func `that is wrapped or repeated is counted, and one that somebody made up`() throws {
    func facts(_ credentials: [String: Any], _ provider: String) throws -> [String: Any] {
      let object: [String: Any] = ["name": "x", "provider": provider, "credentials": credentials]
      let input = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
      return try #require(credence("facts", "-", input: input).records.first?["facts"] as? [String: Any])
    }
    let token = "cfat_" + Self.word(40) + Self.word(8, "0123456789abcdef")
    let plain = try facts(["apiKey": token], "cloudflare")
    #expect(plain["credentials.wrapped"] as? Int == 0 && plain["credentials.lowVariety"] as? Int == 0)
    #expect(plain["credentials.lifetimes"] as? [String] == ["unknown"])
    let wrapped = try facts(["apiKey": Data(token.utf8).base64EncodedString()], "cloudflare")
    #expect(wrapped["credentials.wrapped"] as? Int == 1)
    #expect(wrapped["credentials.apiKey.kind"] as? String == "cloudflare.apiToken.account")
    let id = "AKIA" + Self.word(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let secret = Self.word(40, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+/")
    let twice = try facts(["accessKey": id, "secretKey": secret, "externalId": secret], "aws")
    #expect(twice["credentials.repeated"] as? Int == 2)
    #expect(twice["credentials.lifetimes"] as? [String] == ["longLived"])
    let once = try facts(["accessKey": id, "secretKey": secret, "externalId": Self.word(30)], "aws")
    #expect(once["credentials.repeated"] as? Int == 0 && once["credentials.lowVariety"] as? Int == 0)
    let madeUp = try facts(
      ["accessKey": id, "secretKey": "Xyz1" + String(repeating: "abcd12345678", count: 3)], "aws")
    #expect(madeUp["credentials.lowVariety"] as? Int == 1)
  }

  @Test func `documented examples in a description aren't credentials`() throws {
    let input =
      #"{"name":"x","provider":"civo","description":"like AKIAIOSFODNN7EXAMPLE and AKIAI44QH8DHBEXAMPLE"}"#
    let facts = try #require(credence("facts", "-", input: input).records.first?["facts"] as? [String: Any])
    #expect(facts["description.secrets"] as? Int == 0)
  }
}
