internal import Foundation
internal import GRDB

extension Ledger {
  /// Takes a run, and tells what it changed.
  ///
  /// `outcome` makes of the changes what else belongs to the run; equal changes must give equal outcomes. A run
  /// that was taken before changes nothing, and gives nil.
  public func record(
    _ run: LedgerRun, limits: LedgerLimits = .none,
    outcome: (LedgerChanges) -> LedgerOutcome = { _ in LedgerOutcome() }
  ) throws(LedgerError) -> LedgerChanges? {
    try write { database in
      let known = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE run = ?)", arguments: [run.run])
      if known == true { return nil }
      var changes = LedgerChanges()
      // A clock that goes back makes nothing older or younger: such a run goes by the newest one's time.
      let time = Self.newest(
        of: try Int.fetchAll(database, sql: "SELECT now FROM run ORDER BY number") + [run.now])
      changes.didClockGoBack = run.now < time
      try Self.forgetTimes(after: time, in: database)
      try Self.note(run.findings, at: time, in: database, &changes)
      if run.isComplete { try Self.resolve(by: run, at: time, in: database, &changes) }
      changes.undecidedInAll =
        try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM finding WHERE undecided IS NOT NULL") ?? 0
      try Self.note(run.credentials, at: time, in: database, &changes)
      if run.isComplete { try Self.noteGone(by: run, at: time, in: database) }
      try Self.ageCredentials(at: time, limit: limits.rotation, in: database, &changes)
      try Self.place(run, in: database)
      try Self.age(at: time, limits: limits, in: database, &changes)
      try Self.warn(of: run.waivers, in: database, &changes)
      let outcome = outcome(changes)
      try Self.add(run, exit: outcome.exit, to: database)
      try database.execute(
        sql: "INSERT INTO entry (line) VALUES (?)", arguments: [blob(outcome.entry)])
      for message in outcome.messages {
        try database.execute(
          sql: "INSERT INTO outbox (id, channel, run, created, content) VALUES (?, ?, ?, ?, ?)",
          arguments: [message.id, blob(message.channel), run.run, run.now, blob(message.content)])
      }
      return changes
    }
  }

  /// The newest of the times of runs, the first one first, that isn't ahead of two later ones. A time behind most that
  /// came before it says nothing of them: then it is its own clock that is wrong.
  private static func newest(of times: [Int]) -> Int {
    var believed: [Int] = []
    for time in times where believed.count(where: { $0 > time }) * 2 <= believed.count {
      believed.append(time)
    }
    let newest = believed.indices.filter { index in
      believed[index...].count { $0 < believed[index] } < 2
    }
    return newest.map { believed[$0] }.max() ?? 0
  }

  /// What a run saw whose clock stood ahead was seen now, at the latest.
  private static func forgetTimes(after time: Int, in database: Database) throws {
    let columns = [
      "finding": ["firstSeen", "lastSeen", "resolved", "reopened", "overdue", "undecided"],
      "credential": ["firstSeen", "lastSeen", "replaced", "gone", "hidden", "unrotated"],
    ]
    for (table, columns) in columns {
      for column in columns {
        try database.execute(
          sql: "UPDATE \(table) SET \(column) = ? WHERE \(column) > ?", arguments: [time, time])
      }
    }
  }

  private static func add(_ run: LedgerRun, exit: Int, to database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO run (run, now, exit, isComplete, integrations, evaluated, report)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run.run, run.now, exit, run.isComplete, run.integrations, run.evaluated, run.report,
      ])
  }

  private static func note(
    _ findings: [LedgerRun.Finding], at now: Int, in database: Database, _ changes: inout LedgerChanges
  ) throws {
    let find = try database.makeStatement(
      sql: "SELECT severity, resolved, reopened, isWaived FROM finding WHERE name = ?")
    let insert = try database.makeStatement(
      sql: """
        INSERT INTO finding (name, severity, firstSeen, lastSeen, isWaived, policy, subject)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    // The clock of a finding goes on where it was reopened: a day without it is no new beginning.
    let update = try database.makeStatement(
      sql: """
        UPDATE finding SET severity = ?, lastSeen = ?, isWaived = ?, resolved = NULL,
        isWithdrawn = 0, reopened = ?, undecided = NULL WHERE name = ?
        """)
    for finding in findings.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      guard let row = try Row.fetchOne(find, arguments: [blob(finding.name)]) else {
        try insert.execute(
          arguments: [
            blob(finding.name), finding.severity, now, now, finding.isWaived, blob(finding.origin.policy),
            blob(finding.origin.subject),
          ])
        changes.new.append(finding.name)
        continue
      }
      let severity: Int = row["severity"]
      let resolved: Int? = row["resolved"]
      let wasWaived: Bool = row["isWaived"]
      if resolved != nil {
        changes.reopened.append(finding.name)
      } else if wasWaived != finding.isWaived {
        if wasWaived { changes.unwaived.append(finding.name) } else { changes.accepted.append(finding.name) }
      }
      if severity < finding.severity { changes.worsened.append(finding.name) }
      let reopened: Int? = row["reopened"]
      try update.execute(
        arguments: [
          finding.severity, now, finding.isWaived, resolved == nil ? reopened : now, blob(finding.name),
        ])
    }
  }

  private static func resolve(
    by run: LedgerRun, at now: Int, in database: Database, _ changes: inout LedgerChanges
  ) throws {
    let seen = Set(run.findings.map(\.name))
    let open = try Row.fetchAll(
      database,
      sql:
        "SELECT name, policy, subject, undecided, isWaived FROM finding WHERE resolved IS NULL ORDER BY name")
    let close = try database.makeStatement(
      sql: "UPDATE finding SET resolved = ?, isWithdrawn = ?, overdue = NULL, undecided = NULL WHERE name = ?"
    )
    let sources = try database.makeStatement(sql: "SELECT source FROM subject WHERE name = ?")
    let unwaive = try database.makeStatement(sql: "UPDATE finding SET isWaived = 0 WHERE name = ?")
    let leave = try database.makeStatement(sql: "UPDATE finding SET undecided = ? WHERE name = ?")
    for row in open {
      let name = bytes(row["name"])
      if seen.contains(name) { continue }
      let origin = LedgerRun.Origin(policy: bytes(row["policy"]), subject: bytes(row["subject"]))
      let fate = try run.reach.fate(of: origin) { subject in
        Set(try Data.fetchAll(sources, arguments: [blob(subject)]).map(bytes))
      }
      switch fate {
      case .undecided:
        let accepted = run.reach.acceptedFindings.contains(name) || run.reach.acceptedOrigins.contains(origin)
        if row["isWaived"] && !accepted {
          try unwaive.execute(arguments: [blob(name)])
          changes.unwaived.append(name)
        }
        if row["undecided"] != nil { continue }
        try leave.execute(arguments: [now, blob(name)])
        changes.undecided.append(name)
      case .resolved:
        try close.execute(arguments: [now, false, blob(name)])
        changes.resolved.append(name)
      case .withdrawn:
        try close.execute(arguments: [now, true, blob(name)])
        changes.withdrawn.append(name)
      }
    }
  }

  /// Notes in which sources everything stands: of a whole run all that is there.
  private static func place(_ run: LedgerRun, in database: Database) throws {
    if run.isComplete { try database.execute(sql: "DELETE FROM subject") }
    let insert = try database.makeStatement(
      sql: "INSERT OR IGNORE INTO subject (name, source) VALUES (?, ?)")
    for (name, subject) in run.reach.subjects.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      for source in subject.sources { try insert.execute(arguments: [blob(name), blob(source)]) }
    }
  }

  /// A warning of a waiver is given once, the next when fewer days are left; a renewed waiver begins anew.
  private static func warn(
    of waivers: [LedgerRun.Waiver], in database: Database, _ changes: inout LedgerChanges
  ) throws {
    var given: [[UInt8]: Int] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT name, within FROM waiver") {
      given[bytes(row["name"])] = row["within"]
    }
    try database.execute(sql: "DELETE FROM waiver")
    for waiver in waivers.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      if waiver.within < given[waiver.name] ?? .max { changes.waivers.append(waiver.name) }
      try database.execute(
        sql: "INSERT INTO waiver (name, within) VALUES (?, ?)", arguments: [blob(waiver.name), waiver.within])
    }
  }

  private static func age(
    at now: Int, limits: LedgerLimits, in database: Database, _ changes: inout LedgerChanges
  ) throws {
    for (severity, days) in limits.days.enumerated() {
      guard let days else { continue }
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT name FROM finding WHERE severity = ? AND resolved IS NULL AND isWaived = 0
          AND overdue IS NULL AND firstSeen + ? <= ? ORDER BY name
          """, arguments: [severity, days * 86400, now])
      for name in rows.map({ bytes($0["name"]) }) {
        try database.execute(
          sql: "UPDATE finding SET overdue = ? WHERE name = ?", arguments: [now, blob(name)])
        changes.overdue.append(name)
      }
    }
    // A waiver, a milder severity or a longer limit takes a finding back in time.
    for (severity, days) in limits.days.enumerated() {
      try database.execute(
        sql: """
          UPDATE finding SET overdue = NULL WHERE severity = ? AND overdue IS NOT NULL
          AND (isWaived = 1 OR firstSeen + ? > ?)
          """, arguments: [severity, days.map { $0 * 86400 } ?? Int(Int32.max) * 1000, now])
    }
    changes.overdue.sort { $0.lexicographicallyPrecedes($1) }
    changes.overdueInAll =
      try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM finding WHERE overdue IS NOT NULL") ?? 0
  }
}
