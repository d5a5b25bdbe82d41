internal import Facts
internal import YAMLReader

extension ProblemList {
  private static let testKeys = ["name", "given", "expect"]

  /// The tests of a policy: at least one that fails and one that passes, since a policy that can't do both
  /// says nothing.
  mutating func tests(_ entry: YAMLEntry) -> [PolicyTest] {
    let nodes = list(entry.value, of: "tests")
    let tests = nodes.compactMap { test($0) }
    // Broken tests have told their own problem; what they expected isn't known.
    guard !nodes.isEmpty, tests.count == nodes.count else { return tests }
    for outcome in [Outcome.fail, .pass] where !tests.contains(where: { $0.expect == outcome }) {
      add(
        "no test expects `\(outcome.rawValue)`", at: entry.position,
        expected: "at least one test that fails and one that passes")
    }
    return tests
  }

  private mutating func test(_ node: YAMLNode) -> PolicyTest? {
    var name: String?
    var given: YAMLNode?
    var expect: Outcome?
    var now: Day?
    for entry in entries(node, of: "a test", keys: Self.testKeys + ["now"], required: Self.testKeys) {
      switch entry.name {
      case "name": name = line(entry.value, of: "name")
      case "given": given = payload(entry.value)
      case "now": now = day(entry.value, of: "now")
      default: expect = word(entry.value, of: "outcome")
      }
    }
    guard let name, let given, let expect else { return nil }
    return PolicyTest(name: name, given: given, expect: expect, now: now, position: node.position)
  }

  private mutating func payload(_ node: YAMLNode) -> YAMLNode? {
    if node.entries != nil { return node }
    // A fleet policy's example is several payloads.
    if let elements = node.elements, !elements.isEmpty, elements.allSatisfy({ $0.entries != nil }) {
      return node
    }
    add("`given` isn't a payload", at: node.position, expected: "a mapping, or a list of them")
    return nil
  }
}
