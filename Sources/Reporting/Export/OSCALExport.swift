internal import Facts
internal import PolicyEngine

/// OSCAL 1.2.1 assessment results (NIST), for compliance platforms.
///
/// Each policy is an objective with one finding, which is satisfied only if it passed for every integration that
/// it applies to: what couldn't be evaluated satisfies nothing. Its observations are one for each integration that
/// fails, with a risk, and one for all that passed and one for all that couldn't be evaluated, which are its
/// population. The integrations are inventory items. The controls that it bears on are its properties, and those of
/// each framework are selected as reviewed, without a finding of their own: none is said to be met.
///
/// The format wants observations, risks and findings apart from each other, so they are kept as bytes until the
/// report's end.
struct OSCALExport: ReportExport {
  static let format = ExportFormat("oscal", "OSCAL 1.2.1 assessment results: compliance platforms") {
    OSCALExport($0)
  }

  var output = ExportText()
  private let policies: PolicyTexts
  private var run: RunRecord?
  private var now: [UInt8] = []
  private var tails = Fragments()
  private var risks = ExportText()
  private var items = ExportText()
  private var objectives: [String: OSCALObjective] = [:]
  private var controls = RelatedControls()

  init(_ options: ExportOptions) { policies = PolicyTexts(options.policies) }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    self.run = run
    var text = ExportText()
    text.json(run.now)
    now = text.bytes
    output.raw(#"{"assessment-results":{"uuid":""#)
    output.raw(StableUUID.bytes(.document, run.run))
    output.raw(#"","metadata":{"title":"Credence: audit of cloud credentials","last-modified":"#)
    output.raw(now)
    output.raw(#","version":"#)
    output.json(run.run)
    output.raw(#","oscal-version":"1.2.1","props":["#)
    output.oscalProperty("tool-version", run.version)
    if let team = run.team {
      output.raw(",")
      output.oscalProperty("team", team)
    }
    output.raw(##"]},"import-ap":{"href":"#"##)
    output.raw(StableUUID.bytes(.packs, run.run))
    output.raw(#""},"results":[{"uuid":""#)
    output.raw(StableUUID.bytes(.result, run.run))
    output.raw(#"","title":"Audit of cloud credentials","start":"#)
    output.raw(now)
    output.raw(#","end":"#)
    output.raw(now)
    output.raw(#","observations":["#)
  }

  mutating func add(_ framework: FrameworkRecord, _ json: ReportValue) { controls.add(framework) }

  mutating func add(_ entry: IntegrationEntry) {
    let own = entry.integration
    let item = uuid(of: own.integration)
    if !items.bytes.isEmpty { items.raw(",") }
    items.oscalItem(own, item)
    for (finding, _) in entry.findings { add(finding, items: [item]) }
    for id in own.passed { objectives[id, default: OSCALObjective()].passed.add(item) }
    for id in own.notEvaluable { objectives[id, default: OSCALObjective()].notEvaluable.add(item) }
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    add(finding, items: finding.integrations.map { uuid(of: $0) })
  }

  private func uuid(of integration: String) -> [UInt8] {
    StableUUID.bytes(.integration, run?.scoped(integration) ?? integration)
  }

  /// An observation, which is written at once, and a risk, which waits.
  private mutating func add(_ finding: FindingRecord, items: [[UInt8]]) {
    let observation = StableUUID.bytes(.observation, finding.finding)
    let risk = StableUUID.bytes(.risk, finding.finding)
    objectives[finding.policy, default: OSCALObjective()].add(finding, observation, risk)
    output.raw(#"{"uuid":""#)
    output.raw(observation)
    output.raw(#"","description":""#)
    output.add(finding.message, .markdownInJSON)
    output.raw(#"","methods":["TEST"],"types":["finding"]"#)
    // An API's token is none of the inventory, and the format has no empty lists.
    for (index, item) in items.enumerated() {
      output.raw(index > 0 ? "," : #","subjects":["#)
      output.oscalSubject(item)
    }
    output.raw(items.isEmpty ? #","collected":"# : #"],"collected":"#)
    output.raw(now)
    output.raw("},")
    if !risks.bytes.isEmpty { risks.raw(",") }
    risks.raw(#"{"uuid":""#)
    risks.raw(risk)
    risks.raw(#"","description":""#)
    risks.add(finding.message, .markdownInJSON)
    risks.raw(#"","props":["#)
    risks.oscalProperty("finding", finding.finding)
    risks.raw(",")
    risks.oscalProperty("basis", finding.basis)
    if let field = finding.field {
      risks.raw(",")
      risks.oscalProperty("field", field)
    }
    if let source = finding.source {
      risks.raw(",")
      risks.oscalProperty("source", source)
    }
    if let words = finding.waiverWords {
      risks.raw(",")
      risks.oscalProperty("waiver", words)
    }
    risks.raw(
      tails.bytes(of: finding.policy + finding.severity.rawValue) {
        $0.oscalRiskTail(finding)
      })
    risks.raw(finding.isWaived ? #""deviation-approved","# : #""open","#)
    risks.raw(#""related-observations":[{"observation-uuid":""#)
    risks.raw(observation)
    risks.raw(#""}]}"#)
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    for id in summary.fleet.passed { objectives[id, default: OSCALObjective()].passesFleet = true }
    for id in summary.fleet.notEvaluable { objectives[id, default: OSCALObjective()].lacksFleet = true }
    let ids = objectives.keys.sorted()
    for id in ids { writePopulations(of: id) }
    writeRun(summary)
    output.raw(#"],"findings":["#)
    for (index, id) in ids.enumerated() {
      if index > 0 { output.raw(",") }
      if let objective = objectives[id] {
        output.oscalFinding(
          id, objective, team: run?.team ?? "", policies[id], controls.controls(of: id))
      }
    }
    if ids.isEmpty { output.oscalEmptyFinding(team: run?.team ?? "") }
    if !risks.bytes.isEmpty {
      output.raw(#"],"risks":["#)
      output.append(risks)
    }
    output.raw(#"],"reviewed-controls":{"control-selections":["#)
    output.oscalSelections(controls.frameworks, judged: objectives)
    output.raw("]")
    if !ids.isEmpty {
      output.raw(#","control-objective-selections":[{"include-objectives":["#)
      for (index, id) in ids.enumerated() {
        output.raw(index > 0 ? #",{"objective-id":"# : #"{"objective-id":"#)
        output.oscalToken(id)
        output.raw("}")
      }
      output.raw("]}]")
    }
    output.raw("}")
    if !items.bytes.isEmpty {
      output.raw(#","local-definitions":{"inventory-items":["#)
      output.append(items)
      output.raw("]}")
    }
    output.raw(#","description":""#)
    output.add(
      "\(summary.integrations) integrations, \(summary.completeness). \(summary.unevaluated) couldn't be evaluated.",
      .markdownInJSON)
    output.raw(#""}],"back-matter":{"resources":[{"uuid":""#)
    output.raw(StableUUID.bytes(.packs, run?.run ?? ""))
    output.raw(#"","title":"The policies that were judged by","props":["#)
    for (index, pack) in (run?.packs ?? []).enumerated() {
      output.raw(index > 0 ? "," : "")
      output.oscalProperty("pack", pack.name + " " + pack.digest)
    }
    if (run?.packs ?? []).isEmpty { output.oscalProperty("pack", "none") }
    output.raw("]}")
    for framework in controls.frameworks {
      output.raw(",")
      output.oscalResource(framework)
    }
    output.raw("]}}}\n")
  }

  /// Who passed, and for whom it couldn't be evaluated.
  private mutating func writePopulations(of id: String) {
    guard var objective = objectives[id] else { return }
    for (name, words) in [("passed", "passed"), ("notEvaluable", "couldn't be evaluated")] {
      let population = name == "passed" ? objective.passed : objective.notEvaluable
      guard population.count > 0 else { continue }
      let uuid = StableUUID.bytes(.observation, (run?.team ?? "") + "\0" + id + name)
      objective.observations.add(uuid, "observation-uuid")
      output.raw(#"{"uuid":""#)
      output.raw(uuid)
      output.raw(#"","description":""#)
      output.add("\(id) \(words) for \(population.count) integrations.", .markdownInJSON)
      output.raw(#"","methods":["TEST"],"types":["control-objective"],"subjects":["#)
      output.append(population.subjects)
      output.raw(#"],"collected":"#)
      output.raw(now)
      output.raw("},")
    }
    objectives[id] = objective
  }

  /// What the run as a whole saw and didn't see.
  private mutating func writeRun(_ summary: SummaryRecord) {
    output.raw(#"{"uuid":""#)
    output.raw(StableUUID.bytes(.run, run?.run ?? ""))
    output.raw(#"","title":"Completeness of the run","description":""#)
    output.add(
      (["The audit is \(summary.completeness)."] + summary.causes.map(\.words)
        + (run?.notices ?? [])).joined(separator: "\n"),
      .markdownInJSON)
    output.raw(#"","props":["#)
    output.oscalProperty("complete", summary.isComplete ? "true" : "false")
    for (name, count) in [
      ("integrations", summary.integrations), ("unevaluated-integrations", summary.unevaluated),
      ("passed-checks", summary.outcomes[.pass] ?? 0), ("failed-checks", summary.outcomes[.fail] ?? 0),
      ("not-evaluable-checks", summary.outcomes[.notEvaluable] ?? 0),
    ] {
      output.raw(",")
      output.oscalProperty(name, String(count))
    }
    output.raw(#"],"methods":["TEST"],"collected":"#)
    output.raw(now)
    output.raw("}")
  }
}
