internal import ArgumentParser
internal import Audit
internal import Commands
internal import NorthflankAPI
internal import Reporting
internal import Sealing
internal import SecretMemory

/// `credence fetch`
struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Saves payloads from the Northflank API, sealed to those who may read them.",
    usage:
      "credence fetch [<options>] --token-file <token-file> --fingerprint-key <fingerprint-key> --output <output>",
    discussion: """
      Each integration's document goes into a file of its own, sealed before it touches the disk, under a name that
      tells nothing without the fingerprint key. A fetch that was cut off goes on where it was when it is started
      again with the same directory; until it has ended, an audit of the directory is marked partial.

      EXAMPLES
        credence fetch --token-file northflank.token --fingerprint-key fingerprint.key --recipients-file team.txt -o DIR
        credence audit DIR --identity identity.txt
      """)

  @Option(name: .shortAndLong, help: "The directory that the payloads go into; made if it isn't there.")
  var output: String
  @OptionGroup var recipients: RecipientOptions
  @Option(
    help: "The fingerprint key of `credence keygen job`: it makes the files' names.", completion: .file())
  var fingerprintKey: String
  @Option(help: "The team whose integrations are fetched; all that the token may see, if not said.")
  var team: String?
  @Option(help: "The limit of one integration in bytes.") var maxPayload = 1 << 20
  @Flag(name: .shortAndLong, help: "Print errors only.") var quiet = false
  @OptionGroup(title: "The Northflank API") var api: APIOptions

  func validate() throws {
    if api.tokenFile == nil { throw ValidationError("credence fetch needs --token-file FILE") }
    if maxPayload < 1024 || maxPayload > 64 << 20 {
      throw ValidationError("--max-payload takes 1024 to \(64 << 20) bytes")
    }
  }

  func run() throws {
    let code = try telling { () throws(Failure) in try fetch() }
    if code != .clean { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  private func fetch() throws(Failure) -> Reporting.ExitCode {
    let recipients = try recipients.read(and: try recipients.settings())
    let key = try FingerprintKey.read(at: fingerprintKey)
    let source = try NorthflankSource(
      NorthflankSettings(api), team: team, maximumSize: maxPayload, today: Clock.system().day,
      voice: quiet ? .none : .progress)
    let directory = try FetchDirectory(
      output, of: "\(source.name)\0\(team ?? "")", for: recipients, under: key)
    Interruption.stopOnSignal()
    let feed = source.feed { directory.has($0) }
    let documents = feed.documents
    var saved = 0
    while documents.next() != nil, let id = feed.id {
      try directory.save(documents, of: id, for: recipients)
      saved += 1
    }
    source.endProgress()
    let complaints = source.complaints(feed)
    for complaint in complaints { Terminal.tell(complaint.text) }
    let gone = complaints.isEmpty ? try directory.finish(listed: feed.ids) : 0
    if !quiet {
      let since = directory.oldest.map { ", the oldest since \(Clock(second: $0).text)" } ?? ""
      Terminal.tell(
        "fetched: \(saved) of \(feed.count) integrations into \(output)"
          + (feed.had > 0 ? ", where \(feed.had) were already\(since)\n" : "\n"))
      if gone > 0 {
        Terminal.tell("note: \(gone) that were saved before and aren't listed any more were taken out\n")
      }
    }
    return ExitCode.first(of: complaints.map(\.cause.code))
  }
}
