import Foundation
import Testing

/// Every form in which OpenSSL and OpenSSH write private keys: what was asked of them is what the facts say.
@Suite struct `A key of OpenSSL or OpenSSH` {
  /// What a key was made as; nil where its facts are unknown.
  private struct Claim {
    let name: String
    let pem: String
    let facts: [String: NSObject?]
  }

  private let scratch: Scratch
  private let passphrase: String

  init() throws {
    scratch = try Scratch()
    passphrase = try scratch.file("pass", UUID().uuidString)
  }

  private func openssl(_ arguments: [String], input: String? = nil) throws -> String {
    let finished = try run("/usr/bin/openssl", arguments, input: input)
    #expect(finished.code == 0, "openssl \(arguments.joined(separator: " ")): \(finished.words)")
    return finished.text
  }

  private func claim(
    _ name: String, _ pem: String, _ algorithm: String?, _ bits: Int?, curve: String? = nil, form: String,
    encryption: String = "none", derivation: String? = nil, rounds: Int? = nil
  ) -> Claim {
    Claim(
      name: name, pem: pem,
      facts: [
        "key.algorithm": algorithm as NSString?, "key.bits": bits as NSNumber?,
        "key.curve": curve as NSString?,
        "key.form": form as NSString, "key.isEncrypted": (encryption != "none") as NSNumber,
        "key.encryption": encryption as NSString, "key.derivation": derivation as NSString?,
        "key.derivationRounds": rounds as NSNumber?, "key.count": 1 as NSNumber,
      ])
  }

  /// The facts of each, held against what they were made as.
  private func check(_ claims: [Claim]) throws {
    let lines = try claims.map { claim in
      let object: [String: Any] = [
        "id": claim.name, "name": "K", "provider": "oci", "credentials": ["privateKey": claim.pem],
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
    let finished = try credence("facts", "-", input: lines.joined(separator: "\n"))
    #expect(finished.records.count == claims.count)
    for (claim, record) in zip(claims, finished.records) {
      let facts = try #require(record["facts"] as? [String: NSObject])
      for (fact, value) in claim.facts {
        #expect(facts[fact] == value, "\(claim.name): \(fact) is \(facts[fact] ?? "unknown" as NSString)")
      }
    }
  }

  @Test func `that is RSA has its size and form, as PKCS#1 and PKCS#8`() throws {
    var claims: [Claim] = []
    for bits in [1024, 2048, 4096] {
      let pem = try openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(bits)"])
      let old = try openssl(["rsa", "-traditional"], input: pem)
      #expect(pem.hasPrefix("-----BEGIN PRIVATE KEY") && old.hasPrefix("-----BEGIN RSA PRIVATE KEY"))
      claims.append(claim("RSA \(bits), PKCS#8", pem, "rsa", bits, form: "pkcs8"))
      claims.append(claim("RSA \(bits), PKCS#1", old, "rsa", bits, form: "pkcs1"))
    }
    try check(claims)
  }

  @Test func `that lies on a curve has its name, as SEC 1 and PKCS#8`() throws {
    var claims: [Claim] = []
    for (name, curve, bits) in [
      ("secp224r1", "P-224", 224), ("prime256v1", "P-256", 256), ("secp384r1", "P-384", 384),
      ("secp521r1", "P-521", 521), ("secp256k1", "secp256k1", 256),
    ] {
      let old = try openssl(["ecparam", "-name", name, "-genkey", "-noout"])
      let pem = try openssl(["pkcs8", "-topk8", "-nocrypt"], input: old)
      #expect(pem.hasPrefix("-----BEGIN PRIVATE KEY") && old.hasPrefix("-----BEGIN EC PRIVATE KEY"))
      claims.append(claim("\(name), SEC 1", old, "ec", bits, curve: curve, form: "sec1"))
      claims.append(claim("\(name), PKCS#8", pem, "ec", bits, curve: curve, form: "pkcs8"))
    }
    for (name, algorithm, bits) in [
      ("ed25519", "ed25519", 256), ("x25519", "other", 256), ("ed448", "other", 456), ("x448", "other", 448),
    ] {
      let pem = try openssl(["genpkey", "-algorithm", name.uppercased()])
      claims.append(claim(name, pem, algorithm, bits, curve: name, form: "pkcs8"))
    }
    try check(claims)
  }

  @Test func `under a passphrase in PKCS#8 has its cipher, derivation and rounds, and nothing else shows`()
    throws
  {
    let plain = try openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
    let seal = ["pkcs8", "-topk8", "-passout", "file:" + passphrase]
    func encrypted(_ options: [String], _ encryption: String, _ derivation: String, _ rounds: Int?) throws
      -> Claim
    {
      let pem = try openssl(seal + options, input: plain)
      #expect(pem.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY"))
      return claim(
        options.joined(separator: " "), pem, nil, nil, form: "pkcs8", encryption: encryption,
        derivation: derivation, rounds: rounds)
    }
    try check([
      encrypted([], "aes256", "pbkdf2", 2048),
      encrypted(["-v2", "aes-128-cbc", "-iter", "1"], "aes128", "pbkdf2", 1),
      encrypted(["-v2", "aes-192-cbc", "-iter", "100000"], "aes192", "pbkdf2", 100_000),
      encrypted(
        ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512", "-iter", "600000"], "aes256", "pbkdf2", 600_000),
      encrypted(["-v2", "des3", "-v2prf", "hmacWithSHA1"], "3des", "pbkdf2", 2048),
      encrypted(["-scrypt"], "aes256", "scrypt", nil),
      encrypted(["-v1", "PBE-SHA1-3DES", "-iter", "3000"], "3des", "legacy", 3000),
    ])
  }

  @Test func `under a passphrase in the old forms has its cipher, and one round of MD5`() throws {
    let rsa = try openssl(["genrsa", "-traditional", "2048"])
    let curve = try openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"])
    var claims: [Claim] = []
    for (option, encryption) in [
      ("-aes128", "aes128"), ("-aes192", "aes192"), ("-aes256", "aes256"), ("-des3", "3des"),
    ] {
      let words = [option, "-passout", "file:" + passphrase]
      claims.append(
        claim(
          "RSA \(option)", try openssl(["rsa", "-traditional"] + words, input: rsa), "rsa", nil,
          form: "pkcs1",
          encryption: encryption, derivation: "md5", rounds: 1))
      claims.append(
        claim(
          "EC \(option)", try openssl(["ec"] + words, input: curve), "ec", nil, form: "sec1",
          encryption: encryption, derivation: "md5", rounds: 1))
    }
    for claim in claims { #expect(claim.pem.contains("Proc-Type: 4,ENCRYPTED")) }
    try check(claims)
  }

  @Test func `of OpenSSH has its type and size, with and without a passphrase, and its rounds`() throws {
    var claims: [Claim] = []
    func make(
      _ options: [String], _ algorithm: String?, _ bits: Int?, curve: String? = nil, form: String = "openssh",
      encryption: String = "none", derivation: String? = nil, rounds: Int? = nil
    ) throws {
      let file = scratch.path + "/key\(claims.count)"
      let words = encryption == "none" ? "" : UUID().uuidString
      let made = try run("/usr/bin/ssh-keygen", options + ["-q", "-N", words, "-C", "", "-f", file])
      #expect(made.code == 0, "\(options): \(made.words)")
      claims.append(
        claim(
          "ssh-keygen " + options.joined(separator: " "), try String(contentsOfFile: file, encoding: .utf8),
          algorithm, bits, curve: curve, form: form, encryption: encryption, derivation: derivation,
          rounds: rounds))
    }
    try make(["-t", "rsa", "-b", "2048"], "rsa", 2048)
    try make(["-t", "rsa", "-b", "4096"], "rsa", 4096)
    for bits in [256, 384, 521] {
      try make(["-t", "ecdsa", "-b", "\(bits)"], "ec", bits, curve: "P-\(bits)")
    }
    try make(["-t", "ed25519"], "ed25519", 256, curve: "ed25519")
    for (cipher, encryption, rounds) in [
      ("aes256-ctr", "aes256", 16), ("aes128-cbc", "aes128", 3), ("aes192-ctr", "aes192", 1),
      ("3des-cbc", "3des", 2), ("chacha20-poly1305@openssh.com", "chacha20", 4),
    ] {
      try make(
        ["-t", "ed25519", "-Z", cipher, "-a", "\(rounds)"], "ed25519", 256, curve: "ed25519",
        encryption: encryption, derivation: "bcrypt", rounds: rounds)
    }
    try make(
      ["-t", "rsa", "-b", "2048", "-a", "5"], "rsa", 2048, encryption: "aes256", derivation: "bcrypt",
      rounds: 5)
    try make(["-t", "rsa", "-b", "2048", "-m", "PEM"], "rsa", 2048, form: "pkcs1")
    try make(["-t", "rsa", "-b", "2048", "-m", "PKCS8"], "rsa", 2048, form: "pkcs8")
    try make(
      ["-t", "rsa", "-b", "2048", "-m", "PKCS8"], nil, nil, form: "pkcs8", encryption: "aes128",
      derivation: "pbkdf2", rounds: 2048)
    try check(claims)
  }
}
