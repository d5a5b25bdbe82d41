internal import Facts
internal import YAMLReader

/// Reads what a fact is held against, and refuses what doesn't fit the fact's type.
struct MatcherCompiler {
  private let fact: FactDefinition
  private let data: PolicyDataTable

  init(fact: FactID, data: PolicyDataTable) {
    self.fact = FactSchema.definition(of: fact)
    self.data = data
  }

  /// The matchers of which one must match: one for each word of a list, else one. None after a problem.
  func matchers(in node: YAMLNode, _ problems: inout ProblemList) -> [Matcher] {
    switch (node.content, fact.type) {
    case (.mapping(let entries), _):
      guard let entry = entries.first, entries.count == 1 else {
        problems.add(
          "`\(fact.path)` has \(entries.count) operators", at: node.position, expected: "one operator")
        return []
      }
      if entry.name == "data" {
        if case .word = fact.type { return places(ofDatum: entry, &problems).map(Matcher.equals) }
        if case .identifier = fact.type {
          return identifiers(ofDatum: entry, &problems).map(Matcher.equals)
        }
      }
      return operation(entry, &problems).map { [$0] } ?? []
    case (.sequence(let elements), .word) where !elements.isEmpty:
      return elements.compactMap { word($0, &problems).map(Matcher.equals) }
    case (.sequence(let elements), .identifier) where !elements.isEmpty:
      return elements.compactMap { identifier($0, &problems).map(Matcher.equals) }
    case (.scalar, .identifier):
      return identifier(node, &problems).map { [.equals($0)] } ?? []
    case (.scalar, .truth):
      return truth(node, &problems).map { [.equals($0 ? 1 : 0)] } ?? []
    case (.scalar, .number):
      return number(node, &problems).map { [.equals($0)] } ?? []
    case (.scalar, .word):
      return word(node, &problems).map { [.equals($0)] } ?? []
    case (.scalar, .words), (.scalar, .day), (.sequence, _):
      problems.add("`\(fact.path)` is \(fact.type.name)", at: node.position, expected: expectation)
      return []
    }
  }

  private func operation(_ entry: YAMLEntry, _ problems: inout ProblemList) -> Matcher? {
    guard operators.contains(entry.name) else {
      let all = [
        "only", "anyOf", "allOf", "noneOf", "isEmpty", "over", "under", "atLeast", "atMost", "before", "from",
        "isKnown", "data",
      ]
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
    case "isEmpty": return truth(entry.value, &problems).map { $0 ? .equals(0) : .anyOf(-1) }
    case "only": return words(entry.value, &problems).map(Matcher.only)
    case "anyOf": return words(entry.value, &problems).map(Matcher.anyOf)
    case "allOf": return words(entry.value, &problems).map(Matcher.allOf)
    case "noneOf": return words(entry.value, &problems).map(Matcher.noneOf)
    case "over": return number(entry.value, &problems).map(Matcher.over)
    case "under": return number(entry.value, &problems).map(Matcher.under)
    case "atMost": return number(entry.value, &problems).map(Matcher.atMost)
    case "before": return day(entry.value, &problems).map(Matcher.under)
    case "from": return day(entry.value, &problems).map(Matcher.atLeast)
    default: return number(entry.value, &problems).map(Matcher.atLeast)
    }
  }

  private var operators: [String] {
    switch fact.type {
    case .truth: ["isKnown"]
    case .word, .identifier: ["data", "isKnown"]
    case .number: ["over", "under", "atLeast", "atMost", "isKnown"]
    case .day: ["before", "from", "isKnown"]
    case .words: ["only", "anyOf", "allOf", "noneOf", "isEmpty", "isKnown"]
    }
  }

  private var expectation: String {
    let operators = operators.map { "`\($0)`" }.joined(separator: ", ")
    return switch fact.type {
    case .truth: "true, false or \(operators)"
    case .number: "a whole number or one of \(operators)"
    case .identifier(let digits): "\(digits) digits in quotes, a list of such, or one of \(operators)"
    case .word: "a word, a list of words or one of \(operators)"
    case .words, .day: "one of \(operators)"
    }
  }

  private func truth(_ node: YAMLNode, _ problems: inout ProblemList) -> Bool? {
    problems.truth(node, of: "`\(fact.path)`")
  }

  private func number(_ node: YAMLNode, _ problems: inout ProblemList) -> Int? {
    if let entry = reference(in: node) {
      guard let datum = datum(entry, &problems) else { return nil }
      if case .number(let number, let unit) = datum.value, fact.type == .number(unit: unit) { return number }
      return mismatch(datum, at: entry.value, &problems)
    }
    if case .scalar(let text, false) = node.content, case .number(let number) = CoreScalar(text),
      let value = Int(number)
    {
      return value
    }
    problems.add("`\(fact.path)` is \(fact.type.name)", at: node.position, expected: "a whole number")
    return nil
  }

  private func day(_ node: YAMLNode, _ problems: inout ProblemList) -> Int? {
    guard let entry = reference(in: node) else {
      return problems.day(node, of: "what `\(fact.path)` is held against")?.number
    }
    guard let datum = datum(entry, &problems) else { return nil }
    if case .day(let day) = datum.value { return day.number }
    return mismatch(datum, at: entry.value, &problems)
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
    if let entry = reference(in: node) {
      return places(ofDatum: entry, &problems).reduce(0) { $0 | 1 << $1 }
    }
    guard let elements = node.elements, !elements.isEmpty else {
      problems.add("this isn't a list of words", at: node.position, expected: "a list of one word or more")
      return nil
    }
    return elements.reduce(0) { bits, element in
      bits | (word(element, &problems).map { 1 << $0 } ?? 0)
    }
  }
}

extension MatcherCompiler {
  /// `{ data: NAME }`, where a value is expected.
  private func reference(in node: YAMLNode) -> YAMLEntry? {
    guard let entries = node.entries, let entry = entries.first, entries.count == 1, entry.name == "data"
    else { return nil }
    return entry
  }

  private func datum(_ entry: YAMLEntry, _ problems: inout ProblemList) -> PolicyDatum? {
    guard let name = problems.text(entry.value, of: "the name of a datum") else { return nil }
    if let datum = data[name] { return datum }
    problems.addUnknown("unknown datum", name, at: entry.value.position, among: data.names)
    return nil
  }

  private func places(ofDatum entry: YAMLEntry, _ problems: inout ProblemList) -> [Int] {
    guard let datum = datum(entry, &problems) else { return [] }
    guard case .list(let words) = datum.value else {
      _ = mismatch(datum, at: entry.value, &problems)
      return []
    }
    return words.compactMap { word in
      if let place = fact.type.vocabulary.firstIndex(of: word) { return place }
      problems.addUnknown(
        "the list at \(datum.pack):\(datum.line) doesn't fit `\(fact.path)`, which has no word", word,
        at: entry.value.position, among: fact.type.vocabulary)
      return nil
    }
  }

  /// The identifiers of a list.
  private func identifiers(ofDatum entry: YAMLEntry, _ problems: inout ProblemList) -> [Int] {
    guard let datum = datum(entry, &problems) else { return [] }
    guard case .list(let words) = datum.value else {
      _ = mismatch(datum, at: entry.value, &problems)
      return []
    }
    return words.compactMap { word in
      if let number = identifier(word) { return number }
      problems.add(
        "the list at \(datum.pack):\(datum.line) doesn't fit `\(fact.path)`, which is \(fact.type.name)",
        at: entry.value.position, expected: expectation)
      return nil
    }
  }

  private func identifier(_ node: YAMLNode, _ problems: inout ProblemList) -> Int? {
    guard let text = problems.text(node, of: "an identifier") else { return nil }
    if let number = identifier(text) { return number }
    problems.add("`\(fact.path)` is \(fact.type.name)", at: node.position, expected: expectation)
    return nil
  }

  private func identifier(_ text: String) -> Int? {
    guard case .identifier(let digits) = fact.type, text.utf8.count == digits,
      text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    return Int(text)
  }

  private func mismatch(
    _ datum: PolicyDatum, at node: YAMLNode, _ problems: inout ProblemList
  ) -> Int? {
    problems.add(
      "the datum at \(datum.pack):\(datum.line) is \(datum.value.name)", at: node.position,
      expected: fact.type.name)
    return nil
  }
}
