import Facts
import PolicyEngine

/// A policy file with one policy, into which tests put their own condition, keys and tests.
func sample(
  id: String = "T-1", applies: String? = "{ provider: aws }", failsWhen: String = "auth.mode: accessKey",
  message: String = "It fails.", basis: String = "fact", more: String = ""
) -> String {
  """
  - id: \(id)
    title: A title
    severity: high
    basis: \(basis)
  \(applies.map { "  applies: \($0)\n" } ?? "")\
    failsWhen: { \(failsWhen) }
    message: "\(message)"
    remediation: Do something.
    controls: [LL, 3P]
  \(more)\
    tests:
      - { name: it fails, given: { provider: aws }, expect: fail }
      - { name: it passes, given: { provider: gcp }, expect: pass }

  """
}

func load(_ text: String) throws(PolicyLoadError) -> PolicySet {
  try PolicySet.load(packs: [PolicyPack(name: "p.yaml", text: text)])
}

/// What loading says is wrong, a line each; none where nothing is.
func problems(_ text: String) -> [String] {
  do throws(PolicyLoadError) {
    _ = try load(text)
    return []
  } catch {
    return error.problems.map(\.description)
  }
}

/// How one condition judges facts, on any provider.
func outcome(_ failsWhen: String, _ change: (inout Facts) -> Void = { _ in }) throws -> Outcome? {
  var facts = Facts()
  change(&facts)
  return try load(sample(applies: nil, failsWhen: failsWhen)).outcome(of: "T-1", for: facts)
}

extension FactValue {
  /// A set of features.
  static func features(_ features: Feature...) -> FactValue {
    FactValue(features.reduce(0) { $0 | 1 << $1.ordinal })
  }
}

extension Facts {
  subscript(path: String) -> FactValue {
    get { FactSchema.fact(at: path).map { self[$0] } ?? .unknown }
    set { if let fact = FactSchema.fact(at: path) { self[fact] = newValue } }
  }
}
