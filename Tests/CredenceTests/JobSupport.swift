import Foundation
import GRDB
import Testing

/// A job with its configuration, keys, payloads and directories, in a scratch folder.
final class JobScratch {
  let scratch: Scratch
  var path: String { scratch.path }
  var config: String { path + "/job.yaml" }
  var state: String { path + "/state" }
  var reports: String { path + "/reports" }
  /// Where its reports stand until they are published.
  var staging: String {
    let parent = reports + "/.staging"
    return parent + "/" + ((try? FileManager.default.contentsOfDirectory(atPath: parent))?.first ?? "")
  }
  var identity: String { path + "/elsewhere/identity.txt" }

  init(_ more: String = "") throws {
    scratch = try Scratch()
    for (kind, name) in [("reader", "elsewhere"), ("reader", "escrow"), ("job", "keys")] {
      #expect(try credence("keygen", kind, scratch.path + "/" + name).code == 0)
    }
    try FileManager.default.createDirectory(atPath: path + "/payloads", withIntermediateDirectories: true)
    let text = """
      sources:
        - directory: payloads
      recipients:
        - \(try recipient("elsewhere"))
      escrow: \(try recipient("escrow"))
      signKey: keys/signing.key
      fingerprintKey: keys/fingerprint.key
      state: state
      reports:
        directory: reports
      \(more)
      """
    _ = try scratch.file("job.yaml", text)
  }

  private func recipient(_ name: String) throws -> String {
    let text = try String(contentsOfFile: path + "/\(name)/recipient.txt", encoding: .utf8)
    return text.split(separator: "\n").first { $0.hasPrefix("age1") }.map(String.init) ?? ""
  }

  /// Puts an AWS integration with its key there; a nil key takes it away.
  func put(_ id: String, key: String?, name: String? = nil, in folder: String = "payloads") throws {
    let file = path + "/\(folder)/\(id).json"
    guard let key else { return try FileManager.default.removeItem(atPath: file) }
    try Self.payload(id, key: key, name: name).write(to: URL(filePath: file))
  }

  /// An AWS integration, as the API gives it.
  static func payload(_ id: String, key: String, name: String? = nil, created: String? = nil) throws -> Data {
    var integration: [String: Any] = [
      "id": id, "name": name ?? "name of \(id)", "provider": "aws",
      "credentials": ["accessKey": key, "secretKey": String(key.reversed()) + String(key.dropFirst(4))],
      "aws": ["authenticationMode": "accessKey"],
    ]
    integration["createdAt"] = created
    return try JSONSerialization.data(withJSONObject: ["data": integration], options: [.sortedKeys])
  }

  /// A long-lived key id that is good for nothing.
  static func randomKey() -> String {
    "AKIA" + String((0..<16).map { _ in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".randomElement() ?? "A" })
  }

  func job(_ command: String, _ arguments: String...) throws -> Finished {
    try CredenceTests.run(Scratch.credence, ["job", command, "--config", config] + arguments)
  }

  /// Writes a file that is its owner's alone.
  func secret(_ name: String, _ text: String) throws {
    let path = try scratch.file(name, text)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  /// A run at a time.
  func run(_ now: String, _ options: [String] = []) throws -> Finished {
    try CredenceTests.run(Scratch.credence, ["job", "run", "--config", config, "--now", now] + options)
  }

  /// What the job says of itself.
  func status(_ now: String) throws -> [String: Any] {
    let finished = try job("status", "--format", "json", "--now", now)
    #expect(finished.code == 0, "\(finished.words)")
    return finished.records.first ?? [:]
  }

  var sealedReports: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: reports)) ?? [])
      .filter { $0.hasSuffix(".age") }.sorted().map { reports + "/" + $0 }
  }

  /// The files of the state and the reports with what is in them, but for those of these names.
  func files(besides names: Set<String>) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for folder in ["state", "reports"] {
      for (name, data) in try self.files(in: path + "/" + folder) where !names.contains(where: name.hasPrefix)
      {
        files["\(folder)/\(name)"] = data
      }
    }
    return files
  }

  /// All files of a directory, and of those in it, with what is in them.
  func files(in directory: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      files[name] = FileManager.default.contents(atPath: directory + "/" + name)
    }
    return files
  }

  /// The ledger, to read.
  func ledger() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: state + "/ledger.sqlite", configuration: configuration)
  }

  /// The ledger's rows by table, as texts, without these columns.
  func ledgerRows(without columns: Set<String> = []) throws -> [String: [String]] {
    return try ledger().read { database in
      let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      return try Dictionary(
        uniqueKeysWithValues: tables.map { table in
          let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
          let texts = rows.map { row in
            row.filter { !columns.contains($0.0) }.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
          }
          return (table, texts.sorted())
        })
    }
  }

  /// Makes the ledger what version 2 would have left, in which all that waits is for this channel.
  func makeLedgerOlder(channel: String) throws {
    let database = try DatabaseQueue(path: state + "/ledger.sqlite")
    try database.write { database in
      let rows = try Row.fetchAll(database, sql: "SELECT * FROM outbox")
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
      for row in rows {
        try database.execute(
          sql: "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [
            row["id"] as String, channel, row["run"] as String, row["created"] as Int, row["content"] as Data,
            row["attempts"] as Int,
          ])
      }
    }
    try database.close()
  }

  /// The keyed names of the findings that the ledger knows.
  func ledgerNames() throws -> Set<Data> {
    Set(try ledger().read { try Data.fetchAll($0, sql: "SELECT name FROM finding") })
  }

  /// The findings of an audit of the payloads.
  func audited() throws -> [[String: Any]] {
    try credence("audit", path + "/payloads", "--format", "jsonl", "--now", date(0)).records("finding")
  }

  func verifyLog() throws -> Finished {
    try credence(
      "log", "verify", state + "/log.jsonl", "--reports", reports, "--verify-key",
      path + "/keys/signing.pub")
  }
}

/// The date so many days after the first of January.
func date(_ day: Int) -> String {
  let formatter = ISO8601DateFormatter()
  formatter.formatOptions = [.withFullDate]
  return formatter.string(from: Date(timeIntervalSince1970: Double(1_767_225_600 + day * 86_400)))
}
