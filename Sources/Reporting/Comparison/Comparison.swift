internal import Facts

/// What a run, or a newer report, came to beside a baseline. Each worker counts for itself; comparisons add up.
struct Comparison: Sendable {
  /// How many findings stand how.
  private(set) var changes: [5 of Int] = .init(repeating: 0)
  /// What became of the baseline's findings, by their places; what isn't there wasn't seen.
  private var fates: [Int: FindingFate] = [:]

  init() {}

  mutating func count(_ change: FindingChange) { changes[change.ordinal] += 1 }

  /// Notes what became of a finding of the baseline. Of several captures of an integration, the least that can be
  /// said for sure counts: it stays where one has it, and passes where all pass.
  mutating func note(_ fate: FindingFate, at place: Int) {
    guard let known = fates[place] else {
      fates[place] = fate
      return
    }
    fates[place] = known == .stays || fate == .stays ? FindingFate.stays : max(known, fate)
  }

  mutating func add(_ other: Comparison) {
    for index in changes.indices { changes[index] += other.changes[index] }
    for (place, fate) in other.fates { note(fate, at: place) }
  }

  /// What became of the finding at a place.
  func fate(at place: Int) -> FindingFate { fates[place] ?? .notSeen }
}

/// What a summary says of a run beside its baseline.
public struct BaselineSummary: Sendable, Equatable {
  /// How many findings stand how.
  public var changes: [FindingChange: Int] = [:]
  /// What became of the baseline's findings that aren't there any more.
  public var gone: [FindingFate: Int] = [:]

  init(_ comparison: Comparison, with baseline: Baseline) {
    for change in FindingChange.allCases { changes[change] = comparison.changes[change.ordinal] }
    for place in baseline.findings.indices {
      let fate = comparison.fate(at: place)
      if fate.isGone { gone[fate, default: 0] += 1 }
    }
  }

  init?(_ value: ReportValue?) {
    guard let value else { return nil }
    for (name, count) in value["changes"]?.counts ?? [:] {
      if let change = FindingChange(rawValue: name) { changes[change] = count }
    }
    for (name, count) in value["gone"]?.counts ?? [:] {
      if let fate = FindingFate(rawValue: name) { gone[fate] = count }
    }
  }

  /// What people should know, in a sentence.
  public var notice: String {
    let new = (changes[.new] ?? 0) + (changes[.newPolicy] ?? 0)
    let mended = gone[.passes] ?? 0
    let rest = gone.values.reduce(0, +) - mended
    return "Beside the baseline: \(new) new, \(changes[.worsened] ?? 0) worse, \(mended) mended, \(rest) gone"
      + " without being known to be mended"
  }
}

/// The report that a run was held against.
public struct BaselineSource: Sendable, Equatable {
  /// Its run's name.
  public let run: String
  /// Its time, as RFC 3339 in UTC.
  public let now: String
  /// Whether the gate looks at new findings only.
  public let gatesNewOnly: Bool
  /// Whether it was made with other policies.
  public let hasOtherPolicies: Bool

  /// Names the baseline of a run by `packs`.
  public init(_ baseline: Baseline, gatesNewOnly: Bool, packs: [PackDigest]) {
    run = baseline.run.run
    now = baseline.run.now
    self.gatesNewOnly = gatesNewOnly
    hasOtherPolicies = Set(baseline.run.packs) != Set(packs)
  }

  init?(_ value: ReportValue?) {
    guard let value, let run = value["run"]?.text else { return nil }
    self.run = run
    now = value["now"]?.text ?? ""
    gatesNewOnly = value["gate"]?.text == "new"
    hasOtherPolicies = value["otherPolicies"]?.truth ?? false
  }
}

extension JSONLine {
  mutating func add(_ key: String, _ summary: BaselineSummary?) {
    guard let summary else { return }
    add(key) {
      $0.add("changes") { object in
        for change in FindingChange.allCases { object.add(change.rawValue, summary.changes[change] ?? 0) }
      }
      $0.add("gone") { object in
        for fate in FindingFate.allCases where fate.isGone {
          object.add(fate.rawValue, summary.gone[fate] ?? 0)
        }
      }
    }
  }

  mutating func add(_ key: String, _ source: BaselineSource?) {
    guard let source else { return }
    add(key) {
      $0.add("run", source.run)
      $0.add("now", source.now)
      $0.add("gate", source.gatesNewOnly ? "new" : "all")
      if source.hasOtherPolicies { $0.add("otherPolicies", true) }
    }
  }
}
