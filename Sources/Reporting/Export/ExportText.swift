/// The bytes of an export, and the one place where texts are made safe for its format.
struct ExportText: Sendable {
  private(set) var bytes: [UInt8] = []
  /// What was written before `bytes`.
  private var earlier: [[UInt8]] = []

  /// How many bytes there are.
  var count: Int { earlier.reduce(bytes.count) { $0 + $1.count } }

  /// The bytes so far in pieces, which it then forgets.
  mutating func take() -> [[UInt8]] {
    defer {
      earlier = []
      bytes = []
      bytes.reserveCapacity(1 << 17)
    }
    return earlier + [bytes]
  }

  /// Adds a long piece without copying it.
  mutating func append(_ piece: consuming ExportText) {
    guard piece.count > 1 << 16 else { return raw(piece.bytes) }
    earlier.append(bytes)
    earlier += piece.earlier
    earlier.append(piece.bytes)
    bytes = []
  }

  /// Adds what is in the format already.
  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds what is in the format already.
  mutating func raw(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  /// Adds a number's digits.
  mutating func number(_ value: Int) { raw(String(value)) }

  /// Adds a text, with what the format gives a meaning escaped.
  mutating func add(_ text: String, _ escaping: Escaping) {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    var index = start
    while index < bytes.count, escaping.passes(bytes[index]) { index += 1 }
    if index < bytes.count { rewrite(from: start, firstStop: index - start, escaping) }
  }

  /// Writes what was added from `start` on again, up to each byte that doesn't pass, and what stands for it.
  private mutating func rewrite(from start: Int, firstStop: Int, _ escaping: Escaping) {
    let text = Array(bytes[start...])
    bytes.removeSubrange(start...)
    var copied = 0
    var index = firstStop
    while index < text.count {
      guard !escaping.passes(text[index]) else {
        index += 1
        continue
      }
      bytes.append(contentsOf: text[copied..<index])
      index += escaping.write(text, index, &bytes)
      copied = index
    }
    bytes.append(contentsOf: text[copied...])
  }

  /// Adds a text of JSON, in quotes.
  mutating func json(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    add(text, .json)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Adds a list of texts of JSON.
  mutating func json(_ texts: [String]) {
    bytes.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      json(text)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Adds a text of XML or HTML.
  mutating func xml(_ text: String) { add(text, .xml) }

  /// Adds a cell of CSV, in quotes where it holds anything. One that a spreadsheet would take for a formula
  /// begins with an apostrophe, unless it is to be raw.
  mutating func csv(_ text: String, isRaw: Bool) {
    if text.isEmpty { return }
    bytes.append(UInt8(ascii: "\""))
    if !isRaw && Self.looksLikeFormula(text) { bytes.append(UInt8(ascii: "'")) }
    add(text, isRaw ? .rawCSV : .csv)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a cell begins with a sign that spreadsheets calculate from, behind blanks and quotes too: those of
  /// OWASP's list on CSV injection, and their full-width forms.
  private static func looksLikeFormula(_ text: String) -> Bool {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": return true
      case "'", "\"", " ", "\u{A0}", "\u{3000}", "\u{FEFF}": continue
      default: return false
      }
    }
    return false
  }
}
