import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite struct `The API's list` {
  @Test func `a list that isn't read to its end makes the run partial`() throws {
    let circle = #"{"data":{"integrations":[]},"pagination":{"hasNextPage":true,"cursor":"x","count":0}}"#
    let endless = circle.replacing(#""cursor":"x","#, with: "")
    let broken: [(MockReply, String)] = [
      (.json(endless), "there is more behind page 1, and not where"),
      (
        .json(#"{"data":{"integrations":[]}}"#), "page 1 of the list doesn't say whether there are more, so"
      ),
      (.json(circle), "go in a circle"),
      (.json(#"{"data":{"integrations":[{"#), "page 1 of the list isn't what the API should answer"),
      (.json("<html>please log in</html>"), "page 1 of the list isn't what the API should answer"),
      (.json(#"{"data":{"integrations":[]},"pagination":{}}"#), "page 1 of the list isn't"),
      (.json("[]"), "page 1 of the list isn't"), (.json(""), "page 1 of the list isn't"),
      (.status(500), "the list of integrations: the API failed (500)"),
      (.status(404), "the list of integrations: the API has no such thing (404)"),
      (.status(409), "the list of integrations: the API refused (409)"),
      (MockReply(hangsUp: true), "the list of integrations: there was no connection, or it broke off"),
    ]
    for (reply, words) in broken {
      let live = try LiveScratch(3) { $0.path.hasSuffix("/integrations") ? reply : nil }
      let finished = try live.audit("--retries", "0")
      #expect(finished.code == 69, "\(words): \(finished.words)")
      #expect(finished.isComplete == false)
      #expect(finished.causes.contains { $0.code == 69 && $0.reason.contains(words) }, "\(finished.causes)")
      #expect(finished.words.contains(words))
    }
  }

  @Test func `what was listed before the list broke off is audited, and every output says that it isn't all`()
    throws
  {
    let live = try LiveScratch(250) { request in
      request.query.contains("cursor=200") ? .status(500, #"{"message":"secret"}"#) : nil
    }
    let finished = try live.audit()
    #expect(finished.code == 69 && finished.isComplete == false)
    #expect(finished.records("integration").count == 200)
    let table = try live.audit(format: "table")
    #expect(table.code == 69)
    #expect(table.text.contains("Partial: some input could not be read."))
    #expect(table.text.contains("page 3 of the list of integrations: the API failed (500)"))
    for format in ["html", "markdown", "csv", "junit", "oscal", "ocsf", "sarif", "defectdojo"] {
      let exported = try live.audit(format: format)
      #expect(exported.code == 69, "\(format)")
      let saysSo = exported.text.contains(/(?i)partial|page 3 of the list|executionSuccessful":false/)
      #expect(saysSo, "\(format)")
    }
  }

  @Test func `an integration whose id can't be asked for isn't passed over`() throws {
    let list =
      #"{"data":{"integrations":[{"id":"../../admin"},{"id":7},{"name":"x"}]},"pagination":{"hasNextPage":false}}"#
    let live = try LiveScratch(0) { $0.path.hasSuffix("/integrations") ? .json(list) : nil }
    let finished = try live.audit()
    #expect(finished.code == 65 && finished.isComplete == false)
    #expect(finished.causes.contains { $0.reason.hasPrefix("3 integrations of the list can't be asked for") })
    #expect(live.api.requests.count == 1)
  }

  @Test(arguments: [50, 99, 100])
  func `a page that doesn't say whether there are more isn't taken for the last`(count: Int) throws {
    let live = try LiveScratch(count)
    let items = live.account.ids.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
    live.account.answering {
      $0.path.hasSuffix("/integrations") ? .json(#"{"data":{"integrations":[\#(items)]}}"#) : nil
    }
    let finished = try live.audit()
    #expect(finished.code == 69 && finished.isComplete == false, "\(finished.words)")
    #expect(finished.words.contains("page 1 of the list doesn't say whether there are more"))
    #expect(finished.records("integration").count == count)
  }

  @Test func `a list without integrations isn't taken for a whole one`() throws {
    let live = try LiveScratch(0)
    let finished = try live.audit()
    #expect(finished.code == 65 && finished.isComplete == false, "\(finished.words)")
    #expect(finished.words.contains("error: 127.0.0.1"))
    #expect(finished.words.contains("there is no integration in the API's list"))
    // Nor one whose every integration was deleted while it was read.
    let one = try LiveScratch(1)
    let account = one.account
    let lists = NIOLockedValueBox(0)
    account.answering { request in
      guard request.path.hasSuffix("/integrations") else { return .status(404) }
      let isFirst = lists.withLockedValue { count in
        count += 1
        return count == 1
      }
      return .json(account.page(from: 0, of: isFirst ? account.ids : []))
    }
    let emptied = try one.audit()
    #expect(emptied.code == 65 && emptied.isComplete == false, "\(emptied.words)")
  }

  @Test func `an integration that two pages list is asked for once`() throws {
    let live = try LiveScratch(150)
    let account = live.account
    account.answering { request in
      guard request.query.contains("cursor=100") else { return nil }
      return .json(account.page(from: 0, of: Array(account.ids[90...])))
    }
    let finished = try live.audit()
    #expect(finished.records("integration").count == 150 && finished.isComplete == true)
    #expect(live.api.requests.count == 152)
  }

  /// A list that never ends: two integrations on its first page, none on any other, and always one more.
  private func endless(_ live: LiveScratch, cursor: @escaping @Sendable (Int) -> Int) {
    let account = live.account
    let pages = NIOLockedValueBox(0)
    account.answering { request in
      guard request.path.hasSuffix("/integrations") else { return nil }
      let isFirst = !request.query.contains("cursor=")
      let number = pages.withLockedValue { pages in
        pages = isFirst ? 1 : pages + 1
        return pages
      }
      let items = isFirst ? account.ids.map { #"{"id":"\#($0)"}"# } : []
      return .json(
        #"{"data":{"integrations":[\#(items.joined(separator: ","))]},"#
          + #""pagination":{"hasNextPage":true,"cursor":"c\#(cursor(number))","count":0}}"#)
    }
  }

  @Test(arguments: ["table", "jsonl", "html", "sarif"])
  func `a list without an end is read for a thousand pages, and everything says that it isn't all`(
    format: String
  ) throws {
    let live = try LiveScratch(2)
    endless(live) { $0 }
    let finished = try live.audit("--timeout", "30", format: format)
    let asked = live.api.requests.count { $0.path.hasSuffix("/integrations") }
    #expect(asked == 1000 && live.api.requests.count == 1002)
    expectPartial(finished, format, "the list has more than 1000 pages")
  }

  @Test(arguments: ["table", "jsonl", "html", "sarif"], [1, 2, 7])
  func `a list whose pages come again ends with the first that does, and everything says that it isn't all`(
    format: String, length: Int
  ) throws {
    let live = try LiveScratch(2)
    endless(live) { $0 % length }
    let finished = try live.audit(format: format)
    let asked = live.api.requests.count { $0.path.hasSuffix("/integrations") }
    #expect(asked == length + 1)
    expectPartial(finished, format, "the pages of the list go in a circle")
  }

  private func expectPartial(_ finished: Finished, _ format: String, _ words: String) {
    #expect(finished.code == 69, "\(format): \(finished.words)")
    #expect(finished.words.contains(words + ", so the list wasn't read to its end"))
    #expect(finished.text.contains(words), "\(format)")
    guard format == "jsonl" else { return }
    #expect(finished.isComplete == false && finished.source["complete"] as? Bool == false)
    #expect(finished.causes.contains { $0.code == 69 && $0.reason.contains(words) })
    #expect(finished.records("integration").count == 2)
  }

  @Test func `a list without an end leaves a fetch unfinished`() throws {
    let live = try LiveScratch(2)
    endless(live) { $0 % 3 }
    let keys = live.scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    let target = live.scratch.path + "/fetched"
    let fetched = try run(
      Scratch.credence,
      ["fetch", "-o", target, "--fingerprint-key", keys + "/fingerprint.key"]
        + live.arguments(["--single-recipient", "--recipients-file", keys + "/recipient.txt"]))
    #expect(fetched.code == 69 && fetched.words.contains("go in a circle"), "\(fetched.words)")
    #expect(fetched.words.contains("fetched: 2 of 2 integrations"))
    let audited = try credence("audit", target, "--identity", keys + "/identity.txt", "--format", "jsonl")
    #expect(audited.code == 69 && audited.isComplete == false)
  }

  @Test func `a page that is slow, cut off or too large ends the list, and is told for what it is`() throws {
    let broken: [(MockReply, Int32, String)] = [
      (MockReply(body: Data("{}".utf8), delay: 4), 69, "the API said nothing for too long"),
      (
        MockReply(body: Data(repeating: 0x20, count: 3000), cutAfter: 1000), 69,
        "there was no connection, or it broke off"
      ),
      (
        MockReply(body: Data(repeating: 0x20, count: 5 << 20)), 69, "the answer is larger than what is read"
      ),
      (.status(302, "", [("location", "https://example.com/")]), 69, "the API sent us elsewhere (302)"),
      (.status(429), 69, "the API's rate limit is used up (429)"),
      (.status(401), 77, "the API doesn't know this token (401)"),
      (.status(403), 77, "the token isn't allowed to do that (403)"),
    ]
    for (reply, code, words) in broken {
      let live = try LiveScratch(150) { $0.query.contains("cursor=100") ? reply : nil }
      let finished = try live.audit("--retries", "0", "--timeout", "1")
      #expect(finished.code == code && finished.isComplete == false, "\(words): \(finished.words)")
      #expect(finished.words.contains("page 2 of the list of integrations: " + words), "\(finished.words)")
      #expect(finished.records("integration").count == 100, "\(words)")
      // The option is one for documents.
      #expect(!finished.words.contains("--max-payload"))
    }
  }

  /// As large as one gets: none is missing, none comes twice, each is asked for once, and in the list's order.
  @Test func `a list of ten thousand integrations is read to its end, and each of them`() throws {
    let live = try LiveScratch(10_000)
    let finished = try live.audit("--timeout", "60")
    #expect(finished.code == 1 && finished.isComplete == true, "\(finished.words)")
    #expect(finished.records("integration").map { $0["integration"] as? String } == live.account.ids)
    #expect(finished.source["integrations"] as? Int == 10_000)
    #expect((finished.source["api"] as? [String: Any])?["listed"] as? Int == 10_000)
    let paths = live.api.requests.map(\.path)
    #expect(paths.count == 10_100 && Set(paths).count == 10_001)
    let search = live.account.search
    let isSaid = search.finds(in: finished.output) || search.finds(in: finished.errors)
    #expect(!isSaid)
  }
}
