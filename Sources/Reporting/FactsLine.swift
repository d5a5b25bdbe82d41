public import Facts

extension JSONLine {
  /// The version of the facts' format.
  public static var factsSchema: String { "credence.facts/1" }

  /// Adds a line with all facts about an integration, for other engines to judge. `place` is where it stands in
  /// `source`.
  ///
  /// `facts` holds those that are known, `unknown` the paths of the others, so that what isn't there can't be
  /// taken for false; `basis` says of those that aren't plain facts how sure they are. Identifiers are written
  /// whole only where `showsIdentifiers`.
  public mutating func add(
    factsOf integration: CheckedIntegration, source: String, place: RecordPlace,
    showsIdentifiers: Bool = false
  ) {
    let facts = integration.facts
    let definitions = FactSchema.definitions
    begin(record: "facts")
    add("schema", Self.factsSchema)
    add("integration", integration.id.description)
    if !integration.hasStableID { add("stable", false) }
    add("name", integration.name?.description)
    add("source", source)
    add("place", place)
    add("facts") {
      for (index, definition) in definitions.enumerated() {
        let value = facts[FactID(index: index)]
        if value.isKnown { $0.add(definition, value, showsIdentifiers) }
      }
    }
    add("basis") {
      for (index, definition) in definitions.enumerated() {
        let value = facts[FactID(index: index)]
        if value.isKnown, value.basis != .fact { $0.add(definition.path, value.basis.word) }
      }
    }
    add(
      "unknown", definitions.indices.filter { !facts[FactID(index: $0)].isKnown }.map { definitions[$0].path }
    )
    finish()
  }

  /// Adds a known fact, as its type is written.
  mutating func add(_ definition: FactDefinition, _ value: FactValue, _ showsIdentifiers: Bool = false) {
    let path = definition.path
    switch definition.type {
    case .truth: add(path, value.number == 1)
    case .number: add(path, value.number)
    case .identifier: add(path, definition.type.words(for: value, showsIdentifiers: showsIdentifiers))
    case .day: add(path, Day(number: value.number).description)
    case .word(let words): add(path, words[value.number])
    case .words(let words): add(path, words.indices.filter { value.number >> $0 & 1 == 1 }.map { words[$0] })
    }
  }
}
