/// A keyed fingerprint of a secret: equal for equal secrets under one key, and nothing else can be told
/// from it. BLAKE2b with 16 bytes of output, shown as 32 hexadecimal digits.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// Takes over the 16 bytes that a fingerprint key made.
  public init(_ bytes: [16 of UInt8]) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in 0..<8 {
      high = high << 8 | UInt64(bytes[index])
      low = low << 8 | UInt64(bytes[index + 8])
    }
    self.high = high
    self.low = low
  }

  /// Reads the 32 digits that `description` gives; nil if it isn't that.
  public init?(_ digits: String) {
    guard digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.suffix(16), radix: 16)
    else { return nil }
    self.high = high
    self.low = low
  }

  /// Another one for each number, for values that count only together with it.
  public func mixed(with number: Int) -> Fingerprint {
    Fingerprint(high: high ^ UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15, low: low)
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The first half, for tables that only have to tell most of them apart.
  public var prefix: UInt64 { high }

  /// 32 hexadecimal digits.
  public var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

  /// Calls `body` with each of the digits, as ASCII.
  public func forEachDigit(_ body: (UInt8) -> Void) {
    Self.forEachDigit(of: high, body)
    Self.forEachDigit(of: low, body)
  }

  @inline(__always)
  private static func forEachDigit(of word: UInt64, _ body: (UInt8) -> Void) {
    var shift: UInt64 = 64
    while shift > 0 {
      shift &-= 4
      let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
      // Letters begin 39 behind the digits' end.
      body(digit &+ UInt8(ascii: "0") &+ (digit > 9 ? 39 : 0))
    }
  }

  /// The first 12 digits, for people to compare by eye.
  public var short: String { String(description.prefix(12)) }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
