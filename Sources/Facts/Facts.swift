/// Everything that policies may know of one integration. It holds no text and so no secret.
public struct Facts: Sendable {
  private var values: [FactValue]

  /// All facts unknown.
  public init() {
    values = Array(repeating: .unknown, count: FactSchema.definitions.count)
  }

  /// One fact's value.
  public subscript(fact: FactID) -> FactValue {
    get { values[fact.index] }
    set { values[fact.index] = newValue }
  }

  /// One fact about the integration as a whole.
  public subscript(fact: IntegrationFact) -> FactValue {
    get { values[fact.rawValue] }
    set { values[fact.rawValue] = newValue }
  }

  /// One fact of a provider's.
  public subscript(fact: some FactFamily) -> FactValue {
    get { values[fact.index] }
    set { values[fact.index] = newValue }
  }

  /// States what is known of the field with that place in the vocabulary.
  public mutating func setField(_ ordinal: Int, state: FactValue, isSet: FactValue, kind: FactValue) {
    var span = values.mutableSpan
    let base = FieldFactIDs(ordinal).base
    span[base] = state
    span[base + 1] = isSet
    span[base + 2] = kind
  }

  /// Forgets everything, keeping the storage.
  public mutating func reset() {
    var span = values.mutableSpan
    for index in span.indices { span[index] = .unknown }
  }

  /// A fact in words, as messages and tables show it; "unknown" where it is.
  public func words(for fact: FactID) -> String {
    FactSchema.definition(of: fact).type.words(for: self[fact])
  }
}
