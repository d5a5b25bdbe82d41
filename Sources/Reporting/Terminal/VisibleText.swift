/// Text that others chose, so that a terminal draws it and does nothing else: what would move the cursor,
/// change colours, break the line or turn the writing around is spelled out, as `\u{1B}`.
enum VisibleText {
  static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    var isInEmoji = false
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let joins = scalar.value == 0x200D && isInEmoji && scalars.dropFirst(index + 1).first?.isPicture == true
      if scalar.isDrawn || joins {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      }
      isInEmoji = scalar.isPicture || isInEmoji && (joins || scalar.continuesPicture)
    }
    return result
  }

  /// The text with what is written from right to left closed in, so that it leaves its neighbours where they
  /// are (Unicode's isolates, UAX #9).
  static func isolating(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0xD6 }), text.unicodeScalars.contains(where: \.isRightToLeft)
    else { return text }
    var result = ""
    var isOpen = false
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let turns = word.unicodeScalars.contains(where: \.isRightToLeft)
      if isOpen && !turns { result += "\u{2069}" }
      if !result.isEmpty { result += " " }
      if turns && !isOpen { result += "\u{2068}" }
      result += word
      isOpen = turns
    }
    return isOpen ? result + "\u{2069}" : result
  }
}

extension Unicode.Scalar {
  fileprivate var isPicture: Bool { properties.isEmoji && value > 0xFF || properties.isEmojiPresentation }

  /// Whether it changes the emoji before it: its presentation or its skin.
  fileprivate var continuesPicture: Bool { value == 0xFE0F || properties.isEmojiModifier }

  fileprivate var isDrawn: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: !(0xE0000...0xE0FFF).contains(value)
    }
  }

  fileprivate var isRightToLeft: Bool {
    switch value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}
