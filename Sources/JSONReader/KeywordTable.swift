/// Known words by the hash that the JSON reader gives each key anyway. Whoever looks one up compares the text
/// too, so that nobody can pass one word off as another.
public struct KeywordTable<Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let hash: UInt32
    let text: Range<Int>
    let value: Value
  }

  private let slots: [Entry?]
  private let mask: Int
  private let texts: [UInt8]

  /// A table of these words, each with what it stands for.
  public init(_ words: [(name: String, value: Value)]) {
    // A quarter full at most, so that probing is short.
    var size = 64
    while size < 4 * words.count { size *= 2 }
    mask = size - 1
    var slots: [Entry?] = Array(repeating: nil, count: size)
    var texts: [UInt8] = []
    for word in words {
      let start = texts.count
      texts += word.name.utf8
      let hash = jsonKeyHash(of: word.name)
      var slot = Int(hash) & mask
      while slots[slot] != nil { slot = (slot + 1) & mask }
      slots[slot] = Entry(hash: hash, text: start..<texts.count, value: word.value)
    }
    self.slots = slots
    self.texts = texts
  }

  /// The word that a text of this hash is.
  public func value(of text: Span<UInt8>, hash: UInt32) -> Value? {
    var slot = Int(hash) & mask
    while let entry = slots[slot] {
      if entry.hash == hash, matches(text, entry.text) { return entry.value }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The word that a text is.
  public func value(of text: Span<UInt8>) -> Value? {
    value(of: text, hash: jsonKeyHash(of: text))
  }

  @inline(__always)
  private func matches(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard text.count == range.count else { return false }
    for index in 0..<text.count where text[index] != texts[range.lowerBound &+ index] { return false }
    return true
  }
}
