/// Text of a payload that may be shown: a name, an id, an unknown key.
///
/// Only the redaction gate makes one, after every recogniser passed the text, no part of a secret of the
/// same integration was found in it and control characters were taken out. Text that didn't pass is shown as
/// `[redacted:FINGERPRINT]`.
///
/// Short texts, which all names are, lie in the label itself: millions of integrations are classified without a
/// block of memory for each.
public struct Label: Hashable, Sendable, CustomStringConvertible {
  private static let capacity = 47

  private var bytes: [47 of UInt8] = .init(repeating: 0)
  private let count: UInt8
  private let long: String?

  /// Whether the gate withheld the text.
  public let isRedacted: Bool

  /// Takes over text that the gate has checked.
  @_spi(RedactionGate) public init(checked text: String, isRedacted: Bool) {
    self.isRedacted = isRedacted
    let utf8 = text.utf8
    let isShort = utf8.count <= Self.capacity
    long = isShort ? nil : text
    count = isShort ? UInt8(utf8.count) : 0
    guard isShort else { return }
    for (index, byte) in utf8.enumerated() { bytes[index] = byte }
  }

  /// Takes over printable ASCII that the gate has checked.
  @_spi(RedactionGate) public init(checked text: Span<UInt8>) {
    isRedacted = false
    let isShort = text.count <= Self.capacity
    count = isShort ? UInt8(text.count) : 0
    long = isShort ? nil : Self.string(text)
    guard isShort else { return }
    for index in 0..<text.count { bytes[index] = text[index] }
  }

  /// What may be shown.
  public var description: String {
    if let long { return long }
    return Self.string(bytes.span.extracting(0..<Int(count)))
  }

  private static func string(_ text: Span<UInt8>) -> String {
    guard let utf8 = try? UTF8Span(validating: text) else { return "" }
    return String(copying: utf8)
  }

  /// Whether both show the same, for the same reason.
  public static func == (left: Label, right: Label) -> Bool {
    guard left.count == right.count, left.isRedacted == right.isRedacted, left.long == right.long else {
      return false
    }
    for index in 0..<Int(left.count) where left.bytes[index] != right.bytes[index] { return false }
    return true
  }

  /// Feeds what is shown.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
