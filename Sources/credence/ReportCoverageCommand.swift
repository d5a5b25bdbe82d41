internal import ArgumentParser
internal import Audit
internal import PolicyEngine
internal import Reporting

/// `credence report coverage`
struct ReportCoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Shows which controls of a framework have a policy, and how those policies came out.",
    discussion: """
      Controls are related ones: a policy that passes is no proof that its control is met. `credence policy list
      --framework` tells which policies bear on which.

      EXAMPLES
        credence report coverage report.jsonl --framework nist-800-53
        credence report coverage report.age --identity identity.txt --verify-key signing.pub --framework pci-dss
      """)

  @OptionGroup var reports: ReportFiles
  @Option(help: "The framework, such as owasp-nhi or nist-800-53.") var framework: String
  @Option(help: "text or markdown.") var format = PolicyCommand.List.Format.text
  @OptionGroup var policyOptions: PolicyOptions

  func run() throws {
    try telling { () throws(Failure) in
      let policies = try PolicyOptions.load(try policyOptions.userPacks(), .words)
      let framework = FrameworkRecord(try PolicyOptions.framework(framework), by: policies)
      let all = try reports.files.map { file throws(Failure) in
        try reports.keys.report(file, passphrases: reports.passphrases)
      }
      let coverage = ControlCoverage(of: framework, in: all)
      try printData(format == .markdown ? coverage.markdown : coverage.text)
    }
  }
}

extension PolicyOptions {
  /// The frameworks whose controls policies bear on.
  static func controls() throws(Failure) -> ControlCatalogue {
    do throws(PolicyLoadError) { return try ControlCatalogue(reading: BuiltInPolicies.controls) } catch {
      throw Failure(error.problems)
    }
  }

  /// The framework of that id.
  static func framework(_ id: String) throws(Failure) -> ControlFramework {
    let catalogue = try controls()
    if let framework = catalogue[id: id] { return framework }
    let nearest = catalogue.nearestID(to: id).map { "did you mean \($0)? " } ?? ""
    throw Failure(
      .configuration, "there is no framework \(id)",
      hint: nearest + "the frameworks are " + catalogue.frameworks.map(\.id).joined(separator: ", "))
  }
}
