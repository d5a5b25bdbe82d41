internal import Facts
internal import JSONReader

extension ProviderTable {
  static let byok = ProviderTable(
    provider: .byok, modes: [ModeTable([FieldRow(.kubeconfig, .blob, .kubeconfig)])])
}

/// A kubeconfig, as far as it is known without reading its YAML: whether it is one, and where the values of
/// its secret keys lie.
enum KubeconfigShape {
  static func isKubeconfig(_ text: Span<UInt8>) -> Bool {
    guard text.index(of: "clusters") != nil, text.index(of: "users") != nil else { return false }
    if text.index(of: "apiVersion") != nil { return true }
    // kubectl does without.
    return ["clusters", "users", "contexts"].allSatisfy { hasKey($0, text) }
  }

  /// Whether a text where one belongs is one: nothing else has such keys.
  static func isKubeconfigInPlace(_ text: Span<UInt8>) -> Bool {
    hasKey("clusters", text) || hasKey("users", text) || hasKey("contexts", text)
  }

  /// Whether a word stands in the text with a colon behind it, in quotes or not.
  private static func hasKey(_ word: String, _ text: Span<UInt8>) -> Bool {
    var start = 0
    while let place = text.index(of: word, from: start) {
      start = place + word.utf8.count
      let end = text.end(from: start) { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
      if end < text.count, text[end] == UInt8(ascii: ":") { return true }
    }
    return false
  }

  /// What stands behind a key of a kubeconfig (client-go's `clientcmd/api/v1`).
  enum Meaning: Sendable {
    /// Something that opens a door; it is a part of its own, by that name.
    case secret(StaticString, Kind)
    /// Something open that is a part of its own.
    case named(StaticString, Kind)
    /// A name, an address, a certificate.
    case open

    var isSecret: Bool { if case .secret = self { true } else { false } }
  }

  static let keys = KeywordTable<Meaning>(
    [
      ("client-key-data" as StaticString, Kind.kubernetesClientKey), ("token", .kubernetesBearerToken),
      ("password", .kubernetesBasicAuth), ("refresh-token", .kubernetesAuthProvider),
      ("id-token", .kubernetesAuthProvider), ("access-token", .kubernetesAuthProvider),
      ("client-secret", .kubernetesAuthProvider),
    ].map { ("\($0)", .secret($0, $1)) }
      + [
        ("client-certificate-data" as StaticString, Kind.kubernetesClientCertificate),
        ("client-certificate", .kubernetesFileReference), ("client-key", .kubernetesFileReference),
        ("certificate-authority", .kubernetesFileReference),
      ].map { ("\($0)", .named($0, $1)) }
      + [
        "apiVersion", "kind", "name", "cluster", "user", "namespace", "current-context", "server",
        "certificate-authority-data", "tls-server-name", "insecure-skip-tls-verify", "command",
        "interactiveMode", "provideClusterInfo", "disable-compression", "as", "as-uid",
      ].map { ($0, .open) })

  /// A shorter word that no key explains is taken for a name: arguments hold those of clusters and regions.
  static let shortestGuess = 16

  /// Calls `body` with name, kind and range of each secret value in it, and with a nil name for each longer word
  /// that doesn't stand behind a key whose value is open: it may be a secret.
  static func forEachSecret(in text: Span<UInt8>, _ body: (StaticString?, Kind, Range<Int>) -> Void) {
    var key: Meaning?
    var index = 0
    while index < text.count {
      guard isWord(text[index]), text[index] != UInt8(ascii: ":") else {
        // A value may begin on the next line; but what an open key holds ends there, and isn't a group.
        if let open = key, !open.isSecret, endsOpenValue(text[index]) { key = nil }
        index += 1
        continue
      }
      let start = index
      while index < text.count, isWord(text[index]) { index += 1 }
      let word = text.extracting(start..<index)
      if let meaning = meaning(of: word) {
        key = meaning
        continue
      }
      switch key {
      case .secret? where isDecoration(word): continue
      case .secret(let name, let kind)?:
        body(name, kind, start..<index)
        key = nil
      // An address may hold a password.
      case .open? where offset(of: UInt8(ascii: "@"), in: word) == word.count: break
      case .named? where offset(of: UInt8(ascii: "@"), in: word) == word.count: break
      case .open?, .named?, nil:
        if word.count >= shortestGuess { body(nil, .unknown, start..<index) }
      }
    }
  }

  private static func endsOpenValue(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x0A, UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "["): true
    default: false
    }
  }

  /// What a word means as a key: with its colon, or in quotes before one, as in JSON.
  private static func meaning(of word: Span<UInt8>) -> Meaning? {
    guard word.count <= 32 else { return nil }
    let hasColon = word[word.count - 1] == UInt8(ascii: ":")
    return keys.value(of: word.extracting(0..<(hasColon ? word.count - 1 : word.count)))
  }

  /// Whether a word stands before a value and isn't it: the sign of a block, a tag, an anchor.
  private static func isDecoration(_ word: Span<UInt8>) -> Bool {
    switch word[0] {
    case UInt8(ascii: "|"), UInt8(ascii: ">"): word.count <= 3
    case UInt8(ascii: "!"), UInt8(ascii: "&"): true
    default: false
    }
  }

  /// A word of the file: anything between white space, quotes, commas and brackets, but for colons before it,
  /// which stand between key and value in JSON.
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","):
      false
    default: true
    }
  }

  /// Whether a word is this key, with its colon or without.
  static func isKey(_ word: Span<UInt8>, _ key: String) -> Bool {
    let length = key.utf8.count
    return word.hasPrefix(key)
      && (word.count == length || word.count == length + 1 && word[length] == UInt8(ascii: ":"))
  }
}
