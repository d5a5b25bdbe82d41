internal import Facts
internal import PolicyEngine

/// SARIF 2.1.0 (OASIS), for code hosts and editors.
///
/// For GitHub it keeps to what GitHub does with it: waived findings are left out, since it would open alerts for
/// them, and counted; no more than 25,000 results, the worst, and it says how many it left out. The full profile
/// has all findings, the waived ones marked as suppressed.
struct SARIFExport: ReportExport {
  static let format = ExportFormat("sarif", "SARIF 2.1.0: GitHub code scanning, editors") { SARIFExport($0) }

  /// GitHub takes no more results of a run (its documentation of SARIF support, 2026-08).
  static let limit = 25_000

  var output = ExportText()
  private let policies: PolicyTexts
  private let isForGitHub: Bool
  private var run: RunRecord?
  private var fragments = Fragments()
  /// The policies that were judged by, with the title that findings give them.
  private var rules: [String: String] = [:]
  /// For GitHub, the results of each severity, which are written when all are known.
  private var pending: [[[UInt8]]] = Array(repeating: [], count: Severity.allCases.count)
  private var omitted = 0
  private var waived = 0
  private var isFirst = true

  init(_ options: ExportOptions) {
    policies = PolicyTexts(options.policies)
    isForGitHub = options.isForGitHub
  }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    self.run = run
    output.raw(#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"#)
    output.raw(#""results":["#)
  }

  mutating func add(_ entry: IntegrationEntry) {
    for ids in [entry.integration.failed, entry.integration.passed, entry.integration.notEvaluable] {
      for id in ids where rules[id] == nil { rules[id] = "" }
    }
    for (finding, _) in entry.findings {
      add(finding, about: [entry.integration.integration], name: entry.integration.name)
    }
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    add(finding, about: finding.source.map { [$0] } ?? finding.integrations, name: nil)
  }

  private mutating func add(_ finding: FindingRecord, about integrations: [String], name: String?) {
    if rules[finding.policy, default: ""].isEmpty { rules[finding.policy] = finding.title }
    if finding.isWaived { waived += 1 }
    guard isForGitHub else {
      if !isFirst { output.raw(",") }
      isFirst = false
      output.raw(result(finding, about: integrations, name: name))
      return
    }
    if finding.isWaived { return }
    let place = finding.severity.ordinal
    guard pending[place...].reduce(0, { $0 + $1.count }) < Self.limit else {
      omitted += 1
      return
    }
    pending[place].append(result(finding, about: integrations, name: name))
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    writePending()
    output.raw(#"],"columnKind":"unicodeCodePoints","#)
    if !isForGitHub, let baseline = run?.baseline {
      output.raw(#""baselineGuid":""#)
      output.raw(StableUUID.bytes(.run, baseline.run))
      output.raw(#"","#)
    }
    if let run { write(run, summary) }
    output.raw(#""tool":{"driver":{"name":"Credence","semanticVersion":"#)
    output.json(run?.version ?? "0.0.0")
    output.raw(#","rules":["#)
    for (index, id) in rules.keys.sorted().enumerated() {
      if index > 0 { output.raw(",") }
      output.sarifRule(id, title: rules[id] ?? "", policies[id])
    }
    output.raw("]}}}]}\n")
  }

  /// Writes what was kept for GitHub, the worst first. Of what came before something worse, some may be too many
  /// now.
  private mutating func writePending() {
    var left = Self.limit
    for results in pending.reversed() {
      for result in results.prefix(left) {
        if !isFirst { output.raw(",") }
        isFirst = false
        output.raw(result)
      }
      omitted += max(0, results.count - left)
      left = max(0, left - results.count)
    }
    pending = []
  }

  /// What ran, whether it saw everything, and what isn't among the results.
  private mutating func write(_ run: RunRecord, _ summary: SummaryRecord) {
    // GitHub closes the alerts of a category that an upload lacks: one category a team.
    output.raw(#""automationDetails":{"id":"#)
    output.json((["credence"] + [run.team].compactMap { $0 } + [run.run]).joined(separator: "/"))
    output.raw(#","guid":""#)
    output.raw(StableUUID.bytes(.run, run.run))
    output.raw(
      #""},"invocations":[{"executionSuccessful":\#(summary.isComplete && omitted == 0),"exitCode":"#)
    output.number(Int(summary.exit.rawValue))
    output.raw(#","startTimeUtc":"#)
    output.json(run.now)
    output.raw(#","endTimeUtc":"#)
    output.json(run.now)
    output.raw(#","toolExecutionNotifications":["#)
    var words = summary.gaps.map(\.words)
    if omitted > 0 {
      words.append("\(omitted) results were left out, since GitHub takes \(Self.limit) of a run")
    }
    let said = words.map { ("error", $0) } + run.notices.map { ("note", $0) }
    for (index, (level, words)) in said.enumerated() {
      output.raw(index > 0 ? "," : "")
      output.raw(#"{"level":"\#(level)","message":{"text":""#)
      output.add(words, .sarifMessage)
      output.raw(#""}}"#)
    }
    output.raw(
      #"]}],"properties":{"complete":\#(summary.isComplete),"integrations":\#(summary.integrations),"#)
    output.raw(#""notEvaluatedIntegrations":\#(summary.unevaluated),"waivedFindings":\#(waived),"#)
    output.raw(#""omittedFindings":\#(omitted),"passedChecks":\#(summary.outcomes[.pass] ?? 0),"#)
    output.raw(#""failedChecks":\#(summary.outcomes[.fail] ?? 0),"#)
    output.raw(#""notEvaluableChecks":\#(summary.outcomes[.notEvaluable] ?? 0)},"#)
  }

  private mutating func result(
    _ finding: FindingRecord, about integrations: [String], name: String?
  ) -> [UInt8] {
    var text = ExportText()
    text.raw(
      fragments.bytes(of: finding.policy + finding.severity.rawValue) {
        $0.raw(#"{"ruleId":"#)
        $0.json(finding.policy)
        $0.raw(#","kind":"fail","level":"\#(finding.severity.sarifLevel)","message":{"text":""#)
      })
    text.add(finding.message, .sarifMessage)
    text.raw(#""},"locations":["#)
    for (index, integration) in integrations.prefix(1000).enumerated() {
      if index > 0 { text.raw(",") }
      text.raw(#"{"physicalLocation":{"artifactLocation":{"uri":"northflank/"#)
      text.raw(finding.source == nil ? "integrations/" : "tokens/")
      text.add(integration, .uriPart)
      text.raw(#".json"},"region":{"startLine":1,"startColumn":1,"endLine":1,"endColumn":2}},"#)
      text.raw(#""logicalLocations":[{"fullyQualifiedName":""#)
      text.add(integration, .json)
      if let field = finding.field {
        text.raw("/credentials/")
        text.add(field, .json)
      }
      text.raw(#"","kind":"resource"}]}"#)
    }
    text.raw(#"],"partialFingerprints":{"primaryLocationLineHash":""#)
    text.add(finding.finding, .json)
    text.raw(#":1","credenceFinding/v1":""#)
    text.add(finding.finding, .json)
    text.raw(#""}"#)
    if !isForGitHub, let change = finding.change {
      text.raw(#","baselineState":"\#(change.baselineState)""#)
    }
    if finding.isWaived {
      text.raw(#","suppressions":[{"kind":"external","status":"accepted","justification":"#)
      text.json(finding.waiverWords ?? "accepted")
      text.raw("}]")
    }
    text.raw(#","properties":{"basis":"#)
    text.json(finding.basis)
    text.raw(#","severity":"\#(finding.severity.rawValue)","status":"#)
    text.json(finding.status.rawValue)
    if let name {
      text.raw(#","integration":"#)
      text.json(name)
    }
    if finding.isPlatformLimit { text.raw(#","platformLimit":true"#) }
    text.raw("}}")
    return text.bytes
  }
}

extension ExportText {
  /// What GitHub asks of a rule; where the policy isn't known, its title says what there is to say.
  fileprivate mutating func sarifRule(_ id: String, title: String, _ policy: Policy?) {
    let title = String((title.isEmpty ? policy?.title ?? id : title).prefix(1000))
    raw(#"{"id":"#)
    json(id)
    raw(#","shortDescription":{"text":"#)
    json(title)
    raw(#"},"fullDescription":{"text":"#)
    json(String((policy?.why ?? title).prefix(1000)))
    raw(#"},"help":{"text":"#)
    json(policy?.remediation ?? title)
    raw(#","markdown":""#)
    add(policy?.remediation ?? title, .markdownInJSON)
    raw(#""},"defaultConfiguration":{"level":"\#(policy?.severity.sarifLevel ?? "warning")"},"#)
    if let link = policy?.references.first(where: { $0.hasPrefix("https://") }) {
      raw(#""helpUri":"#)
      json(link)
      raw(",")
    }
    raw(#""properties":{"tags":"#)
    json(["security"] + (policy?.controls ?? []).prefix(9).map { "credence/" + $0.rawValue })
    if let policy {
      let precision = ["high": "very-high", "medium": "high", "low": "medium"][policy.basis.confidence]
      raw(#","precision":"\#(precision ?? "medium")""#)
      if let score = policy.severity.securitySeverity { raw(#","security-severity":"\#(score)""#) }
    }
    raw("}}")
  }
}

extension FindingChange {
  fileprivate var baselineState: String {
    switch self {
    case .new, .newPolicy: "new"
    case .worsened, .rotated: "updated"
    case .unchanged: "unchanged"
    }
  }
}

extension Severity {
  fileprivate var sarifLevel: String {
    switch self {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low, .info: "note"
    }
  }

  /// A score in the middle of the range that GitHub gives this name.
  fileprivate var securitySeverity: String? {
    switch self {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.0"
    case .info: nil
    }
  }
}
