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
          log = try TransparencyLog(path: self.log, mustExist: true)
          check = try LogCheck(log)
        } catch {
          if case .system = error {
            throw Failure(
              .inputOutput, "\(self.log): \(error.reason)", hint: "check the path of the job's log.jsonl")
          }
          throw Failure(.badInput, "\(self.log): \(error.reason)", hint: "give the job's log.jsonl")
        }
        let (checkpoints, others) = try checkpoints(check, trusting: keys.keys.map(\.key))
        do throws(LogCheck.Fault) {
          try check.compare(checkpoints)
        } catch {
          throw failure(error, check)
        }
        let compared =
          checkpoints.isEmpty ? "none given, so nothing was compared" : "\(checkpoints.count) agree"
        var lines = ["log          \(check.entries.count) runs", "checkpoints  \(compared)"]
        if others > 0 { lines[1] += ", \(others) are other logs'" }
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

    /// The checkpoints of this log, and how many of the reports' directory are other logs'.
    private func checkpoints(
      _ check: LogCheck, trusting keys: [VerificationKey]
    ) throws(Failure) -> (own: [(name: String, checkpoint: Checkpoint)], othersCount: Int) {
      var own: [(name: String, checkpoint: Checkpoint)] = []
      for path in since { own.append((path, try Self.checkpoint(at: path, trusting: keys))) }
      guard let reports else { return (own, 0) }
      let known = Set(check.entries.map { $0.report + ".checkpoint" })
      var beside: [(name: String, checkpoint: Checkpoint)] = []
      var others = 0
      for name in try Self.names(in: reports, ending: ".checkpoint") {
        let path = "\(reports)/\(name)"
        do throws(Failure) { beside.append((path, try Self.checkpoint(at: path, trusting: keys))) } catch {
          // Other jobs' reports may lie there, signed by keys of their own.
          if known.contains(name) { throw error }
          if error.code == .inputOutput {
            Terminal.tell("warning: \(error.reason), so it is passed over\n")
            continue
          }
          others += 1
        }
      }
      let parted = check.own(among: beside)
      return (own + parted.own, others + parted.othersCount)
    }

    private static func checkpoint(
      at path: String, trusting keys: [VerificationKey]
    ) throws(Failure) -> Checkpoint {
      do throws(LogError) {
        guard let bytes = try DurableFile.read(path, limit: 1 << 16) else {
          throw LogError.system("there is no such file", path: path)
        }
        let note = Checkpoint.note(in: String(decoding: bytes, as: UTF8.self))
        return try Checkpoint(note, trusting: keys)
      } catch {
        switch error {
        case .system: throw Failure(.inputOutput, "\(path): \(error.reason)", hint: "check the path")
        case .notACheckpoint:
          throw Failure(
            .badInput, "\(path): \(error.reason)",
            hint: "keep the five lines from credence.log on, with the empty one among them")
        default:
          throw Failure(
            .badInput, "\(path): \(error.reason)", hint: "give the key that signs the job's reports")
        }
      }
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
      }
    }
  }
}
