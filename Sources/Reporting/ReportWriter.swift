public import Facts
public import PolicyEngine

/// Gathers what a run comes to: its sources, everything that went wrong, and the counts; at the end it makes
/// the summary of them.
public struct ReportWriter: Sendable {
  private var summary = SummaryRecord()
  private var counts = RunCounts()
  private let gate: Severity?
  private let requiresEvaluation: Bool
  private let waivers: WaiverIndex?
  private let baseline: Baseline?

  /// A writer whose gate fails at findings of `gate` or worse; nil switches the gate off.
  public init(
    gate: Severity?, requiresEvaluation: Bool = true, waivers: WaiverIndex? = nil,
    baseline: Baseline? = nil
  ) {
    self.gate = gate
    self.waivers = waivers
    self.baseline = baseline
    self.requiresEvaluation = requiresEvaluation
  }

  /// Begins the next source.
  public mutating func begin(source: String) {
    summary.sources.append(SummaryRecord.Source(name: source))
  }

  /// Ends the current source: how much of it was read, the keyed digest of that, and whether it was kept out
  /// of swap.
  public mutating func end(integrations: Int, byteCount: Int, digest: Fingerprint?, isLocked: Bool? = nil) {
    guard !summary.sources.isEmpty else { return }
    let last = summary.sources.count - 1
    summary.sources[last].integrations = integrations
    summary.sources[last].byteCount = byteCount
    summary.sources[last].digest = digest?.description
    summary.sources[last].isLocked = isLocked
  }

  /// States what is known of the API behind the current source.
  public mutating func state(_ api: SummaryRecord.Source.API) {
    if !summary.sources.isEmpty { summary.sources[summary.sources.count - 1].api = api }
  }

  /// Notes something that went wrong; `isPartial` when input was lost by it, of the current source if there
  /// is one.
  public mutating func note(_ cause: Cause, isPartial: Bool = false) {
    summary.causes.append(cause)
    guard isPartial else { return }
    summary.isComplete = false
    if !summary.sources.isEmpty {
      summary.sources[summary.sources.count - 1].isComplete = false
    }
  }

  /// Adds the inputs of runs that ended earlier, and what went wrong with them.
  public mutating func add(inputs other: SummaryRecord) {
    summary.sources += other.sources
    summary.causes += other.causes
    if !other.isComplete { summary.isComplete = false }
    counts.shortSecrets += other.unlabelledSecrets
    summary.waivers = other.waivers
  }

  /// Notes that what is shared among merged reports isn't all known.
  public mutating func noteDifferentKeys() { note(.differentKeys) }

  /// Adds what a worker counted.
  public mutating func add(_ counts: RunCounts) { self.counts.add(counts) }

  /// Adds what fleet policies came to.
  public mutating func add(fleet: FleetResults) { summary.fleet = fleet }

  /// The summary, with the causes that only the whole run can tell.
  public mutating func finish() -> SummaryRecord {
    summary.take(counts)
    if counts.gated > 0, let gate { note(.gateFailed(by: counts.gated, of: gate)) }
    if let lapsed = summary.statuses[.lapsed], gate != nil { note(.waiversLapsed(on: lapsed)) }
    summary.baseline = baseline.map { BaselineSummary(counts.comparison, with: $0) }
    if let waivers { summary.waivers = WaiverSummary(waivers, used: counts.usedWaivers) }
    if summary.integrations == 0, !summary.causes.contains(where: { $0.code == .badInput }) {
      note(.nothingFound)
    }
    if counts.unlistedFields > 0 {
      summary.isComplete = false
      note(.notListed(counts.unlistedFields, of: counts.incompleteLists))
    }
    if summary.unevaluated > 0 && requiresEvaluation { note(.notEvaluated(summary.unevaluated)) }
    return summary
  }
}

// The causes that only a whole run can tell, so that a merged report tells them anew.
extension Cause {
  static let nothingFound = Cause(code: .badInput, reason: "no integration was found in the input")

  static func gateFailed(by count: Int, of gate: Severity) -> Cause {
    Cause(
      code: .gateFailed,
      reason: "\(count) \(count == 1 ? "finding" : "findings") of severity \(gate.rawValue)\(orWorse)")
  }

  static func waiversLapsed(on count: Int) -> Cause {
    Cause(
      code: .gateFailed,
      reason: "\(count) \(count == 1 ? "finding" : "findings")\(lapsed)")
  }

  static func notEvaluated(_ count: Int) -> Cause {
    Cause(
      code: .notEvaluated,
      reason: "for \(count) \(count == 1 ? "integration" : "integrations")\(notOne)")
  }

  static func notListed(_ fields: Int, of integrations: Int) -> Cause {
    let have = integrations == 1 ? "integration has" : "integrations have"
    return Cause(code: .badInput, reason: "\(integrations) \(have) \(fields) fields\(notListedOneByOne)")
  }

  static let differentKeys = Cause(
    code: .notEvaluated,
    reason: "the reports have different fingerprint keys, so what is shared across them isn't all known")

  private static let orWorse = " or worse"
  private static let lapsed = " whose waiver has lapsed"
  private static let notListedOneByOne =
    " too many: they were searched, but aren't listed, nor compared with other integrations'"
  private static let notOne = " not one policy about the credential could be evaluated"

  var isOfWholeRun: Bool {
    switch code {
    case .gateFailed: reason.hasSuffix(Self.orWorse) || reason.hasSuffix(Self.lapsed)
    case .notEvaluated: reason.hasSuffix(Self.notOne) || self == .differentKeys
    default: self == .nothingFound || reason.hasSuffix(Self.notListedOneByOne)
    }
  }
}
