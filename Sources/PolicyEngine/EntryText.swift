internal import YAMLReader

/// Where an entry of a pack stands, to show it as it is written. Splitting packs into lines takes longer than
/// compiling them, so it is left until somebody asks.
struct EntryText: Sendable {
  private let text: String
  private let entry: YAMLPosition
  private let value: YAMLPosition

  init(of entry: YAMLEntry, in text: String) {
    self.text = text
    self.entry = entry.position
    value = entry.value.position
  }

  /// The value as it is written: the rest of its line, or the lines below that are further in, without the
  /// indentation that they have in common.
  var written: String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = entry.line - 1
    guard lines.indices.contains(line) else { return "" }
    if value.line == entry.line { return lines[line].dropFirst(value.column - 1).description }
    let below = lines[(line + 1)...].prefix { text in
      text.allSatisfy(\.isWhitespace) || text.prefix { $0 == " " }.count >= entry.column
    }
    let indent =
      below.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    var written = below.map { $0.dropFirst(indent) }.joined(separator: "\n")
    while written.last?.isWhitespace == true { written.removeLast() }
    return written
  }
}
