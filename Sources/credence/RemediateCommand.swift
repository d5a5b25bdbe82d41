internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting

/// `credence remediate`
struct RemediateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remediate",
    abstract: "Prints what can be pasted to mend a finding: commands, definitions, bodies for the API.",
    discussion: """
      Nothing is run, and nothing in it is secret: where a secret goes, there is a reference or a variable. The
      policy's own steps come first, as comments.

      EXAMPLES
        credence remediate 5f0c1a --report report.jsonl
        credence remediate CRD-AWS-01 > steps.sh
      """)

  @Argument(help: "The id of a finding of --report, or its first digits; or a policy's id.") var id: String
  @OptionGroup var findings: FindingOptions
  @OptionGroup var options: PolicyOptions

  func run() throws {
    try telling { () throws(Failure) in
      let policies = try options.load()
      if let policy = policies[id: id] { return try show(policy, nil, isStable: false) }
      let (finding, policy, report) = try findings.find(id, policies)
      let integration = report.integrations.first { $0.integration == finding.integration }
      try show(policy, finding, isStable: integration?.isStable ?? false)
    }
  }

  private func show(_ policy: Policy, _ finding: FindingRecord?, isStable: Bool) throws(Failure) {
    var text = "# \(policy.id): \(policy.title)\n"
    if let finding { text += "# finding \(finding.finding)\n" }
    text += "#\n"
    for line in policy.remediation.split(separator: "\n") { text += "# \(line)\n" }
    if let remedy = Remedy.remedy(for: policy.id) {
      text += "\n# \(remedy.title)\n\n"
      text += remedy.text(
        integration: isStable ? finding?.integration : nil, field: finding?.field ?? policy.field?.word)
    }
    try printData(text)
  }
}
