internal import Audit
internal import Classification
internal import Commands
internal import Facts
internal import NorthflankAPI
internal import Reporting
internal import Sealing
internal import SecretMemory
internal import Synchronization

/// The Northflank API as a source of integrations: what it is asked with, and how.
struct NorthflankSettings: Sendable {
  var tokenFile = ""
  var baseURL = APIEndpoint.northflank
  var rateShare = 50
  var retries = 5
  var timeout = 30
  var certificates: String?
}

/// The API, ready to be asked. What it says of its token is known before it is.
final class NorthflankSource: LiveSource {
  let name: String
  let client: APIClient
  private let maximumSize: Int
  private let token: TokenReading
  private let voice: Voice
  private let progress = ProgressLine()

  /// What it says besides errors.
  enum Voice {
    case none
    /// What people should know, a line each.
    case notes
    /// That, and how far it is, where somebody watches.
    case progress
  }

  /// So many documents are under way at once.
  static let lanes = 4

  /// Reads the token. Nothing is asked yet.
  init(
    _ settings: NorthflankSettings, team: String?, maximumSize: Int, today: Day, voice: Voice
  ) throws(Failure) {
    let endpoint: APIEndpoint
    do throws(APIEndpoint.Fault) { endpoint = try APIEndpoint(base: settings.baseURL, team: team) } catch {
      throw Failure(error)
    }
    // The tables of facts are made now: made later, they would take into their padding what is left of the token in
    // registers.
    _ = Facts()
    let token = try APIToken(contentsOf: settings.tokenFile)
    self.token = try Self.reading(token, on: today)
    name = endpoint.host
    self.maximumSize = maximumSize
    self.voice = voice
    client = APIClient(
      endpoint, token: token, share: settings.rateShare, retries: settings.retries,
      timeout: settings.timeout, connections: Self.lanes, trusting: settings.certificates)
    if voice == .none { return }
    for notice in self.token.notices(on: today) { Terminal.tell(notice) }
    client.willWait = { Terminal.tell("note: waiting \($0) s for the API's rate limit\n") }
    guard voice == .progress else { return }
    // Whatever is said takes the line of progress away first.
    Terminal.listener.withLock {
      $0 = { [progress] text in
        progress.end()
        Terminal.write(words: text)
      }
    }
  }

  private static func reading(
    _ token: borrowing APIToken, on today: Day
  ) throws(Failure) -> TokenReading {
    // What is made next, such as a table, would take what is left of the token into its padding.
    FingerprintKey.wipeStack()
    defer { FingerprintKey.wipeStack() }
    do throws(SecretMemoryError) { return try TokenReading(token.view, on: today) } catch {
      throw Failure(error)
    }
  }

  deinit { client.shutDown() }

  /// Reads the list, which documents follow.
  func feed(isHad: @escaping (String) -> Bool = { _ in false }) -> IntegrationFeed {
    let feed = IntegrationFeed(client, maximumSize: maximumSize, lanes: Self.lanes, isHad: isHad)
    if voice == .progress {
      feed.noteProgress = { [progress, unowned feed] in progress.show(feed.done, of: feed.count) }
    }
    if voice != .none, let seconds = feed.secondsExpected, seconds > 60 {
      Terminal.tell(
        "note: \(feed.count) integrations will take about \(Self.words(seconds)) within a share of the API's rate limit"
          + " (--rate-share); credence fetch goes on where it was cut off\n")
    }
    return feed
  }

  private static func words(_ seconds: Int) -> String {
    seconds < 5400 ? "\((seconds + 59) / 60) minutes" : "\((seconds + 1800) / 3600) hours"
  }

  /// Takes the line of progress away, before something else is said.
  func endProgress() { progress.end() }

  func audit(into run: inout AuditRun) {
    let feed = feed()
    run.audit(feed.documents, named: name) {
      progress.end()
      return SourceEnding(
        problems: complaints(feed), api: record(feed), token: token.facts, isLocked: feed.isLocked)
    }
  }

  /// What kept integrations from being read.
  func complaints(_ feed: IntegrationFeed) -> [Complaint] {
    feed.problems.map {
      Complaint(cause: Cause(code: $0.code, reason: $0.reason, place: name), hint: $0.hint)
    }
  }

  private func record(_ feed: IntegrationFeed) -> SummaryRecord.Source.API {
    SummaryRecord.Source.API(
      listed: feed.count, deleted: feed.deleted, isWebToken: token.isWebToken,
      issuedOn: token.issuedOn.map { "\($0)" }, validUntil: token.validUntil.map { "\($0)" })
  }
}

extension APIProblem {
  /// The code that a run ends with for it.
  var code: ExitCode {
    switch kind {
    case .unavailable: .unavailable
    case .notPermitted: .notPermitted
    case .badInput: .badInput
    case .stopped: .inputOutput
    }
  }
}

extension TokenReading {
  /// A token that ends in so many days is one to replace.
  private static let soon = 14

  /// What people should know of the token.
  fileprivate func notices(on today: Day) -> [String] {
    if isEndless {
      return ["warning: the API token never expires; a role's token with an end would be safer\n"]
    }
    guard let validUntil else { return [] }
    let left = validUntil.number - today.number
    if left < 0 { return ["warning: the API token expired on \(validUntil)\n"] }
    if left <= Self.soon { return ["warning: the API token expires on \(validUntil)\n"] }
    return []
  }
}

extension Failure {
  fileprivate init(_ fault: APIEndpoint.Fault) {
    switch fault {
    case .notAnAddress:
      self.init(
        .configuration, "the API's address isn't one",
        hint: "write it as https://HOST, such as \(APIEndpoint.northflank)")
    case .notAPort:
      self.init(
        .configuration, "the API's address has no port where one belongs", hint: Failure.portHint)
    case .notEncrypted:
      self.init(
        .configuration, "over http:// the token would go through the network in the clear",
        hint: "write https://; only this machine itself is asked without")
    case .notATeam:
      self.init(.configuration, "the team's id isn't one", hint: "ids have letters, digits and hyphens")
    }
  }
}
