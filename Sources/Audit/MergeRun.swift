public import Facts
public import PolicyEngine
public import Reporting

/// Makes one report of several: integrations as they were judged, and what they have in common judged anew.
public struct MergeRun: ~Copyable {
  private var merge = ReportMerge()
  private let policies: PolicySet
  private let gate: Severity?
  private let requiresEvaluation: Bool

  /// A merger. `gate` is the mildest severity that fails the run, as for an audit.
  public init(policies: PolicySet, gate: Severity?, requiresEvaluation: Bool) {
    self.policies = policies
    self.gate = gate
    self.requiresEvaluation = requiresEvaluation
  }

  /// Takes the next piece of the current report.
  public mutating func read(_ bytes: Span<UInt8>) throws(ReportError) { try merge.read(bytes) }

  /// Ends the current report.
  public mutating func endReport() throws(ReportError) { try merge.endReport() }

  /// Whether the reports have different fingerprint keys.
  public var keysDiffer: Bool { merge.keysDiffer }

  /// Whether the reports were made with different policies.
  public var policiesDiffer: Bool { merge.policiesDiffer }

  /// How many integrations stand in several of the reports.
  public mutating func overlap() -> Int { merge.overlap() }

  /// The run record of the merged report. `version` is the program's.
  public func run(version: String, recipients: [String]) -> RunRecord {
    merge.run(version: version, recipients: recipients)
  }

  /// Writes everything between the run record and the summary, and gives the summary.
  ///
  /// Equal fingerprints show equal secrets whatever the key was, so what is found shared is; only that nothing is
  /// shared can't be said of reports with different keys. What was found of APIs' tokens stands.
  public mutating func finish(team: String?, emit: ([UInt8]) -> Void) -> SummaryRecord {
    var counts = RunCounts()
    var index = CorrelationIndex()
    var piece = CorrelationPiece()
    for framework in merge.frameworks { emit(framework.line) }
    for group in merge.groups() {
      emit(group.lines)
      counts.count(group.integration, group.findings, gate: gate)
      piece.add(group.integration)
    }
    index.add(piece)
    var writer = RecordWriter(policies: policies, team: team ?? "", gate: gate)
    let fleet = FleetJudging(index, [], by: policies) { place, basis, secret in
      writer.write(secret, by: place, basis: basis)
    }
    let shared = merge.settled(writer.take().lines)
    emit(shared.lines)
    for finding in shared.findings { counts.count(across: finding, gate: gate) }
    let tokens = merge.tokenFindings
    for (finding, line) in tokens {
      emit(line)
      counts.count(across: finding, gate: gate)
    }
    let keysDiffer = merge.keysDiffer
    var report = ReportWriter(gate: gate, requiresEvaluation: requiresEvaluation)
    report.add(inputs: merge.inputs())
    report.add(counts)
    report.add(
      fleet: FleetResults(
        compared: fleet.compared,
        outcomes: fleet.outcomes.map {
          ($0.policy.id, $0.outcome == .pass && keysDiffer ? .notEvaluable : $0.outcome)
        } + merge.outcomes(of: policies.places(for: .apiToken).map { policies.ids[$0] })))
    if keysDiffer && requiresEvaluation { report.noteDifferentKeys() }
    return report.finish()
  }
}
