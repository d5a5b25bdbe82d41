internal import JSONReader

/// Looks at the first keys of a document that isn't in memory whole.
enum TopKeys {
  /// Whether a key of a template or of a saved client result stands at the top of a document, or within its
  /// `data`, as far as `bytes` reach. Lists have none of them.
  static func holdOuter(_ bytes: Span<UInt8>) -> Bool {
    var depth = 0
    var isInData = false
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        // An array at the top is a list.
        if depth == 1 && bytes[index] == UInt8(ascii: "[") { return false }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth <= 0 { return false }
        if depth == 1 { isInData = false }
      case UInt8(ascii: "\""):
        let start = index + 1
        index = endOfString(bytes, from: start)
        if depth == 1 || depth == 2 && isInData, isKey(bytes, endingAt: index) {
          let text = bytes.extracting(start..<min(index, bytes.count))
          if OuterKey.of(text: text) != nil { return true }
          if depth == 1 { isInData = PayloadKey.of(text: text) == .data }
        }
      default: break
      }
      index += 1
    }
    return false
  }

  private static func endOfString(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index
  }

  private static func isKey(_ bytes: Span<UInt8>, endingAt quote: Int) -> Bool {
    var index = quote + 1
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: ":")
  }
}
