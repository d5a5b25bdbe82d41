/// What a token is.
public enum JSONType: UInt8, Sendable, BitwiseCopyable {
  case null, `false`, `true`, number, string, key, array, object
}

/// One token of a document: where its text lies, never the text itself.
///
/// Tokens stand in document order. A container is followed by its members (key, value, key, value … in an
/// object), and `link` leads past them.
public struct JSONToken: BitwiseCopyable, Sendable {
  /// What it is.
  public let type: JSONType
  var hasEscapes: Bool
  /// Offset of the first byte: of a string or key without its quotes, of a container with its bracket.
  public let start: UInt32
  /// Offset behind the last byte.
  public internal(set) var end: UInt32
  /// Of a container: the index of the token behind it. Of a key: its hash (FNV-1a of the unescaped bytes).
  public internal(set) var link: UInt32

  /// The token of the same value after its bytes and its tokens were moved by so many places.
  public func moved(bytes: Int, tokens: Int) -> JSONToken {
    let isContainer = type == .array || type == .object
    return JSONToken(
      type: type, hasEscapes: hasEscapes, start: UInt32(Int(start) + bytes), end: UInt32(Int(end) + bytes),
      link: isContainer ? UInt32(Int(link) + tokens) : link)
  }

  /// The bytes that the token covers.
  public var range: Range<Int> { Int(start)..<Int(end) }
}

extension Span<JSONToken> {
  /// The index of the token behind the value at `index`.
  public func index(after index: Int) -> Int {
    switch self[index].type {
    case .array, .object: Int(self[index].link)
    default: index + 1
    }
  }
}
