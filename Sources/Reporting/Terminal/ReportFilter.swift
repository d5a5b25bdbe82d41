internal import Facts
internal import PolicyEngine

/// Which findings a view shows: those of any of the severities, of any of the providers, and so on for each
/// sort of thing that is named.
public struct ReportFilter: Sendable, Equatable {
  /// The words that it was made of.
  public let words: [String]

  /// A filter that shows everything.
  public static let everything = ReportFilter([])

  /// Reads words: a severity (`high+` for that and worse), a status, a provider, the id of a policy, of a
  /// finding or of an integration (its beginning is enough, a name must be whole).
  public init(_ words: [String]) { self.words = words }

  /// What of a report is to be shown, and the words that name nothing in it.
  func apply(
    to report: Report
  ) -> (findings: [FindingRecord], integrations: [IntegrationRecord], unknown: [String]) {
    if words.isEmpty { return (report.findings, report.integrations, []) }
    let integrations = Dictionary(
      report.integrations.map { ($0.integration, $0) }, uniquingKeysWith: { first, _ in first })
    var wanted = Wanted()
    var unknown: [String] = []
    for word in words where !wanted.take(word, report) { unknown.append(word) }
    let findings = report.findings.filter { finding in
      let about = (finding.integration.map { [$0] } ?? finding.integrations).compactMap { integrations[$0] }
      return wanted.holds(finding, about: about)
    }
    let shown = Set(findings.compactMap(\.integration))
    return (
      findings,
      report.integrations.filter { shown.contains($0.integration) || wanted.holds($0) }, unknown
    )
  }
}

/// What is asked for, by sort; an empty set asks for nothing in particular.
private struct Wanted {
  var severities: Set<Severity> = []
  var statuses: Set<String> = []
  var providers: Set<String> = []
  var policies: Set<String> = []
  var findings: Set<String> = []
  var integrations: Set<String> = []

  /// Takes a word. False if nothing in the report is called that.
  mutating func take(_ word: String, _ report: Report) -> Bool {
    let lower = word.lowercased()
    if let severity = Severity(rawValue: lower) {
      severities.insert(severity)
      return true
    }
    if lower.last == "+", let severity = Severity(rawValue: String(lower.dropLast())) {
      severities.formUnion(Severity.allCases.filter { $0 >= severity })
      return true
    }
    let statuses = Set(report.findings.map(\.status.rawValue).filter { $0 == lower })
    if lower == "open" || !statuses.isEmpty {
      self.statuses.insert(lower)
      return true
    }
    if Provider(rawValue: lower) != nil || report.integrations.contains(where: { $0.provider == word }) {
      providers.insert(Provider(rawValue: lower) == nil ? word : lower)
      return true
    }
    let policies = Set(report.findings.map(\.policy).filter { $0.lowercased().hasPrefix(lower) })
    if !policies.isEmpty {
      self.policies.formUnion(policies)
      return true
    }
    let named = report.integrations.filter { $0.integration.hasPrefix(word) || $0.name == word }
    if !named.isEmpty {
      integrations.formUnion(named.map(\.integration))
      return true
    }
    let ids = report.findings.map(\.finding).filter { $0.hasPrefix(lower) }
    findings.formUnion(ids)
    return !ids.isEmpty
  }

  func holds(_ finding: FindingRecord, about integrations: [IntegrationRecord]) -> Bool {
    (severities.isEmpty || severities.contains(finding.severity))
      && (statuses.isEmpty || statuses.contains(finding.status.rawValue))
      && (policies.isEmpty || policies.contains(finding.policy))
      && (findings.isEmpty || findings.contains(finding.finding))
      && (providers.isEmpty || integrations.contains { providers.contains($0.provider) })
      && (self.integrations.isEmpty
        || integrations.contains { self.integrations.contains($0.integration) })
  }

  /// Whether an integration without findings is asked for: only where its own properties are.
  func holds(_ integration: IntegrationRecord) -> Bool {
    severities.isEmpty && statuses.isEmpty && policies.isEmpty && findings.isEmpty
      && !(providers.isEmpty && integrations.isEmpty)
      && (providers.isEmpty || providers.contains(integration.provider))
      && (integrations.isEmpty || integrations.contains(integration.integration))
  }
}
