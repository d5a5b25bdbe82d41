/// What may stand in a text at all. libyaml checks it too, but tells only a byte's place and not a line.
enum YAMLText {
  /// Refuses bytes that aren't UTF-8, and characters that don't belong into a text.
  static func check(_ bytes: ArraySlice<UInt8>) throws(YAMLError) {
    // Most texts are nothing but this, and then there is no place to find.
    if bytes.allSatisfy({ 0x20...0x7E ~= $0 || $0 == 0x0A }) { return }
    var line = 1
    var column = 1
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      let position = YAMLPosition(line: line, column: column)
      switch decoder.decode(&iterator) {
      case .emptyInput: return
      case .error: throw YAMLError("This isn't UTF-8.", at: position)
      case .scalarValue("\n"):
        line += 1
        column = 1
      case .scalarValue(let scalar):
        guard isText(scalar) else { throw YAMLError("A control character stands here.", at: position) }
        column += 1
      }
    }
  }

  /// The printable characters of YAML 1.2, section 5.1, without the byte order mark.
  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
