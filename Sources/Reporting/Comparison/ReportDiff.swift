public import Facts

/// What is different between two reports, and what isn't and should be.
public struct ReportDiff: Sendable, Equatable {
  /// A finding of the newer report beside the older one.
  public struct Change: Sendable, Equatable {
    /// The finding, as the newer report has it.
    public let finding: FindingRecord
    /// How it stands.
    public let change: FindingChange
    /// How bad it was before, where it was there.
    public let was: Severity?
  }

  /// A finding of the older report that isn't in the newer one.
  public struct Gone: Sendable, Equatable {
    /// The finding, as the older report has it.
    public let finding: FindingRecord
    /// What became of it. Only where its policy passes now it is known to be mended.
    public let fate: FindingFate
  }

  /// A live secret that both reports saw.
  public struct Secret: Sendable, Equatable {
    /// The integration.
    public let integration: String
    /// The field.
    public let field: String
    /// The day since which runs saw the same one; nil where it is another one now.
    public let since: String?
    /// For how many days it has been the same, at least.
    public let days: Int
  }

  /// An integration that authenticates otherwise than before.
  public struct Mode: Sendable, Equatable {
    /// The integration.
    public let integration: String
    /// The mode before; nil where it wasn't known.
    public let was: String?
    /// The mode now.
    public let now: String?
  }

  /// The run of the older report.
  public let old: RunRecord
  /// The run of the newer report.
  public let new: RunRecord
  /// The findings of the newer report, in its order.
  public private(set) var changes: [Change] = []
  /// The findings that are gone, in the older report's order.
  public private(set) var gone: [Gone] = []
  /// The secrets that were rotated.
  public private(set) var rotated: [Secret] = []
  /// The secrets that weren't, those first that have been the same for longest.
  public private(set) var unrotated: [Secret] = []
  /// The integrations whose mode changed.
  public private(set) var modes: [Mode] = []
  /// The integrations that are in the newer report only, by id.
  public private(set) var appeared: [String] = []
  /// The integrations that are in the older report only, by id.
  public private(set) var disappeared: [String] = []

  /// Holds a report against an earlier one.
  public init(_ baseline: Baseline, _ report: Report) throws(IncomparableReports) {
    let newer = try Baseline(report)
    try baseline.requireComparable(keyName: newer.run.keyName, team: newer.run.team)
    (old, new) = (baseline.run, newer.run)
    for finding in newer.findings {
      let field = finding.field.flatMap { CredentialField(word: $0) }
      let integration = finding.integration.flatMap(newer.integration)
      let change = baseline.change(
        of: finding.finding, policy: finding.policy, severity: finding.severity, field: field,
        integration: finding.integration, provider: integration?.provider ?? "",
        secrets: integration?.fingerprints(in: field) ?? finding.fingerprint.map { [$0] } ?? [])
      let was = baseline.place(of: finding.finding).map { baseline.findings[$0].severity }
      changes.append(Change(finding: finding, change: change, was: was))
    }
    for finding in baseline.findings where newer.place(of: finding.finding) == nil {
      gone.append(Gone(finding: finding, fate: Self.fate(of: finding, newer, report)))
    }
    compareIntegrations(baseline, newer)
  }

  private static func fate(of finding: FindingRecord, _ newer: Baseline, _ report: Report) -> FindingFate {
    guard let id = finding.integration else {
      let seen = finding.integrations.compactMap(newer.integration)
      if seen.count < finding.integrations.count { return .notSeen }
      guard let fleet = report.summary?.fleet else { return .notJudged }
      if fleet.notEvaluable.contains(finding.policy) || !seen.allSatisfy(\.returnedCredentials) {
        return .notEvaluable
      }
      return (fleet.passed + fleet.failed).contains(finding.policy) ? .passes : .notJudged
    }
    return newer.integration(id)?.fate(of: finding.policy) ?? .notSeen
  }

  private mutating func compareIntegrations(_ baseline: Baseline, _ newer: Baseline) {
    for id in newer.integrationIDs.sorted() {
      guard let now = newer.integration(id) else { continue }
      guard let was = baseline.integration(id) else {
        appeared.append(id)
        continue
      }
      if was.mode != now.mode { modes.append(Mode(integration: id, was: was.mode, now: now.mode)) }
      for field in now.fields where field.isSecret {
        guard let fingerprint = field.fingerprint,
          let old = was.fields.first(where: { $0.name == field.name })?.fingerprint
        else { continue }
        guard old == fingerprint else {
          rotated.append(Secret(integration: id, field: field.name, since: nil, days: 0))
          continue
        }
        let since = baseline.since(id, field: field.name, fingerprint: fingerprint)
        let first = since.flatMap { Day($0) } ?? baseline.day
        unrotated.append(
          Secret(
            integration: id, field: field.name, since: first.description,
            days: newer.day.number - first.number))
      }
    }
    unrotated.sort { ($1.days, $0.integration, $0.field) < ($0.days, $1.integration, $1.field) }
    disappeared = baseline.integrationIDs.subtracting(newer.integrationIDs).sorted()
  }
}

extension IntegrationRecord {
  /// What became of a finding of that policy which isn't among this record's.
  func fate(of policy: String) -> FindingFate {
    if passed.contains(policy) { return .passes }
    return notEvaluable.contains(policy) ? .notEvaluable : .notJudged
  }
}
