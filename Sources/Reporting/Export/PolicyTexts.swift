internal import PolicyEngine

/// What policies say of themselves, by id. A report may name policies that this program doesn't have.
struct PolicyTexts: Sendable {
  private let policies: [String: Policy]

  init(_ set: PolicySet) {
    policies = Dictionary(set.policies.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  subscript(id: String) -> Policy? { policies[id] }
}

/// Bytes that are the same each time that a policy is met, made the first time.
struct Fragments: Sendable {
  private var made: [String: [UInt8]] = [:]

  mutating func bytes(of id: String, _ make: (inout ExportText) -> Void) -> [UInt8] {
    if let bytes = made[id] { return bytes }
    var text = ExportText()
    make(&text)
    made[id] = text.bytes
    return text.bytes
  }
}
