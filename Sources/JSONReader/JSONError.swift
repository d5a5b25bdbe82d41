/// Why a document isn't JSON, and where. It never holds text of the document.
public struct JSONError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Code: Equatable, Sendable {
    case unexpectedEnd, unexpectedByte, trailingBytes, tooDeep, tooManyTokens
    case badLiteral, badNumber, badEscape, loneSurrogate, controlCharacter, invalidUTF8
    case missingColon, missingComma, missingKey

    /// Whether brackets and quotes still pair, so that the end of the value that is wrong can be found.
    public var leavesStructure: Bool {
      switch self {
      case .badLiteral, .badNumber, .badEscape, .loneSurrogate, .invalidUTF8, .tooDeep, .tooManyTokens: true
      default: false
      }
    }
  }

  /// What is wrong.
  public let code: Code
  /// Where: bytes from the start of what was parsed.
  public let offset: Int
  /// The way there, with known keys by name and others by number, such as `credentials.[key 3]`.
  public let path: String

  /// Describes an error.
  public init(code: Code, offset: Int, path: String = "") {
    self.code = code
    self.offset = offset
    self.path = path
  }

  /// What is wrong, in words that end a sentence.
  public var reason: String {
    switch code {
    case .unexpectedEnd: "the document ends too early"
    case .unexpectedByte: "a value was expected here"
    case .trailingBytes: "more text follows the document on the same line"
    case .tooDeep: "the nesting is deeper than \(JSONReader.depthLimit)"
    case .tooManyTokens: "it holds more keys and values than a value of its size may"
    case .badLiteral: "this word is none of true, false, null"
    case .badNumber: "this isn't a number as JSON writes them"
    case .badEscape: "this escape doesn't exist in JSON"
    case .loneSurrogate: "half of a surrogate pair stands alone"
    case .controlCharacter: "a control character stands in a string unescaped"
    case .invalidUTF8: "the text isn't valid UTF-8"
    case .missingColon: "a colon was expected after the key"
    case .missingComma: "a comma or the closing bracket was expected"
    case .missingKey: "a key in quotes was expected"
    }
  }
}
