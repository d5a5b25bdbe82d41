internal import GRDB

extension Ledger {
  /// Notes that a run failed: before it was recorded, or, where it is the last that was, behind that.
  public func note(failure exit: Int, at now: Int, isRecorded: Bool) throws(LedgerError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO failure (now, exit, behind, isRecorded)
          VALUES (?, ?, (SELECT COALESCE(MAX(number), 0) FROM run), ?)
          """, arguments: [now, exit, isRecorded])
    }
  }

  /// Notes that all of a run was done: what failed behind its record was made up for.
  public func noteFinished(run: String) throws(LedgerError) {
    try write { database in
      try database.execute(
        sql: """
          DELETE FROM failure WHERE isRecorded = 1 AND behind = (SELECT number FROM run WHERE run = ?)
          """, arguments: [run])
    }
  }
}
