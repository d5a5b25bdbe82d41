internal import Foundation
internal import GRDB

extension Ledger {
  /// Deletes findings that were gone, credentials that were replaced or gone, messages that were given up, and runs,
  /// before these times (seconds since 1970), in the file too. The last run, the last that ended well, open findings,
  /// waiting messages and the log's entries stay.
  ///
  /// Gives how many they were, and whether they left the file: while somebody reads, they stay there until the next
  /// purge.
  @discardableResult
  public func purge(details: Int, runs: Int) throws(LedgerError) -> (count: Int, isThorough: Bool) {
    let count = try write { database in
      try database.execute(sql: "DELETE FROM finding WHERE resolved < ?", arguments: [details])
      var changed = database.changesCount
      try database.execute(
        sql: "DELETE FROM credential WHERE replaced < ? OR gone < ?", arguments: [details, details])
      changed += database.changesCount
      try database.execute(sql: "DELETE FROM outbox WHERE attempts < 0 AND created < ?", arguments: [details])
      changed += database.changesCount
      try database.execute(
        sql: """
          DELETE FROM run WHERE now < ? AND isPublished = 1 AND run NOT IN (SELECT run FROM outbox)
          AND number < (SELECT MAX(number) FROM run) AND number IS NOT (\(Self.lastSuccess))
          """, arguments: [runs])
      changed += database.changesCount
      try database.execute(sql: "DELETE FROM failure WHERE now < ?", arguments: [runs])
      return changed + database.changesCount
    }
    do {
      if count > 0 { try database.vacuum() }
      try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      return (count, true)
    } catch DatabaseError.SQLITE_BUSY, DatabaseError.SQLITE_LOCKED {
      return (count, false)
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Fills a new ledger with the lines of a log that outlived the last one. Findings start anew: what was
  /// known of them was in the ledger alone.
  public func adopt(entries: [[UInt8]]) throws(LedgerError) {
    try write { database in
      for entry in entries {
        try database.execute(sql: "INSERT INTO entry (line) VALUES (?)", arguments: [blob(entry)])
      }
    }
  }
}
