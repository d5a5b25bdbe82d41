public import Facts

/// What an integration's name says of what it is for. A rule of thumb: people call things as they like.
enum NameReading {
  /// The environment that a name speaks of; `none` where it names none, or two that contradict each other.
  static func environment(in text: Span<UInt8>) -> EnvironmentHint {
    var isProduction = false
    var isDevelopment = false
    var isTemporary = false
    var isNegated = false
    var start = 0
    for index in 0...text.count where index == text.count || !text[index].isLetter {
      let word = text.extracting(start..<index)
      start = index + 1
      guard mayBeKnown(word) else {
        if !word.isEmpty { isNegated = false }
        continue
      }
      if self.is(word, oneOf: production) {
        if isNegated { isDevelopment = true } else { isProduction = true }
      }
      isDevelopment = isDevelopment || self.is(word, oneOf: development)
      isTemporary = isTemporary || self.is(word, oneOf: temporary)
      // As in "non prod" and "pre-production".
      isNegated = self.is(word, oneOf: negations)
    }
    if isTemporary { return .temporary }
    if isProduction == isDevelopment { return .none }
    return isProduction ? .production : .development
  }

  private static let production = ["prod", "production", "prd", "live"]
  private static let development = [
    "dev", "develop", "development", "test", "testing", "tests", "stage", "staging", "stg", "qa", "uat",
    "sandbox",
    "preview", "nonprod", "preprod",
  ]
  private static let temporary = [
    "tmp", "temp", "temporary", "demo", "poc", "trial", "hackathon", "playground", "experiment", "scratch",
  ]
  private static let negations = ["non", "pre", "not", "no"]

  /// The first letters of all words above, by their length, as bits.
  private static let beginnings: [16 of UInt32] = {
    var beginnings: [16 of UInt32] = .init(repeating: 0)
    for word in production + development + temporary + negations {
      if let first = word.utf8.first { beginnings[word.utf8.count] |= 1 << UInt32(first & 31) }
    }
    return beginnings
  }()

  private static func mayBeKnown(_ word: Span<UInt8>) -> Bool {
    guard word.count > 1, word.count < 16 else { return false }
    return beginnings[word.count] >> UInt32(word[0] & 31) & 1 == 1
  }

  private static func `is`(_ word: Span<UInt8>, oneOf words: [String]) -> Bool {
    for candidate in words where word.isWord(candidate) { return true }
    return false
  }
}

extension EnvironmentHint {
  /// The environment that an integration's name speaks of.
  public init(ofName name: String) {
    // A name that is withheld says nothing.
    guard !name.hasPrefix("[redacted:") else {
      self = .none
      return
    }
    let text = Array(name.utf8)
    self = NameReading.environment(in: text.span)
  }
}
