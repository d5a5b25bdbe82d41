internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// The caller's API token in a saved client result, as tokens of the document.
struct CapturedToken: Equatable {
  let key: Int
  let value: Int
  /// How many bytes of the value aren't part of the token, such as `Bearer `.
  let prefix: Int
}

/// What the JavaScript client gives back, saved as it is: `{data, rawResponse, request: {url, method, headers,
/// body}, error}`.
enum ClientResult {
  /// The first authorization in the recorded request or response that isn't left out; `body` aside.
  static func token(
    in keys: OuterKeys, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> CapturedToken? {
    for key in [OuterKey.request, .rawResponse] {
      guard let object = keys.value(key, .object, in: tokens) else { continue }
      if let token = token(inObject: object, tokens, bytes) { return token }
    }
    return nil
  }

  static func token(
    inObject object: Int, _ tokens: Span<JSONToken>, _ bytes: Span<UInt8>
  ) -> CapturedToken? {
    var key = object + 1
    var index = object + 1
    while index < Int(tokens[object].link) {
      let token = tokens[index]
      if token.type == .key {
        key = index
        // What was sent is looked at as an integration.
        if OuterKey.of(token, in: bytes) == .body { index = tokens.index(after: index + 1) - 1 }
      } else if token.type == .string, !token.range.isEmpty {
        let text = bytes.extracting(token.range)
        let scheme = schemeLength(of: text)
        if scheme > 0 || isAuthorization(bytes.extracting(tokens[key].range)) {
          return CapturedToken(key: key, value: index, prefix: scheme)
        }
        if let start = webToken(in: text) { return CapturedToken(key: key, value: index, prefix: start) }
      }
      index += 1
    }
    return nil
  }

  /// The length of `Bearer ` or the like before a token.
  private static func schemeLength(of text: Span<UInt8>) -> Int {
    for scheme: StaticString in ["bearer ", "basic "] where starts(text, with: scheme) {
      return scheme.utf8CodeUnitCount
    }
    return 0
  }

  /// Where a JSON Web Token begins in an address: behind a parameter's name.
  private static func webToken(in text: Span<UInt8>) -> Int? {
    var start = offset(of: UInt8(ascii: "="), in: text) + 1
    while start < text.count {
      let isToken =
        start + 2 < text.count && text[start] == UInt8(ascii: "e") && text[start + 1] == UInt8(ascii: "y")
        && text[start + 2] == UInt8(ascii: "J")
      if isToken, offset(of: UInt8(ascii: "."), in: text, from: start) < text.count { return start }
      start = offset(of: UInt8(ascii: "="), in: text, from: start) + 1
    }
    return nil
  }

  private static func isAuthorization(_ key: Span<UInt8>) -> Bool {
    for name: StaticString in ["authorization", "cookie", "x-api-key"]
    where key.count == name.utf8CodeUnitCount && starts(key, with: name) {
      return true
    }
    return false
  }

  /// Whether a text starts with a word, in capitals or not.
  private static func starts(_ text: Span<UInt8>, with word: StaticString) -> Bool {
    guard text.count >= word.utf8CodeUnitCount else { return false }
    for index in 0..<word.utf8CodeUnitCount {
      let byte = text[index]
      let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
      if unsafe lower != word.utf8Start[index] { return false }
    }
    return true
  }
}
