internal import ArgumentParser
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import SecretMemory

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Reads reports: shows, verifies, exports, merges, compares, and seals them anew.",
    subcommands: [
      Show.self, ReportVerifyCommand.self, ReportExportCommand.self, ReportCoverageCommand.self,
      ReportMergeCommand.self, ReportDiffCommand.self,
      ReportInspectCommand.self, ReportResealCommand.self,
    ])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verifies a sealed report, opens it, and shows it.",
      discussion: """
        Nothing is shown of a report that doesn't verify, outside and inside.

        EXAMPLES
          credence report show report.age --identity identity.txt --verify-key signing.pub
          credence report show report.age --identity identity.txt --verify-key trust/ --format jsonl
          credence report show report.age --identity identity.txt --verify-key trust/ --summary
        """)

    @Argument(help: "The sealed report; its signature lies beside it, as FILE.minisig.", completion: .file())
    var file: String
    @Option(help: "Your identity file. May be repeated.", completion: .file()) var identity: [String]
    @OptionGroup var opening: OpeningOptions
    @Option(help: "table, jsonl, or a format of `credence report export`.") var format = OutputFormat.table
    @OptionGroup(title: "The table") var viewOptions: ViewOptions

    func run() throws {
      try telling { () throws(Failure) in
        let keys = try opening.trustedKeys()
        let identities = try opening.passphrases.identities(identity)
        switch format {
        case .jsonl:
          try OpenedReport.read(file, identities: identities, from: identity, trusting: keys) {
            (lines) throws(Failure) in try printBytes(lines)
          }
        case .table:
          var reader = ReportReader()
          try OpenedReport.read(file, identities: identities, from: identity, trusting: keys) {
            (lines) throws(Failure) in
            do throws(ReportError) { try reader.read(lines.span) } catch { throw unreadable(error) }
          }
          let report: Report
          do throws(ReportError) { report = try reader.finish() } catch { throw unreadable(error) }
          try viewOptions.print(report)
        case .export(let format):
          let policies = try PolicyOptions.load([], .words)
          var exporter = ReportExporter(format, ExportOptions(policies: policies))
          try OpenedReport.read(file, identities: identities, from: identity, trusting: keys) {
            (lines) throws(Failure) in
            do throws(ReportError) { try exporter.read(lines.span) } catch { throw Failure(error, in: file) }
            if exporter.byteCount > 1 << 16 { try printBytes(exporter.takePieces()) }
          }
          do throws(ReportError) { try exporter.finish() } catch { throw Failure(error, in: file) }
          try printBytes(exporter.takePieces())
        }
      }
    }

    private func unreadable(_ error: ReportError) -> Failure {
      Failure(
        .badInput, "\(file), line \(error.line): \(error.reason)",
        hint: "the file is authentic, but this version of credence can't read it")
    }
  }
}

/// What a report is printed as.
enum OutputFormat: ExpressibleByArgument {
  /// For people, at a terminal.
  case table
  /// The records themselves.
  case jsonl
  case export(ExportFormat)

  init?(argument: String) {
    switch argument {
    case "table": self = .table
    case "jsonl": self = .jsonl
    default:
      guard let format = ExportFormat(named: argument) else { return nil }
      self = .export(format)
    }
  }

  static var allValueStrings: [String] { ["table", "jsonl"] + ExportFormat.all.map(\.name) }

  /// Whether what policies say of themselves is written out.
  var needsPolicyWords: Bool { if case .export = self { true } else { false } }
  var isTable: Bool { if case .table = self { true } else { false } }
  var isRecords: Bool { if case .jsonl = self { true } else { false } }
}
