/// A file of policies, or of data that their conditions name: its name, for people, and its text.
public struct PolicyPack: Sendable {
  /// The name, as a rule that of the file.
  public let name: String
  /// The text, YAML.
  public let text: String
  /// Whether it holds data rather than policies.
  public let isData: Bool
  /// Whether its policies have to carry tests.
  let needsTests: Bool

  /// A policy file, or a data file.
  public init(name: String, text: String, isData: Bool = false) {
    self.init(name: name, text: text, isData: isData, needsTests: true)
  }

  private init(name: String, text: String, isData: Bool, needsTests: Bool) {
    self.name = name
    self.text = text
    self.isData = isData
    self.needsTests = needsTests
  }

  /// The pack with empty lines in place of its tests, which are most of it: for runs that only judge. It must be
  /// one whose tests were looked at, and is written as ours are, with `  tests:` on a line of its own and last in
  /// its policy.
  public var withoutTests: PolicyPack {
    var kept: [UInt8] = []
    kept.reserveCapacity(text.utf8.count)
    var isTest = false
    for line in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: "- ".utf8) { isTest = false }
      if line.elementsEqual("  tests:".utf8) { isTest = true }
      if !isTest { kept += line }
      kept.append(0x0A)
    }
    let bare = String(decoding: kept, as: UTF8.self)
    return PolicyPack(name: name, text: bare, isData: isData, needsTests: false)
  }
}
