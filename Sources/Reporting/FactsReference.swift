internal import Facts

/// What facts there are, as JSON and as a page for people. Both are made from the schema that policies are
/// compiled against.
public enum FactsReference {
  /// The facts as one JSON document: path, type, unit, words, meaning, and when each is unknown.
  public static var json: [UInt8] {
    var line = JSONLine()
    line.begin(record: "factSchema")
    line.add("schema", JSONLine.factsSchema)
    line.add("facts", objects: FactSchema.definitions) { object, fact in
      object.add("path", fact.path)
      object.add("type", typeName(of: fact))
      object.add("unit", unit(of: fact))
      if !fact.type.vocabulary.isEmpty { object.add("words", fact.type.vocabulary) }
      object.add("meaning", fact.meaning)
      object.add("unknownWhen", fact.unknownWhen)
    }
    line.finish()
    return line.take()
  }

  /// The facts as a page of Markdown. Those about each field are shown once, with `FIELD` for its name.
  public static var markdown: String {
    let fields = CredentialField.allCases.map(\.word)
    var text = """
      # The facts

      What policies, here or in another engine, may know of an integration. `credence facts PATH` prints the facts of
      your integrations, one JSON object a line: `facts` by path, the paths of those that are `unknown`, and the
      `basis` of those that are less sure than what the payload says itself. No fact holds a secret.

      This page is made from the schema in the program: `make docs`.

      | fact | type | meaning | unknown when |
      | --- | --- | --- | --- |

      """
    var vocabularies: [(path: String, words: [String])] = []
    var seen: Set<String> = []
    for fact in FactSchema.definitions {
      var path = fact.path
      if let field = fields.first(where: { path.hasPrefix("credentials.\($0).") }) {
        path = "credentials.FIELD." + path.dropFirst("credentials.\(field).".count)
      }
      guard seen.insert(path).inserted else { continue }
      let type = [typeName(of: fact), unit(of: fact).map { "(\($0))" }].compactMap { $0 }.joined(
        separator: " ")
      text += "| `\(path)` | \(type) | \(fact.meaning) | \(fact.unknownWhen) |\n"
      if !fact.type.vocabulary.isEmpty { vocabularies.append((path, fact.type.vocabulary)) }
    }
    text +=
      "\n`FIELD` is one of the \(fields.count) keys of `credentials`: \(listed(fields)).\n\n## Their words\n"
    for (path, words) in vocabularies { text += "\n`\(path)`: \(listed(words)).\n" }
    return text
  }

  private static func listed(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }

  private static func typeName(of fact: FactDefinition) -> String {
    switch fact.type {
    case .truth: "truth"
    case .number: "number"
    case .identifier: "identifier"
    case .day: "day"
    case .word: "word"
    case .words: "words"
    }
  }

  private static func unit(of fact: FactDefinition) -> String? {
    switch fact.type {
    case .number(let unit): unit
    case .identifier(let digits): "\(digits) digits, as text; the last four unless asked for all"
    case .day: "RFC 3339, UTC"
    default: nil
    }
  }
}
