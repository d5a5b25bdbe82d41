@_spi(SecretBytes) internal import SecretMemory

/// Text that somebody wrapped in base64 before pasting it: it is unwrapped in locked memory of its own, and wiped.
struct WrappedText: ~Copyable {
  /// Room for what a name or a description can hold, and for keys; what is larger isn't looked into.
  private static let capacity = 1 << 16

  private var scratch: SecretArena

  init() throws(SecretMemoryError) { scratch = try SecretArena(capacity: Self.capacity) }

  /// Whether the system keeps the scratch memory out of swap.
  var isLocked: Bool { scratch.isLocked }

  /// Calls `body` with what a text decodes to; not if it isn't wrapped text.
  mutating func unwrap(_ text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    guard Self.looksWrapped(text) else { return }
    var bytes = scratch.mutableBytes
    let count = Self.decode(text, into: &bytes)
    if count > 0 { body(scratch.bytes.extracting(0..<count)) }
    scratch.wipe(upTo: Swift.min(text.count, scratch.capacity))
  }

  /// What `body` makes of the bytes that a run of base64 stands for.
  mutating func decoded<Result>(_ text: Span<UInt8>, _ body: (Span<UInt8>) -> Result?) -> Result? {
    var bytes = scratch.mutableBytes
    let count = Base64.decode(text, into: &bytes)
    let result = count.flatMap { body(scratch.bytes.extracting(0..<$0)) }
    scratch.wipe(upTo: Swift.min(text.count, scratch.capacity))
    return result
  }

  /// Whether a text is base64 whose first twelve bytes are printable, which those of a key, an image or a hash
  /// hardly ever are.
  static func looksWrapped(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 20 else { return false }
    var group: UInt32 = 0
    for index in 0..<16 {
      guard let value = value(text[index]) else { return false }
      group = group << 6 | value
      if index & 3 == 3 {
        for shift in [UInt32(16), 8, 0] {
          let byte = UInt8(truncatingIfNeeded: group >> shift)
          if byte < 0x20 ? byte != 0x0A && byte != 0x0D && byte != 0x09 : byte > 0x7E { return false }
        }
        group = 0
      }
    }
    return text.all(from: 16) { value($0) != nil || $0 <= 0x20 || $0 == UInt8(ascii: "=") }
  }

  /// Both alphabets, with white space and padding anywhere. Returns the count of bytes.
  private static func decode(_ text: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Int {
    var group: UInt32 = 0
    var size = 0
    var count = 0
    for index in 0..<text.count {
      guard let value = value(text[index]) else { continue }
      group = group << 6 | value
      size += 1
      guard size == 4 else { continue }
      guard count + 5 <= output.count else { return 0 }
      for shift in [UInt32(16), 8, 0] {
        output[count] = UInt8(truncatingIfNeeded: group >> shift)
        count += 1
      }
      (group, size) = (0, 0)
    }
    guard size >= 2, count + 2 <= output.count else { return count }
    output[count] = UInt8(truncatingIfNeeded: group >> (6 * UInt32(size) - 8))
    count += 1
    if size == 3 {
      output[count] = UInt8(truncatingIfNeeded: group >> 2)
      count += 1
    }
    return count
  }

  private static func value(_ byte: UInt8) -> UInt32? {
    if byte.isUppercaseLetter { return UInt32(byte &- UInt8(ascii: "A")) }
    if byte.isLowercaseLetter { return UInt32(byte &- UInt8(ascii: "a")) + 26 }
    if byte.isDigit { return UInt32(byte &- UInt8(ascii: "0")) + 52 }
    if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { return 62 }
    return byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_") ? 63 : nil
  }
}
