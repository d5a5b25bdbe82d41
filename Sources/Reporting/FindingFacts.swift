internal import Facts
internal import JSONReader

extension JSONLine {
  /// Adds the facts that a policy's condition names; `null` stands for what isn't known, so that it can't be taken
  /// for false.
  mutating func add(_ key: String, _ named: [FactID], of facts: Facts) {
    add(key) {
      for fact in named {
        let value = facts[fact]
        let definition = FactSchema.definition(of: fact)
        if value.isKnown { $0.add(definition, value) } else { $0.addNull(definition.path) }
      }
    }
  }
}

extension FindingFact {
  /// The facts of a finding's record that this version knows, in the order of the record.
  static func all(in object: ReportValue?) -> [FindingFact] {
    (object?.members ?? []).compactMap { path, value in
      FactSchema.fact(at: path).map {
        let type = FactSchema.definition(of: $0).type
        let known = Self.value(value, of: type)
        return FindingFact(fact: $0, value: known, words: value.text ?? type.words(for: known))
      }
    }
  }

  /// What was written of a fact; unknown where this version doesn't know the word.
  private static func value(_ value: ReportValue, of type: FactType) -> FactValue {
    switch type {
    case .truth: return value.truth.map { .truth($0) } ?? .unknown
    // Of an identifier only the end is written, which is its words.
    case .identifier: return .unknown
    case .number: return value.number.map { FactValue($0) } ?? .unknown
    case .day: return value.text.flatMap { Day($0) }.map { FactValue($0.number) } ?? .unknown
    case .word(let words): return value.text.flatMap(words.firstIndex).map { FactValue($0) } ?? .unknown
    case .words(let words):
      let places = value.texts.map(words.firstIndex)
      guard value.type == .array, !places.contains(nil) else { return .unknown }
      return FactValue(places.reduce(0) { $0 | 1 << ($1 ?? 0) })
    }
  }
}
