internal import Facts

/// UUIDs that are the same in every export of the same thing, so that what was seen before is known again.
///
/// They are made of hashes and not at random, in the way of version 5 (RFC 9562), with BLAKE2b in the place of
/// SHA-1. A finding's id is such a hash already, so its digits do.
enum StableUUID {
  /// What a UUID names: one finding has several, each of its own kind.
  enum Kind: UInt8 {
    case run = 1
    case document, result, packs, integration, finding, observation, risk, component, framework
  }

  /// The 36 characters of the UUID of a thing, by its id.
  static func bytes(_ kind: Kind, _ id: String) -> [UInt8] {
    var digits = digits(of: id) ?? Array(Digest.fingerprint(of: Array(id.utf8)).description.utf8)
    // The kind goes into the first digits, for the rest must stay apart on its own.
    digits[0] = digit(value(digits[0]) ^ kind.rawValue >> 4)
    digits[1] = digit(value(digits[1]) ^ kind.rawValue & 15)
    digits[12] = UInt8(ascii: "5")
    digits[16] = digit(value(digits[16]) & 3 | 8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
      text.append(digits[index])
    }
    return text
  }

  /// The digits of an id that is a hash.
  private static func digits(of id: String) -> [UInt8]? {
    let digits = Array(id.utf8)
    guard digits.count == 32 else { return nil }
    for digit in digits where !(0x30...0x39 ~= digit || 0x61...0x66 ~= digit) { return nil }
    return digits
  }

  private static func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x57 }
}
