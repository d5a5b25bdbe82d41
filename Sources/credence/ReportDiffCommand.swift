internal import ArgumentParser
internal import Reporting

/// `credence report diff`
struct ReportDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says what is different between two reports, and which secrets weren't rotated between them.",
    discussion: """
      Findings are new, new by a policy that is new in the packs, worse, there with another secret, or unchanged. Of
      those that are gone it says whether their policy passes now; if not, nobody knows that they are mended. Secrets
      are compared by their fingerprints, so both reports must have been made with the same --fingerprint-key.

      EXAMPLES
        credence report diff october.jsonl november.jsonl
        credence report diff october.age november.age --identity identity.txt --verify-key trust/
        credence report diff old.jsonl new.jsonl --format jsonl | jq 'select(.record == "unrotated" and .days > 90)'
      """)

  @Argument(help: "The earlier report, sealed or JSON Lines.", completion: .file()) var old: String
  @Argument(help: "The later report.", completion: .file()) var new: String
  @OptionGroup var keys: ReportKeys
  @OptionGroup var passphrases: PassphraseOptions
  @Option(help: "table or jsonl.") var format = Format.table
  @Option(help: "auto, always or never.") var color = ColorChoice.auto

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, jsonl }

  func run() throws {
    try telling { () throws(Failure) in
      let report = try keys.report(old, passphrases: passphrases)
      let newer = try keys.report(new, passphrases: passphrases)
      let diff: ReportDiff
      do throws(IncomparableReports) { diff = try ReportDiff(try Baseline(report), newer) } catch {
        throw Failure(error, "\(old) and \(new)")
      }
      switch format {
      case .jsonl: try printBytes(diff.lines)
      case .table:
        try printData(DiffView(width: Terminal.width, usesColor: color.usesColor).render(diff))
      }
    }
  }
}
