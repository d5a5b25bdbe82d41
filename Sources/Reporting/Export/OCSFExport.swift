internal import Facts
internal import PolicyEngine

/// OCSF 1.5.0, Compliance Finding (class 2003), as JSON Lines, for SIEMs: an event for each finding; one for each
/// integration with the checks that passed or couldn't be evaluated; one for each framework with its related
/// controls; and one for the run, which says whether everything was looked at.
struct OCSFExport: ReportExport {
  static let format = ExportFormat("ocsf", "OCSF 1.5.0 Compliance Finding, a line each: SIEMs, data lakes") {
    OCSFExport($0)
  }

  var output = ExportText()
  private let policies: PolicyTexts
  private var run: RunRecord?
  private var findingHeads = Fragments()
  private var findingTails = Fragments()
  private var passedChecks = Fragments()
  private var unknownChecks = Fragments()
  private var metadata: [UInt8] = []
  private var time: [UInt8] = []
  private var controls = RelatedControls()
  private var outcomes = PolicyOutcomes()

  init(_ options: ExportOptions) { policies = PolicyTexts(options.policies) }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    self.run = run
    time = Array("\(run.seconds * 1000)".utf8)
    var text = ExportText()
    text.raw(
      #""metadata":{"version":"1.5.0","product":{"name":"Credence","vendor_name":"Credence","version":"#)
    text.json(run.version)
    text.raw(#"},"correlation_uid":"#)
    text.json(run.run)
    if let team = run.team {
      text.raw(#","tenant_uid":"#)
      text.json(team)
    }
    metadata = text.bytes
  }

  mutating func add(_ framework: FrameworkRecord, _ json: ReportValue) { controls.add(framework) }

  mutating func add(_ entry: IntegrationEntry) {
    let own = entry.integration
    outcomes.add(own)
    var resource = ExportText()
    resource.raw(#","resources":[{"uid":"#)
    resource.json(own.integration)
    resource.raw(#","name":"#)
    resource.json(own.title)
    resource.raw(#","type":"Northflank cloud-provider integration","labels":"#)
    resource.json(["provider:" + own.provider, "form:" + own.form] + own.features.map { "feature:" + $0 })
    resource.raw("}]")
    for (finding, _) in entry.findings { write(finding, of: own.provider, resource.bytes) }
    guard !own.passed.isEmpty || !own.notEvaluable.isEmpty else { return }
    // It passes where everything could be evaluated; what failed has events of its own.
    let status =
      !own.isEvaluated ? (0, "Not evaluable") : own.notEvaluable.isEmpty ? (1, "Pass") : (2, "Warning")
    open(activity: 1, severity: 1, "Informational")
    output.raw(#""message":"#)
    output.json(
      own.isEvaluated
        ? "Checks that passed or couldn't be evaluated"
        : "Nothing about the credential could be evaluated")
    output.raw(",")
    close(profile: own.provider)
    output.raw(#","finding_info":{"uid":""#)
    output.raw(StableUUID.bytes(.integration, run?.scoped(own.integration) ?? own.integration))
    output.raw(
      #"","title":"Coverage of an integration"},"compliance":{"status_id":\#(status.0),"status":"\#(status.1)","#
    )
    output.raw(#""control":"Coverage","desc":"Whether every check that applies could be evaluated","#)
    output.raw(#""checks":["#)
    check(own.passed, own.notEvaluable)
    output.raw("]}")
    output.raw(resource.bytes)
    output.raw("}\n")
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    var resources = ExportText()
    resources.raw(#","resources":["#)
    if let source = finding.source {
      resources.raw(#"{"uid":"#)
      resources.json(source)
      resources.raw(#","type":"API token"}"#)
    }
    for (index, integration) in finding.integrations.enumerated() {
      resources.raw(index > 0 ? #",{"uid":"# : #"{"uid":"#)
      resources.json(integration)
      resources.raw(#","type":"Northflank cloud-provider integration"}"#)
    }
    resources.raw("]")
    write(finding, of: nil, resources.bytes)
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    outcomes.add(summary.fleet)
    for framework in controls.frameworks { write(ControlCoverage(of: framework, outcomes)) }
    let isClean = summary.causes.isEmpty
    open(activity: 1, severity: 1, "Informational")
    output.raw(#""message":"#)
    output.json("Audit of \(summary.integrations) integrations, " + summary.completeness)
    output.raw(",")
    close(profile: nil)
    output.raw(#","finding_info":{"uid":""#)
    output.raw(StableUUID.bytes(.run, run?.run ?? ""))
    output.raw(#"","title":"Audit run"},"compliance":{"control":"Audit run","#)
    output.raw(isClean ? #""status_id":1,"status":"Pass""# : #""status_id":3,"status":"Fail""#)
    output.raw(#","status_details":"#)
    output.json(summary.causes.map(\.words) + (run?.notices ?? []))
    output.raw(#","checks":["#)
    check(summary.fleet.passed, summary.fleet.notEvaluable)
    output.raw(#"]},"unmapped":{"complete":\#(summary.isComplete),"exit":\#(summary.exit.rawValue),"#)
    output.raw(#""integrations":\#(summary.integrations),"evaluated":\#(summary.evaluated),"#)
    output.raw(#""unevaluated":\#(summary.unevaluated),"findings":\#(summary.findings),"#)
    output.raw(#""passed":\#(summary.outcomes[.pass] ?? 0),"failed":\#(summary.outcomes[.fail] ?? 0),"#)
    output.raw(#""notEvaluable":\#(summary.outcomes[.notEvaluable] ?? 0)}}"# + "\n")
  }

  /// Begins an event.
  private mutating func open(activity: Int, severity: Int, _ name: String) {
    output.raw(
      #"{"activity_id":\#(activity),"category_uid":2,"class_uid":2003,"type_uid":\#(200300 + activity),"#)
    output.raw(#""severity_id":\#(severity),"severity":"\#(name)","#)
  }

  /// What all events have; with its cloud, if it is about one.
  private mutating func close(profile provider: String?) {
    output.raw(#""time":"#)
    output.raw(time)
    output.raw(",")
    output.raw(metadata)
    output.raw(provider == nil ? #","profiles":[]}"# : #","profiles":["cloud"]},"cloud":{"provider":"#)
    if let provider {
      output.json(provider)
      output.raw("}")
    }
  }

  private mutating func write(_ finding: FindingRecord, of provider: String?, _ resources: [UInt8]) {
    output.raw(
      findingHeads.bytes(of: finding.policy + finding.severity.rawValue + finding.status.rawValue) {
        $0.ocsfHead(finding)
      })
    close(profile: provider)
    output.raw(#","message":"#)
    output.json(finding.message)
    output.raw(#","confidence_id":\#((Basis(word: finding.basis) ?? .inferred).confidenceID)"#)
    output.raw(#","finding_info":{"uid":"#)
    output.json(finding.finding)
    output.raw(#","desc":"#)
    output.json(finding.message)
    output.raw(
      findingTails.bytes(of: finding.policy) {
        $0.ocsfTail(finding, policies[finding.policy], controls.controls(of: finding.policy))
      })
    output.raw(resources)
    output.raw(#","unmapped":{"basis":"#)
    output.json(finding.basis)
    output.raw(#","platformLimit":\#(finding.isPlatformLimit)"#)
    if let field = finding.field {
      output.raw(#","field":"#)
      output.json(field)
    }
    if let words = finding.waiverWords {
      output.raw(#","waiver":"#)
      output.json(words)
    }
    output.raw("}}\n")
  }

  /// A framework's controls, by how the policies on them came out. None is said to be met.
  private mutating func write(_ coverage: ControlCoverage) {
    open(activity: 1, severity: 1, "Informational")
    output.raw(#""message":"#)
    output.json(
      "Related controls of \(coverage.framework.title) and how the policies on them came out. "
        + "This is no statement about compliance.")
    output.raw(",")
    close(profile: nil)
    output.raw(#","finding_info":{"uid":""#)
    output.raw(StableUUID.bytes(.framework, (run?.team ?? "") + "\0" + coverage.framework.title))
    output.raw(#"","title":"Coverage of a framework"},"compliance":"#)
    output.ocsfCompliance(coverage)
    output.raw("}\n")
  }

  private mutating func check(_ passed: [String], _ notEvaluable: [String]) {
    var isFirst = true
    for id in passed {
      if !isFirst { output.raw(",") }
      isFirst = false
      output.raw(passedChecks.bytes(of: id) { $0.ocsfCheck(id, policies[id], 1, "Pass") })
    }
    for id in notEvaluable {
      if !isFirst { output.raw(",") }
      isFirst = false
      output.raw(unknownChecks.bytes(of: id) { $0.ocsfCheck(id, policies[id], 0, "Not evaluable") })
    }
  }
}

extension ExportText {
  /// A finding's event up to its time.
  fileprivate mutating func ocsfHead(_ finding: FindingRecord) {
    raw(#"{"activity_id":1,"category_uid":2,"class_uid":2003,"type_uid":200301,"severity_id":"#)
    number(finding.severity.ordinal + 1)
    raw(#","severity":"\#(finding.severity == .info ? "Informational" : finding.severity.title)","#)
    raw(finding.isWaived ? #""status_id":3,"status":"Suppressed","# : #""status_id":1,"status":"New","#)
  }

  /// A finding's event from its title to its resources.
  fileprivate mutating func ocsfTail(
    _ finding: FindingRecord, _ policy: Policy?,
    _ related: [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])]
  ) {
    raw(#","title":"#)
    json(finding.title)
    raw(#","analytic":{"uid":"#)
    json(finding.policy)
    raw(#","name":"#)
    json(finding.title)
    raw(#","type_id":1,"type":"Rule"}},"compliance":{"status_id":3,"status":"Fail","control":"#)
    json(finding.policy)
    raw(#","desc":"#)
    json(policy?.why ?? finding.title)
    ocsfRequirements(related)
    raw("}")
    if let policy {
      raw(#","remediation":{"desc":"#)
      json(policy.remediation)
      raw(#","references":"#)
      json(policy.references)
      raw("}")
    }
  }

  fileprivate mutating func ocsfCheck(_ id: String, _ policy: Policy?, _ status: Int, _ name: String) {
    raw(#"{"uid":"#)
    json(id)
    if let policy {
      raw(#","name":"#)
      json(policy.title)
    }
    raw(#","status_id":\#(status),"status":"\#(name)"}"#)
  }
}

extension Basis {
  fileprivate var confidenceID: Int { ["low": 1, "medium": 2, "high": 3][confidence] ?? 0 }
}
