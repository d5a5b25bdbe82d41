import Foundation
import Testing

/// Documents that answer for an integration of the list, and hold none, or not that one alone.
@Suite struct `The API's document of an integration` {
  private static let id = "id-" + JWT.random(12)

  private static func integration(_ id: String) -> String {
    #"{"id":\#(id),"name":"Link","provider":"civo","credentials":{"apiKey":"\#(JWT.random(40))"}}"#
  }

  /// Whatever came in place of the integration that is called `id`.
  private static let others: [String] =
    [
      "", " \n", "{", "{}", "[]", "null", "<html>", #"{"data":{}}"#, #"{"data":null}"#, #"{"data":[]}"#,
      #"{"data":{"id":"#, #"{"data":{"id":"\#(id)"#, #"{"data":{"integrations":[]}}"#,
      #"{"data":{"integrations":[]},"pagination":{"hasNextPage":false}}"#,
      #"{"data":{"id":"\#(id)","integrations":[]}}"#, #"{"error":{"status":500,"message":"no"}}"#,
      #"{"messages":["no"]}"#, #"{"data":{"name":"Link","provider":"civo"}}"#, "a: b", "id: \(id)",
      "\u{feff}" + #"{"data":\#(integration("\"\(id)\""))}"#,
      #"{"data":\#(integration("\"\(id)\"")),"integrations":[\#(integration("\"other\""))]}"#,
      #"{"data":\#(integration("\"\(id)\""))}"# + "\n" + #"{"data":\#(integration("\"other\""))}"#,
      #"{"data":[\#(integration("\"\(id)\"")),\#(integration("\"other\""))]}"#,
      integration("\"\(id)\""),
    ]
    + ["5", "null", "\"\"", "\"\(id)/../x\"", "\"\(id)ü\"", "\"\(String(repeating: "b", count: 200))\""].map {
      #"{"data":\#(integration($0))}"#
    }

  /// An account with three integrations, the second of which answers with something else.
  private func live(_ answer: String) throws -> LiveScratch {
    let live = try LiveScratch(3)
    let asked = live.account.ids[1]
    let reply = MockReply.json(answer.replacing(Self.id, with: asked))
    live.account.answering { $0.path.hasSuffix(asked) ? reply : nil }
    return live
  }

  @Test(arguments: others.indices)
  func `that isn't that integration's alone isn't audited, and the run is partial`(index: Int) throws {
    let live = try live(Self.others[index])
    let finished = try live.audit()
    #expect(finished.code == 65 && finished.isComplete == false, "\(finished.words)")
    let seen = finished.records("integration").map { $0["integration"] as? String }
    #expect(seen == [live.account.ids[0], live.account.ids[2]])
    #expect(finished.words.contains("integration 2 of the list wasn't read: the answer isn't its document"))
  }

  @Test func `is counted: what the list promises and isn't read makes the run partial`() throws {
    // The second has integrations in it that nobody can see who doesn't read escapes, or none at all.
    for (answer, count) in [
      (
        #"{"data":{"id":"\#(Self.id)"},"integr\u0061tions":[\#(Self.integration("\"a\"")),"#
          + #"\#(Self.integration("\"b\""))]}"#, 4
      ),
      (#"{"data":{"id":"\#(Self.id)","integr\u0061tions":[]}}"#, 2),
    ] {
      let finished = try live(answer).audit()
      #expect(finished.code == 65 && finished.isComplete == false, "\(finished.words)")
      #expect(finished.records("integration").count == count)
    }
  }

  @Test func `that is empty, and a list that is, close no finding of a job`() throws {
    let live = try LiveScratch(3)
    let account = live.account
    let telling = try TellingJob()
    let text = try String(contentsOfFile: telling.job.config, encoding: .utf8)
    try text.replacing(
      "  - directory: payloads",
      with: "  - northflank:\n      tokenFile: \(live.tokenFile)\n      baseURL: \(live.api.url)"
    ).write(toFile: telling.job.config, atomically: true, encoding: .utf8)
    #expect(try telling.run(0).code == 1)
    let before = try #require(try telling.job.status(date(0))["open"] as? [String: Int])
    #expect(before.values.reduce(0, +) > 0)
    let empty = #"{"data":{"integrations":[]},"pagination":{"hasNextPage":false}}"#
    let nights: [@Sendable (MockRequest) -> MockReply?] = [
      { $0.path.hasSuffix(account.ids[1]) ? .json("[]") : nil },
      { $0.path.hasSuffix("/integrations") ? nil : .json(empty) },
      { $0.path.hasSuffix("/integrations") ? .json(empty) : nil },
      { $0.path.hasSuffix("/integrations") ? .json(#"{"data":{"integrations":[]}}"#) : nil },
    ]
    for (night, answer) in nights.enumerated() {
      account.answering(answer)
      let finished = try telling.run(night + 1)
      #expect(finished.code == (night == 3 ? 69 : 65), "\(finished.words)")
      let status = try telling.job.status(date(night + 1))
      #expect(status["open"] as? [String: Int] == before, "night \(night)")
      #expect((status["runs"] as? [[String: Any]])?.first?["complete"] as? Bool == false)
      #expect(telling.hook.last?.counts["resolved"] == 0)
    }
  }
}
