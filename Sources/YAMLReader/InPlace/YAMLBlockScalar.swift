internal import JSONReader

// Literal and folded blocks (YAML 1.2, 8.1), by the same steps as libyaml's.

extension YAMLTokenReader {
  /// A block scalar, written anew where it stands; it begins with its `|` or `>`.
  mutating func blockScalar(
    _ bytes: inout MutableSpan<UInt8>, under indent: Int
  ) throws(YAMLFault) -> Range<Int> {
    let isLiteral = bytes[position] == UInt8(ascii: "|")
    let start = position
    position += 1
    var header = try Header(readBy: &self, bytes.span)
    if header.increment > 0 {
      header.column = max(indent, 0) + header.increment
    } else {
      header.column = findColumn(bytes.span, least: max(indent + 1, 1))
    }
    var to = start
    var hasBreak = false
    var wasBlank = false
    var blankLines = skipEmptyLines(bytes.span, header.column)
    while position < end, position - lineStart == header.column, !isDocumentEnd(bytes.span) {
      let isBlank = isBlank(bytes[position])
      if hasBreak {
        if isLiteral || wasBlank || isBlank {
          put(0x0A, to: &to, &bytes)
        } else if blankLines == 0 {
          put(0x20, to: &to, &bytes)
        }
      }
      for _ in 0..<blankLines { put(0x0A, to: &to, &bytes) }
      wasBlank = isBlank
      let line = lineEnd(bytes.span)
      move(position..<line, to: &to, &bytes)
      position = line
      hasBreak = endsLine(bytes.span)
      if hasBreak {
        position += bytes[position] == 0x0D ? 2 : 1
        lineStart = position
      }
      blankLines = skipEmptyLines(bytes.span, header.column)
    }
    if header.chomping != .strip, hasBreak { put(0x0A, to: &to, &bytes) }
    if header.chomping == .keep { for _ in 0..<blankLines { put(0x0A, to: &to, &bytes) } }
    // What comes next is looked at from its line's start.
    if position < end { position = lineStart }
    return start..<to
  }

  private struct Header {
    enum Chomping { case clip, strip, keep }
    var chomping = Chomping.clip
    var increment = 0
    var column = 0

    init(readBy reader: inout YAMLTokenReader, _ bytes: Span<UInt8>) throws(YAMLFault) {
      while reader.position < reader.end, !reader.endsWord(bytes, at: reader.position) {
        switch bytes[reader.position] {
        case UInt8(ascii: "+"): chomping = .keep
        case UInt8(ascii: "-"): chomping = .strip
        case UInt8(ascii: "1")...UInt8(ascii: "9") where increment == 0:
          increment = Int(bytes[reader.position] & 15)
        default: throw reader.fault(.malformed)
        }
        reader.position += 1
      }
      let line = reader.lineEnd(bytes)
      var index = reader.position
      while index < line, reader.isBlank(bytes[index]) { index += 1 }
      guard index == line || bytes[index] == UInt8(ascii: "#") else { throw reader.fault(.malformed) }
      reader.position = line
      if reader.endsLine(bytes) {
        reader.position += bytes[line] == 0x0D ? 2 : 1
        reader.lineStart = reader.position
      }
    }
  }

  /// The column of the first line that holds anything, or of the longest before it.
  private func findColumn(_ bytes: Span<UInt8>, least: Int) -> Int {
    var column = 0
    var index = position
    var start = lineStart
    while index < end {
      if bytes[index] == 0x20 {
        index += 1
        continue
      }
      column = max(column, index - start)
      if bytes[index] == 0x0D, index + 1 < end, bytes[index + 1] == 0x0A { index += 1 }
      guard bytes[index] == 0x0A else { break }
      index += 1
      start = index
    }
    return max(column, least, index == end ? index - start : 0)
  }

  /// Steps over lines that hold less than the indentation, and over the indentation of the next; returns how
  /// many there were.
  private mutating func skipEmptyLines(_ bytes: Span<UInt8>, _ column: Int) -> Int {
    var count = 0
    while true {
      while position < end, position - lineStart < column, bytes[position] == 0x20 { position += 1 }
      guard endsLine(bytes) else { return count }
      position += bytes[position] == 0x0D ? 2 : 1
      lineStart = position
      count += 1
    }
  }

  private func isDocumentEnd(_ bytes: Span<UInt8>) -> Bool {
    position == lineStart && isMarker(bytes, at: position)
  }
}
