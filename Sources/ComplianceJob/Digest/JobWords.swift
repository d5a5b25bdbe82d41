internal import Facts
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import SecretMemory

/// What people call what the ledger knows by keyed names alone. It lives as long as the process, and its texts have
/// passed the redaction gate: they stand in the report, too.
final class JobWords {
  private struct Finding {
    let id: Fingerprint?
    let policy: Int32
    let subject: Int32
    let severity: Severity
  }

  private let names: LedgerNames
  private let team: String
  private var findings: [[UInt8]: Finding] = [:]
  private var places: [[UInt8]: (field: String, subject: Int32)] = [:]
  private var waivers: [[UInt8]: (id: String, words: String)] = [:]
  private var policies: [(id: String, title: String)] = []
  private var policyOfName: [[UInt8]: Int32] = [:]
  private var policyOfID: [String: Int32] = [:]
  private var subjects: [String] = []
  private var subjectOfName: [[UInt8]: Int32] = [:]
  private let fleetPolicies: [String]
  /// How far the run looked.
  private(set) var reach = LedgerRun.Reach()
  /// The sources, the outermost first; equal sets of names are made once.
  private let sources: [String]
  /// What those are known by that may be spelled in several ways.
  private let knownSources: [String: String]
  private var namesOfSources: [String: Set<[UInt8]>] = [:]
  private var namesOfPolicies: [[String]: Set<[UInt8]>] = [:]

  init(under names: consuming LedgerNames, team: String, policies: PolicySet, sources: [String: String]) {
    self.names = names
    self.team = team
    fleetPolicies = policies.policies.filter { $0.fleet != nil }.map(\.id)
    knownSources = sources
    self.sources = sources.keys.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    for policy in policies.policies { _ = place(ofPolicy: policy.id, policy.title) }
    reach.policies = Set(policies.policies.filter(\.isInForce).map { name(ofPolicy: $0.id) })
    reach.sources = Set(sources.keys.map(name(ofSource:)))
  }

  // MARK: What a run saw

  /// Learns an integration, and gives its live credentials.
  func credentials(of integration: IntegrationRecord) -> [LedgerRun.Credential] {
    let name = name(ofSubject: integration.integration)
    let subject = place(ofSubject: name, integration.title)
    // Values that nobody could look at can't be held against those of other integrations, either.
    let isHidden =
      integration.fields.allSatisfy { $0.fingerprint == nil }
      || integration.fields.contains { $0.state == FieldState.masked.rawValue }
    // One that shows its credentials has them no longer where a policy has nothing to judge: it signs in otherwise.
    note(
      isHidden ? integration.notEvaluable + fleetPolicies : [], of: name, in: integration.source,
      isHidden: isHidden)
    var credentials: [LedgerRun.Credential] = []
    for field in integration.fields {
      guard let fingerprint = field.fingerprint else { continue }
      let slot = names.name(of: "slot\0\(team)\0\(integration.integration)\0\(field.name)")
      places[slot] = (field.name, subject)
      credentials.append(
        LedgerRun.Credential(
          slot: slot, fingerprint: names.name(of: "fingerprint\0\(fingerprint)"), subject: name))
    }
    return credentials
  }

  /// Learns which policies about the whole fleet, or about the tokens of its APIs, couldn't be evaluated.
  func learn(_ summary: SummaryRecord) {
    // What integrations share is shared no longer where none of them withholds what it has.
    reach.unevaluated = Set(
      summary.fleet.notEvaluable.filter { !fleetPolicies.contains($0) }.map(name(ofPolicy:)))
    for source in summary.sources where source.api != nil {
      let name = name(ofSubject: Self.token(of: source.name))
      note([], of: name, in: source.name)
      if subjectOfName[name] == nil { _ = place(ofSubject: name, "the API token of " + source.name) }
    }
  }

  private func note(
    _ unevaluated: [String], of subject: [UInt8], in source: String, isHidden: Bool = false
  ) {
    let policies = namesOfPolicies[unevaluated] ?? Set(unevaluated.map(name(ofPolicy:)))
    namesOfPolicies[unevaluated] = policies
    let source =
      sources.first { source == $0 || source.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") } ?? source
    let places = namesOfSources[source] ?? [name(ofSource: source)]
    namesOfSources[source] = places
    guard let known = reach.subjects[subject] else {
      reach.subjects[subject] = .init(sources: places, unevaluated: policies, isHidden: isHidden)
      return
    }
    // Of several captures, one that shows nothing leaves it open.
    reach.subjects[subject] = .init(
      sources: known.sources.union(places), unevaluated: known.unevaluated.union(policies),
      isHidden: known.isHidden || isHidden)
  }

  private static func token(of source: String) -> String { "token\0\(source)" }

  /// Learns a finding, and gives it as the ledger takes it.
  func finding(_ record: FindingRecord) -> LedgerRun.Finding {
    let name = names.name(of: "finding\0\(record.finding)")
    let one = record.integration ?? record.source.map(Self.token)
    let about = one.map { [$0] } ?? record.integrations.sorted()
    let subjectName = about.flatMap(self.name(ofSubject:))
    let subject =
      subjectOfName[subjectName]
      ?? place(
        ofSubject: subjectName,
        one == nil ? "\(record.integrations.count) integrations" : record.subjects[0])
    findings[name] = Finding(
      id: Fingerprint(record.finding), policy: place(ofPolicy: record.policy, record.title), subject: subject,
      severity: record.severity)
    return LedgerRun.Finding(
      name: name, severity: Severity.allCases.firstIndex(of: record.severity) ?? 0,
      isWaived: record.status == .waived,
      origin: LedgerRun.Origin(policy: self.name(ofPolicy: record.policy), subject: subjectName))
  }

  /// Learns the waivers that a warning is due of, and gives them.
  func warnings(of summary: SummaryRecord) -> [LedgerRun.Waiver] {
    var warnings: [LedgerRun.Waiver] = []
    func warn(_ id: String, _ within: Int, _ words: String) {
      let name = names.name(of: "waiver\0\(id)")
      waivers[name] = (id, words)
      warnings.append(LedgerRun.Waiver(name: name, within: within))
    }
    for waiver in summary.waivers?.expiring ?? [] {
      warn(waiver.waiver, waiver.within, "ends with \(waiver.until)")
    }
    for waiver in summary.waivers?.lapsed ?? [] { warn(waiver, 0, "has lapsed") }
    return warnings
  }

  /// Learns the waivers in force, for what stays open without being seen.
  func learn(_ waivers: [Waiver]) {
    for waiver in waivers {
      switch waiver.scope {
      case .finding(let id): reach.acceptedFindings.insert(names.name(of: "finding\0\(id)"))
      case .integration(let id):
        reach.acceptedOrigins.insert(
          LedgerRun.Origin(policy: name(ofPolicy: waiver.policy), subject: name(ofSubject: id)))
      }
    }
  }

  private func place(ofPolicy id: String, _ title: String) -> Int32 {
    if let place = policyOfID[id] { return place }
    let place = Int32(policies.count)
    policies.append((id, title))
    policyOfID[id] = place
    policyOfName[name(ofPolicy: id)] = place
    return place
  }

  private func place(ofSubject name: [UInt8], _ title: String) -> Int32 {
    let place = Int32(subjects.count)
    subjects.append(title)
    subjectOfName[name] = place
    return place
  }

  private func name(ofSource name: String) -> [UInt8] {
    names.name(of: "source\0\(team)\0\(knownSources[name] ?? name)")
  }

  private func name(ofPolicy id: String) -> [UInt8] { names.name(of: "policy\0\(id)") }

  private func name(ofSubject id: String) -> [UInt8] { names.name(of: "subject\0\(team)\0\(id)") }

  // MARK: What it is called

  /// What is said of a finding; what is gone is known by what it was about, if that is still there.
  func words(forFinding name: [UInt8], origin: LedgerRun.Origin?) -> ToldDigest.Item? {
    if let finding = findings[name] {
      let policy = policies[Int(finding.policy)]
      return ToldDigest.Item(
        finding: finding.id?.description, policy: policy.id, severity: finding.severity.rawValue,
        title: policy.title, integration: subjects[Int(finding.subject)])
    }
    guard let origin, let policy = policyOfName[origin.policy].map({ policies[Int($0)] }) else { return nil }
    return ToldDigest.Item(
      policy: policy.id, title: policy.title,
      integration: subjectOfName[origin.subject].map { subjects[Int($0)] })
  }

  /// What is said of a place where a credential stands.
  func words(forPlace name: [UInt8]) -> ToldDigest.Item? {
    places[name].map { ToldDigest.Item(integration: subjects[Int($0.subject)], field: $0.field) }
  }

  /// What is said of a waiver.
  func words(forWaiver name: [UInt8]) -> ToldDigest.Item? {
    waivers[name].map { ToldDigest.Item(title: $0.words, waiver: $0.id) }
  }
}
