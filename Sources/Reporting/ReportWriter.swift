public import Facts
public import PolicyEngine

/// Turns judged integrations into records, and counts for the summary as it goes.
public struct ReportWriter {
  /// What was counted so far.
  public private(set) var summary = SummaryRecord()

  private let gate: Severity?
  private let requiresEvaluation: Bool
  private let team: String
  private var gated = 0

  /// A writer whose gate fails at findings of `gate` or worse; nil switches the gate off.
  public init(gate: Severity?, requiresEvaluation: Bool = true, team: String = "") {
    self.gate = gate
    self.requiresEvaluation = requiresEvaluation
    self.team = team
  }

  /// Begins the next source.
  public mutating func begin(source: String) {
    summary.sources.append(SummaryRecord.Source(name: source))
  }

  /// Ends the current source: how much of it was read, and the keyed digest of that.
  public mutating func end(byteCount: Int, digest: String?) {
    guard !summary.sources.isEmpty else { return }
    summary.sources[summary.sources.count - 1].byteCount = byteCount
    summary.sources[summary.sources.count - 1].digest = digest
  }

  /// Notes something that went wrong; `isPartial` when input of the current source was lost by it.
  public mutating func note(_ cause: Cause, isPartial: Bool = false) {
    summary.causes.append(cause)
    if isPartial, !summary.sources.isEmpty {
      summary.sources[summary.sources.count - 1].isComplete = false
    }
  }

  /// Judges an integration, counts it and writes its records: the integration's, then its findings'.
  public mutating func write(
    _ integration: CheckedIntegration, by policies: PolicySet, place: String,
    to emit: (ReportRecord) -> Void
  ) {
    var failed: [(policy: Policy, basis: Basis)] = []
    var passed: [String] = []
    var notEvaluable: [String] = []
    var isEvaluated = false
    policies.judge(integration.facts) { policy, outcome, basis in
      switch outcome {
      case .fail: failed.append((policy, basis))
      case .pass: passed.append(policy.id)
      case .notEvaluable: notEvaluable.append(policy.id)
      case .notApplicable: return
      }
      if outcome != .notEvaluable && policy.countsAsCoverage { isEvaluated = true }
      summary.outcomes[outcome, default: 0] += 1
    }
    let record = IntegrationRecord(
      integration, source: summary.sources.last?.name ?? "", place: place, failed: failed.map(\.policy.id),
      passed: passed, notEvaluable: notEvaluable, isEvaluated: isEvaluated)
    count(record, shortSecrets: integration.facts[.shortSecrets].number)
    emit(.integration(record))
    for (policy, basis) in failed {
      let finding = FindingRecord(
        finding: Digest.hexadecimal(
          of: [team, record.integration, policy.id, policy.field?.rawValue ?? ""].joined(separator: "\0")
            .utf8,
          byteCount: 16),
        policy: policy.id, integration: record.integration, field: policy.field?.rawValue,
        severity: policy.severity, basis: basis.rawValue, status: "open",
        isPlatformLimit: policy.isPlatformLimit, title: policy.title,
        message: policy.message.text(for: integration))
      count(finding, of: record.provider)
      emit(.finding(finding))
    }
  }

  private mutating func count(_ record: IntegrationRecord, shortSecrets: Int) {
    summary.integrations += 1
    if record.returnedCredentials { summary.returnedCredentials += 1 }
    summary.providers[record.isProviderKnown ? record.provider : "unknown", default: 0] += 1
    summary.forms[record.form, default: 0] += 1
    if record.isEvaluated { summary.evaluated += 1 }
    summary.unlabelledSecrets += shortSecrets
    if !summary.sources.isEmpty { summary.sources[summary.sources.count - 1].integrations += 1 }
  }

  private mutating func count(_ finding: FindingRecord, of provider: String) {
    summary.findings += 1
    summary.severities[finding.severity, default: 0] += 1
    summary.findingsOfProvider[provider, default: 0] += 1
    // A platform limit has no better mode to offer, so it doesn't fail anybody's build.
    if let gate, finding.severity >= gate, !finding.isPlatformLimit { gated += 1 }
  }

  /// The summary, with the causes that only the whole run can tell.
  public mutating func finish() -> SummaryRecord {
    if gated > 0, let gate {
      let noun = gated == 1 ? "finding" : "findings"
      note(Cause(code: .gateFailed, reason: "\(gated) \(noun) of severity \(gate.rawValue) or worse"))
    }
    if summary.integrations == 0, !summary.causes.contains(where: { $0.code == .badInput }) {
      note(Cause(code: .badInput, reason: "no integration was found in the input"))
    }
    if summary.unevaluated > 0 && requiresEvaluation {
      let noun = summary.unevaluated == 1 ? "integration" : "integrations"
      note(
        Cause(
          code: .notEvaluated,
          reason: "for \(summary.unevaluated) \(noun) not one policy about the credential could be evaluated")
      )
    }
    return summary
  }
}

extension IntegrationRecord {
  init(
    _ integration: CheckedIntegration, source: String, place: String, failed: [String], passed: [String],
    notEvaluable: [String], isEvaluated: Bool
  ) {
    let facts = integration.facts
    self.integration = integration.id.description
    isStable = integration.hasStableID
    name = integration.name?.description
    provider = integration.provider?.rawValue ?? integration.unknownProvider?.description ?? "unknown"
    isProviderKnown = integration.provider != nil
    form = facts.words(for: FactID(.form))
    mode =
      facts[.mode].isKnown ? facts.words(for: FactID(.mode)) : integration.unknownMode?.description
    modeSource = facts.words(for: FactID(.modeSource))
    let set = facts[.features]
    features =
      set.isKnown
      ? Feature.allCases.filter { set.number >> $0.ordinal & 1 == 1 }.map(\.rawValue) : []
    unknownFeatures = integration.unknownFeatures.map(\.description)
    returnedCredentials = facts[.credentialsReturned].number == 1
    self.source = source
    self.place = place
    fields = integration.fields.map {
      Field(
        name: $0.name, state: $0.state.rawValue, fieldClass: $0.fieldClass.rawValue, kind: $0.kind.rawValue,
        fingerprint: $0.fingerprint?.description, isKnown: $0.isKnown)
    }
    self.failed = failed
    self.passed = passed
    self.notEvaluable = notEvaluable
    self.isEvaluated = isEvaluated
  }
}
