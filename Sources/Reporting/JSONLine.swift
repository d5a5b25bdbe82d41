/// Writes one record as a line of JSON. Everything it is given has passed the redaction gate, or is ours.
public struct JSONLine: Sendable {
  /// The line so far; after `finish` with its line end.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// A line for a record of that name.
  public init(record: String) {
    bytes.reserveCapacity(1024)
    bytes.append(UInt8(ascii: "{"))
    add("record", record)
  }

  /// Closes the object and the line.
  public mutating func finish() { bytes.append(contentsOf: [UInt8(ascii: "}"), 0x0A]) }

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
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Adds true or false.
  public mutating func add(_ key: String, _ value: Bool) {
    open(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
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

  private mutating func object(_ body: (inout JSONLine) -> Void) {
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
    string(key)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x00..<0x20, 0x7F:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
