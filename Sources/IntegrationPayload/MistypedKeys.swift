internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

extension Integration {
  /// Calls `body` with the path of each known key whose value isn't of the API's type, and with the type that
  /// it should have. Null is always allowed: it says that there is nothing.
  func forEachMistypedKey(_ body: (_ path: String, _ expected: String) -> Void) {
    forEachMember(of: root) { key, value in
      switch PayloadKey.of(tokens[key], in: bytes) {
      case .id?, .name?, .description?, .provider?, .createdAt?:
        check(value, key, is: .string, "a text", body)
      case .features?:
        check(value, key, is: .array, "a list of texts", body)
      case .restrictions?, .aws?, .gcp?, .cloudflare?:
        check(value, key, is: .object, "an object", body)
      case .credentials?:
        check(value, key, is: .object, "an object", body)
        checkCredentials(value, body)
      default: break
      }
    }
  }

  private func checkCredentials(_ object: Int, _ body: (String, String) -> Void) {
    guard tokens[object].type == .object else { return }
    forEachMember(of: object) { key, value in
      guard tokens[value].type != .string, tokens[value].type != .null,
        let field = CredentialField.of(tokens[key], in: bytes)
      else { return }
      body("credentials.\(field.rawValue)", "a text")
    }
  }

  private func check(
    _ value: Int, _ key: Int, is type: JSONType, _ expected: String, _ body: (String, String) -> Void
  ) {
    guard tokens[value].type != type, tokens[value].type != .null else { return }
    guard let name = PayloadKey.of(tokens[key], in: bytes)?.rawValue else { return }
    body(name, expected)
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
