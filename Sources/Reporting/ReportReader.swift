internal import Facts
internal import PolicyEngine

/// Why a report can't be read.
public struct ReportError: Error, Sendable, Equatable {
  /// The line, from 1.
  public let line: Int
  /// What is wrong, in a sentence.
  public let reason: String
}

/// A whole report, as views and exports want it.
public struct Report: Sendable, Equatable {
  /// What ran.
  public var run: RunRecord?
  /// The frameworks, with the policies that bear on their controls.
  public var frameworks: [FrameworkRecord] = []
  /// The integrations, in the report's order.
  public var integrations: [IntegrationRecord] = []
  /// The findings, in the report's order.
  public var findings: [FindingRecord] = []
  /// The summary.
  public var summary: SummaryRecord?

  /// An empty report.
  public init() {}
}

/// Reads a report's records out of bytes that come in pieces.
public struct ReportReader: ~Copyable {
  private var lines = ReportLines()
  /// What was read so far.
  public private(set) var report = Report()

  /// A reader that has read nothing.
  public init() {}

  /// Takes the next piece.
  public mutating func read(_ bytes: Span<UInt8>) throws(ReportError) {
    lines.add(bytes)
    while let record = try lines.next() { take(record) }
  }

  /// Takes the last line, and gives the report; one without its summary is cut off, and refused.
  public mutating func finish() throws(ReportError) -> Report {
    if let record = try lines.last() { take(record) }
    try lines.requireWhole()
    return report
  }

  /// What was read since it was last asked, for reports that aren't kept whole.
  public mutating func take() -> Report {
    defer { report = Report() }
    return report
  }

  private mutating func take(_ record: ReportRecord) {
    switch record {
    case .run(let run, _): report.run = run
    case .framework(let framework, _): report.frameworks.append(framework)
    case .integration(let integration, _): report.integrations.append(integration)
    case .finding(let finding, _): report.findings.append(finding)
    case .summary(let summary, _): report.summary = summary
    case .unknown: break
    }
  }
}

extension RunRecord {
  init(_ value: ReportValue) {
    run = value["run"]?.text ?? ""
    version = value["tool"]?["version"]?.text ?? ""
    team = value["team"]?.text
    now = value["clock"]?["now"]?.text ?? ""
    clockSource = value["clock"]?["source"]?.text ?? ""
    packs = (value["policies"]?["packs"]?.elements ?? []).map {
      PackDigest(name: $0["pack"]?.text ?? "", digest: $0["digest"]?.text ?? "")
    }
    overridden = value["policies"]?["overridden"]?.texts ?? []
    switchedOff = (value["policies"]?["switchedOff"]?.elements ?? []).map {
      SwitchedOffPolicy(id: $0["policy"]?.text ?? "", reason: $0["reason"]?.text ?? "")
    }
    waivers = WaiverSource(value["waivers"])
    baseline = BaselineSource(value["baseline"])
    isKeyOfThisRun = value["fingerprints"]?["compare"]?.text == "thisReport"
    keyName = value["fingerprints"]?["key"]?.text ?? ""
    isMemoryLocked = value["memoryLocked"]?.truth ?? false
    recipients = value["recipients"]?.texts ?? []
    merged = value["merged"]?.texts ?? []
    hasSeveralPolicies = value["policies"]?["differ"]?.truth ?? false
    hasSeveralKeys = value["fingerprints"]?["compare"]?.text == "equalOnly"
  }
}

extension IntegrationRecord {
  init(_ value: ReportValue) {
    integration = value["integration"]?.text ?? ""
    isStable = value["stable"]?.truth ?? true
    name = value["name"]?.text
    provider = value["provider"]?.text ?? "unknown"
    isProviderKnown = value["providerKnown"]?.truth ?? true
    form = value["form"]?.text ?? ""
    mode = value["mode"]?["value"]?.text
    modeSource = value["mode"]?["source"]?.text ?? ""
    features = value["features"]?.texts ?? []
    unknownFeatures = value["unknownFeatures"]?.texts ?? []
    account = value["account"]?.text
    returnedCredentials = value["returnedCredentials"]?.truth ?? false
    source = value["source"]?.text ?? ""
    place = value["place"]?.text ?? ""
    unlistedCount = value["unlisted"]?.number ?? 0
    fields = (value["fields"]?.elements ?? []).map {
      Field(
        name: $0["field"]?.text ?? "", state: $0["state"]?.text ?? "", fieldClass: $0["class"]?.text ?? "",
        kind: $0["kind"]?.text ?? "", fingerprint: $0["fingerprint"]?.text,
        isKnown: $0["known"]?.truth ?? true, since: $0["since"]?.text)
    }
    failed = value["results"]?["fail"]?.texts ?? []
    passed = value["results"]?["pass"]?.texts ?? []
    notEvaluable = value["results"]?["notEvaluable"]?.texts ?? []
    isEvaluated = value["evaluated"]?.truth ?? false
  }
}

extension FindingRecord {
  init?(_ value: ReportValue) {
    guard let severity = Severity(rawValue: value["severity"]?.text ?? "") else { return nil }
    self.severity = severity
    finding = value["finding"]?.text ?? ""
    policy = value["policy"]?.text ?? ""
    integration = value["integration"]?.text
    integrations = value["integrations"]?.texts ?? []
    source = value["source"]?.text
    fingerprint = value["fingerprint"]?.text
    field = value["field"]?.text
    basis = value["basis"]?.text ?? ""
    status = FindingStatus(rawValue: value["status"]?.text ?? "") ?? .open
    waiver = WaiverRecord(value["waiver"])
    facts = FindingFact.all(in: value["facts"])
    change = value["change"]?.text.flatMap { FindingChange(rawValue: $0) }
    isPlatformLimit = value["platformLimit"]?.truth ?? false
    title = value["title"]?.text ?? ""
    message = value["message"]?.text ?? ""
  }
}

extension SummaryRecord {
  init(_ value: ReportValue) {
    self.init()
    isComplete = value["complete"]?.truth ?? false
    let population = value["population"]
    integrations = population?["integrations"]?.number ?? 0
    returnedCredentials = population?["returnedCredentials"]?.number ?? 0
    providers = population?["providers"]?.counts ?? [:]
    forms = population?["forms"]?.counts ?? [:]
    findings = value["counts"]?["findings"]?.number ?? 0
    for (name, count) in value["counts"]?["severity"]?.counts ?? [:] where count > 0 {
      if let severity = Severity(rawValue: name) { severities[severity] = count }
    }
    for (name, count) in value["counts"]?["status"]?.counts ?? [:] where count > 0 {
      if let status = FindingStatus(rawValue: name) { statuses[status] = count }
    }
    waivers = WaiverSummary(value["waivers"])
    baseline = BaselineSummary(value["baseline"])
    findingsOfProvider = value["counts"]?["provider"]?.counts ?? [:]
    let coverage = value["coverage"]
    evaluated = coverage?["evaluated"]?.number ?? 0
    for (name, outcome) in [
      ("passed", Outcome.pass), ("failed", .fail), ("notEvaluable", .notEvaluable),
    ] {
      if let count = coverage?[name]?.number, count > 0 { outcomes[outcome] = count }
    }
    unlabelledSecrets = coverage?["shortSecrets"]?.number ?? 0
    let results: [(String, Outcome)] = [("fail", .fail), ("pass", .pass), ("notEvaluable", .notEvaluable)]
    fleet = FleetResults(
      compared: value["fleet"]?["compared"]?.number ?? 0,
      outcomes: results.flatMap { key, outcome in
        (value["fleet"]?[key]?.texts ?? []).map { ($0, outcome) }
      })
    sources = (value["sources"]?.elements ?? []).map {
      var source = Source(name: $0["source"]?.text ?? "")
      source.integrations = $0["integrations"]?.number ?? 0
      source.isComplete = $0["complete"]?.truth ?? false
      source.byteCount = $0["bytes"]?.number ?? 0
      source.isLocked = $0["locked"]?.truth
      source.digest = $0["digest"]?.text
      source.api = $0["api"].map { api in
        Source.API(
          listed: api["listed"]?.number ?? 0, deleted: api["deleted"]?.number ?? 0,
          isWebToken: api["token"]?.text == "jwt", issuedOn: api["tokenIssuedOn"]?.text,
          validUntil: api["tokenValidUntil"]?.text)
      }
      return source
    }
    causes = (value["causes"]?.elements ?? []).map {
      Cause(
        code: ExitCode(rawValue: Int32(truncatingIfNeeded: $0["code"]?.number ?? 70)) ?? .bug,
        reason: $0["reason"]?.text ?? "", place: $0["place"]?.text)
    }
  }
}
