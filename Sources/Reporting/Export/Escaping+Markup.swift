// Formats that stand in others, and Markdown, which has no sign that is never text.

extension Escaping {
  /// A message of SARIF, in which square brackets make links.
  static let sarifMessage = Escaping(stopping: jsonStops + Array("[]".utf8)) { text, place, output in
    if text[place] == UInt8(ascii: "[") || text[place] == UInt8(ascii: "]") {
      output.append(contentsOf: [0x5C, 0x5C, text[place]])
    } else if text[place] == 0x5C {
      output.append(contentsOf: [0x5C, 0x5C, 0x5C, 0x5C])
    } else {
      writeJSON(text[place], &output)
    }
    return 1
  }

  /// A part of a URI: all but what RFC 3986 reserves nothing for is percent-encoded.
  static let uriPart = Escaping(stopping: (0...255).filter { !isUnreserved($0) }) { text, place, output in
    let digits = Array("0123456789ABCDEF".utf8)
    output.append(UInt8(ascii: "%"))
    output.append(digits[Int(text[place] >> 4)])
    output.append(digits[Int(text[place] & 15)])
    return 1
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  /// The value of a Prometheus label.
  static let prometheus = Escaping(stopping: controls + [0x22, 0x5C]) { text, place, output in
    switch text[place] {
    case 0x0A: output.append(contentsOf: [0x5C, UInt8(ascii: "n")])
    case 0x22, 0x5C: output.append(contentsOf: [0x5C, text[place]])
    default: return writeVisible(text, place, &output)
    }
    return 1
  }

  /// Text in Markdown: no markup, no HTML, no link, and nobody is called by an `@`.
  static let markdown = Escaping(stopping: controls + drawing + markdownStops) { text, place, output in
    writeMarkdown(text, place, backslashes: 1, &output)
  }

  /// Text in Markdown of several paragraphs, which stands in JSON.
  static let markdownInJSON = Escaping(
    stopping: controls + drawing + markdownStops + [0x22]
  ) { text, place, output in
    switch text[place] {
    case 0x09, 0x0A, 0x0D, 0x22:
      writeJSON(text[place], &output)
      return 1
    default: return writeMarkdown(text, place, backslashes: 2, &output)
    }
  }

  /// Code in a line of Markdown, in the cell of a table too.
  static let markdownCode = Escaping(stopping: controls + drawing + Array("|<".utf8)) { text, place, output in
    switch text[place] {
    case UInt8(ascii: "|"): output.append(contentsOf: [0x5C, UInt8(ascii: "|")])
    // Where Slack shows it, `<!channel>` must call nobody.
    case UInt8(ascii: "<"):
      output.append(text[place])
      if place + 1 < text.count, "!@#".utf8.contains(text[place + 1]) {
        output.append(contentsOf: "\u{2060}".utf8)
      }
    case 0x09, 0x0A, 0x0D: output.append(0x20)
    default: return writeVisible(text, place, &output)
    }
    return 1
  }

  private static let markdownStops = Array("\\`*_[]<>&|~#!:@$.".utf8)

  private static func writeMarkdown(
    _ text: [UInt8], _ place: Int, backslashes: Int, _ output: inout [UInt8]
  ) -> Int {
    let byte = text[place]
    switch byte {
    case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
    case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
    case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
    // What follows is no name any more, once a word joiner stands between.
    case UInt8(ascii: "@"): output.append(contentsOf: "@\u{2060}".utf8)
    // Addresses become links by themselves; elsewhere these two are what they are.
    case UInt8(ascii: ":") where !text[place...].starts(with: "://".utf8): output.append(byte)
    case UInt8(ascii: ".") where !endsAddress(text, place): output.append(byte)
    case 0x09, 0x0A, 0x0D: output.append(0x20)
    case _ where markdownStops.contains(byte):
      for _ in 0..<backslashes { output.append(0x5C) }
      if byte == 0x5C { for _ in 1..<backslashes { output.append(0x5C) } }
      output.append(byte)
    default: return writeVisible(text, place, &output)
    }
    return 1
  }

  /// Whether `www` stands before a place.
  private static func endsAddress(_ text: [UInt8], _ place: Int) -> Bool {
    place >= 3 && text[place - 3..<place].allSatisfy { $0 | 0x20 == UInt8(ascii: "w") }
  }
}
