/// What a fact is written in.
public enum FactType: Sendable, Equatable {
  /// True or false.
  case truth
  /// A whole number of this unit.
  case number(unit: String)
  /// A day, in days since 1970-01-01.
  case day
  /// One word out of a vocabulary.
  case word([String])
  /// A set of words out of a vocabulary of at most 64.
  case words([String])

  /// The type's name, for people.
  public var name: String {
    switch self {
    case .truth: "true or false"
    case .number(let unit): "a number of \(unit)"
    case .day: "a day"
    case .word: "a word"
    case .words: "a set of words"
    }
  }

  /// The vocabulary; empty for what isn't words.
  public var vocabulary: [String] {
    switch self {
    case .truth, .number, .day: []
    case .word(let words), .words(let words): words
    }
  }
}

/// One fact's value, or that it isn't known. What the number means depends on the fact's type: 0 or 1, a
/// number, days since 1970-01-01, a word's place in the vocabulary, or a set of such places as bits.
public struct FactValue: Sendable, Equatable {
  /// Nothing is known.
  public static let unknown = FactValue(isKnown: false, basis: .fact, number: 0)

  /// Whether anything is known.
  public let isKnown: Bool
  /// How sure it is.
  public let basis: Basis
  /// The value, meaningful where `isKnown`.
  public let number: Int

  /// A known value.
  public init(_ number: Int, basis: Basis = .fact) {
    self.init(isKnown: true, basis: basis, number: number)
  }

  private init(isKnown: Bool, basis: Basis, number: Int) {
    self.isKnown = isKnown
    self.basis = basis
    self.number = number
  }

  /// A truth.
  public static func truth(_ value: Bool, basis: Basis = .fact) -> FactValue {
    FactValue(value ? 1 : 0, basis: basis)
  }

  /// One word.
  public static func word(_ word: some Word, basis: Basis = .fact) -> FactValue {
    FactValue(word.ordinal, basis: basis)
  }
}
