@_spi(SecretBytes) internal import SecretMemory

/// Text that somebody wrapped in base64 before pasting it: it is unwrapped in locked memory of its own, and wiped.
struct WrappedText: ~Copyable {
  /// Room for what a name or a description can hold, and for keys.
  private static let usual = 1 << 16
  /// Who wraps a text more often than that doesn't want it read.
  private static let deepest = 4

  private var scratch: SecretArena
  /// For what is larger, such as a kubeconfig; it takes memory only then.
  private let large: GrowingArena

  /// `capacity` is the largest value that is looked into, in bytes.
  init(capacity: Int) throws(SecretMemoryError) {
    scratch = try SecretArena(capacity: Self.usual)
    large = GrowingArena(capacity: capacity)
  }

  /// Whether the system keeps the scratch memory out of swap.
  var isLocked: Bool { scratch.isLocked && large.isLocked }

  /// Calls `body` with what a text decodes to, and with what that does if it is wrapped once more, until it
  /// returns true; not if the text isn't wrapped.
  mutating func unwrap(_ text: Span<UInt8>, _ body: (Span<UInt8>) -> Bool) {
    guard Self.looksWrapped(text) else { return }
    if text.count <= scratch.capacity {
      var bytes = scratch.mutableBytes
      for index in 0..<text.count { bytes[index] = text[index] }
      var count = text.count
      for _ in 0..<Self.deepest where Self.looksWrapped(scratch.bytes.extracting(0..<count)) {
        var bytes = scratch.mutableBytes
        count = Self.decode(&bytes, count)
        if body(scratch.bytes.extracting(0..<count)) { break }
      }
      scratch.wipe(upTo: text.count)
    } else if large.append(text) {
      var count = text.count
      for _ in 0..<Self.deepest where Self.looksWrapped(large.bytes.extracting(0..<count)) {
        var bytes = large.mutableBytes
        count = Self.decode(&bytes, count)
        if body(large.bytes.extracting(0..<count)) { break }
      }
      large.removeAll()
    }
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
    var index = 16
    while index < text.count {
      let byte = text[index]
      // Line breaks may have been escaped once too often.
      let isEscape = byte == UInt8(ascii: "\\") && text.isLineBreakEscape(at: index + 1)
      guard isEscape || value(byte) != nil || byte <= 0x20 || byte == UInt8(ascii: "=") else { return false }
      index += isEscape ? 2 : 1
    }
    return true
  }

  /// Both alphabets, with white space and padding anywhere, where it lies. Returns the count of bytes.
  private static func decode(_ bytes: inout MutableSpan<UInt8>, _ length: Int) -> Int {
    var group: UInt32 = 0
    var size = 0
    var count = 0
    var index = 0
    while index < length {
      let byte = bytes[index]
      index += byte == UInt8(ascii: "\\") ? 2 : 1
      guard let value = value(byte) else { continue }
      group = group << 6 | value
      size += 1
      guard size == 4 else { continue }
      bytes[count] = UInt8(truncatingIfNeeded: group >> 16)
      bytes[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
      bytes[count + 2] = UInt8(truncatingIfNeeded: group)
      count += 3
      (group, size) = (0, 0)
    }
    guard size >= 2 else { return count }
    bytes[count] = UInt8(truncatingIfNeeded: group >> (6 * UInt32(size) - 8))
    count += 1
    if size == 3 {
      bytes[count] = UInt8(truncatingIfNeeded: group >> 2)
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

extension Span<UInt8> {
  /// Whether what stands behind a backslash is the rest of an escape for the end of a line.
  fileprivate func isLineBreakEscape(at index: Int) -> Bool {
    index < count && (self[index] == UInt8(ascii: "n") || self[index] == UInt8(ascii: "r"))
  }
}
