/// How a format writes the bytes that mean something to it.
struct Escaping: Sendable {
  /// Writes what stands for the character at a place, and gives how many bytes it took.
  typealias Writer = @Sendable (_ text: [UInt8], _ place: Int, _ output: inout [UInt8]) -> Int

  private let passing: [4 of UInt64]
  let write: Writer

  /// Whether a byte is written as it is.
  @inline(__always)
  func passes(_ byte: UInt8) -> Bool { passing[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

  init(stopping: [UInt8], write: @escaping Writer) {
    var passing: [4 of UInt64] = .init(repeating: .max)
    for byte in stopping { passing[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63)) }
    self.passing = passing
    self.write = write
  }

  static let controls = Array(0..<0x20) + [0x7F] as [UInt8]
  /// The first bytes of characters that change how the text around them is drawn, and of U+FFFE and U+FFFF.
  static let drawing: [UInt8] = [0xD8, 0xE2, 0xEF]

  /// As RFC 8785 writes JSON, which is the shortest way.
  static let json = Escaping(stopping: jsonStops) { text, place, output in
    writeJSON(text[place], &output)
    return 1
  }

  static let jsonStops: [UInt8] = Array(0..<0x20) + [0x22, 0x5C]

  /// Writes a byte of `jsonStops` as JSON does.
  static func writeJSON(_ byte: UInt8, _ output: inout [UInt8]) {
    output.append(0x5C)
    switch byte {
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0x22, 0x5C: output.append(byte)
    default:
      output.append(contentsOf: "u00".utf8)
      output.append(hexadecimal(byte >> 4))
      output.append(hexadecimal(byte & 15))
    }
  }

  /// Text and attributes of XML 1.0 and HTML. What XML can't hold, and what changes how other text is drawn,
  /// becomes U+FFFD.
  static let xml = Escaping(stopping: controls + drawing + Array("&<>\"'".utf8)) { text, place, output in
    switch text[place] {
    case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
    case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
    case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
    case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
    case UInt8(ascii: "'"): output.append(contentsOf: "&#39;".utf8)
    case 0x09: output.append(contentsOf: "&#9;".utf8)
    case 0x0A: output.append(contentsOf: "&#10;".utf8)
    case 0x0D: output.append(contentsOf: "&#13;".utf8)
    default: return writeVisible(text, place, &output)
    }
    return 1
  }

  /// A cell of CSV in quotes. Characters that a spreadsheet would obey don't stand there.
  static let csv = Escaping(stopping: controls + drawing + [0x22]) { text, place, output in
    switch text[place] {
    case 0x22:
      output.append(0x22)
      output.append(0x22)
      return 1
    // Cells stay in their line, for tools that go by lines.
    case 0x09, 0x0A, 0x0D:
      output.append(0x20)
      return 1
    default: return writeVisible(text, place, &output)
    }
  }

  /// A cell of CSV in quotes, with all that was in it.
  static let rawCSV = Escaping(stopping: [0x22]) { text, place, output in
    output.append(0x22)
    output.append(0x22)
    return 1
  }

  /// Writes the character at a place, or U+FFFD where it is one that nobody can see.
  static func writeVisible(_ text: [UInt8], _ place: Int, _ output: inout [UInt8]) -> Int {
    let length = invisibleLength(text, place)
    if length > 0 {
      output.append(contentsOf: "\u{FFFD}".utf8)
      return length
    }
    output.append(text[place])
    return 1
  }

  /// The length of a control character, one that sets the direction of text or joins lines, or U+FFFE and
  /// U+FFFF; 0 of others.
  private static func invisibleLength(_ text: [UInt8], _ place: Int) -> Int {
    let byte = text[place]
    if byte < 0x20 || byte == 0x7F { return 1 }
    guard place + 2 < text.count || byte == 0xD8 && place + 1 < text.count else { return 0 }
    let second = text[place + 1]
    switch (byte, second) {
    // U+061C
    case (0xD8, 0x9C): return 2
    // U+200B to U+200F, U+2028 to U+202E
    case (0xE2, 0x80) where 0x8B...0x8F ~= text[place + 2] || 0xA8...0xAE ~= text[place + 2]: return 3
    // U+2066 to U+2069
    case (0xE2, 0x81) where 0xA6...0xA9 ~= text[place + 2]: return 3
    // U+FEFF, U+FFFE, U+FFFF
    case (0xEF, 0xBB) where text[place + 2] == 0xBF: return 3
    case (0xEF, 0xBF) where text[place + 2] >= 0xBE: return 3
    default: return 0
    }
  }

  static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
  }
}
