public import Facts

extension RunCounts {
  /// Counts an integration by its records, as it was counted when it was audited. Secrets too short to be searched
  /// for don't stand in records.
  public mutating func count(
    _ integration: IntegrationRecord, _ findings: [FindingRecord], gate: Severity?
  ) {
    let provider = Self.place(of: integration.isProviderKnown ? integration.provider : nil)
    integrations += 1
    providers[provider] += 1
    if let form = DocumentForm(rawValue: integration.form) { forms[form.ordinal] += 1 }
    if integration.returnedCredentials { returnedCredentials += 1 }
    if integration.isEvaluated { evaluated += 1 }
    note(unlistedFields: integration.unlistedCount)
    outcomes[Outcome.pass.ordinal] += integration.passed.count
    outcomes[Outcome.fail.ordinal] += integration.failed.count
    outcomes[Outcome.notEvaluable.ordinal] += integration.notEvaluable.count
    self.findings += findings.count
    findingsOfProvider[provider] += findings.count
    for finding in findings { count(finding, gate: gate) }
  }

  /// Counts a finding about several integrations.
  public mutating func count(across finding: FindingRecord, gate: Severity?) {
    findings += 1
    count(finding, gate: gate)
  }

  private mutating func count(_ finding: FindingRecord, gate: Severity?) {
    severities[finding.severity.ordinal] += 1
    statuses[finding.status.ordinal] += 1
    if let gate, finding.severity >= gate, !finding.isPlatformLimit, finding.status == .open { gated += 1 }
  }

  /// A provider's place; the last is for those that aren't known.
  private static func place(of name: String?) -> Int {
    name.flatMap { Provider(rawValue: $0)?.ordinal } ?? Provider.allCases.count
  }
}
