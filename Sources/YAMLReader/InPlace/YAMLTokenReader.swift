public import JSONReader

/// Reads YAML where it lies into the tokens that the JSON reader makes, so that whoever reads those reads both.
///
/// For documents that hold secrets: nothing is copied, and a text with escapes or line folds is written anew
/// where it stands, which never makes it longer. Own code, since libyaml copies each scalar onto the heap
/// several times and is 30 times slower. It reads what people and programs write: block and flow collections,
/// all five styles of scalars, comments, directives. What it doesn't, it refuses by name: aliases (so that
/// nothing can expand), merge keys, keys that aren't one line of text, tags other than YAML's own. Of several
/// documents it reads the first.
public struct YAMLTokenReader: ~Copyable {
  /// How deep collections may nest.
  public static let depthLimit = 64

  /// What the document uses besides the plain forms.
  public internal(set) var features: YAMLFeatures = []

  var tape: [JSONToken] = []
  var position = 0
  var lineStart = 0
  var end = 0
  private var depth = 0
  private var tokenLimit = 0

  /// A reader, to be used for one document after the other.
  public init() {}

  /// The tokens of the last document that was read whole.
  public var tokens: Span<JSONToken> {
    @_lifetime(borrow self)
    get { tape.span }
  }

  /// Reads the first `count` of `bytes`, which must be UTF-8. They are changed: what they say afterwards,
  /// only the tokens tell.
  ///
  /// Throws what the text is or has that isn't read, and then there are no tokens. `tokenLimit` is how many
  /// there may be; where it isn't given, four times what people write has.
  public mutating func read(
    _ bytes: inout MutableSpan<UInt8>, count: Int, tokenLimit limit: Int? = nil
  ) throws(YAMLFault) {
    precondition(count >= 0 && count <= bytes.count && count <= Int(UInt32.max))
    tape.removeAll(keepingCapacity: true)
    (features, position, lineStart, end, depth) = ([], 0, 0, count, 0)
    // A token takes 16 bytes; what people write has one for every ten bytes or so.
    tokenLimit = limit ?? 1 << 12 + count / 4
    // Of a large document, memory is taken as tokens are written, where growing would copy them.
    if limit != nil, count > 1 << 18 { tape.reserveCapacity(tokenLimit) }
    do throws(YAMLFault) {
      try document(&bytes)
    } catch {
      tape.removeAll(keepingCapacity: true)
      throw error
    }
    findDuplicates()
  }

  private mutating func document(_ bytes: inout MutableSpan<UInt8>) throws(YAMLFault) {
    if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { (position, lineStart) = (3, 3) }
    try skipSpace(bytes.span)
    while position < end, position == lineStart, bytes[position] == UInt8(ascii: "%") {
      try skipDirective(bytes.span)
      try skipSpace(bytes.span)
    }
    var place = Place.document
    if isMarker(bytes.span, UInt8(ascii: "-")) {
      position += 3
      place = .marker
    } else if position == end || isMarker(bytes.span) || features.contains(.directive) {
      throw fault(.malformed)
    }
    try node(&bytes, under: -1, place)
    try skipToNextLine(bytes.span)
    while position < end {
      guard isMarker(bytes.span) else { throw fault(.malformed) }
      position += 3
      try skipSpace(bytes.span)
      guard position == end || isMarker(bytes.span) else {
        features.insert(.severalDocuments)
        return
      }
    }
  }

  // MARK: Nodes of block style

  /// What a node stands behind.
  enum Place { case document, marker, key, entry }

  /// Reads the value of what begins in column `indent` of its line.
  private mutating func node(
    _ bytes: inout MutableSpan<UInt8>, under indent: Int, _ place: Place
  ) throws(YAMLFault) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw fault(.tooDeep) }
    let line = lineStart
    var isText = false
    var hasAnchorHere = false
    while true {
      let before = (position, lineStart)
      try skipSpace(bytes.span)
      guard isNode(bytes.span, under: indent, place, line) else {
        (position, lineStart) = before
        return try append(isText ? .string : .null, position..<position)
      }
      if lineStart != before.1 { hasAnchorHere = false }
      guard try skipProperty(bytes.span, isText: &isText) else { break }
      hasAnchorHere = true
    }
    let column = position - lineStart
    let isBehindKey = lineStart == line && (place == .key || place == .marker)
    switch bytes[position] {
    case UInt8(ascii: "*"): throw fault(.alias)
    case UInt8(ascii: "["), UInt8(ascii: "{"): try flowNode(&bytes, isText: isText)
    case UInt8(ascii: "|"), UInt8(ascii: ">"): try append(.string, blockScalar(&bytes, under: indent))
    case UInt8(ascii: "-") where endsWord(bytes.span, at: position + 1):
      guard !isBehindKey, !hasAnchorHere else { throw fault(.malformed) }
      try sequence(&bytes, at: column)
    case UInt8(ascii: "?") where endsWord(bytes.span, at: position + 1): throw fault(.complexKey)
    default:
      guard !isBehindKey, let colon = keyEnd(bytes.span) else {
        return try scalar(&bytes, under: indent, inFlow: false, isText: isText)
      }
      // The anchor or tag would be the key's.
      guard !hasAnchorHere else { throw fault(.complexKey) }
      try mapping(&bytes, at: column, firstColon: colon)
    }
  }

  /// Whether what comes next belongs to the value, and not to a collection around it.
  private func isNode(_ bytes: Span<UInt8>, under indent: Int, _ place: Place, _ line: Int) -> Bool {
    guard position < end, !isMarker(bytes) else { return false }
    if lineStart == line { return true }
    let column = position - lineStart
    return column > indent
      || column == indent && place == .key && bytes[position] == UInt8(ascii: "-")
        && endsWord(bytes, at: position + 1)
  }

  private mutating func sequence(_ bytes: inout MutableSpan<UInt8>, at column: Int) throws(YAMLFault) {
    let container = try open(.array)
    while true {
      position += 1
      try node(&bytes, under: column, .entry)
      try skipToNextLine(bytes.span)
      guard position < end, !isMarker(bytes.span), position - lineStart >= column else { break }
      guard position - lineStart == column else { throw fault(.malformed) }
      guard bytes[position] == UInt8(ascii: "-"), endsWord(bytes.span, at: position + 1) else { break }
    }
    close(container)
  }

  private mutating func mapping(
    _ bytes: inout MutableSpan<UInt8>, at column: Int, firstColon: Int
  ) throws(YAMLFault) {
    let container = try open(.object)
    var colon = firstColon
    while true {
      try key(&bytes, before: colon)
      position = colon + 1
      try node(&bytes, under: column, .key)
      try skipToNextLine(bytes.span)
      guard position < end, !isMarker(bytes.span), position - lineStart >= column else { break }
      guard position - lineStart == column else { throw fault(.malformed) }
      guard let next = keyEnd(bytes.span) else {
        throw fault(bytes[position] == UInt8(ascii: "?") ? .complexKey : .malformed)
      }
      colon = next
    }
    close(container)
  }

  /// A key of block style, whose colon was found.
  private mutating func key(_ bytes: inout MutableSpan<UInt8>, before colon: Int) throws(YAMLFault) {
    if isQuote(bytes[position]) {
      let text = try quoted(&bytes)
      return try appendKey(bytes.span, text)
    }
    var last = colon
    while last > position, isBlank(bytes[last - 1]) { last -= 1 }
    guard !bytes.span.extracting(position..<last).isMergeKey else { throw fault(.mergeKey) }
    try appendKey(bytes.span, position..<last)
  }

  // MARK: Nodes of flow style

  private mutating func flowNode(_ bytes: inout MutableSpan<UInt8>, isText: Bool) throws(YAMLFault) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw fault(.tooDeep) }
    switch bytes[position] {
    case UInt8(ascii: "{"): try flowMapping(&bytes)
    case UInt8(ascii: "["): try flowSequence(&bytes)
    case UInt8(ascii: "*"): throw fault(.alias)
    default: try scalar(&bytes, under: -1, inFlow: true, isText: isText)
    }
  }

  private mutating func flowValue(_ bytes: inout MutableSpan<UInt8>) throws(YAMLFault) {
    var isText = false
    try skipSpace(bytes.span, inFlow: true)
    while position < end, try skipProperty(bytes.span, isText: &isText) {
      try skipSpace(bytes.span, inFlow: true)
    }
    guard position < end else { throw fault(.malformed) }
    switch bytes[position] {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
      try append(isText ? .string : .null, position..<position)
    default: try flowNode(&bytes, isText: isText)
    }
    try skipSpace(bytes.span, inFlow: true)
  }

  private mutating func flowMapping(_ bytes: inout MutableSpan<UInt8>) throws(YAMLFault) {
    let container = try open(.object)
    position += 1
    while true {
      try skipSpace(bytes.span, inFlow: true)
      guard position < end else { throw fault(.malformed) }
      if bytes[position] == UInt8(ascii: "}") { break }
      switch bytes[position] {
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "!"):
        throw fault(.complexKey)
      case UInt8(ascii: "*"): throw fault(.alias)
      default: break
      }
      let isQuoted = isQuote(bytes[position])
      let text = try isQuoted ? quoted(&bytes) : plain(&bytes, under: -1, inFlow: true)
      guard isQuoted || !bytes.span.extracting(text).isMergeKey else { throw fault(.mergeKey) }
      try appendKey(bytes.span, text)
      try skipSpace(bytes.span, inFlow: true)
      if position < end, bytes[position] == UInt8(ascii: ":") {
        position += 1
        try flowValue(&bytes)
      } else {
        try append(.null, position..<position)
      }
      guard try isNextInFlow(bytes.span, closing: UInt8(ascii: "}")) else { break }
    }
    position += 1
    close(container)
  }

  private mutating func flowSequence(_ bytes: inout MutableSpan<UInt8>) throws(YAMLFault) {
    let container = try open(.array)
    position += 1
    while true {
      try skipSpace(bytes.span, inFlow: true)
      guard position < end else { throw fault(.malformed) }
      if bytes[position] == UInt8(ascii: "]") { break }
      guard bytes[position] != UInt8(ascii: ",") else { throw fault(.malformed) }
      guard bytes[position] != UInt8(ascii: "?") else { throw fault(.complexKey) }
      try flowValue(&bytes)
      // A pair without braces.
      if position < end, bytes[position] == UInt8(ascii: ":") { throw fault(.complexKey) }
      guard try isNextInFlow(bytes.span, closing: UInt8(ascii: "]")) else { break }
    }
    position += 1
    close(container)
  }

  /// Steps over a comma; false at the closing bracket.
  private mutating func isNextInFlow(_ bytes: Span<UInt8>, closing: UInt8) throws(YAMLFault) -> Bool {
    guard position < end else { throw fault(.malformed) }
    if bytes[position] == closing { return false }
    guard bytes[position] == UInt8(ascii: ",") else { throw fault(.malformed) }
    position += 1
    return true
  }

  // MARK: Tokens

  private mutating func scalar(
    _ bytes: inout MutableSpan<UInt8>, under indent: Int, inFlow: Bool, isText: Bool
  ) throws(YAMLFault) {
    if isQuote(bytes[position]) { return try append(.string, quoted(&bytes)) }
    let range = try plain(&bytes, under: indent, inFlow: inFlow)
    try append(isText ? .string : bytes.span.extracting(range).plainType, range)
  }

  private mutating func open(_ type: JSONType) throws(YAMLFault) -> Int {
    try append(type, position..<position + 1)
    return tape.count - 1
  }

  private mutating func close(_ container: Int) {
    let start = Int(tape[container].start)
    tape[container] = JSONToken(
      tape[container].type, start..<max(position, start + 1), link: UInt32(tape.count))
  }

  private mutating func append(
    _ type: JSONType, _ range: Range<Int>, link: UInt32 = 0
  ) throws(YAMLFault) {
    guard tape.count < tokenLimit else { throw fault(.tooLarge) }
    tape.append(JSONToken(type, range, link: link))
  }

  private mutating func appendKey(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(YAMLFault) {
    try append(.key, range, link: jsonKeyHash(of: bytes.extracting(range)))
  }

  func fault(_ code: YAMLFault.Code) -> YAMLFault { YAMLFault(code: code, offset: min(position, end)) }
}
