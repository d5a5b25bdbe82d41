internal import JSONReader

// How hard a text that somebody may have made up is to guess. Rules of thumb, and called so.

/// What a text is made of.
struct Guessability {
  /// The power of two of the tries, if the text is random.
  let bits: Int
  /// Whether it is made of words that everybody would try, with a number of at most four digits or without.
  let isCommon: Bool
  /// Whether it is one character again and again, or runs up or down.
  let isSequence: Bool
  /// Whether it is a date of the last or this century, in figures.
  let isDate: Bool

  init(_ text: Span<UInt8>) {
    isSequence = Self.isSequence(text)
    isDate = Self.isDate(text)
    isCommon = Self.isCommon(text)
    if isSequence || isDate || isCommon {
      bits = Swift.min(Self.bitsOfGuessed, Self.bits(text))
    } else {
      bits = Self.bits(text)
    }
  }

  /// What is left at most where one sees what to try: a million tries.
  static let bitsOfGuessed = 20

  /// Hundredths of a bit a character, by the alphabet that the text shows.
  private static func bits(_ text: Span<UInt8>) -> Int {
    if isRandomGUID(text) { return 122 }
    let table = traits
    let traits = table.span
    var all: UInt8 = 0
    var digits = 0
    var changes = 0
    var consonants = 0
    var mostConsonants = 0
    var previous: UInt8 = 0
    for index in 0..<text.count {
      let trait = traits[Int(text[index])]
      all |= trait
      let group = trait & Trait.group
      if group == Trait.digit { digits += 1 }
      // From a capital to a small letter is how words start.
      if group != previous, index > 0, previous != Trait.upper || group != Trait.lower { changes += 1 }
      consonants = trait & Trait.consonant != 0 ? consonants + 1 : 0
      mostConsonants = Swift.max(mostConsonants, consonants)
      previous = group
    }
    let (hasLower, hasUpper) = (all & Trait.lower != 0, all & Trait.upper != 0)
    let (hasDigit, hasOther) = (digits > 0, all & Trait.other != 0)
    let isHexadecimal = all & Trait.beyondHexadecimal == 0
    // People write few digits, change seldom between small and capital, and put vowels between consonants.
    let looksWritten =
      changes * 4 < text.count && digits * 3 < text.count && mostConsonants < 5 && (hasLower || hasUpper)
    let each: Int
    if looksWritten {
      // Of written language, about two bits a letter (NIST SP 800-63 of 2006, appendix A).
      each = 200
    } else {
      switch (hasLower, hasUpper, hasDigit) {
      case (false, false, true): each = 332
      case (true, false, true) where isHexadecimal, (false, true, true) where isHexadecimal: each = 400
      case (true, true, true): each = hasOther ? 617 : 595
      case (true, true, false): each = hasOther ? 600 : 570
      case (false, false, false): each = 332
      case (_, _, true): each = hasOther ? 543 : 517
      default: each = hasOther ? 517 : 470
      }
    }
    return distinctCharacters(text) * each / 100
  }

  /// Whether a GUID is of version 4 (RFC 9562), whose digits are random, and looks so.
  private static func isRandomGUID(_ text: Span<UInt8>) -> Bool {
    guard Recogniser.isGUID(text), text[14] == UInt8(ascii: "4") else { return false }
    var seen: UInt32 = 0
    for index in text.indices where text[index] != UInt8(ascii: "-") {
      seen |= 1 << UInt32(text[index].isDigit ? text[index] & 15 : text[index] & 15 + 9)
    }
    // Of 30 random digits fewer than eight different ones come up once in a billion.
    return seen.nonzeroBitCount >= 8
  }

  /// How many characters aren't explained by those before: a repetition or a step up or down adds nothing, nor
  /// does all behind the first of pieces that repeat.
  private static func distinctCharacters(_ text: Span<UInt8>) -> Int {
    var count = text.count == 0 ? 0 : 1
    let end = period(of: text)
    var index = 1
    while index < end {
      let step = Int(text[index]) - Int(text[index - 1])
      if step != 0, step != 1, step != -1 { count += 1 }
      index += 1
    }
    return count
  }

  /// The length of the piece that the whole text repeats; its own where it repeats none.
  private static func period(of text: Span<UInt8>) -> Int {
    guard text.count >= 4, text.count <= 256 else { return text.count }
    for length in 1...text.count / 2 {
      var index = length
      while index < text.count, text[index] == text[index - length] { index += 1 }
      if index == text.count { return length }
    }
    return text.count
  }

  private enum Trait {
    static let lower: UInt8 = 1
    static let upper: UInt8 = 2
    static let digit: UInt8 = 4
    static let other: UInt8 = 8
    static let group: UInt8 = 15
    /// A letter that no hexadecimal number has.
    static let beyondHexadecimal: UInt8 = 16
    static let consonant: UInt8 = 32
  }

  private static let traits: [256 of UInt8] = .init { index in
    let byte = UInt8(index)
    if byte.isDigit { return Trait.digit }
    guard byte.isLetter else { return Trait.other }
    let isVowel = "aeiouy".utf8.contains(byte.lowercased)
    return (byte.isLowercaseLetter ? Trait.lower : Trait.upper)
      | (byte.isHexDigit ? 0 : Trait.beyondHexadecimal) | (isVowel ? 0 : Trait.consonant)
  }

  private static func isSequence(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 3 else { return true }
    var steps = 0
    for index in 1..<text.count {
      let step = Int(text[index]) - Int(text[index - 1])
      if step == 0 || step == 1 || step == -1 { steps += 1 }
    }
    return steps * 5 >= (text.count - 1) * 4
  }

  /// Eight digits that are a date, with separators or without.
  private static func isDate(_ text: Span<UInt8>) -> Bool {
    guard (8...10).contains(text.count) else { return false }
    var digits: [8 of Int] = .init(repeating: 0)
    var count = 0
    for index in 0..<text.count {
      let byte = text[index]
      if byte.isDigit {
        guard count < 8 else { return false }
        digits[count] = Int(byte - UInt8(ascii: "0"))
        count += 1
      } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "."), byte != UInt8(ascii: "/") {
        return false
      }
    }
    guard count == 8 else { return false }
    func number(_ start: Int, _ length: Int) -> Int {
      (start..<start + length).reduce(0) { $0 * 10 + digits[$1] }
    }
    func isDate(_ year: Int, _ first: Int, _ second: Int) -> Bool {
      (1900...2099).contains(year)
        && ((1...12).contains(first) && (1...31).contains(second)
          || (1...31).contains(first) && (1...12).contains(second))
    }
    return isDate(number(0, 4), number(4, 2), number(6, 2))
      || isDate(number(4, 4), number(0, 2), number(2, 2))
  }

  private static func isCommon(_ text: Span<UInt8>) -> Bool {
    var digits = 0
    var start = 0
    var words = 0
    for index in 0...text.count where index == text.count || !text[index].isLetter {
      if index < text.count, text[index].isDigit { digits += 1 }
      if index > start {
        let word = text.extracting(start..<index)
        guard commonWords.contains(word) || KnownWords.make(up: word) else {
          return false
        }
        words += 1
      }
      start = index + 1
    }
    return words > 0 && digits <= 4
  }

  private static let commonWords = WordTable(set: [
    "admin", "administrator", "byoc", "changeit", "changeme", "company", "default", "demo", "dev", "develop",
    "development", "eks", "example", "foo", "bar", "hello", "iam", "letmein", "live", "main", "master", "my",
    "none", "northflank", "ops", "pa", "ss", "word", "platform", "prod", "production", "qwerty", "sample",
    "sandbox",
    "stage", "staging", "super", "temp", "test", "testing", "the", "this", "tmp", "welcome",
  ])
}

extension Span<UInt8> {
  /// Whether the text is this one.
  func holds(_ text: String) -> Bool { count == text.utf8.count && hasPrefix(text) }

  /// The number that the digits in `range` write; nil where there is anything else.
  func number(in range: Range<Int>) -> Int? {
    guard range.upperBound <= count, (1...18).contains(range.count) else { return nil }
    var number = 0
    for index in range {
      guard self[index].isDigit else { return nil }
      number = number * 10 + Int(self[index] - UInt8(ascii: "0"))
    }
    return number
  }

  /// Whether both texts are the same letters and digits, in capitals or not, whatever stands between them.
  func isAlike(_ other: Span<UInt8>) -> Bool {
    var left = 0
    var right = 0
    while true {
      while left < count, !self[left].isLetter, !self[left].isDigit { left += 1 }
      while right < other.count, !other[right].isLetter, !other[right].isDigit { right += 1 }
      if left == count || right == other.count { return left == count && right == other.count && right > 0 }
      if self[left].lowercased != other[right].lowercased { return false }
      left += 1
      right += 1
    }
  }

  private var firstLetterOrDigit: UInt8? {
    for index in indices where self[index].isLetter || self[index].isDigit { return self[index].lowercased }
    return nil
  }

  /// Whether another text, of four characters or more, stands within this one, in capitals or not.
  func contains(alike other: Span<UInt8>) -> Bool {
    guard other.count >= 4, count >= other.count else { return false }
    guard let first = other.firstLetterOrDigit else { return false }
    for start in 0...count - other.count {
      let byte = self[start]
      guard byte.lowercased == first || !byte.isLetter && !byte.isDigit else { continue }
      if extracting(start..<start + other.count).isAlike(other) { return true }
    }
    return false
  }
}
