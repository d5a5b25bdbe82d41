import Foundation
import Testing

/// Somebody gives the token where its file's path belongs: it is on the screen and in the logs then, unless nobody
/// repeats it.
@Suite struct `A token in place of its file's path` {
  private static func letters(_ count: Int, of alphabet: String) -> String {
    String((0..<count).compactMap { _ in alphabet.randomElement() })
  }

  /// Tokens of all forms, each with a letter and a digit in every word.
  private static var tokens: [String] {
    let lower = "abcdefghijklmnopqrstuvwxyz0123456789"
    let all = lower + lower.uppercased()
    return [
      "a1" + letters(38, of: lower), "nf_" + "a1" + letters(30, of: all),
      "f0" + letters(62, of: "0123456789abcdef"),
      "a1" + letters(18, of: all) + "/" + "b2" + letters(18, of: all) + "+" + "c3" + letters(20, of: all)
        + "==",
      "token-" + UUID().uuidString + "a1" + letters(20, of: lower),
      "https://user:" + letters(20, of: all) + "@api.example", "nf://" + letters(8, of: lower),
      letters(44, of: "abcdefghijklmnopqrstuvwxyz"), JWT.make(#"{"sub":"team"}"#),
    ]
  }

  private func expectUnsaid(_ finished: Finished, _ token: String, _ codes: Set<Int32>) {
    #expect(codes.contains(finished.code))
    let search = LeakSearch([token])
    let isSaid = search.finds(in: finished.errors) || search.finds(in: finished.output)
    #expect(!isSaid)
  }

  @Test func `is refused by an audit and a fetch, and isn't repeated`() throws {
    let live = try LiveScratch(1)
    let keys = live.scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    let fetch = [
      "fetch", "-o", live.scratch.path + "/fetched", "--fingerprint-key", keys + "/fingerprint.key",
      "--single-recipient", "--recipients-file", keys + "/recipient.txt",
    ]
    for token in Self.tokens {
      for option in [["--token-file", token], ["--token-file=" + token]] {
        for command in [["audit", "--northflank"], fetch] {
          let finished = try run(Scratch.credence, command + option + ["--base-url", live.api.url])
          expectUnsaid(finished, token, [64, 78])
        }
      }
    }
    #expect(live.api.requests.isEmpty)
  }

  @Test func `is refused in the place of any file that a job or an audit reads, and isn't repeated`() throws {
    let live = try LiveScratch(1)
    for token in Self.tokens {
      for command in ["run", "check", "status"] {
        expectUnsaid(try credence("job", command, "--config", token), token, [64, 78])
      }
      expectUnsaid(
        try run(Scratch.credence, ["audit", "--northflank", token] + live.arguments([])), token, [64, 78])
    }
    #expect(live.api.requests.isEmpty)
  }

  @Test func `is refused by a job, and isn't repeated`() throws {
    let job = try JobScratch()
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    for token in Self.tokens {
      try text.replacing("  - directory: payloads", with: "  - northflank: { tokenFile: \"\(token)\" }")
        .write(toFile: job.config, atomically: true, encoding: .utf8)
      expectUnsaid(try job.run(date(0)), token, [78])
      expectUnsaid(try job.job("check"), token, [78])
    }
  }

  @Test(arguments: ["northflank.token", "keys/northflank-api-token-2026-11.txt", "token"])
  func `isn't what a path is taken for that leads nowhere`(path: String) throws {
    let finished = try credence("audit", "--northflank", "--token-file", "nowhere/" + path)
    #expect(finished.code == 74 && finished.words.contains("error: nowhere/" + path + ": "))
  }
}
