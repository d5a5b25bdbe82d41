// Escapes only ever shrink, so a string is unescaped where it lies. A validated string is expected here.

extension JSONReader {
  /// Replaces the escapes of the last value's strings and keys, where they lie in `bytes`, and shortens
  /// their tokens. `bytes` must be those that were read.
  public mutating func unescape(in bytes: inout MutableSpan<UInt8>) {
    for index in 0..<tape.count where tape[index].hasEscapes {
      var token = tape[index]
      token.end = UInt32(unescape(token.range, in: &bytes))
      token.hasEscapes = false
      tape[index] = token
    }
  }

  private func unescape(_ range: Range<Int>, in bytes: inout MutableSpan<UInt8>) -> Int {
    var from = range.lowerBound
    var to = range.lowerBound
    while from < range.upperBound {
      let stop = offset(of: UInt8(ascii: "\\"), in: bytes.span.extracting(0..<range.upperBound), from: from)
      move(from..<stop, to: to, in: &bytes)
      to += stop - from
      from = stop
      guard from < range.upperBound else { break }
      let (scalar, length) = escapedScalar(at: from) { bytes[$0] }
      forEachUTF8Byte(of: scalar) {
        bytes[to] = $0
        to += 1
      }
      from += length
    }
    // What unescaping left over is a copy of secret text.
    for index in to..<range.upperBound { bytes[index] = 0x20 }
    return to
  }
}

/// Moves bytes towards the front.
private func move(_ range: Range<Int>, to start: Int, in bytes: inout MutableSpan<UInt8>) {
  guard start < range.lowerBound else { return }
  precondition(start >= 0 && range.upperBound <= bytes.count)
  unsafe bytes.withUnsafeMutableBytes { buffer in
    guard let base = buffer.baseAddress else { return }
    // memmove's job: the two may overlap.
    unsafe (base + start).copyMemory(from: base + range.lowerBound, byteCount: range.count)
  }
}

extension JSONScanner {
  /// FNV-1a of a key's unescaped bytes, so that two spellings of one key have one hash.
  func hash(from start: Int, to end: Int, hasEscapes: Bool) -> UInt32 {
    var hash: UInt32 = 0x811C_9DC5
    var index = start
    while index < end {
      let byte = self[index]
      if hasEscapes, byte == UInt8(ascii: "\\") {
        let (scalar, length) = escapedScalar(at: index) { self[$0] }
        forEachUTF8Byte(of: scalar) { hash = (hash ^ UInt32($0)) &* 0x0100_0193 }
        index += length
      } else {
        hash = (hash ^ UInt32(byte)) &* 0x0100_0193
        index &+= 1
      }
    }
    return hash
  }

  /// Whether two keys with one hash are the same. With an escape in either, the hash has to do: once in
  /// four billion it takes two keys for one, which reports a duplicate too much and misses none.
  func areSameKey(_ left: JSONToken, _ right: JSONToken) -> Bool {
    if left.hasEscapes || right.hasEscapes { return true }
    guard left.range.count == right.range.count else { return false }
    for index in 0..<left.range.count
    where self[Int(left.start) + index] != self[Int(right.start) + index] {
      return false
    }
    return true
  }
}

extension JSONScanner {
  /// Which of two keys stands first in the order of their bytes as they are written: below 0, 0 or above.
  func order(_ left: JSONToken, _ right: JSONToken) -> Int {
    for index in 0..<min(left.range.count, right.range.count) {
      let difference = Int(self[Int(left.start) + index]) - Int(self[Int(right.start) + index])
      if difference != 0 { return difference }
    }
    return left.range.count - right.range.count
  }
}

/// The hash that keys carry, of a known name.
public func jsonKeyHash(of name: String) -> UInt32 {
  name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
}

/// The hash that a key with this text would carry.
public func jsonKeyHash(of text: Span<UInt8>) -> UInt32 {
  var hash: UInt32 = 0x811C_9DC5
  for index in 0..<text.count { hash = (hash ^ UInt32(text[index])) &* 0x0100_0193 }
  return hash
}

/// The character that the escape at `offset` stands for, and how many bytes the escape takes.
@inline(__always)
private func escapedScalar(at offset: Int, _ byte: (Int) -> UInt8) -> (scalar: UInt32, length: Int) {
  switch byte(offset + 1) {
  case UInt8(ascii: "b"): return (0x08, 2)
  case UInt8(ascii: "f"): return (0x0C, 2)
  case UInt8(ascii: "n"): return (0x0A, 2)
  case UInt8(ascii: "r"): return (0x0D, 2)
  case UInt8(ascii: "t"): return (0x09, 2)
  case UInt8(ascii: "u"): break
  case let same: return (UInt32(same), 2)
  }
  func unit(at start: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 4 | (hexadecimalDigit(byte(start + $1)) ?? 0) }
  }
  let first = unit(at: offset + 2)
  guard first & 0xFC00 == 0xD800 else { return (first, 6) }
  return (0x10000 + (first & 0x3FF) << 10 + unit(at: offset + 8) & 0x3FF, 12)
}

@inline(__always)
private func forEachUTF8Byte(of scalar: UInt32, _ body: (UInt8) -> Void) {
  func low(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
  switch scalar {
  case ..<0x80:
    body(UInt8(truncatingIfNeeded: scalar))
  case ..<0x800:
    body(UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0))
    body(low(0))
  case ..<0x10000:
    body(UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0))
    body(low(6))
    body(low(0))
  default:
    body(UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0))
    body(low(12))
    body(low(6))
    body(low(0))
  }
}
