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
    // Nobody but a header's name says of a token whose it is, but for one in the address.
    guard let request = keys.value(.request, .object, in: tokens) else { return nil }
    var key = request + 1
    while key < Int(tokens[request].link) {
      if isURL(bytes.extracting(tokens[key].range)), tokens[key + 1].type == .string,
        let start = webToken(in: bytes.extracting(tokens[key + 1].range))
      {
        return CapturedToken(key: key, value: key + 1, prefix: start)
      }
      key = tokens.index(after: key + 1)
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

  /// Where a JSON Web Token begins in an address, behind a parameter's name: two parts that begin as JSON does.
  private static func webToken(in text: Span<UInt8>) -> Int? {
    var start = offset(of: UInt8(ascii: "="), in: text) + 1
    while start < text.count {
      var dots = 0
      var isToken = begins(text, at: start)
      var end = start
      while end < text.count, isOfToken(text[end]) {
        if text[end] == UInt8(ascii: ".") {
          dots += 1
          if dots == 1 { isToken = isToken && begins(text, at: end + 1) }
        }
        end += 1
      }
      if isToken, dots >= 2 { return start }
      start = offset(of: UInt8(ascii: "="), in: text, from: end) + 1
    }
    return nil
  }

  /// Whether `{"` in base64 stands there.
  private static func begins(_ text: Span<UInt8>, at start: Int) -> Bool {
    start + 2 < text.count && text[start] == UInt8(ascii: "e") && text[start + 1] == UInt8(ascii: "y")
      && text[start + 2] == UInt8(ascii: "J")
  }

  private static func isOfToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func isURL(_ key: Span<UInt8>) -> Bool { key.count == 3 && starts(key, with: "url") }

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
