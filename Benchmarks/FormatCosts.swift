import Classification
import Foundation
import IntegrationPayload
import SecretMemory

/// What it costs to look into values that hold others: kubeconfigs, keys, certificates, tokens.
struct FormatCosts {
  let scratch: String

  private static let count = 2_000

  /// Prints a row a format, beside a value that there is nothing to look into.
  func measure() throws {
    print("\nLooking into one value, in µs of CPU to classify, fingerprint and gate it:")
    var random = Random(seed: 2)
    let certificate = random.certificatePEM()
    let key = random.rsaPEM(isPKCS8: true)
    func wrapped(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    let user = "client-certificate-data: \(wrapped(certificate))\n    client-key-data: \(wrapped(key))"
    let kubeconfig = random.kubeconfig()
    let rows = [
      ("nothing to look into", "civo", "apiKey", random.text(50, of: Alphabet.alphanumeric)),
      ("RSA key, PKCS#8", "nebius", "privateKeyPem", key), ("certificate", "azure", "secret", certificate),
      ("JSON Web Token", "civo", "apiKey", random.token()),
      ("kubeconfig with a token", "byok", "kubeconfig", kubeconfig),
      (
        "kubeconfig with certificates", "byok", "kubeconfig",
        kubeconfig.replacingOccurrences(of: "token: .*", with: user, options: .regularExpression)
      ),
      ("kubeconfig that isn't read", "byok", "kubeconfig", kubeconfig + "\nx: *x\n"),
    ]
    for (name, provider, field, value) in rows {
      let path = scratch + "/format.jsonl"
      let line = #"{"name":"F","provider":"\#(provider)","credentials":{"\#(field)":"\#(escaped(value))"}}"#
      try Data(Array(repeating: line + "\n", count: Self.count).joined().utf8).write(to: URL(filePath: path))
      let read = try leastSeconds { try reading(path, NullVisitor()) }
      let classified = try leastSeconds {
        try reading(path, ClassifyingVisitor(classifier: Classifier(key: .random())))
      }
      let cost = number((classified - read) * 1e6 / Double(Self.count), 2)
      print("  \(padded(name, 29)) \(cost)   \(value.utf8.count) bytes")
    }
    try measureTexts()
  }

  /// Texts in which something might begin at every other byte cost about what prose of the same length does, and
  /// twice as much text twice as much.
  private func measureTexts() throws {
    print("\nLooking through one description, in ns of CPU a byte:")
    for (name, piece) in [
      ("prose", "The link of the platform team for its clusters in Europe; ask before you change it. "),
      ("-A-A-A", "-A"), ("-eyJ-eyJ", "-eyJ"), ("sv=20&sv=20&", "sv=20&"), ("abc8Q~abc8Q~", "abc8Q~"),
      ("labels of keys without an end", "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG"),
    ] {
      var costs: [String] = []
      for size in [100_000, 400_000] {
        let text = String(repeating: piece, count: size / piece.utf8.count)
        let path = scratch + "/text.json"
        try Data(#"{"name":"T","provider":"civo","description":"\#(text)"}"#.utf8).write(
          to: URL(filePath: path))
        let read = try leastSeconds { try reading(path, NullVisitor()) }
        let classified = try leastSeconds {
          try reading(path, ClassifyingVisitor(classifier: Classifier(key: .random())))
        }
        costs.append(number((classified - read) * 1e9 / Double(size), 2))
      }
      print("  \(padded(name, 29)) \(costs[0]) of 100 KB   \(costs[1]) of 400 KB")
    }
  }

  private func reading<Visitor: PayloadVisitor & ~Copyable>(_ path: String, _ visitor: consuming Visitor)
    throws
  {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var reader = try PayloadReader()
    var visitor = visitor
    reader.read(from: descriptor, showing: &visitor)
  }
}
