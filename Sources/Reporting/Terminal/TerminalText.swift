/// Text for a terminal: as wide as it is, coloured and linked where that is wanted. Whatever goes through here
/// comes out as text to be read, whoever wrote it.
struct TerminalText {
  let width: Int
  let usesColor: Bool
  var usesLinks = false

  enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case boldRed = "1;31"
    case yellow = "33"
    case blue = "34"
    case green = "32"
  }

  /// The text in a style, and as a link (OSC 8) where there is somewhere to go.
  func styled(_ text: String, _ style: Style? = nil, link: String? = nil) -> String {
    var result = VisibleText.isolating(VisibleText.of(text))
    if result.isEmpty { return result }
    if let style, usesColor { result = "\u{1B}[\(style.rawValue)m\(result)\u{1B}[0m" }
    if usesLinks, let link, Self.isSafe(link) {
      result = "\u{1B}]8;;\(link)\u{1B}\\\(result)\u{1B}]8;;\u{1B}\\"
    }
    return result
  }

  /// The columns that a text takes when it is shown.
  static func columns(of text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return VisibleText.of(text).reduce(0) { $0 + $1.columns }
  }

  /// The text with spaces behind it up to `width` columns.
  static func padded(_ text: String, to width: Int) -> String {
    let text = VisibleText.of(text)
    return text + String(repeating: " ", count: max(0, width - columns(of: text)))
  }

  /// Breaks a text at its spaces, into lines of at most `width` columns; a word that is longer is cut.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    let width = max(width, 8)
    let text = VisibleText.of(text)
    if text.utf8.count <= width, columns(of: text) == text.utf8.count { return [text] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      var rest = word
      var needed = columns(of: String(rest))
      if used > 0, used + 1 + needed > width {
        lines.append(line)
        (line, used) = ("", 0)
      }
      while needed > width {
        let head = prefix(of: rest, columns: width)
        lines.append(String(head))
        rest = rest[head.endIndex...]
        needed = columns(of: String(rest))
      }
      line += used > 0 ? " " + rest : String(rest)
      used += used > 0 ? needed + 1 : needed
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// Lays pieces out side by side, with `separator` between them, in as many lines as they need.
  static func flowed(
    _ pieces: [(columns: Int, text: String)], separator: String, to width: Int
  ) -> [String] {
    var lines: [String] = []
    var used = 0
    for piece in pieces {
      if let last = lines.last, used + separator.count + piece.columns <= width {
        lines[lines.count - 1] = last + separator + piece.text
        used += separator.count + piece.columns
      } else {
        lines.append(piece.text)
        used = piece.columns
      }
    }
    return lines
  }

  private static func prefix(of text: Substring, columns limit: Int) -> Substring {
    var used = 0
    var end = text.startIndex
    while end < text.endIndex {
      used += text[end].columns
      if used > limit, end > text.startIndex { break }
      end = text.index(after: end)
    }
    return text[..<end]
  }

  /// Whether it is an address that can stand in an escape sequence.
  private static func isSafe(_ link: String) -> Bool {
    (link.hasPrefix("https://") || link.hasPrefix("file://"))
      && link.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}
