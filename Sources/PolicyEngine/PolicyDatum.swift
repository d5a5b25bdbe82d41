public import Facts

/// Something that conditions are held against and that ages: a day, a limit, a list. It stands in a data file
/// beside the policies, with where it comes from and when that was looked up.
public struct PolicyDatum: Sendable, Equatable {
  /// What it is.
  public enum Value: Sendable, Equatable {
    /// A day.
    case day(Day)
    /// A whole number of a unit.
    case number(Int, unit: String)
    /// Words; which words may stand in it, the fact says that is held against it.
    case list([String])

    /// What it is, for people.
    var name: String {
      switch self {
      case .day: "a day"
      case .number(_, let unit): "a number of \(unit)"
      case .list: "a list of words"
      }
    }
  }

  /// How conditions call it.
  public let name: String
  /// The value in words.
  public var words: String {
    switch value {
    case .day(let day): day.description
    case .number(let number, let unit): "\(number) \(unit)"
    case .list([]): "none"
    case .list(let words): words.joined(separator: ", ")
    }
  }

  /// What it says, in a sentence.
  public let meaning: String
  /// The value.
  public let value: Value
  /// Words that policies' own tests go by where the list is empty, since only its users can fill it.
  public let example: [String]
  /// Where it comes from: an address, or the name of a document.
  public let source: String
  /// The day on which the source was looked up.
  public let asOf: Day
  /// Whether it is a list that nobody has filled so far.
  var isEmpty: Bool { value == .list([]) }

  /// The same with its example as its words.
  var exemplified: PolicyDatum {
    PolicyDatum(
      name: name, meaning: meaning, value: .list(example), example: example, source: source, asOf: asOf,
      pack: pack,
      line: line)
  }

  /// The data file that it comes from.
  public let pack: String
  /// Where it begins there.
  public let line: Int
}

/// The data that conditions may name.
struct PolicyDataTable {
  private(set) var byName: [String: PolicyDatum] = [:]

  mutating func insert(_ datum: PolicyDatum) { byName[datum.name] = datum }

  subscript(name: String) -> PolicyDatum? { byName[name] }

  /// All of them, sorted by name.
  var all: [PolicyDatum] { byName.values.sorted { $0.name < $1.name } }

  var names: [String] { byName.keys.sorted() }
}
