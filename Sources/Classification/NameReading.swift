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
      guard let meaning = meanings[word] else {
        if !word.isEmpty { isNegated = false }
        continue
      }
      switch meaning {
      case .production: if isNegated { isDevelopment = true } else { isProduction = true }
      case .development: isDevelopment = true
      case .temporary: isTemporary = true
      case .negation: break
      }
      // As in "non prod" and "pre-production".
      isNegated = meaning == .negation
    }
    if isTemporary { return .temporary }
    if isProduction == isDevelopment { return .none }
    return isProduction ? .production : .development
  }

  private enum Meaning { case production, development, temporary, negation }

  private static let meanings = WordTable<Meaning>(
    ["prod", "production", "prd", "live"].map { ($0, .production) }
      + [
        "dev", "develop", "development", "test", "testing", "tests", "stage", "staging", "stg", "qa", "uat",
        "sandbox", "preview", "nonprod", "preprod",
      ].map { ($0, .development) }
      + [
        "tmp", "temp", "temporary", "demo", "poc", "trial", "hackathon", "playground", "experiment",
        "scratch",
      ].map { ($0, .temporary) } + ["non", "pre", "not", "no"].map { ($0, .negation) })
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
