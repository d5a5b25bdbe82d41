internal import Facts
internal import YAMLReader

/// A datum as it was read, with what loading has to know of it.
struct ReadDatum {
  let datum: PolicyDatum
  let namePosition: YAMLPosition
  let overrides: Bool
}

/// Reads a data file.
struct DataReader {
  private static let required = ["name", "meaning", "source", "asOf"]
  private static let values = ["day", "number", "list"]
  private static let keys = required + values + ["unit", "example", "overrides"]

  private var problems: ProblemList

  /// The data of a pack, and what is wrong with it, by line.
  static func read(_ pack: PolicyPack) -> (data: [ReadDatum], problems: [PolicyProblem]) {
    var reader = DataReader(problems: ProblemList(pack: pack.name))
    var data: [ReadDatum] = []
    do {
      let root = try YAMLNode(reading: pack.text)
      for node in reader.problems.list(root, of: "a data file") {
        if let datum = reader.datum(node) { data.append(datum) }
      }
    } catch {
      reader.problems.add(error.reason, at: error.position)
    }
    return (data, reader.problems.problems.sorted { $0.place < $1.place })
  }

  private mutating func datum(_ node: YAMLNode) -> ReadDatum? {
    var texts: [String: String] = [:]
    var asOf: Day?
    var value: PolicyDatum.Value?
    var valueCount = 0
    var example: [String] = []
    var overrides = false
    for entry in problems.entries(node, of: "a datum", keys: Self.keys, required: Self.required) {
      switch entry.name {
      case "asOf": asOf = problems.day(entry.value, of: "asOf")
      case "overrides": overrides = problems.truth(entry.value, of: "overrides") ?? false
      case "day", "number", "list":
        valueCount += 1
        value = self.value(entry, of: node)
      case "example":
        if node["list"]?.elements?.isEmpty != true {
          problems.add(
            "only empty lists have an example", at: entry.position, expected: "`list: []` beside it")
        }
        example = words(entry.value, of: "example")
      case "unit":
        if node["number"] == nil {
          problems.add("only numbers have a unit", at: entry.position, expected: "`number` beside it")
        }
      default: texts[entry.name] = problems.line(entry.value, of: entry.name)
      }
    }
    if node.entries != nil, valueCount != 1 {
      problems.add(
        "a datum has \(valueCount) values", at: node.position, expected: "one of `day`, `number`, `list`")
      return nil
    }
    guard let name = texts["name"], let meaning = texts["meaning"], let source = texts["source"],
      let asOf, let value
    else { return nil }
    let datum = PolicyDatum(
      name: name, meaning: meaning, value: value, example: example, source: source, asOf: asOf,
      pack: problems.pack,
      line: node.position.line)
    return ReadDatum(
      datum: datum, namePosition: node["name"]?.position ?? node.position, overrides: overrides)
  }

  private mutating func value(_ entry: YAMLEntry, of node: YAMLNode) -> PolicyDatum.Value? {
    switch entry.name {
    case "day": return problems.day(entry.value, of: "day").map { .day($0) }
    case "number":
      guard let unit = node["unit"] else {
        problems.add("a number has no unit", at: entry.position, expected: "the key `unit`")
        return nil
      }
      guard let number = problems.number(entry.value, of: "number"),
        let unit = problems.text(unit, of: "unit")
      else { return nil }
      return .number(number, unit: unit)
    default:
      // One that its users fill says by its example what it is made of.
      if entry.value.elements?.isEmpty == true, node["example"] != nil { return .list([]) }
      return .list(words(entry.value, of: "list"))
    }
  }

  private mutating func words(_ node: YAMLNode, of what: String) -> [String] {
    var words: [String] = []
    for element in problems.list(node, of: what) {
      guard let word = problems.text(element, of: "a word of the list") else { continue }
      if words.contains(word) {
        problems.add("`\(word)` stands twice in the list", at: element.position, expected: "each word once")
      }
      words.append(word)
    }
    return words
  }
}

extension PolicyDatum {
  /// The data of a pack, without what is wrong with it.
  public static func read(_ pack: PolicyPack) -> [PolicyDatum] { DataReader.read(pack).data.map(\.datum) }
}
