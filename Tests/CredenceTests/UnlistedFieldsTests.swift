import Foundation
import Testing

@Suite struct `Of an integration with hundreds of fields` {
  /// Fields that nobody knows, then one that is known.
  private static func payload(_ count: Int, id: String = "many", last: String = "") -> String {
    let fields = (0..<count).map { #""field \#($0)":"value number \#($0) of many","# }.joined()
    return #"{"id":"\#(id)","name":"Many","provider":"civo","createdAt":"2026-01-01","credentials":{"#
      + #"\#(fields)\#(last)"apiKey":"\#(random(50))"}}"#
  }

  private static func random(_ count: Int) -> String {
    String(
      (0..<count).map { _ in "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789".randomElement() ?? "a" }
    )
  }

  @Test func `all are counted and searched, 256 listed, and the report says that it isn't complete`() throws {
    let finished = try credence("audit", "-", "--format", "jsonl", input: Self.payload(300))
    #expect(finished.code == 65)
    let integration = try #require(finished.records("integration").first)
    let fields = try #require(integration["fields"] as? [[String: Any]])
    #expect(fields.count == 257 && integration["unlisted"] as? Int == 44)
    #expect(fields.contains { $0["field"] as? String == "apiKey" && $0["kind"] as? String == "civo.apiKey" })
    let summary = try #require(finished.records("summary").first)
    let causes = try #require(summary["causes"] as? [[String: Any]])
    #expect(summary["complete"] as? Bool == false)
    #expect(
      causes.contains {
        ($0["reason"] as? String)?.hasPrefix("1 integration has 44 fields too many") ?? false
      }, "\(causes)")
    let facts = try credence("facts", "-", input: Self.payload(300)).text
    #expect(facts.contains(#""credentials.unknownKeys":300"#), "\(facts.prefix(300))")
  }

  @Test func `256 are listed, and nothing is said of too many`() throws {
    let finished = try credence("audit", "-", "--format", "jsonl", input: Self.payload(255))
    let integration = try #require(finished.records("integration").first)
    #expect((integration["fields"] as? [Any])?.count == 256 && integration["unlisted"] == nil)
    #expect(finished.code != 65)
  }

  @Test func `a secret behind the last listed one is kept out of names all the same`() throws {
    let secret = Self.random(24)
    let payload = Self.payload(300, last: #""last":"\#(secret)","#)
      .replacing(#""name":"Many""#, with: #""name":"A \#(secret.prefix(12))""#)
    let finished = try credence("audit", "-", "--format", "jsonl", input: payload)
    #expect(!finished.text.contains(secret.prefix(12)) && finished.text.contains("CRD-GEN-20"))
  }

  @Test func `reports that are merged say the same as one`() throws {
    let scratch = try Scratch()
    var reports: [String] = []
    let key = scratch.path + "/keys"
    #expect(try credence("keygen", "job", key).code == 0)
    let payloads = [Self.payload(300, id: "one"), Self.payload(310, id: "two")]
    func audit(_ input: String) throws -> Finished {
      try credence(
        "audit", "-", "--format", "jsonl", "--fingerprint-key", key + "/fingerprint.key", "--now",
        "2026-11-01", input: input)
    }
    for (number, payload) in payloads.enumerated() {
      reports.append(try scratch.file("\(number).jsonl", try audit(payload).text))
    }
    let merged = try run(Scratch.credence, ["report", "merge"] + reports)
    let whole = try audit(payloads.joined(separator: "\n"))
    func causes(_ finished: Finished) throws -> [String] {
      let summary = try #require(finished.records("summary").first)
      return try #require(summary["causes"] as? [[String: Any]]).compactMap { $0["reason"] as? String }
        .sorted()
    }
    #expect(try causes(merged) == causes(whole))
    #expect(try causes(whole).contains { $0.hasPrefix("2 integrations have 98 fields too many") })
  }
}
