internal import JSONReader

// Words to describe shapes with. They read bytes where they lie.

extension UInt8 {
  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
  var isUppercaseLetter: Bool { self &- UInt8(ascii: "A") < 26 }
  var isLowercaseLetter: Bool { self &- UInt8(ascii: "a") < 26 }
  var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
  var isHexDigit: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }
  var isLowercaseHexDigit: Bool { isDigit || self &- UInt8(ascii: "a") < 6 }
  /// Of base64's alphabet, with its padding.
  var isBase64: Bool {
    isLetter || isDigit || self == UInt8(ascii: "+") || self == UInt8(ascii: "/") || self == UInt8(ascii: "=")
  }
  /// A letter, a digit, `-` or `_`.
  var isURLSafe: Bool { isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") }
  /// What stands between the words of a text that people wrote: white space, quotes, brackets, commas.
  var separatesWords: Bool {
    switch self {
    case 0...0x20, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "'"),
      UInt8(ascii: "`"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      true
    default: false
    }
  }
  var lowercased: UInt8 { isUppercaseLetter ? self | 0x20 : self }
}

extension Span<UInt8> {
  func hasPrefix(_ prefix: String, at start: Int = 0) -> Bool {
    let utf8 = prefix.utf8
    let other = utf8.span
    guard start >= 0, start <= count - other.count else { return false }
    for index in 0..<other.count where self[start + index] != other[index] { return false }
    return true
  }

  func hasSuffix(_ suffix: String) -> Bool { hasPrefix(suffix, at: count - suffix.utf8.count) }

  /// Whether the text is `word`, in capitals or not.
  func isWord(_ word: String) -> Bool {
    let utf8 = word.utf8
    let other = utf8.span
    guard other.count == count else { return false }
    for index in 0..<count where self[index].lowercased != other[index] { return false }
    return true
  }

  func all(from start: Int = 0, to end: Int? = nil, _ holds: (UInt8) -> Bool) -> Bool {
    let stop = Swift.min(end ?? count, count)
    var index = start
    while index < stop {
      if !holds(self[index]) { return false }
      index += 1
    }
    return true
  }

  /// Whether so many bytes stand in a row of which `holds` is true. Most bytes aren't looked at: a run that long has one
  /// at each multiple of its length.
  func hasRun(of length: Int, _ holds: (UInt8) -> Bool) -> Bool {
    var probe = length - 1
    while probe < count {
      defer { probe += length }
      guard holds(self[probe]) else { continue }
      var start = probe
      while start > 0, probe - start + 1 < length, holds(self[start - 1]) { start -= 1 }
      var end = probe + 1
      while end < count, end - start < length, holds(self[end]) { end += 1 }
      if end - start >= length { return true }
    }
    return false
  }

  /// Where `needle` starts.
  func index(of needle: String, from start: Int = 0) -> Int? {
    let utf8 = needle.utf8
    let other = utf8.span
    guard other.count > 0 else { return nil }
    let end = count - other.count
    var start = start
    while start <= end {
      start = offset(of: other[0], in: self, from: start)
      if start <= end, hasPrefix(needle, at: start) { return start }
      start += 1
    }
    return nil
  }

  /// The text without white space around it, and without the quotes that somebody pasted with it.
  var trimmed: Span<UInt8> {
    @_lifetime(copy self)
    get {
      let range = trimmedRange
      guard range.count > 2 else { return extracting(range) }
      let (first, last) = (self[range.lowerBound], self[range.upperBound - 1])
      guard first == last, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else {
        return extracting(range)
      }
      return extracting(range.lowerBound + 1..<range.upperBound - 1)
    }
  }

  /// The text without white space around it.
  var trimmedRange: Range<Int> {
    var start = 0
    var end = count
    while start < end, self[start] <= 0x20 { start += 1 }
    while end > start, self[end - 1] <= 0x20 { end -= 1 }
    return start..<end
  }
}
