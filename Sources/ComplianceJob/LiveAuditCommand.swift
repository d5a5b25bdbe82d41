internal import ArgumentParser
internal import Audit
internal import Commands
internal import Reporting

/// `credence audit --northflank`, to which `credence audit` hands over.
struct LiveAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Audits the integrations of the Northflank API, and files beside it.",
    shouldDisplay: false)

  @OptionGroup var options: AuditOptions
  @Flag(help: "Ask the Northflank API.") var northflank = false
  @OptionGroup(title: "The Northflank API") var api: APIOptions

  func validate() throws {
    if !northflank { throw ValidationError("without --northflank this is: credence audit") }
    try api.validate(isAsked: true)
    // A token without its option stands where a file's path belongs.
    for path in options.paths where SecretLooks.isInPlace(ofPath: path) {
      throw ValidationError(
        "what is given as a file to audit looks like a secret, is no file that is there, and isn't repeated here"
      )
    }
  }

  func run() throws {
    let code = try telling { () throws(Failure) in
      let source = try NorthflankSource(
        NorthflankSettings(api), team: options.team, maximumSize: options.maxPayload,
        today: options.clock.day,
        voice: options.quiet ? .none : options.showsRecords ? .notes : .progress)
      return try options.audit(source)
    }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }
}

extension NorthflankSettings {
  /// What the command line says.
  init(_ options: APIOptions) {
    self.init(
      tokenFile: options.tokenFile ?? "", rateShare: options.rateShare, retries: options.retries,
      timeout: options.timeout, certificates: options.caFile)
    if let baseURL = options.baseURL { self.baseURL = baseURL }
  }
}
