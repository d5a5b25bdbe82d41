internal import ArgumentParser
internal import Audit
internal import Facts
internal import Reporting
internal import SecretMemory

struct FactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts",
    abstract: "Prints what is known of each integration, without a secret, for other engines to judge.",
    discussion: """
      One JSON object a line: `facts` by path, the paths of those that are `unknown`, and the `basis` of those
      that are less sure than what the payload says itself. Reads what `credence audit` reads.

      EXAMPLES
        credence facts payloads/ | jq 'select(.facts["auth.mode"] == "accessKey") | .name'
        credence facts --schema | jq -r '.facts[].path'
        credence facts --schema --format markdown
        credence facts --kinds | jq -r '.kinds[] | select(.lifetime == "longLived") | .kind'
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case json, markdown }

  @Argument(
    help:
      "Files, directories, or - for standard input. Links to directories within one aren't followed, but named.",
    completion: .file()) var paths: [String] =
      []
  @Flag(help: "Print which facts there are: path, type, unit, meaning, and when each is unknown.")
  var schema = false
  @Flag(help: "Print which kinds of value there are: class, lifetime, form, and what makes each sure.")
  var kinds = false
  @Flag(help: "Show account numbers whole, for people who may see them; else their last four digits.")
  var showIdentifiers = false
  @Option(help: "json; of the schema and the kinds also markdown.") var format = Format.json
  @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?
  @Option(help: "The limit of one integration in bytes.") var maxPayload = 1 << 20

  func validate() throws {
    if schema, kinds { throw ValidationError("--schema and --kinds are asked for one at a time") }
    if (schema || kinds) != paths.isEmpty {
      throw ValidationError(
        paths.isEmpty
          ? "name a file, a directory, or - for standard input" : "--schema and --kinds take no files")
    }
    if format == .markdown, !schema, !kinds {
      throw ValidationError("only --schema and --kinds are written as markdown")
    }
    if let now, Clock(now) == nil {
      throw ValidationError("--now takes a time such as 2026-11-24 or 2026-11-24T08:00:00Z")
    }
    if maxPayload < 1024 || maxPayload > 64 << 20 {
      throw ValidationError("--max-payload takes 1024 to \(64 << 20) bytes")
    }
  }

  func run() throws {
    let code = try telling { () throws(Failure) in
      if schema || kinds {
        let page = schema ? FactsReference.markdown : KindsReference.markdown
        let json = schema ? FactsReference.json : KindsReference.json
        try printData(format == .json ? String(decoding: json, as: UTF8.self) : page)
        return ExitCode.clean
      }
      return try printFacts()
    }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  private func printFacts() throws(Failure) -> ExitCode {
    let clock = now.flatMap { Clock($0) } ?? .system()
    let output = ReportOutput(format: .jsonl)
    var run: FactsRun
    do throws(SecretMemoryError) {
      run = try FactsRun(
        today: clock.day, maximumSize: maxPayload, showsIdentifiers: showIdentifiers,
        emit: { output.emit($0) }, complain: { Terminal.tell($0.text) })
    } catch {
      throw Failure(error)
    }
    Terminal.warn(isMemoryLocked: run.isMemoryLocked)
    let (inputs, skipped, problems) = AuditInput.expand(paths)
    for problem in problems {
      run.note(Complaint(cause: problem, hint: "check the path; the other inputs were read"))
    }
    for input in inputs { run.read(input) }
    let code = run.finish()
    if let failure = output.failure { throw failure }
    Terminal.note(isDocumentLocked: run.isDocumentLocked)
    if skipped > 0 {
      Terminal.tell("note: \(skipped) files that are neither JSON nor YAML by their names were skipped\n")
    }
    return code
  }
}
