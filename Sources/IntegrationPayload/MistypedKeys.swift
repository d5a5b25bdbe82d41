internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

extension Integration {
  /// Calls `body` with the path of each known key whose value isn't of the API's type, and with the type that
  /// it should have. Null is always allowed: it says that there is nothing.
  func forEachMistypedKey(_ body: (_ path: String, _ expected: String) -> Void) {
    guard !keys.isRegular || !hasRegularCredentials else { return }
    forEachMember(of: root) { key, value in
      guard let key = PayloadKey.of(tokens[key], in: bytes), let type = key.type else { return }
      if tokens[value].type != type && tokens[value].type != .null {
        body(key.name, type == .string ? "a text" : type == .array ? "a list of texts" : "an object")
      }
      if key == .credentials { checkCredentials(value, body) }
    }
  }

  private func checkCredentials(_ object: Int, _ body: (String, String) -> Void) {
    guard tokens[object].type == .object else { return }
    forEachMember(of: object) { key, value in
      guard tokens[value].type != .string, tokens[value].type != .null,
        let field = CredentialField.of(tokens[key], in: bytes)
      else { return }
      body("credentials.\(field.word)", "a text")
    }
  }

  /// Calls `body` with the tokens of each key and value of an object.
  private func forEachMember(of object: Int, _ body: (_ key: Int, _ value: Int) -> Void) {
    var index = object + 1
    while index < Int(tokens[object].link) {
      body(index, index + 1)
      index = tokens.index(after: index + 1)
    }
  }
}
