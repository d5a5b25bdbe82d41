internal import JSONReader

// What stands between nodes: white space, comments, markers, anchors, tags.

extension YAMLTokenReader {
  /// Steps over white space, line ends and comments. Tabs don't indent.
  mutating func skipSpace(_ bytes: Span<UInt8>, inFlow: Bool = false) throws(YAMLFault) {
    var mayComment = position == lineStart || position > 0 && isBlank(bytes[position - 1])
    var isIndent = position == lineStart
    var hasTab = false
    while position < end {
      switch bytes[position] {
      case 0x20: position += 1
      case 0x09:
        hasTab = hasTab || isIndent
        position += 1
      case 0x0A:
        position += 1
        lineStart = position
        (isIndent, hasTab) = (true, false)
      case 0x0D where position + 1 < end && bytes[position + 1] == 0x0A: position += 1
      case UInt8(ascii: "#") where mayComment:
        position = offset(of: 0x0A, in: bytes.extracting(0..<end), from: position)
      default:
        guard inFlow ? !isMarker(bytes) : !hasTab else { throw fault(.malformed) }
        return
      }
      mayComment = true
    }
    guard inFlow || !hasTab else { throw fault(.malformed) }
  }

  /// The same behind a value, where nothing else may stand on the line.
  mutating func skipToNextLine(_ bytes: Span<UInt8>) throws(YAMLFault) {
    let line = lineStart
    var before = position
    try skipSpace(bytes)
    guard position < end, lineStart == line else { return }
    // Somebody may have stepped to the next line before.
    while before > line, isBlank(bytes[before - 1]) { before -= 1 }
    guard before == line else { throw fault(.malformed) }
  }

  /// Whether a line begins here that parts documents.
  func isMarker(_ bytes: Span<UInt8>, _ byte: UInt8? = nil) -> Bool {
    position == lineStart && isMarker(bytes, at: position, byte)
  }

  func isMarker(_ bytes: Span<UInt8>, at start: Int, _ byte: UInt8? = nil) -> Bool {
    guard start + 3 <= end, endsWord(bytes, at: start + 3) else { return false }
    let first = bytes[start]
    return (byte.map { $0 == first } ?? (first == UInt8(ascii: "-") || first == UInt8(ascii: ".")))
      && bytes[start + 1] == first && bytes[start + 2] == first
  }

  /// Steps over a line that says which YAML it is; those that say what tags mean aren't read.
  mutating func skipDirective(_ bytes: Span<UInt8>) throws(YAMLFault) {
    let line = bytes.extracting(position..<lineEnd(bytes))
    guard line.count > 6, line.extracting(0..<6).isText("%YAML ") else {
      throw fault(line.count > 5 && line.extracting(0..<5).isText("%TAG ") ? .tag : .malformed)
    }
    features.insert(.directive)
    position += line.count
  }

  /// Steps over an anchor or a tag; false where there is none.
  mutating func skipProperty(_ bytes: Span<UInt8>, isText: inout Bool) throws(YAMLFault) -> Bool {
    let start = position
    switch bytes[start] {
    case UInt8(ascii: "&"): features.insert(.anchor)
    case UInt8(ascii: "!"): features.insert(.tag)
    default: return false
    }
    while position < end, !isBlank(bytes[position]), bytes[position] != 0x0A, bytes[position] != 0x0D,
      !isFlowIndicator(bytes[position])
    {
      position += 1
    }
    guard bytes[start] == UInt8(ascii: "!") else {
      guard position > start + 1 else { throw fault(.malformed) }
      return true
    }
    let tag = bytes.extracting(start..<position)
    if tag.isText("!!str") || tag.isText("!") {
      isText = true
      return true
    }
    // These say what the text says anyway.
    for name in ["!!map", "!!seq", "!!bool", "!!int", "!!float", "!!null"] where tag.isText(name) {
      return true
    }
    throw fault(.tag)
  }

  /// Where the colon behind a key of block style stands, if one begins here. Keys stand on one line and have
  /// 1,024 bytes at most (YAML 1.2, 7.4.2).
  func keyEnd(_ bytes: Span<UInt8>) -> Int? {
    let limit = min(end, position + 1024)
    let first = bytes[position]
    var index = position
    if isQuote(first) {
      index += 1
      while index < limit, bytes[index] != first {
        if bytes[index] == 0x0A { return nil }
        index += first == UInt8(ascii: "\"") && bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        // Two single quotes are one.
        if first == UInt8(ascii: "'"), index + 1 < limit, bytes[index] == first, bytes[index + 1] == first {
          index += 2
        }
      }
      index += 1
      while index < limit, isBlank(bytes[index]) { index += 1 }
      let isKey = index < limit && bytes[index] == UInt8(ascii: ":") && endsWord(bytes, at: index + 1)
      return isKey ? index : nil
    }
    guard beginsPlain(bytes, inFlow: false) else { return nil }
    while index < limit {
      switch bytes[index] {
      case 0x0A: return nil
      case UInt8(ascii: ":") where endsWord(bytes, at: index + 1): return index
      case UInt8(ascii: "#") where index > position && isBlank(bytes[index - 1]): return nil
      default: index += 1
      }
    }
    return nil
  }

  /// Whether white space or the end is at an offset.
  func endsWord(_ bytes: Span<UInt8>, at index: Int) -> Bool {
    index >= end || isBlank(bytes[index]) || bytes[index] == 0x0A || bytes[index] == 0x0D
  }

  func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  func isFlowIndicator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
    default: false
    }
  }

  /// Whether a plain scalar can begin here.
  func beginsPlain(_ bytes: Span<UInt8>, inFlow: Bool) -> Bool {
    switch bytes[position] {
    case UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "?"):
      !endsWord(bytes, at: position + 1)
        && !(inFlow && (bytes[position] != UInt8(ascii: "-") || isFlowIndicator(bytes[position + 1])))
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
      UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
      UInt8(ascii: "`"):
      false
    default: true
    }
  }
}

extension Span<UInt8> {
  func isText(_ text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    var index = 0
    for byte in text.utf8 {
      if self[index] != byte { return false }
      index += 1
    }
    return true
  }

  var isMergeKey: Bool { isText("<<") }

  /// What a plain scalar is in YAML's core schema, as far as JSON has it: numbers in JSON's grammar alone.
  var plainType: JSONType {
    switch count {
    case 0: return .null
    case 1 where self[0] == UInt8(ascii: "~"): return .null
    case 4:
      if isText("null") || isText("Null") || isText("NULL") { return .null }
      if isText("true") || isText("True") || isText("TRUE") { return .true }
    case 5: if isText("false") || isText("False") || isText("FALSE") { return .false }
    default: break
    }
    return isNumber ? .number : .string
  }

  private var isNumber: Bool {
    guard count <= 64 else { return false }
    var index = self[0] == UInt8(ascii: "-") ? 1 : 0
    func digits() -> Int {
      let start = index
      while index < count, self[index] &- UInt8(ascii: "0") < 10 { index += 1 }
      return index - start
    }
    let first = index
    let whole = digits()
    guard whole == 1 || whole > 1 && self[first] != UInt8(ascii: "0") else { return false }
    if index < count, self[index] == UInt8(ascii: ".") {
      index += 1
      guard digits() > 0 else { return false }
    }
    if index < count, self[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < count, self[index] == UInt8(ascii: "+") || self[index] == UInt8(ascii: "-") { index += 1 }
      guard digits() > 0 else { return false }
    }
    return index == count
  }
}
