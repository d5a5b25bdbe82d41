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
  /// Ids of integrations, with their places among the subjects.
  private var subjectOfID: [String: Int32] = [:]

  init(under names: consuming LedgerNames, team: String, policies: PolicySet) {
    self.names = names
    self.team = team
    for policy in policies.policies { _ = place(ofPolicy: policy.id, policy.title) }
  }

  // MARK: What a run saw

  /// Learns an integration, and gives its live credentials.
  func credentials(of integration: IntegrationRecord) -> [LedgerRun.Credential] {
    let subject = place(ofSubject: integration.integration, integration.title)
    var credentials: [LedgerRun.Credential] = []
    for field in integration.fields {
      guard let fingerprint = field.fingerprint else { continue }
      let slot = names.name(of: "slot\0\(team)\0\(integration.integration)\0\(field.name)")
      places[slot] = (field.name, subject)
      credentials.append(
        LedgerRun.Credential(slot: slot, fingerprint: names.name(of: "fingerprint\0\(fingerprint)")))
    }
    return credentials
  }

  /// Learns a finding, and gives it as the ledger takes it.
  func finding(_ record: FindingRecord) -> LedgerRun.Finding {
    let name = names.name(of: "finding\0\(record.finding)")
    let about =
      record.integration ?? record.source.map { "token\0\($0)" }
      ?? record.integrations.sorted().joined(separator: "\0")
    let subject =
      subjectOfID[about]
      ?? place(
        ofSubject: about,
        record.source == nil ? "\(record.integrations.count) integrations" : record.subjects[0])
    findings[name] = Finding(
      id: Fingerprint(record.finding), policy: place(ofPolicy: record.policy, record.title), subject: subject,
      severity: record.severity)
    return LedgerRun.Finding(
      name: name, severity: Severity.allCases.firstIndex(of: record.severity) ?? 0,
      isWaived: record.status == .waived,
      origin: LedgerRun.Origin(
        policy: names.name(of: "policy\0\(record.policy)"), subject: self.name(ofSubject: about)))
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

  private func place(ofPolicy id: String, _ title: String) -> Int32 {
    if let place = policyOfID[id] { return place }
    let place = Int32(policies.count)
    policies.append((id, title))
    policyOfID[id] = place
    policyOfName[names.name(of: "policy\0\(id)")] = place
    return place
  }

  private func place(ofSubject id: String, _ title: String) -> Int32 {
    let place = Int32(subjects.count)
    subjects.append(title)
    subjectOfID[id] = place
    subjectOfName[name(ofSubject: id)] = place
    return place
  }

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
