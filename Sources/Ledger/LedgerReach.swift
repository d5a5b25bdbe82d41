extension LedgerRun {
  /// How far a run looked, by keyed names: what a finding that it doesn't report is known by.
  public struct Reach: Sendable {
    /// An integration, or a token, that it looked at.
    public struct Subject: Sendable {
      /// The sources that it stands in.
      public var sources: Set<[UInt8]>
      /// The policies that couldn't be evaluated for it.
      public var unevaluated: Set<[UInt8]>
      /// Whether its credentials weren't shown, so that nobody knows of those that aren't seen.
      public var isHidden: Bool

      /// Notes a subject.
      public init(sources: Set<[UInt8]>, unevaluated: Set<[UInt8]> = [], isHidden: Bool = false) {
        self.sources = sources
        self.unevaluated = unevaluated
        self.isHidden = isHidden
      }
    }

    /// The policies that judged.
    public var policies: Set<[UInt8]>
    /// The sources that were asked.
    public var sources: Set<[UInt8]>
    /// What was looked at.
    public var subjects: [[UInt8]: Subject]
    /// The policies about all integrations together that couldn't be evaluated.
    public var unevaluated: Set<[UInt8]>
    /// The findings that waivers in force accept by their names.
    public var acceptedFindings: Set<[UInt8]> = []
    /// What waivers in force accept by policy and integration.
    public var acceptedOrigins: Set<LedgerRun.Origin> = []

    /// Notes how far a run looked.
    public init(
      policies: Set<[UInt8]> = [], sources: Set<[UInt8]> = [], subjects: [[UInt8]: Subject] = [:],
      unevaluated: Set<[UInt8]> = []
    ) {
      self.policies = policies
      self.sources = sources
      self.subjects = subjects
      self.unevaluated = unevaluated
    }
  }

  /// What became of a finding that a whole run doesn't report.
  enum Fate {
    /// Somebody looked, and it isn't there.
    case resolved
    /// Its policy couldn't be evaluated.
    case undecided
    /// Nobody looked: its policy, or its source, isn't asked any more.
    case withdrawn
  }
}

extension LedgerRun.Reach {
  /// What became of a finding about `origin`; `lastSources` tells in which sources something stood when it was last
  /// there. A finding about several integrations is judged where two of them are there.
  func fate(
    of origin: LedgerRun.Origin, lastSources: (_ subject: [UInt8]) throws -> Set<[UInt8]>
  ) rethrows -> LedgerRun.Fate {
    guard policies.contains(origin.policy) else { return .withdrawn }
    let names = origin.subjects
    let there = names.compactMap { subjects[$0] }
    if there.count >= min(2, names.count) {
      if (there.map(\.unevaluated) + [unevaluated]).contains(where: { $0.contains(origin.policy) }) {
        return .undecided
      }
    }
    for name in names where subjects[name] == nil {
      let last = try lastSources(name)
      // An older version's ledger doesn't know: then it stood where everything does.
      if !last.isSubset(of: sources) { return .withdrawn }
    }
    return .resolved
  }
}
