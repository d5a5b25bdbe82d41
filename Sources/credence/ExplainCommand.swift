internal import ArgumentParser
internal import Facts
internal import PolicyEngine
internal import Reporting

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a policy, or a finding: what it says, why, what to do, and what it goes by.",
    discussion: """
      With --report, the id of a finding or its first digits explain the finding: which facts made it fail, and what
      would make it pass.

      EXAMPLES
        credence explain CRD-AWS-01
        credence explain ACME-01 --policies our-policies
        credence explain 5f0c1a --report report.jsonl
      """)

  @Argument(help: "The policy's id, as `credence policy list` has it; or with --report that of a finding.")
  var id: String
  @OptionGroup var findings: FindingOptions
  @OptionGroup var options: PolicyOptions
  @Option(help: "auto, always or never.") var color = ColorChoice.auto

  func run() throws {
    let policies = try telling { () throws(Failure) in try options.load() }
    guard findings.report == nil || policies[id: id] != nil else {
      return try telling { () throws(Failure) in
        let (finding, policy, report) = try findings.find(id, policies)
        try printData(
          FindingPage(width: Terminal.width, usesColor: color.usesColor).render(
            finding, of: policy, in: report)
            + "\n")
        try show(policy)
      }
    }
    if let off = policies.switchedOff.first(where: { $0.id == id }) {
      Terminal.tell("note: \(off.id) is switched off: \(off.reason)\n")
    }
    let builtIn = try telling { () throws(Failure) in try PolicyOptions.load([]) }
    guard let policy = policies[id: id] ?? builtIn[id: id] else {
      let nearest = policies.nearestID(to: id).map { "did you mean \($0)? " } ?? ""
      let finding = "for a finding, give the report that it is in as --report; "
      Terminal.tell(
        "error: there is no policy \(id)\nhint: \(nearest)\(finding)`credence policy list` lists all policies\n"
      )
      throw ArgumentParser.ExitCode(64)
    }
    try telling { () throws(Failure) in try show(policy) }
  }

  private func show(_ policy: Policy) throws(Failure) {
    try printData(PolicyPage(width: Terminal.width, usesColor: color.usesColor).render(policy))
  }
}

/// A finding, and the report that it is in.
struct FindingOptions: ParsableArguments {
  @Option(help: "The report that the finding is in, sealed or JSON Lines.", completion: .file())
  var report: String?
  @OptionGroup var keys: ReportKeys
  @OptionGroup var passphrases: PassphraseOptions

  /// The finding of that id, or of its beginning, with its policy as it is today.
  func find(
    _ id: String, _ policies: PolicySet
  ) throws(Failure) -> (finding: FindingRecord, policy: Policy, report: Report) {
    guard let path = self.report else {
      throw Failure(
        .configuration, "the report that the finding is in isn't named", hint: "give it as --report FILE")
    }
    let report = try keys.report(path, passphrases: passphrases)
    let finding = try report.finding(id, in: path)
    guard let policy = policies[id: finding.policy] else {
      throw Failure(
        .configuration, "the finding's policy, \(finding.policy), isn't among the policies",
        hint: "give the directory that has it as --policies")
    }
    if finding.facts.map(\.fact) != policy.facts {
      Terminal.tell("note: \(policy.id) asks other facts now than when the report was made\n")
    }
    return (finding, policy, report)
  }
}
