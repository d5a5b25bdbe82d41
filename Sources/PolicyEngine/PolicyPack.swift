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
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count / 2)
    var start = 0
    var isKept = true
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      // Lines that are indented further, and empty ones, belong to the key above.
      if end - start > 2, bytes[start] != 0x20 || bytes[start + 1] == 0x20 && bytes[start + 2] != 0x20 {
        isKept = !leftOut.contains { bytes[start..<end].starts(with: $0) }
      }
      if isKept { kept.append(contentsOf: bytes[start..<end]) }
      kept.append(0x0A)
      start = end + 1
    }
    return PolicyPack(name: name, text: String(decoding: kept, as: UTF8.self), isData: isData, parts: parts)
  }
}
