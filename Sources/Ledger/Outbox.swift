internal import Foundation
internal import GRDB

/// Something to tell, kept until it was told.
public struct OutboxMessage: Sendable, Equatable {
  /// The idempotency key: the same however often it is sent.
  public let id: String
  /// Whom to tell: the keyed name of what the configuration calls them.
  public let channel: [UInt8]
  /// Keyed names and counts; words are made when it is sent.
  public let content: [UInt8]

  /// How often its delivery failed.
  public let attempts: Int

  /// Something to tell.
  public init(id: String, channel: [UInt8], content: [UInt8], attempts: Int = 0) {
    self.id = id
    self.channel = channel
    self.content = content
    self.attempts = attempts
  }
}

extension Ledger {
  /// What waits to be told, oldest first.
  public func waiting() throws(LedgerError) -> [OutboxMessage] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT outbox.id, channel, content, attempts FROM outbox LEFT JOIN run ON run.run = outbox.run
          WHERE attempts >= 0
          ORDER BY outbox.created, run.number, channel, id
          """
      ).map {
        OutboxMessage(
          id: $0["id"], channel: bytes($0["channel"]), content: bytes($0["content"]), attempts: $0["attempts"]
        )
      }
    }
  }

  /// Keeps messages that belong to no run, such as that one failed; those that are there already stay.
  public func add(_ messages: [OutboxMessage], of run: String, at now: Int) throws(LedgerError) {
    try write { database in
      for message in messages {
        try database.execute(
          sql: "INSERT OR IGNORE INTO outbox (id, channel, run, created, content) VALUES (?, ?, ?, ?, ?)",
          arguments: [message.id, blob(message.channel), run, now, blob(message.content)])
      }
    }
  }

  /// Forgets a message that was delivered.
  public func noteDelivered(_ message: OutboxMessage) throws(LedgerError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM outbox WHERE id = ? AND channel = ?",
        arguments: [message.id, blob(message.channel)])
    }
  }

  /// Counts a try that failed.
  public func noteFailed(_ message: OutboxMessage) throws(LedgerError) {
    try write { database in
      try database.execute(
        sql: "UPDATE outbox SET attempts = attempts + 1 WHERE id = ? AND channel = ?",
        arguments: [message.id, blob(message.channel)])
    }
  }

  /// Gives a message up, which isn't sent any more: it stays to be counted as long as details are kept. Its number of
  /// attempts says so by being negative.
  public func giveUp(_ message: OutboxMessage) throws(LedgerError) {
    try write { database in
      try database.execute(
        sql: "UPDATE outbox SET attempts = -1 WHERE id = ? AND channel = ?",
        arguments: [message.id, blob(message.channel)])
    }
  }
}
