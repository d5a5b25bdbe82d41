internal import JSONReader

/// A file of policies, or of data that their conditions name: its name, for people, and its text.
public struct PolicyPack: Sendable {
  /// How much of a pack is read. The less, the sooner a run begins.
  public enum Parts: Sendable {
    /// Everything, tests too.
    case all
    /// All but the tests: what policies say of themselves.
    case words
    /// What a report needs: no tests, no reasons, no remediation, no references.
    case records
    /// What judging and findings need: no tests, no reasons, no remediation, no references, no controls.
    case judging

    /// The keys of a policy that are left out.
    var leftOut: [String] {
      switch self {
      case .all: []
      case .words: ["tests"]
      case .records: ["tests", "why", "remediation", "references"]
      case .judging: ["tests", "why", "remediation", "references", "controls"]
      }
    }
  }

  /// The name, as a rule that of the file.
  public let name: String
  /// The text, YAML.
  public let text: String
  /// Whether it holds data rather than policies.
  public let isData: Bool
  /// Which parts the text has.
  let parts: Parts

  /// A policy file, or a data file.
  public init(name: String, text: String, isData: Bool = false) {
    self.init(name: name, text: text, isData: isData, parts: .all)
  }

  private init(name: String, text: String, isData: Bool, parts: Parts) {
    self.name = name
    self.text = text
    self.isData = isData
    self.parts = parts
  }

  /// The pack with empty lines in place of what isn't wanted, which is most of it. It must be one that was looked
  /// at whole, and is written as ours are: policies begin with `- `, and their keys are indented by two.
  public func only(_ parts: Parts) -> PolicyPack {
    let leftOut = parts.leftOut.map { Array("  \($0):".utf8) }
    guard !leftOut.isEmpty, !isData else { return self }
    let utf8 = text.utf8
    let bytes = utf8.span
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count / 2)
    var start = 0
    var isKept = true
    while start < bytes.count {
      let end = offset(of: 0x0A, in: bytes, from: start)
      // Lines that are indented further, and empty ones, belong to the key above.
      if end - start > 2, bytes[start] != 0x20 || bytes[start + 1] == 0x20 && bytes[start + 2] != 0x20 {
        isKept = !leftOut.contains { bytes.holds($0, at: start) }
      }
      if isKept { for index in start..<end { kept.append(bytes[index]) } }
      kept.append(0x0A)
      start = end + 1
    }
    return PolicyPack(name: name, text: String(decoding: kept, as: UTF8.self), isData: isData, parts: parts)
  }
}

extension PolicyPack {
  /// The ids of the policies in a pack's text, in its order. It must be one that was looked at whole, and is
  /// written as ours are: a policy begins with a line `- id: ID`.
  public static func ids(in text: Span<UInt8>) -> [String] {
    let opening = Array("- id: ".utf8)
    var ids: [String] = []
    var start = 0
    while start < text.count {
      let end = offset(of: 0x0A, in: text, from: start)
      if text.holds(opening, at: start) {
        let id = (start + opening.count..<end).map { text[$0] }
        ids.append(String(decoding: id, as: UTF8.self))
      }
      start = end + 1
    }
    return ids
  }
}

extension Span<UInt8> {
  fileprivate func holds(_ word: [UInt8], at start: Int) -> Bool {
    guard start + word.count <= count else { return false }
    for index in word.indices where self[start + index] != word[index] { return false }
    return true
  }
}
