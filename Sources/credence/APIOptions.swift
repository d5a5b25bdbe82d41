package import ArgumentParser

/// How the Northflank API is asked.
package struct APIOptions: ParsableArguments {
  @Option(help: "The file of the API token: one line, and its owner's alone.", completion: .file())
  package var tokenFile: String?
  @Option(name: .customLong("base-url"), help: "Where the API is; Northflank's own if not said.")
  package var baseURL: String?
  @Option(help: "How much of the API's rate limit to use, in percent; half, since others ask it, too.")
  package var rateShare = 50
  @Option(help: "How often to try again what may work later.") package var retries = 5
  @Option(help: "How many seconds the API may say nothing.") package var timeout = 30
  @Option(help: "Roots to trust in place of the system's, as PEM.", completion: .file())
  package var caFile: String?

  /// No option given.
  package init() {}

  package func validate() throws {
    if !(1...100).contains(rateShare) { throw ValidationError("--rate-share takes 1 to 100 percent") }
    if !(0...20).contains(retries) { throw ValidationError("--retries takes 0 to 20") }
    if !(1...600).contains(timeout) { throw ValidationError("--timeout takes 1 to 600 seconds") }
  }

  /// Refuses options that nobody goes by, and asks for those that are needed.
  package func validate(isAsked: Bool) throws {
    if isAsked {
      if tokenFile == nil { throw ValidationError("--northflank needs --token-file FILE") }
    } else if tokenFile != nil || baseURL != nil || caFile != nil {
      throw ValidationError("--token-file, --base-url and --ca-file go with --northflank")
    }
  }
}
