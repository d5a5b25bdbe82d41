internal import JSONReader

// Scalars are written anew where they stand if they have escapes or stand on several lines. That only ever
// makes them shorter.

extension YAMLTokenReader {
  /// A plain scalar, on one line or several.
  mutating func plain(
    _ bytes: inout MutableSpan<UInt8>, under indent: Int, inFlow: Bool
  ) throws(YAMLFault) -> Range<Int> {
    guard beginsPlain(bytes.span, inFlow: inFlow) else { throw fault(.malformed) }
    let start = position
    var to = try plainLine(bytes.span, inFlow: inFlow)
    while endsLine(bytes.span) {
      let before = (position, lineStart)
      let breaks = skipBreaks(bytes.span)
      let from = position
      guard from < end, !isMarker(bytes.span), bytes[from] != UInt8(ascii: "#"),
        inFlow || from - lineStart > indent
      else {
        (position, lineStart) = before
        break
      }
      let stop = try plainLine(bytes.span, inFlow: inFlow)
      guard stop > from else {
        (position, lineStart) = before
        break
      }
      fold(breaks, to: &to, &bytes)
      move(from..<stop, to: &to, &bytes)
    }
    return start..<to
  }

  /// Steps to where the plain text on a line ends; returns its end without white space.
  private mutating func plainLine(_ bytes: Span<UInt8>, inFlow: Bool) throws(YAMLFault) -> Int {
    var index = position
    if inFlow {
      // Its line may be as long as the document, so the end is looked for on the way.
      while index < end, !isFlowIndicator(bytes[index]), !endsLine(bytes, at: index) {
        if bytes[index] == UInt8(ascii: ":") {
          if endsWord(bytes, at: index + 1) { break }
          guard !isFlowIndicator(bytes[index + 1]) else { throw fault(.malformed) }
        }
        if bytes[index] == UInt8(ascii: "#"), index > 0, isBlank(bytes[index - 1]) { break }
        index += 1
      }
    } else {
      let line = lineEnd(bytes)
      let text = bytes.extracting(0..<line)
      index = offset(of: UInt8(ascii: "#"), in: text, from: position)
      while index < line, index > 0, !isBlank(bytes[index - 1]) {
        index = offset(of: UInt8(ascii: "#"), in: text, from: index + 1)
      }
      var colon = offset(of: UInt8(ascii: ":"), in: text, from: position)
      while colon < index {
        guard !endsWord(bytes, at: colon + 1) else { throw fault(.malformed) }
        colon = offset(of: UInt8(ascii: ":"), in: text, from: colon + 1)
      }
    }
    var last = index
    while last > position, isBlank(bytes[last - 1]) { last -= 1 }
    position = index
    return last
  }

  /// A scalar in quotes of either kind; it begins with its quote.
  mutating func quoted(_ bytes: inout MutableSpan<UInt8>) throws(YAMLFault) -> Range<Int> {
    let quote = bytes[position]
    let isDouble = quote == UInt8(ascii: "\"")
    let start = position + 1
    var to = start
    // White space before a line end isn't part of the text, but what was escaped is.
    var kept = start
    position = start
    while position < end {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        guard !isDouble, position < end, bytes[position] == quote else { return start..<to }
        put(quote, to: &to, &bytes)
        position += 1
      } else if isDouble, byte == UInt8(ascii: "\\") {
        try escape(to: &to, &bytes)
        kept = to
      } else if endsLine(bytes.span) {
        while to > kept, isBlank(bytes[to - 1]) { to -= 1 }
        fold(skipBreaks(bytes.span), to: &to, &bytes)
        kept = to
        guard !isMarker(bytes.span) else { throw fault(.malformed) }
      } else {
        put(byte, to: &to, &bytes)
        position += 1
      }
    }
    throw fault(.malformed)
  }

  private mutating func escape(to: inout Int, _ bytes: inout MutableSpan<UInt8>) throws(YAMLFault) {
    position += 1
    guard position < end else { throw fault(.malformed) }
    if endsLine(bytes.span) {
      let breaks = skipBreaks(bytes.span)
      guard !isMarker(bytes.span) else { throw fault(.malformed) }
      for _ in 1..<max(breaks, 1) { put(0x0A, to: &to, &bytes) }
      return
    }
    let letter = bytes[position]
    position += 1
    let scalar: UInt32
    switch letter {
    case UInt8(ascii: "0"): scalar = 0
    case UInt8(ascii: "a"): scalar = 7
    case UInt8(ascii: "b"): scalar = 8
    case UInt8(ascii: "t"), 0x09: scalar = 9
    case UInt8(ascii: "n"): scalar = 10
    case UInt8(ascii: "v"): scalar = 11
    case UInt8(ascii: "f"): scalar = 12
    case UInt8(ascii: "r"): scalar = 13
    case UInt8(ascii: "e"): scalar = 27
    case UInt8(ascii: "N"): scalar = 0x85
    case UInt8(ascii: "_"): scalar = 0xA0
    case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): scalar = UInt32(letter)
    case UInt8(ascii: "x"): scalar = try digits(2, bytes.span)
    case UInt8(ascii: "u"): scalar = try digits(4, bytes.span)
    case UInt8(ascii: "U"): scalar = try digits(8, bytes.span)
    // `\L` and `\P` would be longer than they are written.
    default: throw fault(.malformed)
    }
    guard let character = Unicode.Scalar(scalar) else { throw fault(.malformed) }
    for byte in UTF8.encode(character) ?? UTF8.encodedReplacementCharacter { put(byte, to: &to, &bytes) }
  }

  private mutating func digits(_ count: Int, _ bytes: Span<UInt8>) throws(YAMLFault) -> UInt32 {
    guard position + count <= end else { throw fault(.malformed) }
    var number: UInt32 = 0
    for _ in 0..<count {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte & 15
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte & 15 + 9
      default: throw fault(.malformed)
      }
      number = number << 4 | UInt32(digit)
      position += 1
    }
    return number
  }

  // MARK: Lines

  /// Whether the line ends here.
  func endsLine(_ bytes: Span<UInt8>) -> Bool { position < end && endsLine(bytes, at: position) }

  /// Whether a line ends at an offset before the end.
  private func endsLine(_ bytes: Span<UInt8>, at index: Int) -> Bool {
    bytes[index] == 0x0A || bytes[index] == 0x0D && index + 1 < end && bytes[index + 1] == 0x0A
  }

  /// The end of this line, without its line end.
  func lineEnd(_ bytes: Span<UInt8>) -> Int {
    let stop = offset(of: 0x0A, in: bytes.extracting(0..<end), from: position)
    return stop < end && stop > position && bytes[stop - 1] == 0x0D ? stop - 1 : stop
  }

  /// Steps over line ends and the white space behind each; returns how many line ends there were.
  private mutating func skipBreaks(_ bytes: Span<UInt8>) -> Int {
    var breaks = 0
    while position < end {
      if endsLine(bytes) {
        position += bytes[position] == 0x0D ? 2 : 1
        lineStart = position
        breaks += 1
      } else if isBlank(bytes[position]) {
        position += 1
      } else {
        break
      }
    }
    return breaks
  }

  /// One line end is a space, of more all but the first are kept.
  private func fold(_ breaks: Int, to: inout Int, _ bytes: inout MutableSpan<UInt8>) {
    if breaks == 1 { return put(0x20, to: &to, &bytes) }
    for _ in 1..<max(breaks, 1) { put(0x0A, to: &to, &bytes) }
  }

  func put(_ byte: UInt8, to: inout Int, _ bytes: inout MutableSpan<UInt8>) {
    bytes[to] = byte
    to += 1
  }

  func move(_ range: Range<Int>, to: inout Int, _ bytes: inout MutableSpan<UInt8>) {
    if range.lowerBound == to {
      to = range.upperBound
      return
    }
    for index in range { put(bytes[index], to: &to, &bytes) }
  }
}
