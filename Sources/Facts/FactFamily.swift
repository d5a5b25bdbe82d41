/// The facts of one provider: an enumeration of their own, with places behind those of the integration.
public protocol FactFamily: RawRepresentable<Int>, CaseIterable, Sendable {
  /// The place of the family's first fact in the schema.
  static var first: Int { get }
  /// What the fact is.
  var definition: FactDefinition { get }
}

extension FactFamily {
  /// The place of the fact in the schema.
  public var index: Int { Self.first + rawValue }

  static var definitions: [FactDefinition] { allCases.map(\.definition) }

  static func truth(_ path: String, _ meaning: String, unknown: String) -> FactDefinition {
    FactDefinition(path: path, type: .truth, meaning: meaning, unknownWhen: unknown)
  }

  static func number(_ path: String, _ unit: String, _ meaning: String, unknown: String) -> FactDefinition {
    FactDefinition(path: path, type: .number(unit: unit), meaning: meaning, unknownWhen: unknown)
  }

  static func word<Choice: Word>(
    _ path: String, _ choices: Choice.Type, _ meaning: String, unknown: String
  ) -> FactDefinition {
    FactDefinition(
      path: path, type: .word(Choice.allCases.map(\.word)), meaning: meaning, unknownWhen: unknown)
  }
}

extension FactID {
  /// One fact of a provider's.
  public init(_ fact: some FactFamily) { self.init(index: fact.index) }
}
