internal import CSodium

/// Base64 (RFC 4648), strict: one text for one value, no blanks, no line ends.
package enum Base64 {
  /// Whether a text ends in `=` signs: age's header has none, minisign's files do.
  package enum Padding {
    case required
    case forbidden

    fileprivate var variant: Int32 { self == .required ? 1 : 3 }
  }

  /// How many characters `byteCount` bytes take.
  static func encodedCount(_ byteCount: Int, padding: Padding) -> Int {
    padding == .required ? (byteCount + 2) / 3 * 4 : (byteCount * 4 + 2) / 3
  }

  /// Decodes into the start of `output`; nil if the text isn't canonical or doesn't fit.
  package static func decode(
    _ text: Span<UInt8>, padding: Padding, into output: inout MutableSpan<UInt8>
  ) -> Int? {
    if text.isEmpty { return 0 }
    // libsodium 1.0.18 takes a `+` or `/` with its high bit set for the character itself.
    for index in text.indices where text[index] >= 0x80 { return nil }
    return unsafe output.withUnsafeMutableBufferPointer { out in
      unsafe text.withUnsafeBytes { text in
        var count = 0
        guard let start = out.baseAddress else { return nil }
        let characters = unsafe text.baseAddress?.assumingMemoryBound(to: CChar.self)
        // Without a set of ignored characters and a place for the text's end, libsodium takes only a
        // canonical text and only as a whole.
        let result = unsafe sodium_base642bin(
          start, out.count, characters, text.count, nil, &count, nil, padding.variant)
        return result == 0 ? count : nil
      }
    }
  }

  /// Decodes bytes that may be public; nil if they aren't exactly `count`.
  static func decode(_ text: Span<UInt8>, padding: Padding, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var output = bytes.mutableSpan
    guard decode(text, padding: padding, into: &output) == count else { return nil }
    return bytes
  }

  /// The same from text in an array.
  static func decode(_ text: [UInt8], padding: Padding, count: Int) -> [UInt8]? {
    decode(text.span, padding: padding, count: count)
  }

  /// Encodes into `output` at `offset`, which needs room for one more character, a zero.
  static func encode(
    _ bytes: Span<UInt8>, padding: Padding, into output: inout MutableSpan<UInt8>, at offset: Int
  ) {
    let count = encodedCount(bytes.count, padding: padding)
    precondition(offset >= 0 && count < output.count - offset)
    unsafe output.withUnsafeMutableBytes { out in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let start = out.baseAddress else { return }
        let characters = unsafe (start + offset).assumingMemoryBound(to: CChar.self)
        _ = unsafe sodium_bin2base64(
          characters, out.count - offset, bytes.baseAddress, bytes.count, padding.variant)
      }
    }
  }

  /// The text of bytes that may be public.
  package static func encode(_ bytes: [UInt8], padding: Padding) -> [UInt8] {
    let count = encodedCount(bytes.count, padding: padding)
    var text = [UInt8](repeating: 0, count: count + 1)
    var output = text.mutableSpan
    encode(bytes.span, padding: padding, into: &output, at: 0)
    text.removeLast()
    return text
  }
}
