internal import Facts
internal import PolicyEngine

/// DefectDojo's Generic Findings Import, for `/reimport-scan`. Only keys that its parser allows; any other would
/// fail the whole import (`dojo/tools/generic/json_parser.py`, 2026-08).
///
/// DefectDojo tells findings apart by title and description too, so nothing stands there that changes from run to
/// run. A report of a partial run says so, and mustn't be reimported: what it lacks would count as mended.
struct DefectDojoExport: ReportExport {
  static let format = ExportFormat("defectdojo", "DefectDojo's generic findings import") {
    DefectDojoExport($0)
  }

  var output = ExportText()
  private let policies: PolicyTexts
  private var run: RunRecord?
  private var texts = Fragments()
  private var isFirst = true

  init(_ options: ExportOptions) { policies = PolicyTexts(options.policies) }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    self.run = run
    output.raw(#"{"name":"Credence","type":"Credence","version":"#)
    output.json(run.version)
    output.raw(#","static_tool":true,"dynamic_tool":false,"findings":["#)
  }

  mutating func add(_ entry: IntegrationEntry) {
    for (finding, _) in entry.findings {
      write(finding, of: entry.integration.integration, name: entry.integration.title)
    }
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    if let source = finding.source {
      write(finding, of: source, name: finding.subjects[0])
    } else {
      write(finding, of: finding.integrations.joined(separator: ", "), name: "several integrations")
    }
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    output.raw(#"],"description":"#)
    let warning = summary.isComplete ? "" : "PARTIAL: not all input was read, so do not reimport this. "
    output.json(
      warning
        + "\(summary.integrations) integrations, of which \(summary.unevaluated) couldn't be evaluated; "
        + "\(summary.outcomes[.pass] ?? 0) checks passed, \(summary.outcomes[.fail] ?? 0) failed, "
        + "\(summary.outcomes[.notEvaluable] ?? 0) couldn't be evaluated."
        + (summary.gaps.map(\.words) + (run?.notices ?? [])).map { " " + $0 }.joined(separator: ";"))
    output.raw("}\n")
  }

  private mutating func write(_ finding: FindingRecord, of integration: String, name: String) {
    output.raw(isFirst ? #"{"title":"# : #",{"title":"#)
    isFirst = false
    output.json(finding.policy + " " + finding.title)
    output.raw(#","description":""#)
    output.add((finding.source == nil ? "Integration " : "API token of ") + integration, .markdownInJSON)
    if let field = finding.field {
      output.raw(", field ")
      output.add(field, .markdownInJSON)
    }
    output.raw(#"","severity_justification":""#)
    output.add(finding.message, .markdownInJSON)
    output.raw(#"","component_name":"#)
    output.json(name)
    output.raw(#","file_path":"northflank/"#)
    output.raw(finding.source == nil ? "integrations/" : "tokens/")
    output.add(integration, .uriPart)
    output.raw(#".json","unique_id_from_tool":"#)
    output.json(finding.finding)
    output.raw(
      texts.bytes(of: finding.policy + finding.severity.rawValue) {
        $0.defectDojoTexts(finding, policies[finding.policy], run)
      })
    output.raw(
      finding.isWaived ? #","active":false,"risk_accepted":true}"# : #","active":true,"risk_accepted":false}"#
    )
  }
}

extension ExportText {
  /// What is the same for all findings of a policy in one run.
  fileprivate mutating func defectDojoTexts(_ finding: FindingRecord, _ policy: Policy?, _ run: RunRecord?) {
    raw(#","severity":"\#(finding.severity.title)","vuln_id_from_tool":"#)
    json(finding.policy)
    raw(#","date":"#)
    json(String((run?.now ?? "").prefix(10)))
    if let team = run?.team {
      raw(#","service":"#)
      json(team)
    }
    raw(#","static_finding":true,"dynamic_finding":false,"verified":\#(finding.basis == "fact"),"tags":"#)
    json(["credence"] + (policy?.controls ?? []).map(\.rawValue))
    guard let policy else { return }
    if let why = policy.why {
      raw(#","impact":""#)
      add(why, .markdownInJSON)
      raw("\"")
    }
    raw(#","mitigation":""#)
    add(policy.remediation, .markdownInJSON)
    raw(#"","references":"#)
    json(policy.references.joined(separator: "\n"))
  }
}
