internal import Facts
internal import YAMLReader

/// Reading single values, where what doesn't fit becomes a problem.
extension ProblemList {
  /// A text that isn't empty, without the line breaks at its end that block texts have.
  ///
  /// `null` is a text too where somebody wrote it: it is a word of some vocabularies.
  mutating func text(_ node: YAMLNode, of what: String) -> String? {
    if let text = node.text {
      if Self.holdsControlCharacter(text) {
        add("\(what) holds a control character", at: node.position, expected: "text that only says something")
        return nil
      }
      let end = text.lastIndex { !$0.isWhitespace }
      if let end { return String(text[...end]) }
    }
    add("\(what) isn't a text", at: node.position, expected: "a text")
    return nil
  }

  /// A text in one line.
  mutating func line(_ node: YAMLNode, of what: String) -> String? {
    guard let text = text(node, of: what) else { return nil }
    if !text.utf8.contains(0x0A) { return text }
    add("\(what) has several lines", at: node.position, expected: "one line")
    return nil
  }

  /// Whether a text could steer a terminal: escapes of quoted texts can stand for anything.
  private static func holdsControlCharacter(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 || $0 == 0x0A }) { return false }
    return text.unicodeScalars.contains { scalar in
      scalar.value < 0x20 && scalar != "\n" || 0x7F...0x9F ~= scalar.value
    }
  }

  /// `true` or `false`, not quoted.
  mutating func truth(_ node: YAMLNode, of what: String) -> Bool? {
    if case .scalar(let text, false) = node.content {
      if case .truth(let value) = CoreScalar(text) { return value }
    }
    let nearest = node.text.flatMap { Spelling.nearest(to: $0, among: ["true", "false"]) }
    add("\(what) isn't true or false", at: node.position, expected: "true or false", nearest: nearest)
    return nil
  }

  /// A whole number, not quoted.
  mutating func number(_ node: YAMLNode, of what: String) -> Int? {
    if case .scalar(let text, false) = node.content, case .number(let number) = CoreScalar(text),
      let value = Int(number)
    {
      return value
    }
    add("\(what) isn't a whole number", at: node.position, expected: "a whole number")
    return nil
  }

  /// A day, quoted or not.
  mutating func day(_ node: YAMLNode, of what: String) -> Day? {
    if let day = node.text.flatMap({ Day($0) }) { return day }
    add("\(what) isn't a day", at: node.position, expected: "a day such as 2026-09-30")
    return nil
  }

  /// A word of a vocabulary.
  mutating func word<W: Word>(_ node: YAMLNode, of what: String, as vocabulary: W.Type = W.self) -> W? {
    guard let text = text(node, of: what) else { return nil }
    if let word = W(word: text) { return word }
    addUnknown("unknown \(what)", text, at: node.position, among: W.allCases.map(\.word))
    return nil
  }

  /// The elements of a list that isn't empty.
  mutating func list(_ node: YAMLNode, of what: String) -> [YAMLNode] {
    if let elements = node.elements, !elements.isEmpty { return elements }
    add("\(what) isn't a list", at: node.position, expected: "a list of one or more")
    return []
  }

  /// The entries of a mapping that has only these keys and all of the required ones. Missing ones are told
  /// where the mapping begins, unknown ones where they stand and left out.
  mutating func entries(
    _ node: YAMLNode, of what: String, keys: [String], required: [String]
  ) -> [YAMLEntry] {
    guard let entries = node.entries else {
      add("\(what) isn't a mapping", at: node.position, expected: "keys with values: " + Self.listed(keys))
      return []
    }
    for key in required where node[key] == nil {
      add("\(what) has no `\(key)`", at: node.position, expected: "the key `\(key)`")
    }
    for entry in entries where !keys.contains(entry.name) {
      let nearest = Spelling.nearest(to: entry.name, among: keys)
      add(
        "\(what) has no key `\(entry.name)`", at: entry.position, expected: Self.listed(keys),
        nearest: nearest)
    }
    return entries.filter { keys.contains($0.name) }
  }
}
