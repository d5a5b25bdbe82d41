internal import Facts

/// Prometheus' text format, for node_exporter's textfile collector: counts only. Every combination of labels is
/// there, so that no series is ever absent; names and ids aren't, for they would be too many and tell too much.
struct PrometheusExport: ReportExport {
  static let format = ExportFormat("prometheus", "Prometheus text, for node_exporter's textfile collector") {
    _ in
    PrometheusExport()
  }

  var output = ExportText()
  private var run: RunRecord?
  private var evaluated: [String: Int] = [:]
  private var unevaluated: [String: Int] = [:]
  private var findings: [String: Int] = [:]
  private var waivedChecks = 0

  private static let providers = Provider.allCases.map(\.rawValue) + ["unknown"]

  mutating func begin(_ run: RunRecord, _ json: ReportValue) { self.run = run }

  mutating func add(_ entry: IntegrationEntry) {
    let own = entry.integration
    let provider = own.isProviderKnown ? own.provider : "unknown"
    if own.isEvaluated {
      evaluated[provider, default: 0] += 1
    } else {
      unevaluated[provider, default: 0] += 1
    }
    for (finding, _) in entry.findings {
      if finding.isWaived { waivedChecks += 1 }
      count(finding)
    }
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) { count(finding) }

  private mutating func count(_ finding: FindingRecord) {
    findings[finding.severity.rawValue + (finding.isWaived ? "waived" : "open"), default: 0] += 1
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    metric("credence_build_info", "The version that made the report.")
    output.raw(#"credence_build_info{version=""#)
    output.add(run?.version ?? "", .prometheus)
    output.raw("\"} 1\n")
    single("credence_last_run_timestamp_seconds", "The time that the run went by.", run?.seconds ?? 0)
    single("credence_last_run_complete", "Whether all input was read: 1 or 0.", summary.isComplete ? 1 : 0)
    single("credence_last_run_exit_code", "The code that the run ended with.", Int(summary.exit.rawValue))
    single(
      "credence_policies_overridden", "Built-in policies that others replaced.", run?.overridden.count ?? 0)
    single(
      "credence_policies_switched_off", "Built-in policies that were switched off.",
      run?.switchedOff.count ?? 0)
    metric("credence_integrations", "Integrations, by whether anything about the credential was evaluated.")
    for provider in Self.providers {
      sample("credence_integrations", "provider", provider, "outcome", "evaluated", evaluated[provider] ?? 0)
      sample(
        "credence_integrations", "provider", provider, "outcome", "unevaluated", unevaluated[provider] ?? 0)
    }
    metric("credence_findings", "Findings, by severity and by whether somebody accepted them.")
    for severity in Severity.allCases {
      for status in ["open", "waived"] {
        let name = severity.rawValue
        sample("credence_findings", "severity", name, "status", status, findings[name + status] ?? 0)
      }
    }
    metric("credence_checks", "How policies came out for integrations.")
    for (outcome, count) in [
      ("passed", summary.outcomes[.pass] ?? 0), ("failed", (summary.outcomes[.fail] ?? 0) - waivedChecks),
      ("waived", waivedChecks), ("not_evaluable", summary.outcomes[.notEvaluable] ?? 0),
    ] {
      output.raw("credence_checks{outcome=\"\(outcome)\"} \(count)\n")
    }
    metric("credence_inputs", "Inputs, by whether they were read to their end.")
    let partial = summary.sources.count { !$0.isComplete }
    output.raw("credence_inputs{state=\"complete\"} \(summary.sources.count - partial)\n")
    output.raw("credence_inputs{state=\"partial\"} \(partial)\n")
  }

  private mutating func metric(_ name: String, _ help: String) {
    output.raw("# HELP \(name) \(help)\n# TYPE \(name) gauge\n")
  }

  private mutating func single(_ name: String, _ help: String, _ value: Int) {
    metric(name, help)
    output.raw("\(name) \(value)\n")
  }

  private mutating func sample(
    _ name: String, _ first: String, _ value: String, _ second: String, _ other: String, _ count: Int
  ) {
    output.raw("\(name){\(first)=\"\(value)\",\(second)=\"\(other)\"} \(count)\n")
  }
}
