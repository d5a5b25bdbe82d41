import Foundation
import GRDB
import Ledger
import Testing

/// Ledgers of the versions in which channels stood by their own names.
@Suite struct `An older version's ledger` {
  private static let keyName = Array("the key's name..".utf8)
  private static let channels = ["security-chat-of-the-team", "inventory of all things"]

  private static func keyed(_ channel: String) -> [UInt8] {
    Array("keyed \(channel.utf8.count) bytes".utf8.prefix(16))
  }

  private func withOlder(_ version: Int = 2, _ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "ledger.sqlite").path
    do {
      let ledger = try Ledger(path: path, keyName: Self.keyName, naming: Self.keyed)
      let run = LedgerRun(
        run: "one", now: 86_400, isComplete: true, integrations: 3, evaluated: 1, report: "one.jsonl.age",
        findings: [], credentials: [])
      _ = try ledger.record(run)
    }
    let database = try DatabaseQueue(path: path)
    try database.write { database in
      try database.execute(
        sql: """
          ALTER TABLE finding DROP COLUMN undecided;
          ALTER TABLE finding DROP COLUMN isWithdrawn;
          ALTER TABLE credential DROP COLUMN subject;
          ALTER TABLE credential DROP COLUMN hidden;
          ALTER TABLE credential DROP COLUMN unrotated;
          DROP TABLE subject;
          DROP TABLE outbox;
          CREATE TABLE outbox (
            id TEXT NOT NULL, channel TEXT NOT NULL, run TEXT NOT NULL, created INTEGER NOT NULL,
            content BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (id, channel)
          ) STRICT, WITHOUT ROWID;
          DELETE FROM grdb_migrations WHERE identifier NOT IN ('1', '2');
          """)
      if version == 1 {
        try database.execute(sql: "DROP TABLE failure; DELETE FROM grdb_migrations WHERE identifier = '2'")
      }
      for (number, channel) in Self.channels.enumerated() {
        try database.execute(
          sql: "INSERT INTO outbox VALUES ('id', ?, 'one', ?, x'07', 5)", arguments: [channel, number])
      }
    }
    try database.close()
    try body(path)
  }

  private func files(of path: String) -> [Data] {
    ["", "-wal", "-shm"].compactMap { FileManager.default.contents(atPath: path + $0) }
  }

  private func isNamed(in path: String) -> Bool {
    files(of: path).contains { file in Self.channels.contains { file.range(of: Data($0.utf8)) != nil } }
  }

  @Test(arguments: 1...2)
  func `is read as it is, and nothing about it is changed`(version: Int) throws {
    try withOlder(version) { path in
      let before = files(of: path).first
      let ledger = try Ledger(reading: path, keyName: Self.keyName, naming: Self.keyed)
      let status = try ledger.status(at: 86_400)
      #expect(status.waiting == 2 && status.attempts == 5 && status.runs.map(\.integrations) == [3])
      #expect(files(of: path).first == before && isNamed(in: path))
    }
  }

  @Test(arguments: 1...2)
  func `is brought to this one's when it is opened to write, and no name of a channel stays in the file`(
    version: Int
  ) throws {
    try withOlder(version) { path in
      #expect(isNamed(in: path))
      do {
        let ledger = try Ledger(path: path, keyName: Self.keyName, naming: Self.keyed)
        #expect(try ledger.waiting().map(\.channel) == Self.channels.map(Self.keyed))
        #expect(try ledger.waiting().allSatisfy { $0.content == [7] && $0.id == "id" })
        #expect(try ledger.status(at: 86_400).attempts == 5)
        try ledger.purge(details: 0, runs: 0)
        #expect(!isNamed(in: path))
      }
      #expect(!isNamed(in: path))
      let again = try Ledger(reading: path, keyName: Self.keyName) { _ in [] }
      #expect(try again.waiting().map(\.channel) == Self.channels.map(Self.keyed))
    }
  }

  @Test func `of another key keeps its names, so that its own is taken yet`() throws {
    try withOlder { path in
      #expect(throws: LedgerError.otherKey(path: path)) {
        try Ledger(path: path, keyName: Array("another key.....".utf8), naming: Self.keyed)
      }
      #expect(isNamed(in: path))
      let ledger = try Ledger(path: path, keyName: Self.keyName, naming: Self.keyed)
      #expect(try ledger.waiting().map(\.channel) == Self.channels.map(Self.keyed))
    }
  }
}
