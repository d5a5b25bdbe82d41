internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory
internal import YAMLReader

// YAML is moved to the assembly's arena and read there, where it lies, into the tokens that JSON has, too.

extension PayloadReader {
  /// Whether YAML starts where the window stands: by what stands there, since names of files tell nothing.
  mutating func startsYAML() throws(SystemError) -> Bool {
    let first = window.bytes[window.position]
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return false }
    // As much as a line with a key takes.
    if window.available < 256 { try window.refill(wanting: 256) }
    return YAMLStart.isPlausible(window.bytes.extracting(window.position..<window.bytes.count))
  }

  /// Reads one document, up to a line that starts the next. Returns whether there was anything in it.
  mutating func readYAML(
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(SystemError) -> Bool {
    assembly.removeAll()
    defer { assembly.removeAll() }
    let arena = assembly.use()
    var part = YAMLPart()
    var isWhole = true
    while let range = try part.next(&window) {
      if arena.count == 0 { documentLine = window.location(of: range.lowerBound).line }
      // What is too large is read to its end all the same, to find the next document.
      isWhole = isWhole && range.count + arena.count <= Self.maximumDocument
      if isWhole { isWhole = arena.append(window.bytes.extracting(range)) }
      window.position = range.upperBound
    }
    window.countLines(to: window.position)
    guard part.hasContent else { return false }
    guard isWhole else {
      report(.documentTooLarge(limit: Self.maximumDocument), at: 0, of: arena, &visitor)
      return true
    }
    return showYAML(arena, &visitor)
  }

  private mutating func showYAML(
    _ arena: GrowingArena, _ visitor: inout some PayloadVisitor & ~Copyable
  ) -> Bool {
    do throws(UTF8.ValidationError) { _ = try UTF8Span(validating: arena.bytes) } catch {
      report(.json(.invalidUTF8), at: error.byteOffsets.lowerBound, of: arena, &visitor)
      return true
    }
    // What a text says may be written anew where it stands, but no line ends before its start change.
    let first = firstLine(of: arena)
    var bytes = arena.mutableBytes
    do throws(YAMLFault) {
      try yamlReader.read(&bytes, count: arena.count, tokenLimit: JSONReader.tokenLimit(ofBytes: arena.count))
    } catch {
      report(.yaml(error.code), at: error.offset, of: arena, &visitor)
      return true
    }
    if yamlReader.tokens[0].type == .null { return false }
    documentLine += first
    let start = (line: documentLine, column: 1)
    if yamlReader.features.contains(.duplicateKey) {
      visitor.visit(
        InputProblem(code: .duplicateKeys(count: 1), line: start.line, column: start.column, path: ""))
    }
    showTokens(arena, start, &visitor)
    return true
  }

  private func showTokens(
    _ arena: GrowingArena, _ start: (line: Int, column: Int),
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let tree = DocumentTree(tokens: yamlReader.tokens, bytes: arena.bytes, isWhole: true, start: start)
    show(0, of: tree, path: "", depth: 0, &visitor)
  }

  private func report(
    _ code: InputProblem.Code, at offset: Int, of arena: GrowingArena,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let (ends, rest) = countLineEnds(in: arena.bytes.extracting(0..<offset))
    visitor.visit(InputProblem(code: code, line: documentLine + ends, column: rest + 1, path: ""))
  }

  /// How many lines stand before the first that holds more than a comment or a marker.
  private func firstLine(of arena: GrowingArena) -> Int {
    let bytes = arena.bytes
    var lines = 0
    var start = 0
    while start < bytes.count {
      let end = offset(of: 0x0A, in: bytes, from: start)
      var index = start
      while index < end, YAMLStart.isSpace(bytes[index]) { index += 1 }
      let isMarker = end - start >= 3 && YAMLStart.isMarker(bytes, at: start)
      if index < end, bytes[index] != UInt8(ascii: "#"), bytes[index] != UInt8(ascii: "%"), !isMarker {
        return lines
      }
      lines += 1
      start = end + 1
    }
    return 0
  }
}

/// Tells YAML from what is neither YAML nor JSON.
enum YAMLStart {
  /// Whether a text starts as block YAML does: a marker, a directive, a comment, an element of a list, or a
  /// key with its colon.
  static func isPlausible(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    if isMarker(text, at: 0) { return true }
    switch text[0] {
    case UInt8(ascii: "#"), UInt8(ascii: "%"): return true
    case UInt8(ascii: "-"): return text.count > 1 && isSpace(text[1])
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return hasKey(text)
    default: return false
    }
  }

  /// Whether a colon that ends a key stands in the first line, with no comma before it.
  private static func hasKey(_ text: Span<UInt8>) -> Bool {
    for index in 0..<text.count {
      if text[index] == 0x0A || text[index] == UInt8(ascii: ",") { return false }
      if text[index] == UInt8(ascii: ":"), index + 1 < text.count, isSpace(text[index + 1]) { return true }
    }
    return false
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// Whether `---` or `...` stands by itself at `start`, or before white space.
  static func isMarker(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    guard start + 2 < bytes.count else { return false }
    let first = bytes[start]
    return (first == UInt8(ascii: "-") || first == UInt8(ascii: ".")) && bytes[start + 1] == first
      && bytes[start + 2] == first && (start + 3 == bytes.count || isSpace(bytes[start + 3]))
  }
}

/// The lines of an input that one YAML document is: up to a marker, or to a line with a bracket of JSON.
struct YAMLPart {
  /// Whether more than comments and directives were given.
  private(set) var hasContent = false

  private var isAtLineStart = true
  private var isFirst = true

  /// The next piece of a line in the window, to be stepped over by the caller; nil at the document's end.
  mutating func next(_ window: inout InputWindow) throws(SystemError) -> Range<Int>? {
    if window.available < 4 { try window.refill(wanting: 1 << 16) }
    while isAtLineStart, !hasContent, isEndMarker(window) {
      // It ends nothing, or what was ended before.
      while let byte = try window.peek(), byte != 0x0A { window.position += 1 }
      if window.available > 0 { window.position += 1 }
      if window.available < 4 { try window.refill(wanting: 1 << 16) }
    }
    guard window.available > 0, !(isAtLineStart && startsAnother(window)) else { return nil }
    isFirst = false
    let end = window.bytes.count
    let lineEnd = offset(of: 0x0A, in: window.bytes, from: window.position)
    isAtLineStart = lineEnd < end
    return window.position..<min(lineEnd + 1, end)
  }

  private func isEndMarker(_ window: borrowing InputWindow) -> Bool {
    window.available > 0 && window.bytes[window.position] == UInt8(ascii: ".")
      && YAMLStart.isMarker(window.bytes, at: window.position)
  }

  /// Whether the line at the window's position belongs to the next document.
  private mutating func startsAnother(_ window: borrowing InputWindow) -> Bool {
    let first = window.bytes[window.position]
    if !isFirst && (first == UInt8(ascii: "{") || first == UInt8(ascii: "[")) { return true }
    if hasContent && YAMLStart.isMarker(window.bytes, at: window.position) { return true }
    let isAside = first == UInt8(ascii: "#") || first == UInt8(ascii: "%") || YAMLStart.isSpace(first)
    if !isAside { hasContent = true }
    return false
  }
}
