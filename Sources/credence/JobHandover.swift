internal import ArgumentParser
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
    try telling { () throws(Failure) in
      let path = Self.directory + "/credence-job"
      var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) }
      unsafe words.append(nil)
      // Replaces this process; it comes back only where there is no such program.
      _ = unsafe execv(path, words)
      let error = SystemError(number: errno)
      unsafe words.forEach { unsafe free($0) }
      throw Failure(
        .configuration, "\(path): \(error.message)",
        hint: "credence-job belongs beside credence; build it with: make build")
    }
  }

  /// Where this program lies.
  private static var directory: String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
    let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
