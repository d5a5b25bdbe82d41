internal import Foundation
internal import GRDB

/// What the ledger knows, in numbers.
public struct LedgerStatus: Sendable, Equatable {
  /// One run of the past.
  public struct Run: Sendable, Equatable {
    /// Its id.
    public let run: String
    /// When: seconds since 1970.
    public let now: Int
    /// What it ended with.
    public let exit: Int
    /// Whether all input was read.
    public let isComplete: Bool
    /// How many integrations it saw.
    public let integrations: Int
    /// Its report's file name.
    public let report: String
  }

  /// A run that left nothing but that it failed.
  public struct Failure: Sendable, Equatable {
    /// When: seconds since 1970.
    public let now: Int
    /// What it ended with.
    public let exit: Int

    /// Notes that a run failed.
    public init(now: Int, exit: Int) {
      self.now = now
      self.exit = exit
    }
  }

  /// The last runs, newest first.
  public var runs: [Run] = []
  /// When the last run of all was, and what it ended with, if it failed and left no record.
  public var failure: Failure?
  /// Open findings that no waiver covers, by severity: 0 for info, 4 for critical.
  public var open = [0, 0, 0, 0, 0]
  /// Open findings that a waiver covers, by severity.
  public var waived = [0, 0, 0, 0, 0]
  /// Overdue findings, by severity.
  public var overdue = [0, 0, 0, 0, 0]
  /// Open findings that nobody could look for when a whole run last tried, by severity.
  public var undecided = [0, 0, 0, 0, 0]
  /// When the oldest open finding of a severity that no waiver covers was first seen: seconds since 1970.
  public var oldest: [Int?] = [nil, nil, nil, nil, nil]
  /// Findings that are gone, as long as they are remembered.
  public var resolved = 0
  /// Findings that nobody looks for any more, as long as they are remembered, by severity.
  public var withdrawn = [0, 0, 0, 0, 0]
  /// Credentials that stand somewhere.
  public var credentials = 0
  /// How many of them have stood there for too long.
  public var unrotated = 0
  /// How many of them aren't shown any more, while their integration is there.
  public var hidden = 0
  /// When the next open finding of a severity becomes overdue: seconds since 1970; nil if none does.
  public var nextOverdue: [Int?] = [nil, nil, nil, nil, nil]
  /// When the next credential is past its rotation: seconds since 1970; nil if none is.
  public var nextUnrotated: Int?
  /// When a whole run last ended without a fault: seconds since 1970.
  public var lastSuccess: Int?
  /// Waivers to be warned of, by the days within which they end; 0 for those that have.
  public var waiversEnding: [Int: Int] = [:]
  /// Messages that wait to be delivered.
  public var waiting = 0
  /// How often the delivery of one of them failed, at most.
  public var attempts = 0
  /// Messages that were given up, as long as they are remembered: their receivers refused them and took others.
  public var givenUp = 0
  /// Entries of the transparency log.
  public var entries = 0

  /// Nothing is known: there was no run yet.
  public init() {}
}

extension Ledger {
  /// The number of the last whole run that ended without a fault.
  static let lastSuccess = """
    SELECT MAX(number) FROM run WHERE isComplete = 1 AND exit < 64
    AND number NOT IN (SELECT behind FROM failure WHERE isRecorded = 1)
    """

  /// What is known at a time; `runs` of the past at most.
  public func status(
    at now: Int, limits: LedgerLimits = .none, runs: Int = 10
  ) throws(LedgerError) -> LedgerStatus {
    try read { database in
      var status = LedgerStatus()
      status.runs = try Row.fetchAll(
        database,
        sql: """
          SELECT run.*, COALESCE(
            (SELECT failure.exit FROM failure WHERE isRecorded = 1 AND behind = run.number), exit) AS ended
          FROM run ORDER BY number DESC LIMIT ?
          """, arguments: [runs]
      ).map {
        LedgerStatus.Run(
          run: $0["run"], now: $0["now"], exit: $0["ended"], isComplete: $0["isComplete"],
          integrations: $0["integrations"], report: $0["report"])
      }
      status.failure = try Row.fetchOne(
        database,
        sql: """
          SELECT now, exit FROM failure WHERE isRecorded = 0
          AND behind = (SELECT COALESCE(MAX(number), 0) FROM run) ORDER BY number DESC LIMIT 1
          """
      ).map { LedgerStatus.Failure(now: $0["now"], exit: $0["exit"]) }
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT severity, SUM(isWaived = 0) AS open, SUM(isWaived = 1) AS waived,
          SUM(overdue IS NOT NULL) AS overdue, SUM(undecided IS NOT NULL) AS undecided,
          MIN(CASE WHEN isWaived = 0 THEN firstSeen END) AS oldest
          FROM finding WHERE resolved IS NULL GROUP BY severity
          """)
      for row in rows {
        let severity: Int = row["severity"]
        guard status.open.indices.contains(severity) else { continue }
        status.open[severity] = row["open"]
        status.waived[severity] = row["waived"]
        status.overdue[severity] = row["overdue"]
        status.undecided[severity] = row["undecided"]
        status.oldest[severity] = row["oldest"]
      }
      func count(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try Int.fetchOne(database, sql: sql, arguments: arguments) ?? 0
      }
      status.resolved = try count(
        "SELECT COUNT(*) FROM finding WHERE resolved IS NOT NULL AND isWithdrawn = 0")
      for row in try Row.fetchAll(
        database, sql: "SELECT severity, COUNT(*) AS n FROM finding WHERE isWithdrawn = 1 GROUP BY severity")
      {
        let severity: Int = row["severity"]
        if status.withdrawn.indices.contains(severity) { status.withdrawn[severity] = row["n"] }
      }
      status.credentials = try count(
        "SELECT COUNT(*) FROM credential WHERE replaced IS NULL AND gone IS NULL")
      status.hidden = try count(
        "SELECT COUNT(*) FROM credential WHERE replaced IS NULL AND gone IS NULL AND hidden IS NOT NULL")
      if let days = limits.rotation {
        status.unrotated = try count(
          """
          SELECT COUNT(*) FROM credential WHERE replaced IS NULL AND gone IS NULL AND firstSeen + ? <= ?
          """,
          [days * 86400, now])
      }
      status.waiting = try count("SELECT COUNT(*) FROM outbox WHERE attempts >= 0")
      status.givenUp = try count("SELECT COUNT(*) FROM outbox WHERE attempts < 0")
      status.attempts = try count("SELECT MAX(attempts) FROM outbox WHERE attempts >= 0")
      status.lastSuccess = try Int.fetchOne(
        database,
        sql: """
          SELECT now FROM run WHERE number = (\(Self.lastSuccess))
          """)
      for row in try Row.fetchAll(database, sql: "SELECT within, COUNT(*) AS n FROM waiver GROUP BY within") {
        status.waiversEnding[row["within"]] = row["n"]
      }
      try Self.lookAhead(from: now, limits: limits, in: database, &status)
      status.entries = try count("SELECT COUNT(*) FROM entry")
      return status
    }
  }

  /// Finds out what is overdue by now, and what is next, where nobody does anything.
  private static func lookAhead(
    from now: Int, limits: LedgerLimits, in database: Database, _ status: inout LedgerStatus
  ) throws {
    for (severity, days) in limits.days.enumerated() {
      guard let days else { continue }
      let first = try Int.fetchOne(
        database,
        sql: """
          SELECT MIN(firstSeen) FROM finding WHERE severity = ? AND resolved IS NULL AND isWaived = 0
          AND firstSeen + ? > ?
          """, arguments: [severity, days * 86400, now])
      status.nextOverdue[severity] = first.map { $0 + days * 86400 }
      // What was in time when the last run looked, and isn't any more.
      status.overdue[severity] +=
        try Int.fetchOne(
          database,
          sql: """
            SELECT COUNT(*) FROM finding WHERE severity = ? AND resolved IS NULL AND isWaived = 0
            AND overdue IS NULL AND firstSeen + ? <= ?
            """, arguments: [severity, days * 86400, now]) ?? 0
    }
    guard let days = limits.rotation else { return }
    let first = try Int.fetchOne(
      database,
      sql: """
        SELECT MIN(firstSeen) FROM credential WHERE replaced IS NULL AND gone IS NULL AND firstSeen + ? > ?
        """, arguments: [days * 86400, now])
    status.nextUnrotated = first.map { $0 + days * 86400 }
  }

  /// What findings are about, as far as they are remembered.
  public func origins(of names: [[UInt8]]) throws(LedgerError) -> [[UInt8]: LedgerRun.Origin] {
    try read { database in
      let find = try database.makeStatement(sql: "SELECT policy, subject FROM finding WHERE name = ?")
      var origins: [[UInt8]: LedgerRun.Origin] = [:]
      for name in names {
        guard let row = try Row.fetchOne(find, arguments: [blob(name)]) else { continue }
        origins[name] = LedgerRun.Origin(policy: bytes(row["policy"]), subject: bytes(row["subject"]))
      }
      return origins
    }
  }

  /// When a finding was first seen, in seconds since 1970.
  public func firstSeen(finding name: [UInt8]) throws(LedgerError) -> Int? {
    try read { database in
      try Int.fetchOne(database, sql: "SELECT firstSeen FROM finding WHERE name = ?", arguments: [blob(name)])
    }
  }

  /// Since when the credential in a place is the same, in seconds since 1970.
  public func unchangedSince(slot: [UInt8]) throws(LedgerError) -> Int? {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT firstSeen FROM credential WHERE slot = ? AND replaced IS NULL",
        arguments: [blob(slot)])
    }
  }
}
