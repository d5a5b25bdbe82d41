import Foundation
import GRDB
import Ledger
import Testing

@Suite struct `The ledger` {
  static let day = 86400
  static let keyName = name("key")

  static func name(_ text: String) -> [UInt8] {
    Array((text + String(repeating: ".", count: 16)).utf8.prefix(16))
  }

  private func withLedger(_ body: (Ledger, String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "ledger.sqlite").path
    try body(try Ledger(path: path, keyName: Self.keyName, naming: Self.name), path)
  }

  private func run(
    _ day: Int, findings: [String: Int] = [:], waived: Set<String> = [], credentials: [String: String] = [:],
    waivers: [String: Int] = [:], unevaluated: [[UInt8]: Set<[UInt8]>] = [:], fleet: Set<[UInt8]> = [],
    policies: [String] = ["policy"], sources: [String] = ["source"], hidden: Set<String> = [],
    isComplete: Bool = true
  ) -> LedgerRun {
    var subjects = unevaluated.mapValues {
      LedgerRun.Reach.Subject(sources: Set(names("source")), unevaluated: $0)
    }
    for name in Array(findings.keys) + credentials.keys {
      subjects[Self.name(name + " of")] = .init(sources: Set(names("source")))
    }
    for name in hidden {
      subjects[Self.name(name + " of")] = .init(sources: Set(names("source")), isHidden: true)
    }
    return LedgerRun(
      run: "run \(day)", now: day * Self.day, isComplete: isComplete, integrations: 1, evaluated: 1,
      report: "\(day).jsonl.age",
      findings: findings.map {
        LedgerRun.Finding(
          name: Self.name($0.key), severity: $0.value, isWaived: waived.contains($0.key),
          origin: LedgerRun.Origin(policy: Self.name("policy"), subject: Self.name($0.key + " of")))
      },
      credentials: credentials.map {
        LedgerRun.Credential(
          slot: Self.name($0.key), fingerprint: Self.name($0.value), subject: Self.name($0.key + " of"))
      }, waivers: waivers.map { LedgerRun.Waiver(name: Self.name($0.key), within: $0.value) },
      reach: LedgerRun.Reach(
        policies: Set(policies.map(Self.name)), sources: Set(sources.map(Self.name)), subjects: subjects,
        unevaluated: fleet))
  }

  private func names(_ texts: String...) -> [[UInt8]] { texts.map { Self.name($0) } }

  @Test func `a finding is new once, resolved when a whole run doesn't see it, and reopened when it is back`()
    throws
  {
    try withLedger { ledger, _ in
      #expect(try ledger.record(run(1, findings: ["a": 3, "b": 2]))?.new == names("a", "b"))
      #expect(try ledger.record(run(2, findings: ["a": 3, "b": 2]))?.isEmpty == true)
      #expect(try ledger.record(run(3, findings: ["a": 3]))?.resolved == names("b"))
      let back = try ledger.record(run(4, findings: ["a": 4, "b": 2]))
      #expect(back?.reopened == names("b"))
      #expect(back?.worsened == names("a"))
      #expect(back?.new == [])
      #expect(try ledger.firstSeen(finding: Self.name("b")) == Self.day)
    }
  }

  @Test func `a partial run closes nothing`() throws {
    try withLedger { ledger, _ in
      _ = try ledger.record(run(1, findings: ["a": 3]))
      #expect(try ledger.record(run(2, isComplete: false))?.resolved == [])
      #expect(try ledger.status(at: 2 * Self.day).open == [0, 0, 0, 1, 0])
      #expect(try ledger.record(run(3))?.resolved == names("a"))
    }
  }

  @Test
  func `a finding whose policy couldn't be evaluated stays open, until it could or its subject is gone`()
    throws
  {
    let (policy, subject) = (Self.name("policy"), Self.name("a of"))
    for last in [[subject: []], [:]] as [[[UInt8]: Set<[UInt8]>]] {
      try withLedger { ledger, _ in
        _ = try ledger.record(run(1, findings: ["a": 3]))
        let unknown = try ledger.record(run(2, unevaluated: [subject: [policy]]))
        #expect(unknown?.resolved == [] && unknown?.undecided == names("a"))
        #expect(unknown?.isEmpty == false && unknown?.undecidedInAll == 1)
        let others = try ledger.record(run(3, unevaluated: [subject: []], fleet: [policy]))
        #expect(others?.resolved == [] && others?.undecided == [] && others?.undecidedInAll == 1)
        #expect(try ledger.status(at: 3 * Self.day).undecided == [0, 0, 0, 1, 0])
        let known = try ledger.record(run(4, unevaluated: last))
        #expect(known?.resolved == names("a") && known?.undecidedInAll == 0)
        #expect(try ledger.status(at: 4 * Self.day).undecided == [0, 0, 0, 0, 0])
      }
    }
  }

  @Test func `a waiver that has ended isn't in force for what nobody can look for`() throws {
    let (policy, subject) = (Self.name("policy"), Self.name("a of"))
    for isByName in [true, false] {
      try withLedger { ledger, _ in
        let limits = LedgerLimits(days: [nil, nil, nil, 3, nil], rotation: nil)
        _ = try ledger.record(run(1, findings: ["a": 3], waived: ["a"]), limits: limits)
        var hidden = run(5, unevaluated: [subject: [policy]])
        if isByName {
          hidden.reach.acceptedFindings = [Self.name("a")]
        } else {
          hidden.reach.acceptedOrigins = [LedgerRun.Origin(policy: policy, subject: subject)]
        }
        let accepted = try ledger.record(hidden, limits: limits)
        #expect(accepted?.unwaived == [] && accepted?.overdueInAll == 0)
        #expect(try ledger.status(at: 5 * Self.day).waived == [0, 0, 0, 1, 0])
        let ended = try ledger.record(run(6, unevaluated: [subject: [policy]]), limits: limits)
        #expect(ended?.unwaived == names("a") && ended?.overdue == names("a"))
        #expect(try ledger.status(at: 6 * Self.day).open == [0, 0, 0, 1, 0])
      }
    }
  }

  @Test func `what integrations share is shared as long as nobody knows of two of them that they don't`()
    throws
  {
    let policy = Self.name("policy")
    let members = ["one", "two", "three"].map(Self.name)
    let finding = LedgerRun.Finding(
      name: Self.name("shared"), severity: 3, isWaived: false,
      origin: LedgerRun.Origin(policy: policy, subject: members.flatMap(\.self)))
    func run(
      _ day: Int, _ unevaluated: [[UInt8]: Set<[UInt8]>], fleet: Set<[UInt8]> = [],
      findings: [LedgerRun.Finding] = []
    ) -> LedgerRun {
      LedgerRun(
        run: "run \(day)", now: day * Self.day, isComplete: true, integrations: 1, evaluated: 1,
        report: "\(day).jsonl.age", findings: findings, credentials: [],
        reach: LedgerRun.Reach(
          policies: [policy], sources: [[1]],
          subjects: unevaluated.mapValues { .init(sources: [[1]], unevaluated: $0) }, unevaluated: fleet))
    }
    let nobody: Set<[UInt8]> = []
    let all = Dictionary(uniqueKeysWithValues: members.map { ($0, nobody) })
    let cases: [([[UInt8]: Set<[UInt8]>], Set<[UInt8]>, Bool)] = [
      (all, [], true), ([members[0]: nobody, members[1]: [policy], members[2]: nobody], [], false),
      ([members[0]: nobody, members[1]: [policy]], [], false),
      ([members[1]: [policy]], [], true), ([:], [], true),
      ([members[0]: nobody, members[1]: nobody], [policy], false),
    ]
    for (unevaluated, fleet, isGone) in cases {
      try withLedger { ledger, _ in
        _ = try ledger.record(run(1, all, findings: [finding]))
        #expect(
          try ledger.record(run(2, unevaluated, fleet: fleet))?.resolved == (isGone ? [finding.name] : []))
      }
    }
  }

  @Test
  func
    `a finding whose policy or source isn't asked any more is withdrawn, never resolved, and as old when it is back`()
    throws
  {
    for (policies, sources) in [(["other"], ["source"]), (["policy"], ["other"]), ([], []), (["policy"], [])]
    {
      try withLedger { ledger, _ in
        let limits = LedgerLimits(days: [nil, nil, nil, 2, nil], rotation: nil)
        _ = try ledger.record(run(1, findings: ["a": 3]), limits: limits)
        let partial = run(2, policies: policies, sources: sources, isComplete: false)
        #expect(try ledger.record(partial, limits: limits)?.withdrawn == [])
        #expect(try ledger.record(run(3, findings: ["a": 3]), limits: limits)?.overdue == names("a"))
        let gone = try ledger.record(run(4, policies: policies, sources: sources), limits: limits)
        #expect(gone?.withdrawn == names("a") && gone?.resolved == [] && gone?.isEmpty == false)
        #expect(gone?.overdueInAll == 0)
        let status = try ledger.status(at: 4 * Self.day, limits: limits)
        #expect(
          status.withdrawn == [0, 0, 0, 1, 0] && status.resolved == 0 && status.open == [0, 0, 0, 0, 0])
        #expect(try ledger.record(run(5, policies: policies, sources: sources))?.isEmpty == true)
        let back = try ledger.record(run(6, findings: ["a": 3]), limits: limits)
        #expect(back?.reopened == names("a") && back?.overdue == names("a"))
        #expect(try ledger.firstSeen(finding: Self.name("a")) == Self.day)
        #expect(try ledger.status(at: 6 * Self.day).withdrawn == [0, 0, 0, 0, 0])
        #expect(try ledger.record(run(7))?.resolved == names("a"))
      }
    }
  }

  @Test func `credentials that aren't shown while their integration is there stand, and grow old`() throws {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, nil, nil], rotation: 2)
      let both = ["s": "one", "t": "one"]
      _ = try ledger.record(run(1, credentials: both), limits: limits)
      _ = try ledger.record(run(2, hidden: ["s"]), limits: limits)
      var status = try ledger.status(at: 4 * Self.day, limits: limits)
      #expect(status.credentials == 1 && status.unrotated == 1 && status.hidden == 1)
      try ledger.purge(details: 9 * Self.day, runs: 0)
      _ = try ledger.record(run(5, credentials: ["s": "one"]), limits: limits)
      status = try ledger.status(at: 5 * Self.day, limits: limits)
      #expect(status.credentials == 1 && status.unrotated == 1 && status.hidden == 0)
      #expect(try ledger.unchangedSince(slot: Self.name("s")) == Self.day)
    }
  }

  @Test
  func
    `where an older version didn't note what stood where, what is gone is resolved, and nothing hidden gone`()
    throws
  {
    try withLedger { ledger, path in
      _ = try ledger.record(
        run(1, findings: ["a": 3, "b": 3], credentials: ["a": "one", "b": "two", "c": "three"]))
      try DatabaseQueue(path: path).write { database in
        try database.execute(sql: "DELETE FROM subject; UPDATE credential SET subject = NULL")
      }
      let first = try ledger.record(
        run(2, findings: ["a": 3], credentials: ["a": "one"], hidden: ["c"]))
      #expect(first?.resolved == names("b") && first?.withdrawn == [])
      #expect(try ledger.status(at: 2 * Self.day).hidden == 2)
      // Once all integrations show theirs, it is known again what is gone.
      _ = try ledger.record(run(3, findings: ["a": 3], credentials: ["a": "one", "c": "three"]))
      let status = try ledger.status(at: 3 * Self.day)
      #expect(status.hidden == 0 && status.credentials == 2)
      #expect(try ledger.unchangedSince(slot: Self.name("c")) == Self.day)
    }
  }

  @Test func `a run that was taken before changes nothing`() throws {
    try withLedger { ledger, _ in
      let once = run(1, findings: ["a": 3])
      let message = OutboxMessage(id: "m", channel: Self.name("c"), content: [1])
      _ = try ledger.record(once, outcome: { _ in LedgerOutcome(entry: [1], messages: [message]) })
      let before = try ledger.status(at: Self.day)
      let again = try ledger.record(once, outcome: { _ in LedgerOutcome(entry: [1], messages: [message]) })
      #expect(again == nil)
      #expect(try ledger.status(at: Self.day) == before)
      #expect(try ledger.entries() == [[1]])
      #expect(try ledger.waiting() == [message])
    }
  }

  @Test func `another credential in the same place is a rotation, and the old one's age doesn't count`()
    throws
  {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, nil, nil], rotation: 90)
      _ = try ledger.record(run(0, credentials: ["s": "one"]), limits: limits)
      #expect(try ledger.record(run(89, credentials: ["s": "one"]), limits: limits)?.unrotated == [])
      #expect(try ledger.record(run(90, credentials: ["s": "one"]), limits: limits)?.unrotated == names("s"))
      #expect(try ledger.record(run(91, credentials: ["s": "one"]), limits: limits)?.unrotated == [])
      #expect(try ledger.status(at: 91 * Self.day, limits: limits).unrotated == 1)
      #expect(try ledger.record(run(92, credentials: ["s": "two"]), limits: limits)?.rotated == names("s"))
      #expect(try ledger.unchangedSince(slot: Self.name("s")) == 92 * Self.day)
      #expect(try ledger.status(at: 93 * Self.day, limits: limits).unrotated == 0)
    }
  }

  @Test func `a credential that comes back after a rotation is as old as it was`() throws {
    try withLedger { ledger, _ in
      for (day, value) in [(0, "one"), (10, "two"), (20, "one")] {
        _ = try ledger.record(run(day, credentials: ["s": value]))
      }
      #expect(try ledger.unchangedSince(slot: Self.name("s")) == 0)
    }
  }

  @Test func `a finding is overdue once, never while it is waived, and in time again when the limit grows`()
    throws
  {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, 30, 7], rotation: nil)
      let findings = ["high": 3, "worst": 4, "waived": 4, "mild": 1]
      var overdue: [Int: [[UInt8]]] = [:]
      for day in 0...40 {
        let changes = try ledger.record(run(day, findings: findings, waived: ["waived"]), limits: limits)
        overdue[day] = changes?.overdue.isEmpty == false ? changes?.overdue : nil
      }
      #expect(overdue == [7: names("worst"), 30: names("high")])
      #expect(try ledger.status(at: 40 * Self.day).overdue == [0, 0, 0, 1, 1])
      let lapsed = try ledger.record(run(41, findings: findings), limits: limits)
      #expect(lapsed?.overdue == names("waived"))
      #expect(lapsed?.overdueInAll == 3)
      let longer = LedgerLimits(days: [nil, nil, nil, 90, 7], rotation: nil)
      #expect(try ledger.record(run(42, findings: findings), limits: longer)?.overdueInAll == 2)
    }
  }

  @Test func `a clock that goes back is told, and makes nothing older or younger`() throws {
    try withLedger { ledger, _ in
      _ = try ledger.record(run(10, findings: ["a": 3], credentials: ["s": "one"]))
      let changes = try ledger.record(run(5, findings: ["a": 3], credentials: ["s": "one"]))
      #expect(changes?.didClockGoBack == true)
      #expect(changes?.new == [])
      #expect(try ledger.firstSeen(finding: Self.name("a")) == 10 * Self.day)
      #expect(try ledger.unchangedSince(slot: Self.name("s")) == 10 * Self.day)
    }
  }

  @Test func `what a clock that jumps tells is undone when it is right again`() throws {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, nil, 7], rotation: nil)
      let findings = ["a": 4]
      var told: [Int] = []
      for day in [0, 8, 1, 9] {
        let changes = try ledger.record(run(day, findings: findings), limits: limits)
        if changes?.overdue == names("a") { told.append(day) }
        #expect(changes?.overdueInAll == (day == 0 ? 0 : 1), "day \(day)")
      }
      #expect(told == [8], "it is told once, and stays overdue in between")
      _ = try ledger.record(run(3650, findings: findings), limits: limits)
      #expect(try ledger.status(at: 0).lastSuccess == 3650 * Self.day)
      _ = try ledger.record(run(10, findings: findings), limits: limits)
      #expect(try ledger.status(at: 0).lastSuccess == 10 * Self.day)
    }
  }

  @Test func `what was first seen by a clock that stood ahead is as old as the next nights say`() throws {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, 30, nil], rotation: 30)
      func night(_ day: Int, _ names: String...) throws -> LedgerChanges? {
        let both = Dictionary(uniqueKeysWithValues: names.map { ($0, 3) })
        return try ledger.record(
          run(day, findings: both, credentials: both.mapValues { _ in "one" }), limits: limits)
      }
      _ = try night(100, "a")
      _ = try night(3650, "a", "b", "gone")
      _ = try night(101, "a", "b")
      _ = try night(102, "a", "b")
      for name in ["b", "gone"] {
        #expect(try ledger.firstSeen(finding: Self.name(name)) == 102 * Self.day)
        #expect(try ledger.unchangedSince(slot: Self.name(name)) == 102 * Self.day)
      }
      #expect(try night(130, "a", "b")?.overdue == names("a"))
      let late = try night(132, "a", "b")
      #expect(late?.overdue == names("b") && late?.unrotated == names("b"))
      // What it closed is forgotten in time, too.
      try ledger.purge(details: 133 * Self.day, runs: 0)
      #expect(try ledger.firstSeen(finding: Self.name("gone")) == nil)
    }
  }

  @Test func `however many nights the clock stands behind, no date is put back, and each says so`() throws {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, 30, nil], rotation: 30)
      for day in [10_000, 10_001, 10, 11, 12, 13, 10_004] {
        let changes = try ledger.record(
          run(day, findings: ["a": 3], credentials: ["a": "one"]), limits: limits)
        #expect(changes?.didClockGoBack == (day < 10_000), "day \(day)")
        #expect(changes?.overdueInAll == 0 && changes?.unrotated == [], "day \(day)")
        #expect(try ledger.firstSeen(finding: Self.name("a")) == 10_000 * Self.day)
        #expect(try ledger.unchangedSince(slot: Self.name("a")) == 10_000 * Self.day)
      }
    }
  }

  @Test func `what was first seen by a clock that stood behind isn't older than the run before it`() throws {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, 30, nil], rotation: 30)
      let both = ["a": 3, "b": 3]
      _ = try ledger.record(run(10_000, findings: ["a": 3], credentials: ["a": "one"]), limits: limits)
      for day in [10, 10_001] {
        let changes = try ledger.record(
          run(day, findings: both, credentials: both.mapValues { _ in "one" }), limits: limits)
        #expect(changes?.overdue == [] && changes?.unrotated == [])
      }
      for name in ["a", "b"] {
        #expect(try ledger.firstSeen(finding: Self.name(name)) == 10_000 * Self.day)
        #expect(try ledger.unchangedSince(slot: Self.name(name)) == 10_000 * Self.day)
      }
    }
  }

  @Test func `that a credential is past its rotation is told by a shorter limit, and of one that comes back`()
    throws
  {
    try withLedger { ledger, _ in
      let nights: [(day: Int, value: String, limit: Int?, isTold: Bool)] = [
        (0, "one", 90, false), (50, "one", 90, false), (51, "one", 30, true), (52, "one", 30, false),
        (53, "one", 20, false), (54, "one", 90, false), (60, "two", 90, false), (120, "one", 90, true),
        (121, "one", nil, false), (122, "one", 90, true),
      ]
      for night in nights {
        let limits = LedgerLimits(days: [nil, nil, nil, nil, nil], rotation: night.limit)
        let changes = try ledger.record(run(night.day, credentials: ["s": night.value]), limits: limits)
        #expect(changes?.unrotated == (night.isTold ? names("s") : []), "\(night)")
      }
    }
  }

  @Test func `the oldest open finding is one that no waiver covers`() throws {
    try withLedger { ledger, _ in
      _ = try ledger.record(run(1, findings: ["a": 3], waived: ["a"]))
      #expect(try ledger.status(at: 2 * Self.day).oldest == [nil, nil, nil, nil, nil])
      _ = try ledger.record(run(2, findings: ["a": 3, "b": 3], waived: ["a"]))
      #expect(try ledger.status(at: 2 * Self.day).oldest == [nil, nil, nil, 2 * Self.day, nil])
    }
  }

  @Test func `the last run that ended well is remembered however long others didn't`() throws {
    try withLedger { ledger, _ in
      _ = try ledger.record(run(1))
      _ = try ledger.record(run(2))
      for day in 3...9 { _ = try ledger.record(run(day, isComplete: false)) }
      for day in 1...9 { try ledger.notePublished(report: "\(day).jsonl.age") }
      try ledger.purge(details: 0, runs: 8 * Self.day)
      let status = try ledger.status(at: 9 * Self.day)
      #expect(status.lastSuccess == 2 * Self.day)
      #expect(status.runs.map(\.now) == [9, 8, 2].map { $0 * Self.day })
    }
  }

  @Test func `a credential that nobody could look at is as old as it was, however late it is`() throws {
    try withLedger { ledger, _ in
      _ = try ledger.record(run(0, credentials: ["s": "one"]))
      _ = try ledger.record(run(3650, isComplete: false))
      try ledger.purge(details: 3560 * Self.day, runs: 0)
      #expect(try ledger.unchangedSince(slot: Self.name("s")) == 0)
      _ = try ledger.record(run(3651))
      try ledger.purge(details: 3652 * Self.day, runs: 0)
      #expect(try ledger.unchangedSince(slot: Self.name("s")) == nil)
    }
  }

  @Test func `a place that holds two credentials rotates when one takes another's place`() throws {
    try withLedger { ledger, _ in
      var rotated: [Int] = []
      for (day, values) in [["a", "b"], ["b", "a"], ["a", "b"], ["a", "c"], ["a"], ["a", "d"], ["e"]]
        .enumerated()
      {
        let seen = LedgerRun(
          run: "run \(day)", now: day * Self.day, isComplete: true, integrations: 1, evaluated: 1,
          report: "\(day).jsonl.age", findings: [],
          credentials: values.map {
            LedgerRun.Credential(
              slot: Self.name("s"), fingerprint: Self.name($0), subject: Self.name("s of"))
          })
        if try ledger.record(seen)?.rotated == names("s") { rotated.append(day) }
        #expect(try ledger.status(at: day * Self.day).credentials == values.count)
      }
      #expect(rotated == [3, 6])
    }
  }

  @Test func `what is purged is gone from the file, and open findings and the log stay`() throws {
    try withLedger { ledger, path in
      let gone = Self.name("purged finding")
      _ = try ledger.record(
        run(1, findings: ["purged finding": 3, "open finding": 3]),
        outcome: { _ in LedgerOutcome(entry: [1, 2, 3]) })
      _ = try ledger.record(
        run(2, findings: ["open finding": 3]), outcome: { _ in LedgerOutcome(entry: [4, 5, 6]) })
      func isInFile(_ name: [UInt8]) -> Bool {
        ["", "-wal", "-shm"].contains { suffix in
          guard let data = FileManager.default.contents(atPath: path + suffix) else { return false }
          return data.range(of: Data(name)) != nil
        }
      }
      #expect(isInFile(gone))
      try ledger.purge(details: 3 * Self.day, runs: 0)
      #expect(!isInFile(gone))
      #expect(isInFile(Self.name("open finding")))
      #expect(try ledger.entries() == [[1, 2, 3], [4, 5, 6]])
    }
  }

  @Test func `a damaged file, one of a later version and one of another key are told apart`() throws {
    try withLedger { ledger, path in
      _ = try ledger.record(run(1, findings: ["a": 3]))
      #expect(throws: LedgerError.otherKey(path: path)) {
        try Ledger(path: path, keyName: Self.name("other"), naming: Self.name)
      }
      let damaged = path + ".damaged"
      try Data((0..<4096).map { _ in UInt8.random(in: 0...255) }).write(to: URL(filePath: damaged))
      #expect(throws: LedgerError.damaged(path: damaged)) {
        try Ledger(path: damaged, keyName: Self.keyName, naming: Self.name)
      }
      let newer = path + ".newer"
      try DatabaseQueue(path: newer).write { database in
        try database.execute(
          sql: """
            CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
            INSERT INTO grdb_migrations VALUES ('1'), ('2 of a later version');
            """)
      }
      #expect(throws: LedgerError.newer(path: newer)) {
        try Ledger(path: newer, keyName: Self.keyName, naming: Self.name)
      }
    }
  }

  @Test func `a credential counts until a whole run doesn't see it, and one that comes back is no rotation`()
    throws
  {
    try withLedger { ledger, _ in
      var counts: [Int] = []
      for (day, standing) in [["s", "t"], ["s"], ["s", "t"]].enumerated() {
        let credentials = Dictionary(uniqueKeysWithValues: standing.map { ($0, "one") })
        let changes = try ledger.record(run(day, credentials: credentials))
        #expect(changes?.rotated == [])
        counts.append(try ledger.status(at: day * Self.day).credentials)
      }
      #expect(counts == [2, 1, 2])
      _ = try ledger.record(run(3, isComplete: false))
      #expect(try ledger.status(at: 3 * Self.day).credentials == 2)
      #expect(try ledger.unchangedSince(slot: Self.name("t")) == 0)
      _ = try ledger.record(run(4))
      #expect(try ledger.record(run(5, credentials: ["s": "two"]))?.rotated == names("s"))
    }
  }

  @Test func `what is overdue next is known, of open findings and standing credentials alone`() throws {
    try withLedger { ledger, _ in
      let limits = LedgerLimits(days: [nil, nil, nil, 30, 7], rotation: 90)
      _ = try ledger.record(
        run(0, findings: ["a": 3, "w": 4], waived: ["w"], credentials: ["s": "one"]), limits: limits)
      _ = try ledger.record(
        run(1, findings: ["a": 3, "b": 3, "w": 4], waived: ["w"], credentials: ["s": "one"]), limits: limits)
      let day = Self.day
      #expect(try ledger.status(at: day, limits: limits).nextOverdue == [nil, nil, nil, 30 * day, nil])
      #expect(try ledger.status(at: 30 * day, limits: limits).nextOverdue[3] == 31 * day)
      // Between two runs, too, what is overdue is told.
      #expect(try ledger.status(at: day, limits: limits).overdue == [0, 0, 0, 0, 0])
      #expect(try ledger.status(at: 30 * day, limits: limits).overdue == [0, 0, 0, 1, 0])
      #expect(try ledger.status(at: day, limits: limits).nextUnrotated == 90 * day)
      #expect(try ledger.status(at: day).nextUnrotated == nil)
      _ = try ledger.record(run(2), limits: limits)
      #expect(try ledger.status(at: 2 * day, limits: limits).nextOverdue == [nil, nil, nil, nil, nil])
      #expect(try ledger.status(at: 2 * day, limits: limits).nextUnrotated == nil)
    }
  }

  @Test func `a waiver is warned of once a step, and anew when it was renewed`() throws {
    try withLedger { ledger, _ in
      var told: [Int] = []
      for (day, within) in [14, 14, 7, 7, 1, 0, 0, nil, 14].enumerated() {
        let changes = try ledger.record(run(day, waivers: within.map { ["w": $0] } ?? [:]))
        if changes?.waivers == names("w") { told.append(day) }
        #expect(changes?.isEmpty == (changes?.waivers == []))
      }
      #expect(told == [0, 2, 4, 5, 8])
    }
  }

  @Test func `what a finding was about is remembered when it is gone, until it is purged`() throws {
    try withLedger { ledger, _ in
      _ = try ledger.record(run(1, findings: ["a": 3]))
      _ = try ledger.record(run(2))
      let origin = LedgerRun.Origin(policy: Self.name("policy"), subject: Self.name("a of"))
      #expect(try ledger.origins(of: names("a", "b")) == [Self.name("a"): origin])
      try ledger.purge(details: 3 * Self.day, runs: 0)
      #expect(try ledger.origins(of: names("a")) == [:])
    }
  }

  @Test func `a message waits until it is delivered, with the same id however often it is tried`() throws {
    try withLedger { ledger, _ in
      let message = OutboxMessage(id: "one", channel: Self.name("chat"), content: [7])
      _ = try ledger.record(run(1), outcome: { _ in LedgerOutcome(messages: [message]) })
      try ledger.noteFailed(message)
      #expect(try ledger.waiting().map(\.id) == [message.id])
      try ledger.noteDelivered(message)
      #expect(try ledger.waiting() == [])
    }
  }
}
