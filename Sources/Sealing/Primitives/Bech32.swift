/// Bech32 (BIP 173) without its limit of 90 characters: the text form of age's keys, and of ours.
///
/// Decoding and encoding go from the caller's bytes to the caller's bytes, and keep nothing between.
enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let checksumCount = 6

  /// How many characters a key of `byteCount` bytes takes.
  static func encodedCount(prefix: String, byteCount: Int) -> Int {
    prefix.utf8.count + 1 + (byteCount * 8 + 4) / 5 + checksumCount
  }

  /// Decodes a text whose human-readable part is exactly `prefix`, case included, to exactly as many bytes as
  /// `output` has.
  static func decode(
    _ text: Span<UInt8>, prefix: String, into output: inout MutableSpan<UInt8>
  ) throws(KeyTextError) {
    let prefix = Array(prefix.utf8)
    guard starts(text, with: prefix), text.count > prefix.count, text[prefix.count] == UInt8(ascii: "1")
    else { throw .unrecognized }
    guard hasOneCase(text) else { throw .mixedCase }
    let dataStart = prefix.count + 1
    guard text.count - dataStart >= checksumCount else { throw .wrongLength }

    var checksum = Checksum(prefix: prefix)
    var accumulator: UInt32 = 0
    var bits: UInt32 = 0
    var written = 0
    var fits = true
    for index in dataStart..<text.count {
      guard let value = value(of: text[index]) else { throw .invalidCharacter }
      checksum.add(value)
      if index >= text.count - checksumCount { continue }
      accumulator = (accumulator << 5 | UInt32(value)) & 0xFFF
      bits += 5
      if bits >= 8 {
        bits -= 8
        if written < output.count {
          output[written] = UInt8(truncatingIfNeeded: accumulator >> bits)
          written += 1
        } else {
          fits = false
        }
      }
    }
    guard checksum.isValid else { throw .badChecksum }
    guard fits, written == output.count, bits < 5 else { throw .wrongLength }
    guard accumulator & ((1 << bits) - 1) == 0 else { throw .badPadding }
  }

  /// Encodes `bytes` into `output` at `offset`, in the case of `prefix`.
  static func encode(
    _ bytes: Span<UInt8>, prefix: String, into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) {
    let prefix = Array(prefix.utf8)
    let uppercase = prefix.contains { isUppercase($0) }
    var position = offset
    for character in prefix + [UInt8(ascii: "1")] {
      output[position] = character
      position += 1
    }
    var checksum = Checksum(prefix: prefix)
    var accumulator: UInt32 = 0
    var bits: UInt32 = 0
    func put(_ value: UInt8, _ output: inout MutableSpan<UInt8>) {
      let letter = alphabet[Int(value)]
      let isLetter = letter > UInt8(ascii: "9")
      output[position] = uppercase && isLetter ? letter - 32 : letter
      position += 1
    }
    for index in 0..<bytes.count {
      accumulator = (accumulator << 8 | UInt32(bytes[index])) & 0xFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        let value = UInt8(accumulator >> bits & 31)
        checksum.add(value)
        put(value, &output)
      }
    }
    if bits > 0 {
      let value = UInt8(accumulator << (5 - bits) & 31)
      checksum.add(value)
      put(value, &output)
    }
    for value in checksum.values { put(value, &output) }
  }

  /// The text of a key that may be public.
  static func encode(_ bytes: [UInt8], prefix: String) -> String {
    var text = [UInt8](repeating: 0, count: encodedCount(prefix: prefix, byteCount: bytes.count))
    var output = text.mutableSpan
    encode(bytes.span, prefix: prefix, into: &output)
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether `text` begins with `prefix`.
  static func starts(_ text: Span<UInt8>, with prefix: [UInt8]) -> Bool {
    guard text.count >= prefix.count else { return false }
    for index in prefix.indices where text[index] != prefix[index] { return false }
    return true
  }

  private static func isUppercase(_ character: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character)
  }

  private static func hasOneCase(_ text: Span<UInt8>) -> Bool {
    var upper = false
    var lower = false
    for index in 0..<text.count {
      if isUppercase(text[index]) { upper = true }
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[index]) { lower = true }
    }
    return !(upper && lower)
  }

  private static func value(of character: UInt8) -> UInt8? {
    let character = isUppercase(character) ? character + 32 : character
    return alphabet.firstIndex(of: character).map { UInt8($0) }
  }

  /// The BCH code over prefix and data.
  private struct Checksum {
    private static let generators: [UInt32] = [
      0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3,
    ]
    private var state: UInt32 = 1

    init(prefix: [UInt8]) {
      let lowercase = prefix.map { isUppercase($0) ? $0 + 32 : $0 }
      for character in lowercase { add(character >> 5) }
      add(0)
      for character in lowercase { add(character & 31) }
    }

    mutating func add(_ value: UInt8) {
      let top = state >> 25
      state = (state & 0x1FF_FFFF) << 5 ^ UInt32(value)
      for index in 0..<5 where top >> UInt32(index) & 1 == 1 { state ^= Self.generators[index] }
    }

    var isValid: Bool { state == 1 }

    var values: [UInt8] {
      var padded = self
      for _ in 0..<checksumCount { padded.add(0) }
      let code = padded.state ^ 1
      return (0..<checksumCount).map { UInt8(code >> UInt32(5 * (5 - $0)) & 31) }
    }
  }
}
