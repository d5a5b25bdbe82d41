/// A generator of numbers that gives the same for the same seed on every machine (SplitMix64).
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func text(_ count: Int, of alphabet: [UInt8]) -> String {
    String(decoding: (0..<count).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] }, as: UTF8.self)
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }

  /// True once in `count`.
  mutating func once(in count: UInt64) -> Bool { next() % count == 0 }
}

/// The alphabets that keys are made of.
enum Alphabet {
  static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
  static let base32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
  static let lowerBase32 = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
  static let letters = upper + Array("abcdefghijklmnopqrstuvwxyz".utf8)
  static let digits = Array("0123456789".utf8)
  static let alphanumeric = letters + digits
  static let base64 = alphanumeric + Array("+/".utf8)
  static let urlSafe = alphanumeric + Array("-_".utf8)
  static let hexadecimal = Array("0123456789abcdef".utf8)
}
