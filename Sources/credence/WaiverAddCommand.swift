internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting

/// `credence waiver add`
struct WaiverAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Writes a waiver for a finding of a report, to put into a file of waivers.",
    discussion: """
      The waiver is for the policy and the integration; for the finding alone where it is about several integrations
      or one without an id. Where the policy binds waivers to the credential, it names the fingerprint of the one
      that is there now.
      """)

  @Argument(help: "The finding's id, or its beginning.") var finding: String
  @Option(help: "The report that it stands in, sealed or JSON Lines.", completion: .file()) var report: String
  @OptionGroup var keys: ReportKeys
  @OptionGroup var passphrases: PassphraseOptions
  @OptionGroup var policyOptions: PolicyOptions
  @Option(help: "Who bears the risk.") var owner: String
  @Option(help: "Who allows it; somebody else.") var approver: String
  @Option(help: "Why it is borne, in a sentence.") var reason: String
  @Option(help: "For how many days, 1 to \(Waiver.longestDays).") var days = 90
  @Option(help: "Where it is tracked.") var ticket: String?
  @Option(help: "The waiver's id; made of the day and the finding without one.") var id: String?
  @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?

  func validate() throws {
    try requireClock(now)
    if !(1...Waiver.longestDays).contains(days) {
      throw ValidationError("--days takes 1 to \(Waiver.longestDays)")
    }
  }

  func run() throws {
    try telling { () throws(Failure) in
      let policies = try policyOptions.load()
      let report = try keys.report(self.report, passphrases: passphrases)
      let found = try report.finding(finding, in: self.report)
      let text = try waiver(for: found, in: report, policies)
      do throws(PolicyLoadError) { _ = try WaiverFile.read(text, named: "the waiver", for: policies) } catch {
        throw Failure(waivers: error)
      }
      try printData(text)
    }
  }

  private func waiver(
    for found: FindingRecord, in report: Report, _ policies: PolicySet
  ) throws(Failure) -> String {
    let today = (now.flatMap { Clock($0) } ?? .system()).day
    let integration = report.integrations.first { $0.integration == found.integration }
    var scope = "finding: \(found.finding)"
    if let integration, integration.isStable {
      scope = "integration: \(Self.quoted(integration.integration))"
    }
    if let policy = policies[id: found.policy], policy.waiverBinding == .credential {
      let secrets = integration?.fingerprints(in: policy.field) ?? found.fingerprint.map { [$0] } ?? []
      guard let run = report.run, !run.isKeyOfThisRun else {
        throw Failure(
          .configuration,
          "\(found.policy) binds waivers to the credential, and this report has no lasting names",
          hint: "audit with --fingerprint-key, and take that report")
      }
      guard !secrets.isEmpty else {
        throw Failure(
          .configuration, "\(found.policy) binds waivers to the credential, and the report saw none",
          hint: "accept it when there is a credential to look at")
      }
      scope += ", credential: [\(secrets.joined(separator: ", "))], fingerprintKey: \"\(run.keyName)\""
    }
    let ticket = ticket.map { "\n  ticket: \(Self.quoted($0))" } ?? ""
    return """
      - id: \(id ?? "W-\(today)-\(found.finding.prefix(6))")
        policy: \(found.policy)
        scope: { \(scope) }
        owner: \(Self.quoted(owner))
        approver: \(Self.quoted(approver))
        reason: \(Self.quoted(reason))\(ticket)
        created: \(today)
        expires: \(Day(number: today.number + days))

      """
  }

  /// A text as YAML quotes it.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension Report {
  /// The finding whose id begins so; `file` is where the report is from.
  func finding(_ beginning: String, in file: String) throws(Failure) -> FindingRecord {
    let matching = findings.filter { $0.finding.hasPrefix(beginning) }
    let ids = Set(matching.map(\.finding))
    guard let first = matching.first, !beginning.isEmpty else {
      throw Failure(
        .badInput, "\(file) has no finding \(beginning)",
        hint: "findings are named by 32 digits, as --format jsonl shows them; the first ones will do")
    }
    guard ids.count == 1 else {
      throw Failure(
        .badInput, "\(ids.count) findings of \(file) begin with \(beginning)", hint: "give more of its digits"
      )
    }
    return first
  }
}
