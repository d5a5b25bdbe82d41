internal import Facts

/// What is counted while integrations are audited. Each worker counts for itself; counts add up.
public struct RunCounts: Sendable {
  var integrations = 0
  var returnedCredentials = 0
  var evaluated = 0
  var shortSecrets = 0
  /// Fields that aren't listed one by one, and integrations that have such.
  var unlistedFields = 0
  var incompleteLists = 0
  var findings = 0
  /// Findings that fail the gate.
  var gated = 0
  /// By the place in the vocabulary; the last of providers is for unknown ones.
  var providers: [13 of Int] = .init(repeating: 0)
  var findingsOfProvider: [13 of Int] = .init(repeating: 0)
  var forms: [2 of Int] = .init(repeating: 0)
  var severities: [5 of Int] = .init(repeating: 0)
  var outcomes: [4 of Int] = .init(repeating: 0)
  var statuses: [3 of Int] = .init(repeating: 0)
  /// How the findings stand beside the baseline.
  var comparison = Comparison()
  /// The places of the waivers that met a finding.
  var usedWaivers: Set<Int> = []
  /// The places of those that are for several integrations, and in which the gate found something.
  public var withheldWaivers: Set<Int> = []

  /// Nothing counted.
  public init() {}

  /// Counts the fields of an integration that aren't listed.
  mutating func note(unlistedFields count: Int) {
    unlistedFields += count
    if count > 0 { incompleteLists += 1 }
  }

  /// Adds another's counts.
  public mutating func add(_ other: RunCounts) {
    integrations += other.integrations
    returnedCredentials += other.returnedCredentials
    evaluated += other.evaluated
    shortSecrets += other.shortSecrets
    unlistedFields += other.unlistedFields
    incompleteLists += other.incompleteLists
    findings += other.findings
    gated += other.gated
    for index in providers.indices { providers[index] += other.providers[index] }
    for index in providers.indices { findingsOfProvider[index] += other.findingsOfProvider[index] }
    for index in forms.indices { forms[index] += other.forms[index] }
    for index in severities.indices { severities[index] += other.severities[index] }
    for index in outcomes.indices { outcomes[index] += other.outcomes[index] }
    for index in statuses.indices { statuses[index] += other.statuses[index] }
    comparison.add(other.comparison)
    if !other.usedWaivers.isEmpty { usedWaivers.formUnion(other.usedWaivers) }
    if !other.withheldWaivers.isEmpty { withheldWaivers.formUnion(other.withheldWaivers) }
  }
}

extension SummaryRecord {
  /// The counts in the report's words; what was never met isn't named.
  mutating func take(_ counts: RunCounts) {
    integrations = counts.integrations
    returnedCredentials = counts.returnedCredentials
    evaluated = counts.evaluated
    unlabelledSecrets = counts.shortSecrets
    findings = counts.findings
    let names = Provider.allCases.map(\.rawValue) + ["unknown"]
    for (index, name) in names.enumerated() {
      if counts.providers[index] > 0 { providers[name] = counts.providers[index] }
      if counts.findingsOfProvider[index] > 0 { findingsOfProvider[name] = counts.findingsOfProvider[index] }
    }
    for (index, form) in DocumentForm.allCases.enumerated() where counts.forms[index] > 0 {
      forms[form.rawValue] = counts.forms[index]
    }
    for (index, severity) in Severity.allCases.enumerated() where counts.severities[index] > 0 {
      severities[severity] = counts.severities[index]
    }
    for (index, status) in FindingStatus.allCases.enumerated() where counts.statuses[index] > 0 {
      statuses[status] = counts.statuses[index]
    }
    for (index, outcome) in Outcome.allCases.enumerated() where counts.outcomes[index] > 0 {
      outcomes[outcome] = counts.outcomes[index]
    }
  }
}
