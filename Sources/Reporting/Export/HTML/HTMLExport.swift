internal import Facts
internal import PolicyEngine

/// One page that holds the whole report, for a browser and for paper: no request to anywhere, nothing in it that
/// runs but its own script, whose hash its content security policy names.
///
/// Rows are written as records come. They wait for the summary, which comes last in a report and first on the page.
struct HTMLExport: ReportExport {
  static let format = ExportFormat("html", "one page for people, in a browser or printed") { HTMLExport($0) }

  var output = ExportText()
  private let policies: PolicyTexts
  private var run: RunRecord?
  private var findings = PageFindings()
  private var integrations = PageIntegrations()
  private var tally: PageTally
  private var controls = RelatedControls()

  init(_ options: ExportOptions) {
    policies = PolicyTexts(options.policies)
    tally = PageTally(previous: options.previous)
  }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) { self.run = run }

  mutating func add(_ framework: FrameworkRecord, _ json: ReportValue) { controls.add(framework) }

  mutating func add(_ entry: IntegrationEntry) {
    let place = integrations.add(entry.integration, entry.findings)
    for (finding, json) in entry.findings {
      findings.add(finding, json, of: entry.integration, at: place)
      tally.add(finding, json)
    }
    tally.add(entry.integration, entry.json, entry.findings, at: place)
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    findings.add(across: finding, json, integrations)
    tally.add(finding, json)
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    findings.sort()
    tally.add(summary.fleet)
    let page = Page(
      run: run, summary: summary, findings: findings, integrations: integrations, tally: tally,
      policies: policies, controls: controls)
    var text = HTMLText()
    page.write(to: &text)
    output.append(text.output)
  }
}

extension Severity {
  /// All of them, worst first.
  static let worstFirst = Array(allCases.reversed())

  var className: HTMLText.Markup {
    switch self {
    case .critical: "critical"
    case .high: "high"
    case .medium: "medium"
    case .low: "low"
    case .info: "info"
    }
  }

  var heading: HTMLText.Markup {
    switch self {
    case .critical: "Critical"
    case .high: "High"
    case .medium: "Medium"
    case .low: "Low"
    case .info: "Info"
    }
  }
}

extension HTMLText {
  /// Adds a severity: its word, with its shape before it.
  mutating func badge(_ severity: Severity) {
    markup("<span class=\"sev ")
    markup(severity.className)
    markup("\">")
    markup(severity.heading)
    markup("</span>")
  }
}
