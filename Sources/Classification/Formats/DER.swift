/// Walks over DER (X.690) where it lies: definite lengths only, nothing is trusted, nothing copied.
///
/// Own code, since SwiftASN1 takes arrays alone, which would put a private key onto the heap.
struct DERCursor {
  /// The tags that keys and certificates are made of.
  enum Tag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let bmpString: UInt8 = 0x1E
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
    /// A constructed one whose meaning its place gives.
    static func context(_ number: UInt8) -> UInt8 { 0xA0 | number }
  }

  private var position: Int
  private let end: Int

  /// The elements within `range`.
  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// Whether there are no more.
  var isAtEnd: Bool { position >= end }

  /// The content of the next element, if it has that tag; else nil, and the cursor stays.
  mutating func next(_ tag: UInt8, in bytes: Span<UInt8>) -> Range<Int>? {
    guard let element = peek(bytes), element.tag == tag else { return nil }
    position = element.content.upperBound
    return element.content
  }

  /// The next element, which the cursor steps over.
  mutating func next(in bytes: Span<UInt8>) -> (tag: UInt8, content: Range<Int>)? {
    guard let element = peek(bytes) else { return nil }
    position = element.content.upperBound
    return element
  }

  private func peek(_ bytes: Span<UInt8>) -> (tag: UInt8, content: Range<Int>)? {
    guard end <= bytes.count, position + 2 <= end else { return nil }
    let tag = bytes[position]
    // No key needs a tag of several bytes.
    guard tag & 0x1F != 0x1F else { return nil }
    var start = position + 2
    var length = Int(bytes[position + 1])
    if length >= 0x80 {
      let count = length & 0x7F
      guard (1...4).contains(count), start + count <= end else { return nil }
      length = 0
      for index in 0..<count { length = length << 8 | Int(bytes[start + index]) }
      start += count
    }
    guard length <= end - start else { return nil }
    return (tag, start..<start + length)
  }
}

extension Span<UInt8> {
  /// Whether the bytes in `range` are these.
  func holds(_ bytes: [UInt8], at range: Range<Int>) -> Bool {
    guard range.count == bytes.count, range.upperBound <= count else { return false }
    for index in bytes.indices where self[range.lowerBound + index] != bytes[index] { return false }
    return true
  }
}
