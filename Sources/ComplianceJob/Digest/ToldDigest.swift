internal import Audit
internal import Commands
internal import Ledger
internal import Reporting

/// A digest in words, before it takes the form of a channel.
struct ToldDigest {
  /// One thing that is told.
  struct Item: Encodable {
    var finding: String?
    var policy: String?
    var severity: String?
    var title: String?
    var integration: String?
    var field: String?
    var waiver: String?

    /// In one line.
    var line: String {
      if let waiver { return "\(waiver) \(title ?? "")" }
      if let field { return "\(field) of \(integration ?? "an integration")" }
      let head = [severity, title].compactMap { $0 }.joined(separator: ": ")
      return "\(head) (\(policy ?? "")), \(integration ?? "an integration that is gone")"
    }
  }

  /// What happened of one kind.
  struct Part {
    let change: JobDigest.Change
    let count: Int
    let items: [Item]
  }

  let digest: JobDigest
  /// The team that the job is for.
  let team: String?
  let parts: [Part]
  /// The last checkpoint of the log, so that it is kept where the job can't change it.
  let checkpoint: String?

  init(_ digest: JobDigest, team: String?, words: JobWords?, ledger: Ledger?, checkpoint: String?) {
    self.digest = digest
    self.team = team
    self.checkpoint = checkpoint
    let names = digest.parts.flatMap { $0.names.map(KeyedName.name) }
    let origins = (try? ledger?.origins(of: names)) ?? [:]
    parts = digest.parts.map { part in
      let items = part.names.map(KeyedName.name).compactMap { name -> Item? in
        switch part.change {
        case .rotated, .unrotated: words?.words(forPlace: name)
        case .waivers: words?.words(forWaiver: name)
        case .new, .worsened, .reopened, .unwaived, .overdue, .undecided, .accepted, .resolved, .withdrawn:
          words?.words(forFinding: name, origin: origins[name])
        }
      }
      return Part(change: part.change, count: part.count, items: items)
    }
  }

  /// How many can't be called by their names here, though they would be: their report can. A digest that waited is told
  /// in the words of a later run, which may know nothing of them any more.
  var unnamed: Int {
    parts.reduce(0) { $0 + min($1.count, JobDigest.namedLimit) - $1.items.count }
  }

  /// The file name of the run's report; nil where there is none.
  var report: String? { digest.isFailure ? nil : digest.run + ".jsonl.age" }

  /// In one line, without a name in it.
  var headline: String {
    if digest.isFailure { return "Credence: the run failed with exit \(digest.exit)" }
    var said = parts.map { "\($0.count) \($0.change.word)" }
    if !digest.isComplete { said.insert("partial", at: 0) }
    if digest.didClockGoBack { said.append("the clock went back") }
    if said.isEmpty { said.append("exit \(digest.exit)") }
    return "Credence: " + said.joined(separator: ", ")
  }

  /// What else is to be known.
  var notes: [String] {
    var notes: [String] = []
    if digest.isFailure {
      notes.append(
        "It ended with \(digest.exit): \(ExitCode(rawValue: digest.exit)?.meaning ?? "a failure").")
    } else if !digest.isComplete {
      notes.append("Not all sources could be read, so nothing counts as resolved.")
    }
    if digest[.undecided] > 0 { notes.append("What couldn't be looked for stays open.") }
    if digest[.withdrawn] > 0 {
      notes.append(
        "What is no longer looked for isn't resolved: its policy or source is out of the configuration.")
    }
    if digest.didClockGoBack { notes.append("The clock stands before the last run's.") }
    if unnamed > 0, let report {
      notes.append("\(unnamed) of these aren't named here; \(report) names them.")
    }
    let time = Clock(second: digest.now).text + (team.map { ", team \($0)" } ?? "")
    if digest.isFailure {
      notes.append("\(time); the job's own log says why.")
    } else {
      notes.append(
        "\(time), \(digest.integrations) integrations, \(digest.findings) findings, exit \(digest.exit),"
          + " run \(digest.run)")
    }
    return notes
  }
}

extension JobDigest.Change {
  /// What is counted.
  var word: String {
    switch self {
    case .new: "new"
    case .worsened: "worse"
    case .reopened: "back"
    case .unwaived: "no longer waived"
    case .accepted: "newly waived"
    case .overdue: "newly overdue"
    case .undecided: "couldn't be looked for"
    case .rotated: "rotated"
    case .unrotated: "past their rotation"
    case .waivers: "waivers ending"
    case .resolved: "resolved"
    case .withdrawn: "no longer looked for"
    }
  }
}

extension ExitCode {
  /// In a few words.
  var meaning: String {
    switch self {
    case .clean: "all is well"
    case .gateFailed: "the gate failed"
    case .notEvaluated: "something couldn't be evaluated"
    case .badInput: "some input couldn't be decoded"
    case .unavailable: "the API couldn't be reached, or not read to the end"
    case .bug: "a bug"
    case .inputOutput: "reading or writing failed"
    case .locked: "another run holds the lock"
    case .notPermitted: "not permitted"
    case .configuration: "configuration, policy, waiver or key file wrong"
    }
  }
}
