import Foundation
import Testing

/// Payloads of many integrations, some of which share secrets.
struct Fleet {
  let documents: [String]
  /// The ids that share a secret, a set a secret.
  let shared: Set<Set<String>>

  init(count: Int, seed: UInt64) {
    var state = seed
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
    func secret() -> String { String((0..<50).map { _ in alphabet[random(alphabet.count)] }) }
    var holders: [String: Set<String>] = [:]
    var secrets: [String] = []
    documents = (0..<count).map { number in
      let value = !secrets.isEmpty && random(20) == 0 ? secrets[random(secrets.count)] : secret()
      secrets.append(value)
      holders[value, default: []].insert("fleet-\(number)")
      let provider = ["civo", "coreweave", "aiven"][random(3)]
      return #"{"id":"fleet-\#(number)","name":"Fleet \#(number)","provider":"\#(provider)","#
        + #""createdAt":"2026-01-01","credentials":{"apiKey":"\#(value)"}}"#
    }
    shared = Set(holders.values.filter { $0.count > 1 })
  }
}

@Suite struct `A fleet of integrations` {
  private func audit(_ paths: [String], _ options: String..., key: String) throws -> Finished {
    try run(
      Scratch.credence,
      ["audit"] + paths + ["--format", "jsonl", "--now", "2026-11-24", "--fingerprint-key", key] + options)
  }

  private func key(in scratch: Scratch) throws -> String {
    #expect(try credence("keygen", "job", scratch.path + "/keys").code == 0)
    return scratch.path + "/keys/fingerprint.key"
  }

  @Test(arguments: [1, 2, 3])
  func `finds every secret that several integrations share, and no other`(seed: UInt64) throws {
    let scratch = try Scratch()
    let fleet = Fleet(count: 600, seed: seed)
    let file = try scratch.file("fleet.jsonl", fleet.documents.joined(separator: "\n"))
    let finished = try audit([file], key: key(in: scratch))
    let findings = finished.records("finding").filter { $0["policy"] as? String == "CRD-X-01" }
    let found = findings.compactMap { $0["integrations"] as? [String] }.map(Set.init)
    #expect(found.count == fleet.shared.count && Set(found) == fleet.shared && found.count > 3)
    let ids = Set(findings.compactMap { $0["finding"] as? String })
    #expect(ids.count == findings.count)
  }

  @Test func `the report is the same for any number of workers`() throws {
    let scratch = try Scratch()
    let key = try key(in: scratch)
    // Some too large for a batch, and broken documents between.
    var documents = Fleet(count: 2000, seed: 9).documents
    let large = String(repeating: "x", count: 200_000)
    for place in [300, 301, 1500] {
      documents[place] = #"{"id":"large-\#(place)","provider":"aws","credentials":{"secretKey":"\#(large)"}}"#
    }
    documents[700] = #"{"id":"broken","provider":"aws","#
    let list = try scratch.file("a.json", "[" + documents[800...].joined(separator: ",\n") + "]")
    let lines = try scratch.file("b.jsonl", documents[..<800].joined(separator: "\n"))
    let one = try audit([list, lines], "--workers", "1", key: key)
    #expect(one.records("integration").count == 1999)
    for workers in ["2", "3", "8"] {
      let many = try audit([list, lines], "--workers", workers, key: key)
      #expect(many.output == one.output && many.errors == one.errors && many.code == one.code)
    }
  }

  @Test func `the report is the same for any order of the paths, and takes no file twice`() throws {
    let scratch = try Scratch()
    let key = try key(in: scratch)
    let documents = Fleet(count: 90, seed: 4).documents
    let files = try (0..<9).map {
      try scratch.file("\($0).jsonl", documents[$0 * 10..<$0 * 10 + 10].joined(separator: "\n"))
    }
    let one = try audit(files, key: key)
    #expect(one.records("integration").count == 90)
    #expect(try audit(files.reversed(), key: key).output == one.output)
    #expect(try audit(files + files, key: key).output == one.output)
    let directory = try audit([scratch.path + "/"], key: key)
    #expect(directory.records("finding").count == one.records("finding").count)
  }

  @Test func `a finding about several keeps its id when the secret is rotated everywhere`() throws {
    let scratch = try Scratch()
    let key = try key(in: scratch)
    func ids(_ secret: String) throws -> [String] {
      let documents = ["a", "b"].map {
        #"{"id":"\#($0)","provider":"civo","createdAt":"x","credentials":{"apiKey":"\#(secret)"}}"#
      }
      let file = try scratch.file("two.jsonl", documents.joined(separator: "\n"))
      return try audit([file], key: key).records("finding")
        .filter { $0["policy"] as? String == "CRD-X-01" }.compactMap { $0["finding"] as? String }
    }
    let first = try ids("Kq3vX8bN2mTz7RwYc5LdPf9HsJg4VnB6tZaQxEwUyMkCoSiDrG")
    #expect(first.count == 1)
    #expect(try ids("Wd8hL2pXn5VtYc7BqRz4MkJf9GsKa3TuEoZiNbCxQvHwSyPgDm") == first)
  }
}

/// Integrations that have other things than secrets in common.
@Suite struct `What integrations have in common` {
  private static let documents = [
    #"{"id":"a","name":"Widgets prod","provider":"aws","features":["byoc"],"createdAt":"2026-01-01","aws":{"authenticationMode":"crossAccountRole"},"credentials":{"roleArn":"arn:aws:iam::271828182845:role/one","externalId":"6f2a4c1e-8f0b-4b57-9a3d-0c5d7e9b1f24"}}"#,
    #"{"id":"b","name":"Widgets dev","provider":"aws","features":["byoc"],"createdAt":"2026-01-01","aws":{"authenticationMode":"crossAccountRole"},"credentials":{"roleArn":"arn:aws:iam::271828182845:role/two","externalId":"6f2a4c1e-8f0b-4b57-9a3d-0c5d7e9b1f24"}}"#,
    #"{"id":"c","name":"Gadgets prod","provider":"civo","createdAt":"2026-01-01","credentials":{"apiKey":"Kq3vX8bN2mTz7RwYc5LdPf9HsJg4VnB6tZaQxEwUyMkCoSiDrG"}}"#,
    #"{"id":"d","name":"Gadgets dev","provider":"civo","createdAt":"2026-01-01","credentials":{"apiKey":"Kq3vX8bN2mTz7RwYc5LdPf9HsJg4VnB6tZaQxEwUyMkCoSiDrG"}}"#,
    #"{"id":"e","name":"One","provider":"azure","createdAt":"2026-01-01","credentials":{"clientId":"5b0c3a52-5a3e-4d0f-8a5b-1f9f0a6c7d11","subscriptionId":"0d9e8f7a-6b5c-4d3e-9f2a-1b0c9d8e7f60","secret":"pQ78Q~kd0sKqLz5mVt3wXy9RbNc2HfJg6TuEoZiA"}}"#,
    #"{"id":"f","name":"Two","provider":"azure","createdAt":"2026-01-01","credentials":{"clientId":"5b0c3a52-5a3e-4d0f-8a5b-1f9f0a6c7d11","subscriptionId":"7c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f","secret":"rT58Q~mB2xWvQn7cZk4yHs8LfDg1PjUe6AoRiXtV"}}"#,
  ]

  private func findings(_ documents: [[String]], _ options: String...) throws -> Set<String> {
    let scratch = try Scratch()
    let files = try documents.enumerated().map {
      try scratch.file("\($0.offset).jsonl", $0.element.joined(separator: "\n"))
    }
    let finished = try run(
      Scratch.credence, ["audit"] + files + ["--format", "jsonl", "--now", "2026-11-24"] + options)
    return Set(
      finished.records("finding").compactMap { finding in
        guard let ids = finding["integrations"] as? [String], let policy = finding["policy"] as? String else {
          return nil
        }
        return "\(policy) \(ids.joined(separator: " ")) \(finding["finding"] as? String ?? "")"
      })
  }

  @Test func `is found, and is the same in any order, any number of files, and by any workers`() throws {
    let all = try findings([Self.documents])
    let policies = Set(all.map { $0.split(separator: " ").dropLast().joined(separator: " ") })
    #expect(
      policies == [
        "CRD-X-01 c d", "CRD-GEN-16 c d", "CRD-X-05 a b", "CRD-X-08 a b", "CRD-AZ-08 e f", "CRD-X-06 e f",
      ])
    #expect(try findings([Self.documents.reversed()]) == all)
    #expect(try findings(Self.documents.map { [$0] }) == all)
    #expect(try findings(Self.documents.reversed().map { [$0] }, "--workers", "3") == all)
  }
}

@Suite struct `One private key in several forms` {
  private func openssl(_ arguments: String..., input: String? = nil) throws -> String {
    let finished = try run("/usr/bin/openssl", arguments, input: input)
    #expect(finished.code == 0)
    return finished.text
  }

  private func integration(_ id: String, _ provider: String, _ credentials: [String: String]) throws -> String
  {
    let object: [String: Any] = [
      "id": id, "name": id, "provider": provider, "createdAt": "2026-11-01", "credentials": credentials,
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  private func shared(_ documents: [String]) throws -> [[String]] {
    let finished = try credence(
      "audit", "-", "--format", "jsonl", "--now", "2026-11-24", input: documents.joined(separator: "\n"))
    return finished.records("finding").filter { $0["policy"] as? String == "CRD-X-01" }
      .compactMap { $0["integrations"] as? [String] }
  }

  @Test(arguments: [
    ["genrsa", "-traditional", "2048"], ["ecparam", "-name", "prime256v1", "-genkey", "-noout"],
  ])
  func `is one secret to Oracle, Google and a cluster`(command: [String]) throws {
    let own = try run("/usr/bin/openssl", command).text
    let modern = try openssl("pkcs8", "-topk8", "-nocrypt", input: own)
    let other = try run("/usr/bin/openssl", command).text
    let file = try JSONSerialization.data(withJSONObject: ["type": "service_account", "private_key": modern])
    let wrapped = Data(own.utf8).base64EncodedString()
    let config =
      "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: { server: 'https://c.example:6443' }\n"
      + "users:\n- name: u\n  user: { client-key-data: \(wrapped) }\n"
      + "contexts:\n- name: x\n  context: { cluster: c, user: u }\ncurrent-context: x\n"
    let documents = [
      try integration("cluster", "byok", ["kubeconfig": config]),
      try integration("google", "gcp", ["keyfileJson": String(decoding: file, as: UTF8.self)]),
      try integration("modern", "oci", ["privateKey": modern]),
      try integration("oracle", "oci", ["privateKey": own.replacingOccurrences(of: "\n", with: "\r\n")]),
      try integration("other", "oci", ["privateKey": other]),
    ]
    #expect(try shared(documents) == [["cluster", "google", "modern", "oracle"]])
  }

  @Test func `is not one secret with another that stands beside it`() throws {
    let (one, two, three) = (
      try openssl("genrsa", "-traditional", "1024"), try openssl("genrsa", "-traditional", "1024"),
      try openssl("genrsa", "-traditional", "1024")
    )
    // Of a key that its header says is encrypted nothing can be told, but it is there.
    func locked(_ key: String) -> String {
      key.replacing(
        "-----BEGIN RSA PRIVATE KEY-----\n",
        with: "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n")
    }
    for beside in [[two, three], [locked(two), locked(three)]] {
      let documents = [
        try integration("a", "oci", ["privateKey": one + beside[0]]),
        try integration("b", "oci", ["privateKey": one + beside[1]]),
      ]
      #expect(try shared(documents).isEmpty)
    }
  }
}

@Suite struct `The severity of a finding` {
  private func severity(_ name: String, _ features: String, _ restrictions: String) throws -> String? {
    let input =
      #"{"id":"a","name":"\#(name)","provider":"aws","features":[\#(features)],"restrictions":\#(restrictions),"#
      + #""createdAt":"2026-11-01","aws":{"authenticationMode":"crossAccountRole"},"#
      + #""credentials":{"roleArn":"arn:aws:iam::314159265358:role/northflank","secretKey":"********"}}"#
    let finished = try credence("audit", "-", "--format", "jsonl", "--now", "2026-11-24", input: input)
    let finding = finished.records("finding").first { $0["policy"] as? String == "CRD-AWS-02" }
    return finding?["severity"] as? String
  }

  @Test func `is moved by what the integration is for, where all of it says so`() throws {
    let all = #"{"enabled":false}"#
    let named = #"{"enabled":true,"teams":[{"teamId":"platform"}]}"#
    #expect(try severity("Widgets prod", #""byoc""#, all) == "critical")
    #expect(try severity("Widgets prod", #""byoc""#, named) == "high")
    #expect(try severity("Widgets", #""byoc""#, all) == "high")
    #expect(try severity("Widgets dev", #""registry-pull""#, named) == "medium")
  }
}

@Suite struct `A limit of the platform` {
  @Test func `fails a run only when asked to`() throws {
    let input =
      #"{"name":"Civo","provider":"civo","features":["registry-pull"],"#
      + #""credentials":{"apiKey":"${args.CIVO}"}}"#
    #expect(try credence("audit", "-", input: input).code == 0)
    #expect(try credence("audit", "-", "--gate-platform-limits", input: input).code == 1)
  }
}
