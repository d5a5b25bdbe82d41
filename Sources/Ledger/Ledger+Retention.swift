internal import Foundation
internal import GRDB

extension Ledger {
  /// Deletes findings that were gone, credentials that were replaced or weren't seen, and runs, before these
  /// times (seconds since 1970), in the file too. Open findings, waiting messages and the log's entries stay.
  public func purge(details: Int, runs: Int) throws(LedgerError) {
    let changed = try write { database in
      try database.execute(sql: "DELETE FROM finding WHERE resolved < ?", arguments: [details])
      var changed = database.changesCount
      try database.execute(
        sql: "DELETE FROM credential WHERE replaced < ? OR lastSeen < ?", arguments: [details, details])
      changed += database.changesCount
      try database.execute(
        sql: """
          DELETE FROM run WHERE now < ? AND isPublished = 1 AND run NOT IN (SELECT run FROM outbox)
          AND number < (SELECT MAX(number) FROM run)
          """, arguments: [runs])
      return changed + database.changesCount
    }
    guard changed > 0 else { return }
    do {
      try database.vacuum()
      try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
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
