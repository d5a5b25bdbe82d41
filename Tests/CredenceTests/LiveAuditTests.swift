import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite struct `The live source` {
  @Test func `every integration of the list is audited by its own document, in the list's order`() throws {
    let live = try LiveScratch(250)
    let finished = try live.audit()
    #expect(finished.code == 1, "\(finished.words)")
    #expect(finished.isComplete == true)
    let seen = finished.records("integration").map { $0["integration"] as? String }
    #expect(seen == live.account.ids)
    let places = finished.records("integration").map { $0["place"] as? String }
    #expect(places == (1...250).map { "\($0):data" })
    let api = try #require(finished.source["api"] as? [String: Any])
    #expect(api["listed"] as? Int == 250 && api["deleted"] as? Int == 0)
    #expect(api["token"] as? String == "jwt" && api["tokenValidUntil"] as? String == "2100-01-01")
    let paths = live.api.requests.map(\.path)
    #expect(paths.count == 253 && Set(paths).count == 251)
    #expect(paths.first == "/v1/cloud-providers/integrations")
    #expect(live.api.requests.allSatisfy { $0.headers["authorization"] == "Bearer " + live.account.token })
  }

  @Test func `the report is the same, whichever document comes first`() throws {
    let live = try LiveScratch(40)
    let account = live.account
    let key = live.scratch.path + "/keys"
    #expect(try credence("keygen", "job", key).code == 0)
    let arguments = ["--fingerprint-key", key + "/fingerprint.key", "--now", "2026-11-24"]
    let first = try live.audit(arguments[0], arguments[1], arguments[2], arguments[3])
    account.answering { request in
      guard request.path.contains("/id-") else { return nil }
      var reply = account.answerPlain(request)
      reply.delay = Double.random(in: 0...0.05)
      return reply
    }
    let second = try live.audit(arguments[0], arguments[1], arguments[2], arguments[3])
    #expect(first.code == 1 && first.output == second.output)
  }

  @Test func `a team's integrations are asked for under its name`() throws {
    let live = try LiveScratch(1)
    let finished = try live.audit("--team", "platform")
    #expect(finished.code == 1 && finished.isComplete == true)
    let asked = live.api.requests.allSatisfy {
      $0.path.hasPrefix("/v1/teams/platform/cloud-providers/integrations")
    }
    #expect(asked)
    #expect(try live.audit("--team", "../../x").code == 78)
  }

  // MARK: Single documents

  @Test func `a document that can't be had doesn't keep the others`() throws {
    let broken: [(MockReply, Int32, String)] = [
      (.status(500), 69, "integration 5 of the list wasn't read: the API failed (500)"),
      (.status(409), 69, "integration 5 of the list wasn't read: the API refused (409)"),
      (.status(403), 77, "integration 5 of the list wasn't read: the token isn't allowed to do that (403)"),
      (MockReply(hangsUp: true), 69, "wasn't read: there was no connection, or it broke off"),
      (
        MockReply(body: Data(repeating: 0x20, count: 3000), cutAfter: 1000), 69,
        "wasn't read: there was no connection, or it broke off"
      ),
      (
        MockReply(body: Data(repeating: 0x20, count: 2 << 20)), 65,
        "wasn't read: the answer is larger than what is read"
      ),
      (MockReply(body: Data("{}".utf8), delay: 4), 69, "wasn't read: the API said nothing for too long"),
      (
        .status(302, "", [("location", "https://example.com/")]), 69,
        "wasn't read: the API sent us elsewhere (302), and the token doesn't go there"
      ),
    ]
    for (reply, code, words) in broken {
      let live = try LiveScratch(12)
      let account = live.account
      let path = "/" + live.account.ids[4]
      account.answering { $0.path.hasSuffix(path) ? reply : nil }
      let finished = try live.audit("--retries", "0")
      #expect(finished.code == code, "\(words): \(finished.words)")
      #expect(finished.isComplete == false, "\(words)")
      #expect(finished.records("integration").count == 11, "\(words)")
      #expect(finished.words.contains(words), "\(words): \(finished.words)")
    }
  }

  @Test func `an integration that was deleted meanwhile is told, and one that only seems so is missed`()
    throws
  {
    let live = try LiveScratch(8)
    let account = live.account
    let gone = live.account.ids[2]
    let isListed = NIOLockedValueBox(1)
    account.answering { request in
      if request.path.hasSuffix("/" + gone) { return .status(404) }
      guard request.path.hasSuffix("/integrations") else { return nil }
      let times = isListed.withLockedValue { times in
        times -= 1
        return times
      }
      let left = times >= 0 ? account.ids : account.ids.filter { $0 != gone }
      return .json(account.page(from: 0, of: left))
    }
    let deleted = try live.audit()
    #expect(deleted.code == 1 && deleted.isComplete == true)
    #expect((deleted.source["api"] as? [String: Any])?["deleted"] as? Int == 1)
    #expect(deleted.records("integration").count == 7)
    isListed.withLockedValue { $0 = 100 }
    let missing = try live.audit()
    #expect(missing.code == 69 && missing.isComplete == false)
    #expect(missing.causes.contains { $0.reason.hasPrefix("1 integration is listed, and the API says") })
  }

  @Test func `another integration's document isn't taken for the one that was asked for`() throws {
    let live = try LiveScratch(3)
    let account = live.account
    account.answering { request in
      request.path.hasSuffix(account.ids[1]) ? .json(account.document(0)) : nil
    }
    let finished = try live.audit()
    #expect(finished.code == 69 && finished.isComplete == false)
    #expect(
      finished.causes.contains {
        $0.reason == "integration 2 of the list wasn't read: the API gave another one's document"
      })
    let seen = finished.records("integration").map { $0["integration"] as? String }
    #expect(seen == [account.ids[0], account.ids[2]])
  }

  @Test func `what no longer answers isn't asked ten thousand times`() throws {
    let live = try LiveScratch(300) { $0.path.contains("/id-") ? MockReply(hangsUp: true) : nil }
    let finished = try live.audit("--retries", "0")
    #expect(finished.code == 69)
    #expect(live.api.requests.count < 40)
    #expect(
      finished.causes.contains { $0.reason.hasPrefix("300 integrations weren't read, the first of them 1") })
  }

  // MARK: Permission

  @Test func `a token that the API doesn't take ends the run with 77`() throws {
    for (status, words) in [
      (401, "the API doesn't know this token (401)"), (403, "the token isn't allowed to do that (403)"),
    ] {
      let live = try LiveScratch(3) { _ in .status(status, #"{"message":"no"}"#) }
      let finished = try live.audit()
      #expect(finished.code == 77 && finished.isComplete == false)
      #expect(finished.words.contains(words))
      #expect(live.api.requests.count == 1, "it was tried again")
    }
  }

  @Test func `a token that is revoked in the middle ends the asking`() throws {
    let live = try LiveScratch(200)
    let account = live.account
    account.answering { $0.path.hasSuffix(account.ids[50]) ? .status(401) : nil }
    let finished = try live.audit()
    #expect(finished.code == 77 && finished.isComplete == false)
    #expect(finished.records("integration").count == 50)
    #expect(live.api.requests.count < 60)
    #expect(
      finished.causes.contains { $0.reason.hasPrefix("150 integrations weren't read, the first of them 51") })
  }

  @Test func `the token's file has to be its owner's, and the token never goes unencrypted or elsewhere`()
    throws
  {
    let live = try LiveScratch(2)
    let account = live.account
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: live.tokenFile)
    let open = try live.audit()
    #expect(open.code == 77 && open.words.contains("others may open this token"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: live.tokenFile)
    let clear = try live.audit(url: "http://example.com")
    #expect(clear.code == 78 && clear.words.contains("in the clear"))
    #expect(live.api.requests.isEmpty)

    let other = try MockAPI { _ in .json("{}") }
    account.answering { _ in .status(307, "", [("location", other.url + "/v1/x")]) }
    let redirected = try live.audit()
    #expect(redirected.code == 69)
    #expect(redirected.words.contains("sent us elsewhere (307)"))
    #expect(other.requests.isEmpty)
    let given = try credence("audit", "--northflank", "--token-file", live.account.token)
    #expect(given.code == 64 && !live.account.search.finds(in: given.errors))
  }

  @Test func `a token tells when it ends, and people are told before`() throws {
    func words(_ claims: String) throws -> String {
      let live = try LiveScratch(0)
      try JWT.make(claims).write(toFile: live.tokenFile, atomically: false, encoding: .utf8)
      return try live.audit("--now", "2026-11-24").words
    }
    #expect(try words(#"{"iat":1767225600}"#).contains("the API token never expires"))
    #expect(try !words(#"{"exp":"soon"}"#).contains("the API token"))
    #expect(try words(#"{"exp":1767225600}"#).contains("the API token expired on 2026-01-01"))
    #expect(try words(#"{"exp":1796000000}"#).contains("the API token expires on 2026-11-30"))
    #expect(try !words(#"{"exp":4102444800}"#).contains("the API token"))
  }
}
