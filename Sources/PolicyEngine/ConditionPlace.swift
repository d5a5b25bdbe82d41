internal import YAMLReader

/// Where a policy's condition stands in its pack.
struct ConditionPlace: Sendable {
  let key: YAMLPosition
  let value: YAMLPosition

  /// The condition as it is written: the rest of its line, or the lines below that are further in, without the
  /// indentation that they have in common.
  func source(in text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(key.line - 1) else { return "" }
    if value.line == key.line { return String(lines[key.line - 1].dropFirst(value.column - 1)) }
    let below = lines[key.line...].prefix { $0.isBlank || $0.indentation >= key.column }
    let indentation = below.filter { !$0.isBlank }.map(\.indentation).min() ?? 0
    let source = below.map { $0.dropFirst(indentation) }.joined(separator: "\n")
    return source.lastIndex { !$0.isWhitespace }.map { String(source[...$0]) } ?? ""
  }
}

extension Policy {
  /// The condition as the policy writes it in its pack.
  public func condition(in packs: [PolicyPack]) -> String {
    packs.first { $0.name == pack }.flatMap { conditionPlace?.source(in: $0.text) } ?? ""
  }
}

extension Substring {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
  fileprivate var indentation: Int { prefix { $0 == " " }.count }
}
