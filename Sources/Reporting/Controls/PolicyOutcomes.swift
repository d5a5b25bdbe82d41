/// How often each policy failed, passed, and couldn't be evaluated, across integrations.
public struct PolicyOutcomes: Sendable {
  /// The counts of one policy, or of several.
  public struct Counts: Sendable, Equatable {
    /// How many times it failed.
    public var failed = 0
    /// How many times it passed.
    public var passed = 0
    /// How many times it couldn't be evaluated.
    public var notEvaluable = 0

    static func += (counts: inout Counts, other: Counts) {
      counts.failed += other.failed
      counts.passed += other.passed
      counts.notEvaluable += other.notEvaluable
    }
  }

  private var counts: [String: Counts] = [:]

  /// The counts of a policy; none, where it never applied.
  subscript(policy: String) -> Counts { counts[policy] ?? Counts() }

  mutating func add(_ integration: IntegrationRecord) {
    for id in integration.failed { counts[id, default: Counts()].failed += 1 }
    for id in integration.passed { counts[id, default: Counts()].passed += 1 }
    for id in integration.notEvaluable { counts[id, default: Counts()].notEvaluable += 1 }
  }

  /// A policy about several integrations counts once.
  mutating func add(_ fleet: FleetResults) {
    for id in fleet.failed { counts[id, default: Counts()].failed += 1 }
    for id in fleet.passed { counts[id, default: Counts()].passed += 1 }
    for id in fleet.notEvaluable { counts[id, default: Counts()].notEvaluable += 1 }
  }
}
