public import Facts

/// Writes records as lines of JSON, one behind the other. Everything it is given has passed the redaction
/// gate, or is ours.
///
/// Own code, since an encoder of objects would take a third of a run's time.
public struct JSONLine: Sendable {
  /// The lines so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// No line yet.
  public init() {}

  /// The lines so far, which it then forgets.
  public mutating func take() -> [UInt8] {
    defer {
      bytes = []
      bytes.reserveCapacity(1 << 16)
    }
    return bytes
  }

  /// The same for a piece that is kept: without the room that lines to come need.
  mutating func takePiece() -> [UInt8] {
    var piece: [UInt8] = []
    piece.reserveCapacity(bytes.count)
    piece.append(contentsOf: bytes)
    bytes.removeAll(keepingCapacity: true)
    return piece
  }

  /// Begins a line for a record of that name.
  public mutating func begin(record: String) {
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    add("record", record)
  }

  /// Goes on behind a value that was added raw.
  mutating func resume() { needsComma = true }

  /// Closes the object and the line.
  public mutating func finish() {
    bytes.append(UInt8(ascii: "}"))
    bytes.append(0x0A)
  }

  /// Adds a text.
  public mutating func add(_ key: String, _ value: String) {
    open(key)
    string(value)
  }

  /// Adds a text if there is one.
  public mutating func add(_ key: String, _ value: String?) {
    if let value { add(key, value) }
  }

  /// Adds a number.
  public mutating func add(_ key: String, _ value: Int) {
    open(key)
    number(value)
  }

  /// Adds true or false.
  public mutating func add(_ key: String, _ value: Bool) {
    open(key)
    raw(value ? "true" : "false")
  }

  /// Adds null.
  mutating func addNull(_ key: String) {
    open(key)
    raw("null")
  }

  /// Adds a word of ours, which holds nothing that JSON escapes.
  mutating func add(_ key: String, word: String) {
    open(key)
    raw("\"")
    raw(word)
    raw("\"")
  }

  /// Adds a text that `body` writes, with nothing in it that JSON escapes.
  mutating func addText(_ key: String, _ body: (inout JSONLine) -> Void) {
    open(key)
    raw("\"")
    body(&self)
    raw("\"")
  }

  /// Adds a fingerprint.
  public mutating func add(_ key: String, _ fingerprint: Fingerprint) {
    open(key)
    bytes.append(UInt8(ascii: "\""))
    hexadecimal(fingerprint)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Adds a list of texts.
  public mutating func add(_ key: String, _ values: [String]) {
    open(key)
    list(values) { line, value in line.string(value) }
  }

  /// Adds a list of objects.
  public mutating func add<Element>(
    _ key: String, objects: [Element], _ body: (inout JSONLine, Element) -> Void
  ) {
    open(key)
    list(objects) { line, element in line.object { body(&$0, element) } }
  }

  /// Adds an object.
  public mutating func add(_ key: String, _ body: (inout JSONLine) -> Void) {
    open(key)
    object(body)
  }

  /// Adds a list of texts that are JSON already, with their quotes.
  mutating func add(_ key: String, places: [Int], of texts: [[UInt8]]) {
    open(key)
    bytes.append(UInt8(ascii: "["))
    for (index, place) in places.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: texts[place])
    }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Adds what is JSON already.
  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds what is JSON already.
  mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }

  /// Adds a number's digits.
  mutating func number(_ value: Int) { raw(String(value)) }

  /// Adds 32 hexadecimal digits.
  mutating func hexadecimal(_ fingerprint: Fingerprint) {
    bytes.append(addingCapacity: 32) { (output: inout OutputSpan<UInt8>) in
      fingerprint.forEachDigit { output.append($0) }
    }
  }

  /// Adds the inside of a text.
  mutating func escaped(_ text: String) {
    let utf8 = text.utf8
    let start = bytes.count
    bytes.append(contentsOf: utf8)
    var index = start
    while index < bytes.count, !Self.needsEscape(bytes[index]) { index += 1 }
    if index < bytes.count { rewrite(utf8, from: start) }
  }

  /// Adds a text that has to be changed, in place of what was added from `start` on.
  private mutating func rewrite(_ text: String.UTF8View, from start: Int) {
    bytes.removeSubrange(start...)
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case _ where Self.needsEscape(byte):
        raw("\\u00")
        raw(String(byte >> 4, radix: 16) + String(byte & 15, radix: 16))
      default: bytes.append(byte)
      }
    }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Begins an object that stands in a list.
  mutating func object(_ body: (inout JSONLine) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  private mutating func list<Element>(_ values: [Element], _ body: (inout JSONLine, Element) -> Void) {
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      body(&self, value)
    }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  private mutating func open(_ key: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: key.utf8)
    raw("\":")
  }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    escaped(text)
    bytes.append(UInt8(ascii: "\""))
  }
}
