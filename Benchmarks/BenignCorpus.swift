import Facts
import Foundation

/// Texts in which there is no credential, such as people put into names, descriptions and fields that nobody
/// knows.
struct BenignCorpus {
  private var random: Random

  init(seed: UInt64) { random = Random(seed: seed) }

  /// So many texts of each sort, with the only kind that each may be taken for.
  mutating func texts(_ count: Int) -> [(sort: String, text: String, kind: Kind)] {
    var texts: [(String, String, Kind)] = []
    for _ in 0..<count {
      texts.append(("name", name(), .unknown))
      texts.append(("description", description(), .unknown))
      texts.append(("prose", random.pick(Self.prose), .unknown))
      texts.append(("source code", random.pick(Self.code), .unknown))
      texts.append(("UUID", random.guid(), .guid))
      for length in [32, 40, 56, 64, 96, 128] {
        texts.append(("hash of \(4 * length) bits", random.text(length, of: Alphabet.hexadecimal), .unknown))
      }
      texts.append(("image digest", "sha256:" + random.text(64, of: Alphabet.hexadecimal), .unknown))
      texts.append(("base64 image", image(), .unknown))
      texts.append(("address", address(), .unknown))
      texts.append(("version", version(), .unknown))
      texts.append(("time", time(), .unknown))
      texts.append(("number", random.text(Int(random.next() % 20) + 1, of: Alphabet.digits), .unknown))
    }
    return texts
  }

  private static let words = [
    "production", "staging", "edge", "billing", "platform", "team", "cluster", "west", "europe", "data",
    "lake",
    "gateway", "internal", "shared", "backup", "analytics", "payments", "checkout", "search", "v2", "legacy",
    "sandbox", "eu-central-1", "us-east-2", "kubernetes", "terraform", "monitoring", "ops", "dev", "qa",
  ]

  private mutating func name() -> String {
    let count = Int(random.next() % 4) + 1
    return (0..<count).map { _ in random.pick(Self.words) }.joined(
      separator: random.pick([" ", "-", "_", " / "]))
  }

  private mutating func description() -> String {
    random.pick([
      "Owned by the \(name()) team, see runbook RB-\(random.text(4, of: Alphabet.digits)).",
      "Account \(random.text(12, of: Alphabet.digits)), created for \(name()); ask #\(name()) before changing it.",
      "VPC vpc-\(random.text(17, of: Alphabet.hexadecimal)), subnet subnet-\(random.text(17, of: Alphabet.hexadecimal))",
      "Deployed from commit \(random.text(40, of: Alphabet.hexadecimal)) of main",
      "Ticket \(random.text(3, of: Alphabet.upper))-\(random.text(5, of: Alphabet.digits)): move to \(name())",
      "bucket s3://\(random.text(12, of: Alphabet.lowerBase32))-logs/\(name().replacing(" ", with: "-"))/",
    ])
  }

  private static let prose = [
    "The quick brown fox jumps over the lazy dog, and nobody was surprised.",
    "Rotate the key every ninety days; the password policy is in the handbook, the token never expires.",
    "Schlüssel, Geheimnisse und Kennwörter gehören nicht in die Beschreibung.",
    "秘密鍵は説明に書かないでください。", "Please don't paste secrets here. Use ${args.NAME} instead!",
    "AKIA is the prefix of long-lived keys, ASIA that of sessions; eyJ begins a JWT.",
    "See RFC 7468: -----BEGIN is followed by a label.",
    "Supercalifragilisticexpialidocious antidisestablishmentarianism",
    "Access restricted to SRE on-call (PagerDuty schedule Primary/Secondary), 24x7x365.",
  ]

  private static let code = [
    "func main() { fmt.Println(\"hello, world\") }",
    "SELECT id, name FROM integrations WHERE provider = 'aws';",
    "const apiKey = process.env.API_KEY ?? getSecret('api-key')",
    "#include <stdio.h>\nint main(void) { return 0; }",
    "for i in range(10): print(f'{i:02d}')", "export AWS_ACCESS_KEY_ID=$(vault read -field=key secret/aws)",
    "if ! curl -fsSL https://example.com/install.sh | sh; then exit 1; fi",
    "let token = try await client.get.cloud.integration(parameters: .init(integrationId: id)).data",
    "^[A-Za-z0-9+/]{40}$", "resource \"aws_iam_role\" \"this\" { name = var.name }",
    "body{margin:0;font:14px/1.5 -apple-system,BlinkMacSystemFont,\"Segoe UI\",Roboto}",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  LOG_LEVEL: info\n",
    "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}",
  ]

  /// The beginning of a PNG or a JPEG, as data addresses hold them, and by itself.
  private mutating func image() -> String {
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46, 0x49, 0x46, 0, 1]
    let isPNG = random.once(in: 2)
    let text = Data((isPNG ? png : jpeg) + random.bytes(Int(random.next() % 900) + 60)).base64EncodedString()
    return random.once(in: 2) ? text : "data:image/\(isPNG ? "png" : "jpeg");base64," + text
  }

  private mutating func address() -> String {
    random.pick([
      "https://\(random.pick(["app", "docs", "api"])).example.com/\(random.text(8, of: Alphabet.lowerBase32))?id=\(random.text(6, of: Alphabet.digits))",
      "10.\(random.next() % 256).\(random.next() % 256).0/16",
      "/var/lib/\(name().replacing(" ", with: "-"))/data.db",
      "registry.example.com/\(name().replacing(" ", with: "-")):1.\(random.next() % 40).0",
      "postgres.\(random.pick(Self.words)).svc.cluster.local:5432", "fe80::1ff:fe23:4567:890a",
      "git@github.com:example/infrastructure.git", "00:1B:44:11:3A:B7",
    ])
  }

  private mutating func version() -> String {
    "v\(random.next() % 9).\(random.next() % 40).\(random.next() % 12)-rc.\(random.next() % 5)+\(random.text(7, of: Alphabet.hexadecimal))"
  }

  private mutating func time() -> String {
    "202\(random.next() % 7)-0\(random.next() % 9 + 1)-1\(random.next() % 10)T0\(random.next() % 10):20:30.\(random.text(3, of: Alphabet.digits))Z"
  }

  /// Puts each text where a value, a description and an unknown field stand, and prints what was seen in them;
  /// whether that was nothing.
  mutating func show(_ count: Int) throws -> Bool {
    let texts = texts(count)
    let documents = try texts.map { text in
      try JSONSerialization.data(withJSONObject: [
        "name": "Benign", "provider": "civo", "description": text.text, "settings": text.text,
        "credentials": ["apiKey": "${args.CIVO}", "token": text.text],
      ])
    }
    var wrong: [String: Int] = [:]
    for (text, answer) in zip(texts, try Accuracy.classify(documents)) {
      guard let answer else {
        wrong["\(text.sort): not read", default: 0] += 1
        continue
      }
      for field in answer.fields where ["token", "settings"].contains(field.name) {
        if field.kind != .unknown && field.kind != text.kind {
          wrong["\(text.sort) as \(field.kind.word)", default: 0] += 1
        }
      }
      let seen = answer.facts[.descriptionSecrets]
      // What stands in two fields of the integration is in its description, too: a text's repetition, no kind.
      if seen.isKnown, seen.number > 0, seen.basis == .fact {
        wrong["\(text.sort) in a description", default: 0] += 1
      }
    }
    print("\nOf \(texts.count) benign texts, in three places each, taken for a credential: ", terminator: "")
    print(wrong.isEmpty ? "none" : "\(wrong.values.reduce(0, +))")
    for (sort, count) in wrong.sorted(by: { $0.key < $1.key }) { print("  \(sort): \(count)") }
    return wrong.isEmpty
  }
}
