internal import ArgumentParser
internal import Reporting
internal import Sealing
internal import SecretMemory

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Reads sealed reports.", subcommands: [Show.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verifies a sealed report, opens it, and shows it.",
      discussion: """
        Nothing is shown of a file that doesn't verify.

        EXAMPLES
          credence report show report.age --identity identity.txt --verify-key signing.pub
          credence report show report.age --identity identity.txt --verify-key signing.pub --format jsonl
        """)

    @Argument(help: "The sealed report; its signature lies beside it, as FILE.minisig.", completion: .file())
    var file: String
    @Option(help: "Your identity file.", completion: .file()) var identity: String
    @Option(help: "The writer's public signing key, or a directory of such keys.", completion: .file())
    var verifyKey: String
    @Option(help: "table or jsonl.") var format = OutputFormat.table
    @Option(help: "auto, always or never.") var color = ColorChoice.auto

    func run() throws {
      try telling { () throws(Failure) in
        let bytes = try openReport()
        let report = try read(bytes)
        switch format {
        case .jsonl:
          guard Terminal.print(bytes) else {
            throw Failure(.inputOutput, "writing to standard output failed", hint: "check where it goes")
          }
        case .table:
          let view = TerminalView(width: Terminal.width, usesColor: color.usesColor)
          try printData(view.render(report))
        }
      }
    }

    /// The whole report. It is redacted text; it is kept back until the file has verified to its end.
    private func openReport() throws(Failure) -> [UInt8] {
      let keys: TrustedKeys
      let identities: AgeIdentities
      do throws(KeyFileError) {
        keys = try TrustedKeys(contentsOf: verifyKey)
        identities = try AgeIdentities(contentsOf: identity)
      } catch {
        throw Failure(error)
      }
      var sink = ReportBytes()
      do throws(SealedFileError) {
        try SealedFile.open(path: file, identities: identities, trusting: keys, into: &sink)
      } catch {
        throw Failure(error)
      }
      return sink.bytes
    }

    private func read(_ bytes: [UInt8]) throws(Failure) -> Report {
      var reader = ReportReader()
      do throws(ReportError) {
        try reader.read(bytes.span)
        return try reader.finish()
      } catch {
        throw Failure(
          .badInput, "\(file), line \(error.line): \(error.reason)",
          hint: "the file is authentic, but this version of credence can't read it")
      }
    }
  }
}

/// Collects an opened report.
struct ReportBytes: ByteSink, ~Copyable {
  var bytes: [UInt8] = []

  mutating func write(_ piece: Span<UInt8>) {
    for index in 0..<piece.count { bytes.append(piece[index]) }
  }
}

/// What a report is printed as.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case table, jsonl }
