import Facts
import Foundation
import SecretMemory
import Testing

@testable import Classification

/// What a text is where `expected` belong, keys opened.
private func kindOf(_ text: String, in expected: [Kind]) throws -> Kind {
  var keys = try KeyReader()
  var facts = Facts()
  let bytes = Array(text.utf8)
  let key = try FingerprintKey.random()
  let kind = Recogniser.kind(of: bytes.span, expecting: KindList(expected))
  return Classifier.look(into: bytes.span, as: kind, &keys, key, &facts).kind
}

private func sightings(_ text: String) -> [Kind] {
  let bytes = Array(text.utf8)
  var kinds: [Kind] = []
  TextScan.scan(bytes.span) {
    kinds.append($0.kind)
    return true
  }
  return kinds
}

@Suite struct `Every kind` {
  /// Kinds within a kubeconfig, which its reader tells; and the kind of nothing.
  private let inner =
    Kind.allCases.filter { $0.word.hasPrefix("kubernetes.") && $0 != .kubeconfig } + [.unknown]

  /// Of values that only their place tells: in whose place they can't be told from its own values. Whatever isn't
  /// here must never be taken for another.
  private static let alike: [Kind: Set<Kind>] = [
    .awsSecretAccessKey: [
      .awsExternalID, .cloudflareUnprefixedAPIToken, .civoAPIKey, .aivenToken, .coreweaveAccessToken,
      .akamaiClientSecret,
    ],
    .awsSessionToken: [.awsExternalID, .aivenToken, .coreweaveAccessToken],
    .awsExternalID: [],
    .azureClientSecretLegacy: [],
    .cloudflareUnprefixedAPIToken: [.awsExternalID, .aivenToken, .coreweaveAccessToken],
    .civoAPIKey: [.awsExternalID, .aivenToken, .coreweaveAccessToken],
    .aivenToken: [.awsExternalID, .awsSessionToken, .coreweaveAccessToken],
    .backblazeMasterKeyID: [.awsExternalID],
    .backblazeApplicationKeyID: [.awsExternalID, .aivenToken, .coreweaveAccessToken],
    .akamaiAccessToken: [
      .akamaiClientToken, .awsExternalID, .aivenToken, .coreweaveAccessToken,
    ],
    .akamaiClientToken: [
      .akamaiAccessToken, .awsExternalID, .aivenToken, .coreweaveAccessToken,
    ],
    .akamaiClientSecret: [.awsExternalID, .aivenToken, .coreweaveAccessToken],
    .ociRegion: [.awsExternalID],
    .guid: [.awsExternalID],
    .email: [.awsExternalID],
  ]

  @Test func `has a shape here, and a definition of its own`() {
    #expect(Set(Shapes.all.map(\.kind)).union(inner) == Set(Kind.allCases))
    for kind in Kind.allCases where kind != .unknown {
      #expect(kind.definition.meaning != Kind.unknown.definition.meaning, "\(kind)")
    }
  }

  @Test func `is known in its place, and where it is sure in any`() throws {
    for (kind, make) in Shapes.all {
      for _ in 0..<50 {
        let value = make()
        let seen = try kindOf(value, in: [kind])
        #expect(seen == kind, "\(kind) is taken for \(seen)")
        #expect(try kindOf("  \(value)\n", in: [kind]) == kind, "\(kind) with white space")
        let elsewhere = try kindOf(value, in: [])
        #expect(
          elsewhere == kind || elsewhere == .unknown && !kind.isSureWithoutPlace,
          "\(kind) is taken for \(elsewhere) where nothing is expected")
      }
    }
  }

  @Test func `is taken for no other, in no other's place`() throws {
    var pairs = 0
    for (kind, make) in Shapes.all {
      for (other, _) in Shapes.all where other != kind {
        for _ in 0..<12 {
          let seen = try kindOf(make(), in: [other])
          let isRight = seen == kind || !kind.isSureWithoutPlace && seen == .unknown
          let isAlike = seen == other && (Self.alike[kind]?.contains(other) ?? false)
          #expect(isRight || isAlike, "\(kind) in the place of \(other) is taken for \(seen)")
        }
        pairs += 1
      }
    }
    #expect(pairs == Shapes.all.count * (Shapes.all.count - 1))
  }

  // The fingerprint of a public key opens nothing, and people write those of hosts.
  @Test func `that opens something is found within a text`() {
    for (kind, make) in Shapes.all
    where kind.isSureWithoutPlace && kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity
      && kind.fieldClass != .blob && kind != .ociFingerprint
    {
      for frame in [
        "use % please", "key=%", "(%)", "\"key\": \"%\",", "the key is %. Then", "%", "a, %; b",
        "export K='%'", "<%>",
        "Bearer %", "https://example.com/%", "user:%@host", "`%`", "–%–", "[%](x)", "x\n%\ny", "{%}",
        #"x\n%\ny"#, #"see\r\n%"#, #"a\t% b"#,
      ] {
        let seen = sightings(frame.replacing("%", with: make()))
        let isRight = seen.count == 1 && (seen[0] == kind || kind.isPrivateKey && seen[0].isPrivateKey)
        #expect(isRight, "\(kind) in \(frame): \(seen)")
      }
      // What joins words is part of a client secret's alphabet.
      if kind != .azureClientSecret {
        for start in ["svc_", "old-"] {
          #expect(sightings(start + make()).count == 1, "\(start) and \(kind)")
        }
      }
      if kind.isPrivateKey { #expect(sightings("key" + make()).count == 1, "\(kind) behind a letter") }
      let three = sightings((0..<3).map { _ in make() }.joined(separator: " and "))
      #expect(three.count == 3, "three of \(kind)")
    }
  }

  @Test func `that only a name tells is found behind its name, and not without`() {
    for (name, kind) in [
      ("aws_secret_access_key", Kind.awsSecretAccessKey), ("AWS_SECRET_ACCESS_KEY", .awsSecretAccessKey),
      ("secretAccessKey", .awsSecretAccessKey), ("aws_session_token", .awsSessionToken),
      ("CLOUDFLARE_API_TOKEN", .cloudflareUnprefixedAPIToken), ("CIVO_API_KEY", .civoAPIKey),
      ("aiven_token", .aivenToken), ("AWS secret access key", .awsSecretAccessKey),
      ("the AWS secret", .awsSecretAccessKey), ("secret_key", .awsSecretAccessKey),
    ] {
      guard let make = Shapes.all.first(where: { $0.kind == kind })?.make else { continue }
      for frame in ["N=%", "N: %", "\"N\": \"%\"", "export N='%'", "N = %"] {
        let text = frame.replacing("N", with: name).replacing("%", with: make().replacing("=", with: ""))
        #expect(sightings(text) == [kind], "\(frame) \(name)")
      }
      #expect(sightings("see " + make()).isEmpty, "\(kind)")
    }
    // However long it is, or looks.
    let refresh = "1//0" + Shapes.word(60, Shapes.letters)
    for more in ["", "." + Shapes.word(1500, "a"), "-" + Shapes.word(1500, Shapes.letters)] {
      #expect(sightings("see " + refresh + more) == [.gcpOAuthToken], "\(more.count)")
    }
    let secret = Shapes.mixed { Shapes.word(40, Shapes.base64) }
    #expect(sightings("The secret key is elsewhere; access: " + secret).isEmpty)
    let id = "AKIA" + Shapes.word(16, Shapes.base32)
    for text in ["\(id)_old", "\(id)-prod", "svc_\(id)-2"] {
      #expect(sightings(text) == [.awsAccessKeyIDLongLived], "\(text.count)")
    }
    #expect(Set(sightings("\(id) \(secret)")) == [.awsAccessKeyIDLongLived, .awsSecretAccessKey])
    #expect(Set(sightings("\(secret) / \(id)")) == [.awsAccessKeyIDLongLived, .awsSecretAccessKey])
  }

  @Test func `has near misses that are none`() throws {
    let base32 = Shapes.base32
    let hexadecimal = Shapes.hexadecimal
    let misses: [String] = [
      "AKIA" + Shapes.word(15, base32), "AKIA" + Shapes.word(17, base32), "akia" + Shapes.word(16, base32),
      "XAKIA" + Shapes.word(16, base32), "AKIB" + Shapes.word(16, base32),
      "AKIA" + Shapes.word(15, base32) + "a",
      "cfut_" + Shapes.word(47, hexadecimal), "cfxt_" + Shapes.word(48, hexadecimal),
      "cfat_" + Shapes.word(40, hexadecimal) + "GHIJKLMN", Shapes.word(36, hexadecimal),
      Shapes.word(38, hexadecimal),
      "v1.0-" + Shapes.word(100, hexadecimal), "AIza" + Shapes.word(34, Shapes.letters),
      "AIza" + Shapes.word(36, Shapes.letters), "GOCSPX-" + Shapes.word(27, Shapes.letters), "ya29.abc",
      "1//short",
      Shapes.word(3, Shapes.letters) + "xQ~" + Shapes.word(34, Shapes.letters), "abc8Q~short",
      "eyJhbGciOiJSUzI1NiJ9", "eyJhbGciOiJSUzI1NiJ9.x", "ABSK" + Shapes.word(40, Shapes.letters),
      "-----BEGIN PGP MESSAGE-----", "-----BEGIN CERTIFICATE-----", "K00" + Shapes.word(27, Shapes.letters),
      "K005" + Shapes.word(26, Shapes.letters), "publickey-authentication", "publickey-e00", "CW-SECRET-x",
      "AccountKey=short", "sv=2024-05-17&sp=r", "sig=abc&sv=2024-05-17",
      "?sig=" + Shapes.word(43, Shapes.letters),
      Shapes.word(40, hexadecimal), Shapes.word(64, hexadecimal), UUID().uuidString,
    ]
    for miss in misses {
      #expect(sightings(miss).isEmpty, "\(miss.prefix(6))… of \(miss.count)")
      #expect(sightings("see \(miss) there").isEmpty, "\(miss.prefix(6))… of \(miss.count) in a text")
      let seen = try kindOf(miss, in: [])
      let isHarmless = [Kind.unknown, .guid, .pemCertificate].contains(seen)
      #expect(isHarmless, "\(miss.prefix(6))… of \(miss.count) is taken for \(seen)")
    }
    // A git hash is no secret key, wherever it stands.
    #expect(try kindOf(Shapes.word(40, hexadecimal), in: [.awsSecretAccessKey]) == .unknown)
    #expect(sightings("aws_secret_access_key=" + Shapes.word(40, hexadecimal)).isEmpty)
    for kind in [Kind.civoAPIKey, .aivenToken, .coreweaveAccessToken] {
      #expect(try kindOf(Shapes.word(40, hexadecimal), in: [kind]) == .unknown, "a hash as \(kind)")
    }
    for kind in [Kind.aivenToken, .coreweaveAccessToken] {
      #expect(try kindOf(UUID().uuidString, in: [kind]) == .guid, "a GUID as \(kind)")
    }
    let host = "akab-" + Shapes.word(16, hexadecimal) + ".luna.akamaiapis.net"
    #expect(try kindOf(host + ".example.com", in: [.akamaiHost]) == .unknown)
    #expect(try kindOf(host.replacing("akab", with: "akaa"), in: []) == .akamaiHost)
  }
}

@Suite struct `Text without a credential` {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func expectNothing(_ text: String, _ what: String) {
    #expect(sightings(text).isEmpty, "\(what): \(sightings(text))")
  }

  @Test func `shows none: names, descriptions, prose`() throws {
    for text in [
      "Production AWS", "prod-eu-west-1-link", "Acme staging (team platform)",
      "Link for the billing team; ask ops@acme.example",
      "Rotated 2026-05-17 by the platform team. See runbook https://wiki.acme.example/runbooks/aws-keys#rotate",
      "arn:aws:iam::123456789012:role/northflank is assumed; region eu-central-1, VPC vpc-0a1b2c3d4e5f67890",
      "Keys live in Vault at secret/data/aws/prod (path kv-v2), not here!",
      "publickey-authentication, client-secret, access-key",
      "ami-0abcdef1234567890 sg-0123456789abcdef0 i-0fedcba9876543210",
      "docker.io/library/nginx@sha256:" + Shapes.word(64, Shapes.hexadecimal),
      "commit \(Shapes.word(40, Shapes.hexadecimal)) (\(Shapes.word(7, Shapes.hexadecimal)))",
      "v1.0-rc1, v1.0-beta.2, 1.2.3-x86_64",
      "tenant \(UUID().uuidString) subscription \(UUID().uuidString)",
      "md5 \(Shapes.word(32, Shapes.hexadecimal))",
      "eyJ is how a JWT begins; AKIA is how a key id does, ASIA too. cfut_ and cfat_ are Cloudflare's.",
      "ÄÖÜ – „Anführungszeichen“ … 漢字かな交じり文 🙂", "sha512-" + Shapes.word(86, Shapes.base64) + "==",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + Shapes.word(43, Shapes.base64) + " me@host",
      "changeme AKIAXXXXXXXXXXXXXXX your-secret-key-here <secret>", "aws_secret_access_key=changeme",
      "CLOUDFLARE_API_TOKEN=${args.CF_TOKEN}", "password: hunter2, see the vault",
      "AccountKey=<key>;EndpointSuffix=core.windows.net",
    ] { expectNothing(text, String(text.prefix(12))) }
  }

  @Test func `shows none: hashes, ids, and images in base64`() {
    for _ in 0..<300 {
      for length in [7, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64, 96, 128] {
        expectNothing(Shapes.word(length, Shapes.hexadecimal), "\(length) hexadecimal digits")
        expectNothing("x " + Shapes.word(length, Shapes.hexadecimal).uppercased(), "\(length) capital digits")
      }
      expectNothing(UUID().uuidString, "a UUID")
      expectNothing("urn:uuid:" + UUID().uuidString.lowercased(), "a UUID")
    }
    for size in [100, 1000, 10_000, 300_000] {
      let image = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Shapes.bytes(size))
        .base64EncodedString()
      expectNothing("data:image/png;base64," + image, "an image of \(size) bytes")
      expectNothing(
        Data(Shapes.bytes(size)).base64EncodedString(options: .lineLength76Characters),
        "\(size) bytes in lines")
    }
  }

  @Test func `shows none: this project's own code and pages`() throws {
    var count = 0
    var folders = ["Sources", "docs"]
    if let more = ProcessInfo.processInfo.environment["CREDENCE_BENIGN"] { folders.append(more) }
    for folder in folders {
      let url = folder.hasPrefix("/") ? URL(filePath: folder) : Self.root.appending(path: folder)
      let files = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard ["swift", "md", "py", "txt", "h", "c"].contains(file.pathExtension),
          let text = try? String(contentsOf: file, encoding: .utf8)
        else { continue }
        expectNothing(text, file.lastPathComponent)
        count += 1
      }
    }
    #expect(count > 150)
  }
}
