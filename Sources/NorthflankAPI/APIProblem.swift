/// Something that kept integrations from being read, in one line for people. It holds no text of the API's: not its
/// errors' bodies, and no id.
public struct APIProblem: Equatable, Sendable {
  /// What it comes to for a run.
  public enum Kind: Equatable, Sendable {
    /// The API couldn't be reached, or not all of it read.
    case unavailable
    /// The token may not read it.
    case notPermitted
    /// What came couldn't be used.
    case badInput
    /// Somebody asked to stop.
    case stopped
  }

  /// What it comes to.
  public let kind: Kind
  /// What happened, without a full stop.
  public let reason: String
  /// What to do next.
  public let hint: String

  init(_ kind: Kind, _ reason: String, hint: String) {
    self.kind = kind
    self.reason = reason
    self.hint = hint
  }

  /// Words for an answer that isn't what was asked for: what the API did, and what to do about it.
  init(_ answer: Answer, what: String) {
    switch answer {
    case .status(401, _, _):
      self.init(
        .notPermitted, "\(what): the API doesn't know this token (401)",
        hint: "it may have expired or been revoked: make a new one, and put it into the token file")
    case .status(403, _, _):
      self.init(
        .notPermitted, "\(what): the token isn't allowed to do that (403)",
        hint: "give its role the permission Account > Cloud > Integrations > Read")
    case .status(404, _, _):
      self.init(
        .unavailable, "\(what): the API has no such thing (404)",
        hint: "check --team and --base-url; the token may also belong to another team")
    case .status(429, _, _):
      self.init(
        .unavailable, "\(what): the API's rate limit is used up (429)",
        hint: "try again later; credence fetch goes on where it was")
    case .status(let status, _, _) where (300...399).contains(status):
      self.init(
        .unavailable, "\(what): the API sent us elsewhere (\(status)), and the token doesn't go there",
        hint: "check --base-url")
    case .status(let status, _, _) where (500...599).contains(status):
      self.init(
        .unavailable, "\(what): the API failed (\(status))", hint: "try again later; nothing is wrong here")
    case .status(let status, _, _):
      self.init(.unavailable, "\(what): the API refused (\(status))", hint: "try again, or check --base-url")
    case .none(.connection):
      self.init(
        .unavailable, "\(what): there was no connection, or it broke off",
        hint: "check the network and --base-url")
    case .none(.silence):
      self.init(
        .unavailable, "\(what): the API said nothing for too long",
        hint: "try again later, or raise --timeout")
    case .none(.certificate):
      self.init(
        .unavailable, "\(what): the other side's certificate isn't one to trust, so it got nothing",
        hint: "check --base-url and the system's roots; for roots of your own give --ca-file")
    case .none(.tooLarge):
      self.init(
        .badInput, "\(what): the answer is larger than what is read",
        hint: "raise the limit with --max-payload")
    case .none(.notTheDocument):
      self.init(
        .badInput, "\(what): the answer isn't its document",
        hint: "check --base-url; a proxy or a login page may have answered instead")
    case .none(.anotherDocument):
      self.init(
        .unavailable, "\(what): the API gave another one's document",
        hint: "try again; if it stays so, ask the API's support")
    case .none(.stopped):
      self.init(
        .stopped, "\(what): not read, since the run was stopped",
        hint: "what came before is there; credence fetch is what goes on where it was")
    }
  }
}

/// What went wrong with single integrations, each kind told once, so that a report doesn't grow with an outage.
struct Shortfalls {
  private var entries: [(answer: Answer, first: Int, count: Int)] = []
  /// How many integrations in a row weren't read.
  private(set) var inARow = 0

  mutating func add(_ answer: Answer, number: Int) {
    inARow += 1
    let kind = Self.kind(of: answer)
    if let index = entries.firstIndex(where: { $0.answer == kind }) {
      entries[index].count += 1
    } else {
      entries.append((kind, number, 1))
    }
  }

  mutating func noteRead() { inARow = 0 }

  /// The answer without what differs from one to the next.
  private static func kind(of answer: Answer) -> Answer {
    guard case .status(let status, _, _) = answer else { return answer }
    return .status(status, RateHeaders(), retryAfter: nil)
  }

  var problems: [APIProblem] {
    entries.map { entry in
      let which =
        entry.count == 1
        ? "integration \(entry.first) of the list wasn't read"
        : "\(entry.count) integrations weren't read, the first of them \(entry.first) of the list"
      return APIProblem(entry.answer, what: which)
    }
  }
}
