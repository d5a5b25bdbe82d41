internal import Foundation
internal import GRDB

extension Ledger {
  /// Takes the credentials that a run saw.
  static func note(
    _ credentials: [LedgerRun.Credential], at now: Int, in database: Database,
    _ changes: inout LedgerChanges
  ) throws {
    let find = try database.makeStatement(
      sql: "SELECT fingerprint FROM credential WHERE slot = ? AND replaced IS NULL")
    let insert = try database.makeStatement(
      sql: """
        INSERT INTO credential (slot, fingerprint, firstSeen, lastSeen, subject) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (slot, fingerprint) DO UPDATE SET replaced = NULL, gone = NULL, hidden = NULL,
        subject = excluded.subject, lastSeen = excluded.lastSeen
        """)
    let replace = try database.makeStatement(
      sql: "UPDATE credential SET replaced = ? WHERE slot = ? AND fingerprint = ?")
    let touch = try database.makeStatement(
      sql: """
        UPDATE credential SET lastSeen = ?, gone = NULL, hidden = NULL, subject = ?
        WHERE slot = ? AND fingerprint = ?
        """)
    // One place may hold several: a directory with two captures of an integration.
    let slots = Dictionary(grouping: credentials, by: \.slot)
    for (name, seen) in slots.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let fingerprints = Set(seen.map(\.fingerprint))
      let subject = blob(seen[0].subject)
      let slot = blob(name)
      let standing = Set(try Data.fetchAll(find, arguments: [slot]).map(bytes))
      if !fingerprints.isSubset(of: standing) && !standing.isSubset(of: fingerprints) {
        changes.rotated.append(name)
      }
      for fingerprint in standing {
        if fingerprints.contains(fingerprint) {
          try touch.execute(arguments: [now, subject, slot, blob(fingerprint)])
        } else {
          try replace.execute(arguments: [now, slot, blob(fingerprint)])
        }
      }
      for fingerprint in fingerprints.subtracting(standing) {
        try insert.execute(arguments: [slot, blob(fingerprint), now, now, subject])
      }
    }
  }

  /// What a whole run didn't see is gone, unless its integration is there and doesn't show its credentials.
  static func noteGone(by run: LedgerRun, at now: Int, in database: Database) throws {
    let seen = Set(run.credentials.map(\.slot))
    let isAnyHidden = run.reach.subjects.values.contains(where: \.isHidden)
    let rows = try Row.fetchAll(
      database, sql: "SELECT DISTINCT slot, subject FROM credential WHERE replaced IS NULL AND gone IS NULL")
    let leave = try database.makeStatement(
      sql: "UPDATE credential SET gone = ?, hidden = NULL WHERE slot = ? AND replaced IS NULL")
    let hide = try database.makeStatement(
      sql: "UPDATE credential SET hidden = COALESCE(hidden, ?) WHERE slot = ? AND replaced IS NULL")
    for row in rows {
      let slot = bytes(row["slot"])
      if seen.contains(slot) { continue }
      // An older version's ledger doesn't know the integration: then it may be any that shows none.
      let isHidden =
        row["subject"] == nil
        ? isAnyHidden : run.reach.subjects[bytes(row["subject"])]?.isHidden == true
      try (isHidden ? hide : leave).execute(arguments: [now, blob(slot)])
    }
  }

  /// Finds those that should have been rotated since the last time, seen or not.
  static func ageCredentials(
    at now: Int, limit days: Int?, in database: Database, _ changes: inout LedgerChanges
  ) throws {
    // Without a limit, none is too old.
    let limit = days.map { $0 * 86400 } ?? Int(Int32.max) * 1000
    try database.execute(
      sql: """
        UPDATE credential SET unrotated = NULL
        WHERE firstSeen + ? > unrotated OR replaced IS NOT NULL OR gone IS NOT NULL
        """, arguments: [limit])
    let old = "replaced IS NULL AND gone IS NULL AND unrotated IS NULL AND firstSeen + ? <= ?"
    changes.unrotated = try Data.fetchAll(
      database, sql: "SELECT DISTINCT slot FROM credential WHERE \(old) ORDER BY slot",
      arguments: [limit, now]
    ).map(bytes)
    try database.execute(
      sql: "UPDATE credential SET unrotated = ? WHERE \(old)", arguments: [now, limit, now])
  }
}
