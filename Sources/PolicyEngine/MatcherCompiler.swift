internal import Facts
internal import YAMLReader

/// Reads what a fact is held against, and refuses what doesn't fit the fact's type.
struct MatcherCompiler {
  private let fact: FactDefinition

  init(fact: FactID) { self.fact = FactSchema.definition(of: fact) }

  /// The matchers of which one must match: one for each word of a list, else one. None after a problem.
  func matchers(in node: YAMLNode, _ problems: inout ProblemList) -> [Matcher] {
    switch (node.content, fact.type) {
    case (.mapping(let entries), _):
      guard let entry = entries.first, entries.count == 1 else {
        problems.add(
          "`\(fact.path)` has \(entries.count) operators", at: node.position, expected: "one operator")
        return []
      }
      return operation(entry, &problems).map { [$0] } ?? []
    case (.sequence(let elements), .word) where !elements.isEmpty:
      return elements.compactMap { word($0, &problems).map(Matcher.equals) }
    case (.scalar, .truth):
      return truth(node, &problems).map { [.equals($0 ? 1 : 0)] } ?? []
    case (.scalar, .number):
      return number(node, &problems).map { [.equals($0)] } ?? []
    case (.scalar, .word):
      return word(node, &problems).map { [.equals($0)] } ?? []
    case (.scalar, .words), (.sequence, _):
      problems.add("`\(fact.path)` is \(fact.type.name)", at: node.position, expected: expectation)
      return []
    }
  }

  private func operation(_ entry: YAMLEntry, _ problems: inout ProblemList) -> Matcher? {
    guard operators.contains(entry.name) else {
      let all = ["only", "anyOf", "allOf", "noneOf", "over", "under", "atLeast", "atMost", "isKnown"]
      if all.contains(entry.name) {
        problems.add(
          "the operator `\(entry.name)` doesn't fit `\(fact.path)`, which is \(fact.type.name)",
          at: entry.position, expected: expectation)
      } else {
        problems.addUnknown("unknown operator", entry.name, at: entry.position, among: operators)
      }
      return nil
    }
    switch entry.name {
    case "isKnown": return truth(entry.value, &problems).map(Matcher.isKnown)
    case "only": return words(entry.value, &problems).map(Matcher.only)
    case "anyOf": return words(entry.value, &problems).map(Matcher.anyOf)
    case "allOf": return words(entry.value, &problems).map(Matcher.allOf)
    case "noneOf": return words(entry.value, &problems).map(Matcher.noneOf)
    case "over": return number(entry.value, &problems).map(Matcher.over)
    case "under": return number(entry.value, &problems).map(Matcher.under)
    case "atLeast": return number(entry.value, &problems).map(Matcher.atLeast)
    default: return number(entry.value, &problems).map(Matcher.atMost)
    }
  }

  private var operators: [String] {
    switch fact.type {
    case .truth, .word: ["isKnown"]
    case .number: ["over", "under", "atLeast", "atMost", "isKnown"]
    case .words: ["only", "anyOf", "allOf", "noneOf", "isKnown"]
    }
  }

  private var expectation: String {
    let operators = operators.map { "`\($0)`" }.joined(separator: ", ")
    return switch fact.type {
    case .truth: "true, false or \(operators)"
    case .number: "a whole number or one of \(operators)"
    case .word: "a word, a list of words or \(operators)"
    case .words: "one of \(operators)"
    }
  }

  private func truth(_ node: YAMLNode, _ problems: inout ProblemList) -> Bool? {
    problems.truth(node, of: "`\(fact.path)`")
  }

  private func number(_ node: YAMLNode, _ problems: inout ProblemList) -> Int? {
    if case .scalar(let text, false) = node.content, case .number(let number) = CoreScalar(text),
      let value = Int(number)
    {
      return value
    }
    problems.add("`\(fact.path)` is \(fact.type.name)", at: node.position, expected: "a whole number")
    return nil
  }

  private func word(_ node: YAMLNode, _ problems: inout ProblemList) -> Int? {
    guard let word = problems.text(node, of: "a word of `\(fact.path)`") else { return nil }
    if let place = fact.type.vocabulary.firstIndex(of: word) { return place }
    problems.addUnknown(
      "`\(fact.path)` has no word", word, at: node.position, among: fact.type.vocabulary)
    return nil
  }

  /// A list of words as bits.
  private func words(_ node: YAMLNode, _ problems: inout ProblemList) -> Int? {
    guard let elements = node.elements, !elements.isEmpty else {
      problems.add("this isn't a list of words", at: node.position, expected: "a list of one word or more")
      return nil
    }
    return elements.reduce(0) { bits, element in
      bits | (word(element, &problems).map { 1 << $0 } ?? 0)
    }
  }
}
