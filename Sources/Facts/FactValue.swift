/// What a fact is written in.
public enum FactType: Sendable, Equatable {
  /// True or false.
  case truth
  /// A whole number of this unit.
  case number(unit: String)
  /// A number of so many digits that names something, such as an account. Its last four are shown unless
  /// somebody asks for all.
  case identifier(digits: Int)
  /// A day, in days since 1970-01-01.
  case day
  /// One word out of a vocabulary.
  case word([String])
  /// A set of words out of a vocabulary of at most 55.
  case words([String])

  /// The type's name, for people.
  public var name: String {
    switch self {
    case .truth: "true or false"
    case .number(let unit): "a number of \(unit)"
    case .identifier(let digits): "an identifier of \(digits) digits"
    case .day: "a day"
    case .word: "a word"
    case .words: "a set of words"
    }
  }

  /// The vocabulary; empty for what isn't words.
  public var vocabulary: [String] {
    switch self {
    case .truth, .number, .identifier, .day: []
    case .word(let words), .words(let words): words
    }
  }

  /// A value of the type in words, as messages and tables show it; "unknown" where it is.
  public func words(for value: FactValue, showsIdentifiers: Bool = false) -> String {
    guard value.isKnown else { return "unknown" }
    switch self {
    case .truth: return value.number == 1 ? "true" : "false"
    case .number: return String(value.number)
    case .identifier(let count):
      let digits = String(value.number)
      let whole = String(repeating: "0", count: max(0, count - digits.count)) + digits
      return showsIdentifiers ? whole : "…" + whole.suffix(4)
    case .day: return Day(number: value.number).description
    case .word(let vocabulary): return vocabulary[value.number]
    case .words(let vocabulary):
      return vocabulary.indices.filter { value.number >> $0 & 1 == 1 }.map { vocabulary[$0] }
        .joined(separator: ", ")
    }
  }
}

/// One fact's value, or that it isn't known. What the number means depends on the fact's type: 0 or 1, a
/// number, days since 1970-01-01, a word's place in the vocabulary, or a set of such places as bits.
///
/// All of it lies in eight bytes: every integration has hundreds of them, and there is no padding between them that
/// would keep what stood in its place before.
public struct FactValue: Sendable, Equatable {
  /// Nothing is known.
  public static let unknown = FactValue(bits: 0)

  /// Numbers go from minus this to this; what is beyond is taken for the nearest.
  public static let greatest = 1 << 55 - 1

  /// The number above, then four bits for the basis, and four that say whether anything is known.
  private let bits: Int64

  /// Whether anything is known.
  public var isKnown: Bool { bits & 1 != 0 }

  /// How sure it is.
  public var basis: Basis { Basis(rawValue: Int(bits >> 4 & 15)) ?? .inferred }

  /// The value, meaningful where `isKnown`.
  public var number: Int { Int(bits >> 8) }

  /// A known value.
  public init(_ number: Int, basis: Basis = .fact) {
    let number = min(max(number, -Self.greatest), Self.greatest)
    self.init(bits: Int64(number) << 8 | Int64(basis.ordinal) << 4 | 1)
  }

  private init(bits: Int64) { self.bits = bits }

  /// A truth.
  public static func truth(_ value: Bool, basis: Basis = .fact) -> FactValue {
    FactValue(value ? 1 : 0, basis: basis)
  }

  /// One word.
  public static func word(_ word: some Word, basis: Basis = .fact) -> FactValue {
    FactValue(word.ordinal, basis: basis)
  }
}
