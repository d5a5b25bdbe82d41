public import Facts
public import YAMLReader

/// Limits of one's own, as a configuration names them: data behind `limits.` that take the place of those which the
/// packs carry.
public enum Limits {
  static let prefix = "limits."

  /// A data pack that says what a configuration says under `limits`. It overrides, so the run record names each limit
  /// that is another one than usual.
  ///
  /// - Parameters:
  ///   - node: The value of `limits`.
  ///   - file: The configuration's name.
  ///   - packs: The packs that carry the limits.
  ///   - others: Names that stand beside the limits, and mean something to whoever calls.
  ///   - day: The run's day; from then on they hold, as far as anybody knows.
  /// - Returns: The pack; nil where no limit is named.
  /// - Throws: What is wrong in it: an unknown name, with the nearest right one, or a value of another type.
  public static func pack(
    _ node: YAMLNode, from file: String, over packs: [PolicyPack], besides others: [String] = [], on day: Day
  ) throws(PolicyLoadError) -> PolicyPack? {
    var known: [String: PolicyDatum] = [:]
    for pack in packs where pack.isData {
      for read in DataReader.read(pack).data where read.datum.name.hasPrefix(prefix) {
        known[String(read.datum.name.dropFirst(prefix.count))] = read.datum
      }
    }
    var problems = ProblemList(pack: file)
    var text = ""
    let entries = problems.entries(node, of: "`limits`", keys: known.keys.sorted() + others, required: [])
    for entry in entries {
      guard let datum = known[entry.name], let value = problems.limit(entry.value, like: datum) else {
        continue
      }
      text += """
        - name: \(datum.name)
          overrides: true
          meaning: \(quoted(datum.meaning))
          \(value)
          source: \(quoted(file))
          asOf: \(day)

        """
    }
    guard problems.problems.isEmpty else { throw PolicyLoadError(problems: problems.problems) }
    return text.isEmpty ? nil : PolicyPack(name: "\(file) (limits)", text: text, isData: true)
  }

  fileprivate static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension ProblemList {
  /// A limit's value as a data file writes it.
  fileprivate mutating func limit(_ node: YAMLNode, like datum: PolicyDatum) -> String? {
    let name = String(datum.name.dropFirst(Limits.prefix.count))
    switch datum.value {
    case .day: return day(node, of: name).map { "day: \($0)" }
    case .number(_, let unit):
      guard let number = number(node, of: name) else { return nil }
      guard number > 0 else {
        add("\(name) is \(number)", at: node.position, expected: "1 or more \(unit)")
        return nil
      }
      return "number: \(number)\n  unit: \(unit)"
    case .list:
      let words = list(node, of: name).compactMap { text($0, of: "a word of \(name)") }
      return words.isEmpty ? nil : "list: [" + words.map(Limits.quoted).joined(separator: ", ") + "]"
    }
  }
}
