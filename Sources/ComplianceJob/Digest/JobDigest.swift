internal import FoundationEssentials
internal import Ledger
internal import Reporting

/// What a run has to say, as the outbox keeps it: keyed names and counts. Words are made when it is delivered.
struct JobDigest: Codable, Equatable {
  /// What can have happened, in the order in which it is told.
  enum Change: String, Codable, CaseIterable {
    case new, worsened, reopened, unwaived, overdue, undecided, rotated, unrotated, waivers, accepted,
      resolved
    case withdrawn
  }

  /// One kind of change: how often, and the keyed names of the worst.
  struct Part: Codable, Equatable {
    let change: Change
    let count: Int
    let names: [String]
  }

  /// How many of each kind are named.
  static let namedLimit = 20

  /// The run's id; of a run that failed, an id of the failure, which is no other job's.
  let run: String
  /// When it ran: seconds since 1970.
  let now: Int
  /// What it ended with.
  let exit: Int32
  /// Whether it ended in an error, before its record or behind it.
  var isFailure = false
  var isComplete = true
  var didClockGoBack = false
  var integrations = 0
  var findings = 0
  var parts: [Part] = []

  /// What a run has to say; nil where nothing happened.
  init?(_ run: LedgerRun, _ changes: LedgerChanges, exit: ExitCode) {
    let isAllRight = run.isComplete && exit.rawValue < ExitCode.badInput.rawValue
    if isAllRight && changes.isEmpty { return nil }
    self.run = run.run
    self.exit = exit.rawValue
    now = run.now
    isComplete = run.isComplete
    didClockGoBack = changes.didClockGoBack
    integrations = run.integrations
    findings = run.findings.count
    var severities: [[UInt8]: Int] = [:]
    for finding in run.findings { severities[finding.name] = finding.severity }
    parts = Change.allCases.compactMap { change in
      let names = changes[change]
      if names.isEmpty { return nil }
      // The worst first; of equals, those whose names come first, so that equal runs say the same.
      let sorted = names.enumerated().sorted {
        let left = severities[$0.element] ?? 0
        let right = severities[$1.element] ?? 0
        return left == right ? $0.offset < $1.offset : left > right
      }
      return Part(
        change: change, count: names.count,
        names: sorted.prefix(Self.namedLimit).map { KeyedName.text($0.element) })
    }
  }

  /// That a run failed; `id` names the failure as a run's names a run.
  init(failed code: ExitCode, at now: Int, id: String) {
    run = id
    exit = code.rawValue
    self.now = now
    isFailure = true
    isComplete = false
  }

  /// The idempotency key: one for each run, however often it is told. A UUID of version 8 (RFC 9562).
  var id: String {
    var digits = Array(Digest.hexadecimal(of: "digest\0\(run)".utf8, byteCount: 16))
    digits[12] = "8"
    digits[16] = "a"
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }

  /// As a message to each channel.
  func messages(to addressees: [JobNames.Addressee]) -> [OutboxMessage] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let content = try? encoder.encode(self) else { return [] }
    return addressees.map { OutboxMessage(id: id, channel: $0.name, content: Array(content)) }
  }

  /// What a message holds; nil where a later version wrote it.
  static func read(_ message: OutboxMessage) -> JobDigest? {
    try? JSONDecoder().decode(JobDigest.self, from: Data(message.content))
  }

  /// Without its names, for receivers that won't take them.
  var short: JobDigest {
    var short = self
    short.parts = parts.map { Part(change: $0.change, count: $0.count, names: []) }
    return short
  }

  /// Whether there is something in it to be called by name.
  var hasNames: Bool { parts.contains { !$0.names.isEmpty } }

  /// How often something happened.
  subscript(change: Change) -> Int { parts.first { $0.change == change }?.count ?? 0 }
}

extension LedgerChanges {
  /// What happened of a kind.
  subscript(change: JobDigest.Change) -> [[UInt8]] {
    switch change {
    case .new: new
    case .worsened: worsened
    case .reopened: reopened
    case .unwaived: unwaived
    case .accepted: accepted
    case .overdue: overdue
    case .undecided: undecided
    case .rotated: rotated
    case .unrotated: unrotated
    case .waivers: waivers
    case .resolved: resolved
    case .withdrawn: withdrawn
    }
  }
}

/// Keyed names, as text.
enum KeyedName {
  /// Two hexadecimal digits a byte.
  static func text(_ name: [UInt8]) -> String {
    name.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The name of such a text; empty if it isn't one.
  static func name(_ text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return [] }
    var name: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) else {
        return []
      }
      name.append(byte)
    }
    return name
  }
}
