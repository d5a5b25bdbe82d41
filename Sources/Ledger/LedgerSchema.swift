internal import GRDB

/// The ledger's tables. They hold keyed names, dates, severities and counts: whoever steals the file without
/// the fingerprint key learns how many, and nothing else.
enum LedgerSchema {
  /// Whether a later version made it.
  static func isNewer(_ database: Database) throws -> Bool { try migrator([:]).hasBeenSuperseded(database) }

  /// Whether nothing is to be changed about it.
  static func isCurrent(_ database: DatabaseQueue) throws -> Bool {
    try database.read { try migrator([:]).hasCompletedMigrations($0) }
  }

  /// Makes it what this version goes by.
  static func migrate(_ database: DatabaseQueue, naming: (_ channel: String) -> [UInt8]) throws {
    let channels = try database.read { database in
      let isClear = try !migrator([:]).appliedIdentifiers(database).contains("3")
      guard try isClear && database.tableExists("outbox") else { return [] as [String] }
      return try String.fetchAll(database, sql: "SELECT DISTINCT channel FROM outbox")
    }
    let names = Dictionary(uniqueKeysWithValues: channels.map { ($0, naming($0)) })
    try migrator(names).migrate(database)
  }

  /// Every version so far; `channels` are the keyed names of those that version 2 called by their own.
  private static func migrator(_ channels: [String: [UInt8]]) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE keeper (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            keyName BLOB NOT NULL
          ) STRICT;
          -- `entry` is the run's line in the transparency log, which outlives it.
          CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            run TEXT NOT NULL UNIQUE,
            now INTEGER NOT NULL,
            exit INTEGER NOT NULL,
            isComplete INTEGER NOT NULL,
            integrations INTEGER NOT NULL,
            evaluated INTEGER NOT NULL,
            report TEXT NOT NULL,
            isPublished INTEGER NOT NULL DEFAULT 0
          ) STRICT;
          CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            line BLOB NOT NULL
          ) STRICT;
          CREATE TABLE finding (
            name BLOB PRIMARY KEY,
            severity INTEGER NOT NULL,
            firstSeen INTEGER NOT NULL,
            lastSeen INTEGER NOT NULL,
            resolved INTEGER,
            reopened INTEGER,
            isWaived INTEGER NOT NULL,
            overdue INTEGER,
            policy BLOB NOT NULL,
            subject BLOB NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX openFindings ON finding (resolved);
          -- A place where a credential stands, and the credential that stood there from when to when: until another one
          -- took its place, or until a whole run didn't see it.
          CREATE TABLE credential (
            slot BLOB NOT NULL,
            fingerprint BLOB NOT NULL,
            firstSeen INTEGER NOT NULL,
            lastSeen INTEGER NOT NULL,
            replaced INTEGER,
            gone INTEGER,
            PRIMARY KEY (slot, fingerprint)
          ) STRICT, WITHOUT ROWID;
          -- The last warning that was given of a waiver.
          CREATE TABLE waiver (
            name BLOB PRIMARY KEY,
            within INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE outbox (
            id TEXT NOT NULL,
            channel TEXT NOT NULL,
            run TEXT NOT NULL,
            created INTEGER NOT NULL,
            content BLOB NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (id, channel)
          ) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2") { database in
      try database.execute(
        sql: """
          -- A run that ended in a failure: the one of the number in `behind`, where that was recorded first, or else one
          -- that came behind it and left nothing.
          CREATE TABLE failure (
            number INTEGER PRIMARY KEY,
            now INTEGER NOT NULL,
            exit INTEGER NOT NULL,
            behind INTEGER NOT NULL,
            isRecorded INTEGER NOT NULL,
            UNIQUE (now, exit)
          ) STRICT;
          """)
    }
    migrator.registerMigration("3") { database in
      try database.execute(
        sql: """
          ALTER TABLE outbox RENAME TO older;
          -- `channel` is a keyed name.
          CREATE TABLE outbox (
            id TEXT NOT NULL,
            channel BLOB NOT NULL,
            run TEXT NOT NULL,
            created INTEGER NOT NULL,
            content BLOB NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (id, channel)
          ) STRICT, WITHOUT ROWID;
          """)
      for (channel, name) in channels {
        try database.execute(
          sql: """
            INSERT INTO outbox SELECT id, ?, run, created, content, attempts FROM older WHERE channel = ?
            """, arguments: [blob(name), channel])
      }
      try database.execute(sql: "DROP TABLE older")
    }
    migrator.registerMigration("4") { database in
      // Since when nobody could look whether an open finding is gone.
      try database.execute(sql: "ALTER TABLE finding ADD COLUMN undecided INTEGER")
    }
    migrator.registerMigration("5") { database in
      try database.execute(
        sql: """
          -- Whether it was closed because nobody looks for it any more, and not because it is resolved.
          ALTER TABLE finding ADD COLUMN isWithdrawn INTEGER NOT NULL DEFAULT 0;
          -- The integration, and since when that is there without showing its credentials.
          ALTER TABLE credential ADD COLUMN subject BLOB;
          ALTER TABLE credential ADD COLUMN hidden INTEGER;
          -- The sources in which integrations and tokens stood when they were last there.
          CREATE TABLE subject (
            name BLOB NOT NULL,
            source BLOB NOT NULL,
            PRIMARY KEY (name, source)
          ) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("6") { database in
      try database.execute(
        sql: """
          -- When it was told that a credential should have been rotated: version 5 told it when it last saw one that
          -- was too old by then.
          ALTER TABLE credential ADD COLUMN unrotated INTEGER;
          UPDATE credential SET unrotated = lastSeen;
          """)
    }
    return migrator
  }
}
