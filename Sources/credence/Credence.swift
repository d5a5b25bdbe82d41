package import ArgumentParser
internal import CProcess
internal import CWipingAllocator
internal import Glibc
internal import SecretMemory

/// The command line: `credence audit`, `facts`, `explain`, `report`, `policy`, `keygen`.
package struct Credence: ParsableCommand {
  package static let version = "0.1.0"

  package static let configuration = CommandConfiguration(
    commandName: "credence",
    abstract: "Audits the cloud credentials that a platform holds, without showing one.",
    discussion: """
      EXAMPLES
        northflank get cloud integration --integrationId ID -o json | credence audit -
        credence audit examples/
        credence audit payloads/ --seal --recipients-file team.txt --sign-key signing.key -o report.age
        credence audit --northflank --token-file northflank.token
        credence report show report.age --identity identity.txt --verify-key signing.pub

      EXIT CODES
        0 clean · 1 findings at or over --fail-on · 2 something could not be evaluated · 64 wrong usage
        65 bad or no input · 69 the API not read to its end · 70 a bug · 74 reading or writing failed
        77 not permitted · 78 policy or key file wrong
      """,
    version: version,
    subcommands: [
      AuditCommand.self, FactsCommand.self, ExplainCommand.self, RemediateCommand.self, ReportCommand.self,
      PolicyCommand.self, WaiverCommand.self, KeygenCommand.self, InitCommand.self, FetchHandover.self,
      JobHandover.self, LogCommand.self,
    ])

  package init() {}

  package static func main() { start(Credence.self) }

  /// Runs a program's command with the process's arguments, once the process is safe for secrets.
  package static func start(_ command: (some ParsableCommand).Type) {
    // A closed standard output must not become the number of the sealed file.
    if credence_occupy_standard_descriptors() != 0 { Glibc.exit(74) }
    // Before anything is read: no core dumps, no tracing, and writing to a closed pipe is an error to handle.
    signal(SIGPIPE, SIG_IGN)
    for refused in ProcessHardening.apply() { Terminal.tell("warning: \(refused)\n") }
    // Keeps the wiping allocator linked in, and says so where a sanitizer took its place.
    if credence_allocator_wipes() == 0 { Terminal.tell("warning: this build doesn't wipe freed memory\n") }
    SecretArguments.refuse()
    // Swift reads the arguments in /proc; where there is none it takes them for none, and help for success.
    let arguments = (1..<max(1, credence_argument_count())).map { index in
      unsafe String(cString: credence_argument(index))
    }
    if command == Credence.self { JobProgramHandover.handOverCompletions(arguments) }
    if command == Credence.self, arguments.first == AuditCommand.configuration.commandName {
      audit(Array(arguments.dropFirst()))
    }
    command.main(arguments)
  }

  /// Runs the audit that the arguments ask for. What they do wrong, and help, is left to the tree of all commands:
  /// going down it takes the parser a tenth of a short run.
  private static func audit(_ arguments: [String]) {
    guard let audit = try? AuditCommand.parse(arguments) else { return }
    do { try audit.run() } catch { exit(withError: error) }
    exit()
  }
}
