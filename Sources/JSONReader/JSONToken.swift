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

  /// A token of a document in another notation, whose text is what it says.
  public init(_ type: JSONType, _ range: Range<Int>, link: UInt32 = 0) {
    self.init(
      type: type, hasEscapes: false, start: UInt32(range.lowerBound), end: UInt32(range.upperBound),
      link: link)
  }

  init(type: JSONType, hasEscapes: Bool, start: UInt32, end: UInt32, link: UInt32) {
    self.type = type
    self.hasEscapes = hasEscapes
    self.start = start
    self.end = end
    self.link = link
  }

  /// The same container when its members end before the token at `link`.
  public func linked(to link: Int) -> JSONToken {
    JSONToken(type: type, hasEscapes: hasEscapes, start: start, end: end, link: UInt32(link))
  }

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
