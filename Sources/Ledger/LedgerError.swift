internal import GRDB

/// Why the ledger can't be used.
public enum LedgerError: Error, Equatable, Sendable {
  /// The file isn't a database, or parts of it are damaged.
  case damaged(path: String)
  /// A later version of Credence wrote it.
  case newer(path: String)
  /// It was kept under another fingerprint key, so nothing in it compares.
  case otherKey(path: String)
  /// Another program kept it locked for longer than one waits.
  case busy(path: String)
  /// It can't be read or written: what SQLite says, without a value.
  case unusable(path: String, reason: String)

  init(_ error: any Error, path: String) {
    guard let error = error as? DatabaseError else {
      self = .unusable(path: path, reason: "it can't be read")
      return
    }
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .damaged(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    // The message names columns and files, and never a value.
    default: self = .unusable(path: path, reason: error.message ?? error.resultCode.description)
    }
  }
}
