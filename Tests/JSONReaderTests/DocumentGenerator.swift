/// SplitMix64: the same documents for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}

/// Writes JSON documents with everything that may stand in one, and breaks them.
struct DocumentGenerator {
  var generator: SeededGenerator

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
  private mutating func one(of words: [String]) -> [UInt8] { Array(words[below(words.count)].utf8) }

  /// A document that is JSON.
  mutating func document() -> [UInt8] { space() + value(depth: 0) + space() }

  private mutating func space() -> [UInt8] { below(4) == 0 ? one(of: [" ", "\n", "\t", "\r", "  \n "]) : [] }

  private mutating func value(depth: Int) -> [UInt8] {
    switch below(depth > 5 ? 6 : 10) {
    case 0: one(of: ["true", "false", "null"])
    case 1, 2: number()
    case 3, 4, 5: string()
    case 6, 7:
      list(depth: depth, "[", "]") { $0.value(depth: depth + 1) }
    default:
      list(depth: depth, "{", "}") {
        $0.string() + $0.space() + [0x3A] + $0.space() + $0.value(depth: depth + 1)
      }
    }
  }

  private mutating func list(
    depth: Int, _ open: String, _ close: String, _ member: (inout Self) -> [UInt8]
  ) -> [UInt8] {
    var bytes = Array(open.utf8) + space()
    for index in 0..<below(5) {
      if index > 0 { bytes += [0x2C] + space() }
      bytes += member(&self) + space()
    }
    return bytes + Array(close.utf8)
  }

  private mutating func number() -> [UInt8] {
    one(of: ["", "-"]) + one(of: ["0", "1", "27", "9007199254740993", "1234567890123"])
      + one(of: ["", "", ".5", ".0", ".125", ".000001"]) + one(of: ["", "", "e3", "E+2", "e-10", "e0"])
  }

  private mutating func string() -> [UInt8] {
    var bytes: [UInt8] = [0x22]
    for _ in 0..<below(4) {
      bytes += one(of: [
        "a", "key", "data", "sixteen letters.", "é", "日本", "😀", "\u{7F}", "\u{2028}", " ", "//", "[1,2]",
        "\\n", "\\\"",
        "\\\\", "\\/", "\\u00e9", "\\u20AC", "\\ud83d\\ude00", "\\u0000", "\\b\\f\\r\\t", "\\uFFFF",
      ])
    }
    return bytes + [0x22]
  }

  /// Changes a few bytes.
  mutating func broken(_ document: [UInt8]) -> [UInt8] {
    var bytes = document
    for _ in 0...below(3) where !bytes.isEmpty {
      let place = below(bytes.count)
      switch below(7) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      case 2: bytes.swapAt(place, below(bytes.count))
      case 3: bytes.removeSubrange(place...)
      case 4:
        let end = min(bytes.count, place + below(8))
        bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
      default:
        bytes.insert(
          contentsOf: one(of: [
            ",", "]", "}", "[", "{", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "\\x", "0", "-", ".", "e",
            "+", "1e5",
            "nul", "true", "\u{0}", "\n", "\t", "/", "'", "\u{FEFF}", "é", ",,", "[]", "{}", "\"\"", "1e400",
            "NaN",
          ]), at: place)
      }
    }
    return bytes
  }
}
