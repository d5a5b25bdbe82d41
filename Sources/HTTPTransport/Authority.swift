/// Who answers at an address: a host, with a port where one is given, and no user (RFC 3986, 3.2).
package enum Authority {
  /// What is wrong with a text that isn't one.
  package enum Fault: Equatable, Sendable {
    /// It has no host, or something else in its place.
    case host
    /// The host is one, and what stands behind it is no port.
    case port
  }

  /// What is wrong with a text; nil where it is a name or an address of IPv4, or one of IPv6 in brackets, and a port from
  /// 1 to 65535.
  ///
  /// Other ports must never reach the network's library, which ends the program over them.
  package static func fault(of text: Span<UInt8>) -> Fault? {
    if text.indices.contains(where: { text[$0] == UInt8(ascii: "@") }) { return .host }
    var end = 0
    if text.count > 0, text[0] == UInt8(ascii: "[") {
      end = 1
      while end < text.count, isOfIPv6(text[end]) { end += 1 }
      guard end > 2, end < text.count, text[end] == UInt8(ascii: "]") else { return .host }
      end += 1
    } else {
      while end < text.count, isOfName(text[end]) { end += 1 }
      guard end > 0 else { return .host }
    }
    guard end < text.count else { return nil }
    if text[end] != UInt8(ascii: ":") { return .host }
    return isPort(text.extracting((end + 1)..<text.count)) ? nil : .port
  }

  private static func isPort(_ text: Span<UInt8>) -> Bool {
    guard (1...5).contains(text.count) else { return false }
    var number = 0
    for index in text.indices {
      guard isDigit(text[index]) else { return false }
      number = 10 * number + Int(text[index] - UInt8(ascii: "0"))
    }
    return (1...65535).contains(number)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: isDigit(byte)
    }
  }

  private static func isOfIPv6(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"),
      UInt8(ascii: "."):
      true
    default: isDigit(byte)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
