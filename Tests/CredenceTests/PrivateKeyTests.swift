import Foundation
import Testing

/// Keys as OpenSSL and OpenSSH write them, made anew for each test and good for nothing.
@Suite struct `A private key` {
  private struct Key {
    let kind: String
    let bits: Int?
    let isEncrypted: Bool?
    let rounds: Int?
  }

  private func facts(_ pem: String, provider: String = "oci", field: String = "privateKey") throws -> Key {
    let scratch = try Scratch()
    let object: [String: Any] = ["name": "Key", "provider": provider, "credentials": [field: pem]]
    let data = try JSONSerialization.data(withJSONObject: object)
    let file = try scratch.file("k.json", String(decoding: data, as: UTF8.self))
    let finished = try credence("facts", file)
    let record = try #require(finished.records.first)
    let facts = try #require(record["facts"] as? [String: Any])
    return Key(
      kind: facts["credentials.\(field).kind"] as? String ?? "unknown", bits: facts["key.bits"] as? Int,
      isEncrypted: facts["key.isEncrypted"] as? Bool, rounds: facts["key.derivationRounds"] as? Int)
  }

  private func openssl(_ arguments: String...) throws -> String {
    let finished = try run("/usr/bin/openssl", arguments)
    #expect(finished.code == 0, "\(finished.words)")
    return finished.text
  }

  @Test(arguments: [
    (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "pem.privateKey.rsa", 1024),
    (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "pem.privateKey.rsa", 2048),
    (["genrsa", "-traditional", "2048"], "pem.privateKey.rsa", 2048),
    (["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "pem.privateKey.ec", 256),
    (["ecparam", "-name", "secp384r1", "-genkey", "-noout"], "pem.privateKey.ec", 384),
    (["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "pem.privateKey.ec", 521),
    (["genpkey", "-algorithm", "ED25519"], "pem.privateKey.ed25519", 256),
  ])
  func `in the clear is known by its kind and size`(arguments: [String], kind: String, bits: Int) throws {
    let made = try run("/usr/bin/openssl", arguments)
    #expect(made.code == 0)
    for pem in [
      made.text, made.text.replacing("\n", with: "\r\n"), made.text.replacing("\n", with: "\\n"),
      "  \n" + made.text + "OCI_API_KEY\n",
    ] {
      let key = try facts(pem)
      #expect(key.kind == kind && key.bits == bits && key.isEncrypted == false && key.rounds == nil)
    }
  }

  @Test func `under a passphrase is known as such, and how well it is protected`() throws {
    let scratch = try Scratch()
    let passphrase = try scratch.file("pass", UUID().uuidString)
    let plain = try scratch.file("plain.pem", openssl("genrsa", "-traditional", "2048"))
    let modern = try openssl(
      "pkcs8", "-topk8", "-in", plain, "-v2", "aes-256-cbc", "-iter", "4096", "-passout",
      "file:" + passphrase)
    let key = try facts(modern)
    #expect(key.kind == "pem.privateKey.unknown" && key.bits == nil)
    #expect(key.isEncrypted == true && key.rounds == 4096)

    let old = try openssl(
      "rsa", "-traditional", "-in", plain, "-aes128", "-passout", "file:" + passphrase)
    let legacy = try facts(old)
    #expect(legacy.kind == "pem.privateKey.rsa" && legacy.isEncrypted == true && legacy.rounds == 1)
  }

  @Test func `inside a key file is looked into too`() throws {
    let pem = try openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    let file = ["type": "service_account", "private_key": pem]
    let text = String(decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self)
    let key = try facts(text, provider: "gcp", field: "keyfileJson")
    #expect(key.kind == "gcp.keyFile.serviceAccount" && key.bits == 2048 && key.isEncrypted == false)
  }

  @Test func `that is cut off, or not what its label says, is known by its label alone`() throws {
    let pem = try openssl("genrsa", "-traditional", "2048")
    let lines = pem.split(separator: "\n")
    let short = (lines.prefix(9) + lines.suffix(1)).joined(separator: "\n")
    let cut = try facts(short)
    #expect(cut.kind == "pem.privateKey.rsa" && cut.bits == nil)
    let mislabelled = try facts(pem.replacing("RSA PRIVATE", with: "EC PRIVATE"))
    #expect(mislabelled.kind == "pem.privateKey.ec" && mislabelled.bits != 2048)
    let endless = try facts(lines.dropLast().joined(separator: "\n"))
    #expect(endless.kind == "pem.privateKey.rsa" && endless.bits == nil)
  }

  @Test func `no mutation of one makes the reader stumble`() throws {
    let pem = Array(try openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256").utf8)
    var lines: [String] = []
    for index in pem.indices {
      for flip in [UInt8(1), 2, 16] {
        var changed = pem
        changed[index] ^= flip
        guard let text = String(validating: changed, as: UTF8.self) else { continue }
        let object: [String: Any] = ["name": "K", "provider": "oci", "credentials": ["privateKey": text]]
        lines.append(
          String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self))
      }
    }
    let finished = try credence("facts", "-", input: lines.joined(separator: "\n"))
    #expect(finished.code == 0 && finished.records.count == lines.count)
  }
}
