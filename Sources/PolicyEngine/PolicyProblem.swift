public import YAMLReader

/// One thing that is wrong in a policy file.
public struct PolicyProblem: Sendable, Hashable, CustomStringConvertible {
  /// The pack's name, as a rule its file name.
  public let pack: String
  /// Where it is.
  public let position: YAMLPosition
  /// What is wrong, as a part of a sentence.
  public let reason: String
  /// What would be right, as a part of a sentence; empty where the reason says it.
  public let expected: String
  /// The right word that is nearest to what was written, where one is near.
  public let nearest: String?

  /// File, line, column, what is wrong and what would be right, in a line.
  public var description: String {
    var text = "\(pack):\(position.line):\(position.column): \(reason)"
    if !expected.isEmpty { text += "; expected \(expected)" }
    if let nearest { text += "; did you mean `\(nearest)`?" }
    // Names of a file are quoted in it, and may hold what steers a terminal.
    return String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
  }
}

/// All that is wrong in a set of packs, in the order of the packs and of their lines.
public struct PolicyLoadError: Error, Sendable, CustomStringConvertible {
  /// The problems; at least one.
  public let problems: [PolicyProblem]

  /// One problem a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Collects what is wrong in one pack, so that its author sees everything at once.
struct ProblemList {
  let pack: String
  private(set) var problems: [PolicyProblem] = []

  init(pack: String) { self.pack = pack }

  mutating func add(
    _ reason: String, at position: YAMLPosition, expected: String = "", nearest: String? = nil
  ) {
    problems.append(
      PolicyProblem(pack: pack, position: position, reason: reason, expected: expected, nearest: nearest))
  }

  /// A word that isn't one of those that may stand here.
  mutating func addUnknown(
    _ what: String, _ word: String, at position: YAMLPosition, among words: [String]
  ) {
    let nearest = Spelling.nearest(to: word, among: words)
    add("\(what) `\(word)`", at: position, expected: Self.listed(words), nearest: nearest)
  }

  /// A few words in full; of many, how many there are.
  static func listed(_ words: [String]) -> String {
    words.count <= 12
      ? (words.count == 1 ? "" : "one of ") + words.joined(separator: ", ") : "one of \(words.count) words"
  }
}
