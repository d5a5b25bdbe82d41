/// Words of at most sixteen characters, in capitals or not, each with what it stands for.
///
/// A word is packed into a number once and looked up, however many words there are: most of what a text is asked
/// is whether it is one of dozens.
struct WordTable<Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    let word: UInt128
    let value: Value
  }

  private let slots: [Entry?]
  private let mask: Int

  /// A table of words in small letters; of one that stands twice the first counts.
  init(_ words: [(word: String, value: Value)]) {
    var size = 16
    while size < 4 * words.count { size *= 2 }
    mask = size - 1
    var slots: [Entry?] = Array(repeating: nil, count: size)
    for (word, value) in words {
      guard let packed = Self.packed(Array(word.utf8).span) else { preconditionFailure("a word is too long") }
      var slot = Self.slot(of: packed) & mask
      while let entry = slots[slot], entry.word != packed { slot = (slot + 1) & mask }
      if slots[slot] == nil { slots[slot] = Entry(word: packed, value: value) }
    }
    self.slots = slots
  }

  /// What a text stands for, if it is one of the words.
  subscript(text: Span<UInt8>) -> Value? {
    guard let packed = Self.packed(text) else { return nil }
    var slot = Self.slot(of: packed) & mask
    while let entry = slots[slot] {
      if entry.word == packed { return entry.value }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The text in small letters as a number; nil where it is empty or too long.
  private static func packed(_ text: Span<UInt8>) -> UInt128? {
    guard text.count <= 16, text.count > 0 else { return nil }
    var packed: (high: UInt64, low: UInt64) = (0, 0)
    for index in 0..<Swift.min(8, text.count) {
      packed.low = packed.low << 8 | UInt64(text[index].lowercased)
    }
    if text.count > 8 {
      for index in 8..<text.count { packed.high = packed.high << 8 | UInt64(text[index].lowercased) }
    }
    return UInt128(packed.high) << 64 | UInt128(packed.low)
  }

  private static func slot(of word: UInt128) -> Int {
    let mixed = UInt64(truncatingIfNeeded: word) ^ UInt64(truncatingIfNeeded: word >> 64) &* 3
    return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }
}

extension WordTable where Value == Bool {
  /// A set of words.
  init(set words: [String]) { self.init(words.map { ($0, true) }) }

  /// Whether a text is one of the words.
  func contains(_ text: Span<UInt8>) -> Bool { self[text] != nil }
}
