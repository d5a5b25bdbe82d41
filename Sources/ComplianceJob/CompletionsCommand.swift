internal import ArgumentParser
internal import Commands

/// `credence --generate-completion-script SHELL`, which `credence` hands over, since its own program knows nothing of the
/// options of what it hands over.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Prints what completes the commands of credence in a shell.",
    shouldDisplay: false)

  @Argument(help: "bash, zsh or fish.") var shell: Shell

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  func run() throws {
    let shell: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    _ = Terminal.print(Array((Whole.completionScript(for: shell) + "\n").utf8))
  }

  /// All commands of `credence`, with what it hands over in its place.
  private struct Whole: ParsableCommand {
    static var configuration: CommandConfiguration {
      var whole = Credence.configuration
      whole.subcommands = whole.subcommands.map { command in
        switch command.configuration.commandName {
        case "job": Job.self
        case "fetch": FetchCommand.self
        default: command
        }
      }
      return whole
    }
  }

  private struct Job: ParsableCommand {
    static var configuration: CommandConfiguration {
      var job = JobCommand.configuration
      job.subcommands = [JobRunCommand.self, JobCheckCommand.self, JobStatusCommand.self]
      return job
    }
  }
}
