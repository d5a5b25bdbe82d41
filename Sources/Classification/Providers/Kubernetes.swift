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
    text.index(of: "apiVersion") != nil && text.index(of: "clusters") != nil
      && text.index(of: "users") != nil
  }

  /// What stands behind a key of a kubeconfig (client-go's `clientcmd/api/v1`).
  private enum Meaning: Sendable {
    /// Something that opens a door; it is a part of its own, by that name.
    case secret(String)
    /// A name, an address, a certificate.
    case open
  }

  private static let keys = KeywordTable<Meaning>(
    [
      "client-key-data", "token", "password", "refresh-token", "id-token", "access-token", "client-secret",
    ].map { ($0, .secret($0)) }
      + [
        "apiVersion", "kind", "name", "cluster", "user", "namespace", "current-context", "server",
        "certificate-authority-data", "certificate-authority", "client-certificate-data",
        "client-certificate", "client-key", "tls-server-name", "insecure-skip-tls-verify", "command",
        "interactiveMode", "provideClusterInfo", "disable-compression", "as", "as-uid",
      ].map { ($0, .open) })

  /// Calls `body` with the name and the range of each secret value in it, and with a nil name for each other
  /// word of eight bytes or more that doesn't stand behind a key whose value is open: who knows what it is.
  static func forEachSecret(in text: Span<UInt8>, _ body: (String?, Range<Int>) -> Void) {
    var key: Meaning?
    var index = 0
    while index < text.count {
      guard isWord(text[index]), text[index] != UInt8(ascii: ":") else {
        // A value may begin on the next line, but an open one that is missing says nothing of what follows.
        if case .open? = key, text[index] == 0x0A || text[index] == UInt8(ascii: ",") { key = nil }
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
      case .secret(let name)?:
        body(name, start..<index)
        key = nil
      case .open?: break
      case nil:
        if word.count >= 8 { body(nil, start..<index) }
      }
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
