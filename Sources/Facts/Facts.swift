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

  /// States the same of all fields as of those of another integration.
  public mutating func setFields(_ fields: FieldFacts) {
    let base = FieldFactIDs(0).base
    values.replaceSubrange(base..<base + fields.values.count, with: fields.values)
  }

  /// States what stands in the field with that place in the vocabulary.
  public mutating func setField(_ ordinal: Int, state: FactValue) {
    values[FieldFactIDs(ordinal).base] = state
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
    span.update(repeating: .unknown)
  }

  /// A fact in words, as messages and tables show it; "unknown" where it is.
  public func words(for fact: FactID) -> String {
    FactSchema.definition(of: fact).type.words(for: self[fact])
  }
}

/// What is known of all fields of `credentials`.
public struct FieldFacts: Sendable {
  fileprivate let values: [FactValue]

  /// What `make` says of each field, by its place in the vocabulary: what stands in it, whether it has a value,
  /// and what that is.
  public init(_ make: (Int) -> (state: FactValue, isSet: FactValue, kind: FactValue)) {
    values = CredentialField.allCases.indices.flatMap { ordinal in
      let field = make(ordinal)
      return [field.state, field.isSet, field.kind]
    }
  }
}
