internal import JSONReader

/// A reference in a text of a template: `${args.NAME}` or `${args['NAME']}`, `${refs.node.id}`,
/// `${fn.base64(args.NAME)}`.
struct Reference {
  /// Where it stands, with its brackets.
  let range: Range<Int>
  /// Whether it is the name of an argument and nothing else.
  let isPlain: Bool
  private let inside: Range<Int>

  /// The first reference at or behind `start`.
  init?(in bytes: Span<UInt8>, from start: Int, to end: Int) {
    var open = start
    while true {
      open = offset(of: UInt8(ascii: "$"), in: bytes.extracting(0..<end), from: open)
      guard open + 2 < end else { return nil }
      if bytes[open + 1] == UInt8(ascii: "{") { break }
      open += 1
    }
    let close = offset(of: UInt8(ascii: "}"), in: bytes.extracting(0..<end), from: open)
    guard close < end else { return nil }
    range = open..<close + 1
    var first = open + 2
    var last = close
    while first < last, bytes[first] == 0x20 { first += 1 }
    while last > first, bytes[last - 1] == 0x20 { last -= 1 }
    inside = first..<last
    var names = Names(inside: inside)
    let name = names.next(in: bytes)
    isPlain = name != nil && names.isAtStart && names.start == last
  }

  /// The arguments that it names.
  func names(in bytes: Span<UInt8>) -> Names { Names(inside: inside) }

  /// Names of arguments, one after another: what stands behind `args.` or `arguments.`, or in brackets and quotes
  /// behind `args` or `arguments`.
  struct Names {
    /// Where the next one is looked for.
    private(set) var start: Int
    private let first: Int
    private let end: Int
    /// Whether the last name was the first thing in the brackets.
    private(set) var isAtStart = false

    init(inside: Range<Int>) {
      start = inside.lowerBound
      first = inside.lowerBound
      end = inside.upperBound
    }

    mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
      while start < end {
        let word = start
        while start < end, Self.isPartOfName(bytes[start]) { start += 1 }
        let length = start - word
        for prefix: StaticString in ["args.", "arguments."] where length > prefix.utf8CodeUnitCount {
          if Self.starts(bytes, at: word, with: prefix) {
            isAtStart = word == first
            return word + prefix.utf8CodeUnitCount..<start
          }
        }
        for word: StaticString in ["args", "arguments"] where length == word.utf8CodeUnitCount {
          guard Self.starts(bytes, at: start - length, with: word), let name = quoted(bytes) else { continue }
          isAtStart = start - length == first
          start = name.upperBound + 2
          return name
        }
        if length == 0 { start += 1 }
      }
      return nil
    }

    /// The name in `['NAME']` at where the walk stands.
    private func quoted(_ bytes: Span<UInt8>) -> Range<Int>? {
      guard start + 4 < end, bytes[start] == UInt8(ascii: "[") else { return nil }
      let quote = bytes[start + 1]
      guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
      let close = offset(of: quote, in: bytes.extracting(0..<end), from: start + 2)
      guard close > start + 2, close + 1 < end, bytes[close + 1] == UInt8(ascii: "]") else { return nil }
      return start + 2..<close
    }

    private static func starts(_ bytes: Span<UInt8>, at start: Int, with prefix: StaticString) -> Bool {
      for index in 0..<prefix.utf8CodeUnitCount where unsafe bytes[start + index] != prefix.utf8Start[index] {
        return false
      }
      return true
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
