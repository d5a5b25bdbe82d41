import Foundation
import Testing

/// A job with its configuration, keys, payloads and directories, in a scratch folder.
final class JobScratch {
  let scratch: Scratch
  var path: String { scratch.path }
  var config: String { path + "/job.yaml" }
  var state: String { path + "/state" }
  var reports: String { path + "/reports" }
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
