/// Text for a terminal: as wide as it is, coloured where that is wanted.
struct TerminalText {
  let width: Int
  let usesColor: Bool

  enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case boldRed = "1;31"
    case yellow = "33"
    case blue = "34"
    case green = "32"
  }

  func styled(_ text: String, _ style: Style) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The columns that a text takes: two for what East Asian scripts and emoji draw wide.
  static func columns(of text: String) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - columns(of: text)))
  }

  /// Breaks a text at its spaces, into lines of at most `width` columns; a word that is longer is cut.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    let width = max(width, 8)
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      var rest = Substring(word)
      while true {
        let needed = columns(of: String(rest))
        if used > 0, used + 1 + needed > width {
          lines.append(line)
          (line, used) = ("", 0)
        }
        if used == 0, needed > width {
          let head = rest.prefix(width / 2)
          lines.append(String(head))
          rest = rest.dropFirst(head.count)
          continue
        }
        line += used > 0 ? " " + rest : String(rest)
        used += used > 0 ? needed + 1 : needed
        break
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }
}
