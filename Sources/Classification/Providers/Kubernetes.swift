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

  /// The keys whose values open something (client-go's `clientcmd/api/v1`).
  private static let secretKeys = KeywordTable(
    [
      "client-key-data", "token", "password", "refresh-token", "id-token", "access-token", "client-secret",
    ].map { ($0, $0) })

  /// Calls `body` with the name and the range of each secret value in it, and with a nil name for each long
  /// word that looks like a secret.
  static func forEachSecret(in text: Span<UInt8>, _ body: (String?, Range<Int>) -> Void) {
    var key: String?
    var index = 0
    while index < text.count {
      guard isWord(text[index]), text[index] != UInt8(ascii: ":") else {
        if text[index] == 0x0A || text[index] == UInt8(ascii: ",") { key = nil }
        index += 1
        continue
      }
      let start = index
      while index < text.count, isWord(text[index]) { index += 1 }
      let word = text.extracting(start..<index)
      if let name = key {
        body(name, start..<index)
        key = nil
      } else if word.count <= 16, let name = secretKey(word) {
        key = name
      } else if word.count >= 20 && Looks.likeSecret(word) {
        body(nil, start..<index)
      }
    }
  }

  /// The secret key that a word is, with its colon or without.
  private static func secretKey(_ word: Span<UInt8>) -> String? {
    let hasColon = word[word.count - 1] == UInt8(ascii: ":")
    return secretKeys.value(of: word.extracting(0..<(hasColon ? word.count - 1 : word.count)))
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
