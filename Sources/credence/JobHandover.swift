internal import ArgumentParser
internal import CProcess
internal import Glibc
internal import Reporting
internal import SecretMemory

/// `credence job`: hands over to `credence-job`, which has the database in it that this program does without.
struct JobHandover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "The scheduled compliance job: run, check, status. Its own program: credence-job.",
    discussion: """
      EXAMPLES
        credence job run --config /etc/credence/job.yaml
        credence job status --config /etc/credence/job.yaml
        credence job --help
      """)

  @Argument(parsing: .captureForPassthrough, help: "What credence-job is to do.") var arguments: [String] = []

  func run() throws {
    let code = try telling { () throws(Failure) in try JobProgramHandover.handOver(arguments) }
    throw ArgumentParser.ExitCode(code.rawValue)
  }
}

/// `credence fetch`: hands over to `credence-job`, which has the network in it that this program does without.
struct FetchHandover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Saves payloads from the Northflank API, sealed to those who may read them.",
    discussion: """
      EXAMPLES
        credence fetch --token-file northflank.token --fingerprint-key fingerprint.key --recipients-file team.txt -o DIR
        credence fetch --help
      """)

  @Argument(parsing: .captureForPassthrough, help: "What credence-job is to do.") var arguments: [String] = []

  func run() throws {
    let code = try telling { () throws(Failure) in try JobProgramHandover.handOver(["fetch"] + arguments) }
    throw ArgumentParser.ExitCode(code.rawValue)
  }
}

/// The other program, which does what needs a database or a network.
enum JobProgramHandover {
  /// Goes on as `credence-job`, with this process's arguments if no others are given. Comes back only to throw.
  static func handOver(_ arguments: [String]? = nil) throws(Failure) -> Reporting.ExitCode {
    let own = (1..<max(1, credence_argument_count())).map { unsafe String(cString: credence_argument($0)) }
    let path = directory + "/credence-job"
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + (arguments ?? own)).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    // Replaces this process; it comes back only where there is no such program.
    _ = unsafe execv(path, words)
    let error = SystemError(number: errno)
    unsafe words.forEach { unsafe free($0) }
    throw Failure(
      .configuration, "\(path): \(error.message)",
      hint: "credence-job belongs beside credence; build it with: make build")
  }

  /// Goes on as the other program where the arguments ask for a shell's completions, since that knows all options.
  /// Comes back where they don't, or there is no such program: then this one's commands are completed.
  static func handOverCompletions(_ arguments: [String]) {
    guard arguments.count == 2, arguments[0] == "--generate-completion-script",
      ["bash", "zsh", "fish"].contains(arguments[1])
    else { return }
    _ = try? handOver(["completions", arguments[1]])
  }

  /// Where this program lies.
  private static var directory: String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
    let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
