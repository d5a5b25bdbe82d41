internal import ArgumentParser
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import TransparencyLog

/// `credence log`
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "The transparency log of the scheduled job.", subcommands: [Verify.self])

  /// `credence log verify`
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows that no run was changed or taken away, or names the first that doesn't fit.",
      discussion: """
        A checkpoint is what the log was after a run, signed. One that was kept on another machine, out of a message
        or a ping, is the strongest: --since holds the log against it.

        EXAMPLES
          credence log verify /var/lib/credence/log.jsonl --reports /srv/reports --verify-key signing.pub
          credence log verify log.jsonl --verify-key trust/ --since last-week.checkpoint
        """)

    @Argument(help: "The job's log.jsonl.", completion: .file()) var log: String
    @Option(help: "The directory of the reports, with their checkpoints.", completion: .directory)
    var reports: String?
    @Option(help: "A checkpoint that was kept elsewhere. May be repeated.", completion: .file())
    var since: [String] = []
    @Option(help: "The public key that signs, or a directory of them.", completion: .file())
    var verifyKey: String

    func run() throws {
      try telling { () throws(Failure) in
        let keys: TrustedKeys
        do throws(KeyFileError) { keys = try TrustedKeys(contentsOf: verifyKey) } catch {
          throw Failure(error)
        }
        let log: TransparencyLog
        let check: LogCheck
        do throws(LogError) {
          log = try TransparencyLog(path: self.log)
          check = try LogCheck(log)
        } catch {
          throw Failure(.badInput, "\(self.log): \(error.reason)", hint: "give the job's log.jsonl")
        }
        let checkpoints = try checkpoints()
        do throws(LogCheck.Fault) {
          try check.compare(checkpoints, trusting: keys.keys.map(\.key))
        } catch {
          throw failure(error, check)
        }
        let compared =
          checkpoints.isEmpty ? "none given, so nothing was compared" : "\(checkpoints.count) agree"
        var lines = ["log          \(check.entries.count) runs", "checkpoints  \(compared)"]
        if let reports { lines.append(try compareReports(in: reports, check)) }
        try printData(lines.joined(separator: "\n") + "\n")
        if checkpoints.isEmpty {
          throw Failure(
            .notEvaluated, "without a checkpoint nothing can be said",
            hint: "give --reports DIR, or --since with a checkpoint that was kept elsewhere")
        }
      }
    }

    private func compareReports(in directory: String, _ check: LogCheck) throws(Failure) -> String {
      let result: (found: Int, fault: LogCheck.Fault?)
      do throws(LogError) { result = try check.compareReports(in: directory) } catch {
        throw Failure(.inputOutput, "\(directory): \(error.reason)", hint: "check the directory")
      }
      if let fault = result.fault { throw failure(fault, check) }
      let there = Set(try Self.names(in: directory, ending: ".jsonl.age"))
      let known = Set(check.entries.map(\.report))
      let missing = check.entries.count - result.found
      var text = "reports      \(result.found) as logged, \(missing) not there"
      if let last = check.entries.last(where: { !there.contains($0.report) }) {
        text += ", the last of \(last.now)"
      }
      let unknown = there.subtracting(known).sorted()
      if let first = unknown.first {
        text += "\nunknown      \(unknown.count) that this log has no run of, such as \(first)"
      }
      return text
    }

    private func checkpoints() throws(Failure) -> [(name: String, note: String)] {
      var paths = since
      if let reports {
        paths += try Self.names(in: reports, ending: ".checkpoint").map { reports + "/" + $0 }
      }
      var notes: [(name: String, note: String)] = []
      for path in paths {
        let bytes: [UInt8]?
        do throws(LogError) { bytes = try DurableFile.read(path, limit: 1 << 16) } catch {
          throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path")
        }
        guard let bytes else {
          throw Failure(.inputOutput, "\(path): there is no such file", hint: "check the path")
        }
        notes.append((path, String(decoding: bytes, as: UTF8.self)))
      }
      return notes
    }

    private static func names(
      in directory: String, ending suffix: String
    ) throws(Failure) -> [String] {
      do throws(SystemError) {
        return try DirectoryNames.visible(in: directory).filter { $0.hasSuffix(suffix) }
      } catch {
        throw Failure(.inputOutput, "\(directory): \(error.message)", hint: "check the directory")
      }
    }

    private func failure(_ fault: LogCheck.Fault, _ check: LogCheck) -> Failure {
      func run(_ entry: Int) -> String {
        guard check.entries.indices.contains(entry - 1) else { return "run \(entry)" }
        let entry = check.entries[entry - 1]
        return "run \(entry.run) of \(entry.now)"
      }
      let kept = "trust the checkpoint, and find out who could write the log"
      return switch fault {
      case .truncated(let name, let size):
        Failure(
          .badInput,
          "\(log): \(check.entries.count) runs are there, and \(name) signed \(size): some were taken away, "
            + "number \(check.entries.count + 1) first",
          hint: kept)
      case .changed(let name, let entry):
        Failure(
          .badInput,
          "\(log): the first run that doesn't fit is \(run(entry)): it, or one before it, isn't what \(name) signed",
          hint: kept)
      case .otherReport(let entry):
        Failure(
          .badInput, "the report of \(run(entry)) isn't the one that the log names",
          hint: "the report was replaced; credence report verify says who signed it")
      case .checkpoint(let name, let error):
        Failure(.badInput, "\(name): \(error.reason)", hint: "give the key that signs the job's reports")
      }
    }
  }
}
