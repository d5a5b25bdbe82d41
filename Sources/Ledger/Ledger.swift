internal import Foundation
internal import GRDB

/// What the job remembers from run to run, in SQLite: findings and credentials by keyed names, with dates.
///
/// A run is one transaction: what it changed, its line in the log, and what is to be told.
public final class Ledger: Sendable {
  /// The file.
  public let path: String

  let database: DatabaseQueue

  /// How long one waits for another who uses the file, in seconds: a backup, or somebody who looks.
  private static let patience = 5.0

  /// Opens a ledger, or makes one. `keyName` is the name of the fingerprint key that its names are made under; `naming`
  /// makes those of channels, which an older version of the ledger called by their own.
  public init(
    path: String, keyName: [UInt8], naming: (_ channel: String) -> [UInt8]
  ) throws(LedgerError) {
    self.path = path
    var configuration = GRDB.Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(Self.patience)
    configuration.prepareDatabase { database in
      // What was purged mustn't stay in the file, nor in another; a committed run must survive a power cut.
      try database.execute(
        sql: """
          PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
          PRAGMA journal_size_limit = 1048576; PRAGMA temp_store = MEMORY;
          """)
    }
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      try Self.requireSound(database, keyName, path)
      try LedgerSchema.migrate(database, naming: naming)
      try database.write { database in
        try database.execute(
          sql: "INSERT OR IGNORE INTO keeper (only, keyName) VALUES (1, ?)", arguments: [blob(keyName)])
      }
    } catch let error as LedgerError {
      throw error
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Opens a ledger to read it, which changes nothing and keeps no run waiting. Throws if there is none.
  public init(
    reading path: String, keyName: [UInt8], naming: (_ channel: String) -> [UInt8]
  ) throws(LedgerError) {
    self.path = path
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(Self.patience)
    do {
      let file = try DatabaseQueue(path: path, configuration: configuration)
      try Self.requireSound(file, keyName, path)
      if try LedgerSchema.isCurrent(file) {
        database = file
      } else {
        // An older version's is the next run's to change: what is read is a copy.
        database = try DatabaseQueue()
        try file.backup(to: database)
        try LedgerSchema.migrate(database, naming: naming)
      }
    } catch let error as LedgerError {
      throw error
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  private static func requireSound(_ database: DatabaseQueue, _ keyName: [UInt8], _ path: String) throws {
    try database.read { database in
      if try LedgerSchema.isNewer(database) { throw LedgerError.newer(path: path) }
      let isSound = try String.fetchOne(database, sql: "PRAGMA quick_check") == "ok"
      if !isSound { throw LedgerError.damaged(path: path) }
      // Before anything in it is named anew.
      guard try database.tableExists("keeper") else { return }
      let known = try Data.fetchOne(database, sql: "SELECT keyName FROM keeper")
      if let known, bytes(known) != keyName { throw LedgerError.otherKey(path: path) }
    }
  }

  /// Runs a transaction that is whole on the disk, or didn't happen.
  func write<T>(_ body: (Database) throws -> T) throws(LedgerError) -> T {
    do { return try database.write(body) } catch { throw LedgerError(error, path: path) }
  }

  func read<T>(_ body: (Database) throws -> T) throws(LedgerError) -> T {
    do { return try database.read(body) } catch { throw LedgerError(error, path: path) }
  }

  /// The lines of the transparency log, oldest first.
  public func entries() throws(LedgerError) -> [[UInt8]] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT line FROM entry ORDER BY number").map { bytes($0["line"]) }
    }
  }

  /// The runs whose reports haven't been published yet: their file names, oldest first.
  public func unpublished() throws(LedgerError) -> [String] {
    try read { database in
      try String.fetchAll(database, sql: "SELECT report FROM run WHERE isPublished = 0 ORDER BY number")
    }
  }

  /// Notes that a report stands under its name.
  public func notePublished(report: String) throws(LedgerError) {
    try write { database in
      try database.execute(sql: "UPDATE run SET isPublished = 1 WHERE report = ?", arguments: [report])
    }
  }

  /// What a run ended with, and whether it read all input, if it was recorded before.
  public func outcome(of run: String) throws(LedgerError) -> (exit: Int, isComplete: Bool)? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT exit, isComplete FROM run WHERE run = ?", arguments: [run])
        .map { ($0["exit"], $0["isComplete"]) }
    }
  }
}

/// GRDB's blobs are `Data`; none of them holds more than a keyed name or a line of the log.
func blob(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }

func bytes(_ data: Data?) -> [UInt8] { data.map { Array($0) } ?? [] }
