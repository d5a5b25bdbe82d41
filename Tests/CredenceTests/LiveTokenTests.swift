import Foundation
import Testing

@Suite struct `The API's token is judged` {
  private static let now = "2026-11-24"
  private static let never = #"{"iat":1793491200}"#
  /// What a token says (it was made on 2026-11-01, where it says so), and which policies fail and can't tell.
  private static let tokens: [(claims: String, fail: [String], notEvaluable: [String])] = [
    (never, ["CRD-TOK-01"], ["CRD-TOK-02", "CRD-TOK-03", "CRD-TOK-04"]),
    (#"{"iat":1793491200,"exp":1825027200}"#, ["CRD-TOK-02"], []),
    (#"{"iat":1793491200,"exp":1796688000}"#, ["CRD-TOK-03"], []),
    (#"{"iat":1793491200,"exp":1795305600}"#, ["CRD-TOK-04"], []),
    (#"{"iat":1793491200,"exp":1800662400}"#, [], []),
    (#"{"exp":1800662400}"#, [], ["CRD-TOK-02"]),
    (#"{"exp":"soon"}"#, [], ["CRD-TOK-01", "CRD-TOK-02", "CRD-TOK-03", "CRD-TOK-04"]),
    ("", [], ["CRD-TOK-01", "CRD-TOK-02", "CRD-TOK-03", "CRD-TOK-04"]),
  ]

  /// An integration of which nothing fails a run, so that only the token does.
  private func live(_ claims: String) throws -> LiveScratch {
    let live = try LiveScratch(1, claims: claims)
    let id = live.account.ids[0]
    live.account.answering {
      $0.path.hasSuffix(id)
        ? .json(
          #"{"data":{"id":"\#(id)","name":"Project","provider":"gcp","features":["route53"],"credentials":{},"#
            + #""restrictions":{"enabled":true,"teams":[{"teamId":"a"}]},"createdAt":"2026-11-01T00:00:00Z","#
            + #""gcp":{"projectId":"acme-prod","authenticationMode":"crossAccountRole","serviceAccountEmail":"nf@nf-prod.iam.gserviceaccount.com"}}}"#
        )
        : nil
    }
    return live
  }

  private func token(_ finished: Finished) -> [[String: Any]] {
    finished.records("finding").filter { $0["source"] != nil }
  }

  @Test(arguments: tokens.indices)
  func `by its own properties, in a record of its own`(index: Int) throws {
    let (claims, fail, notEvaluable) = Self.tokens[index]
    let live = try live(claims)
    let finished = try live.audit("--now", Self.now)
    #expect(token(finished).map { $0["policy"] as? String } == fail)
    for finding in token(finished) {
      #expect(finding["source"] as? String == finished.source["source"] as? String)
      #expect(
        finding["integrations"] == nil && finding["integration"] == nil && finding["fingerprint"] == nil)
      #expect((finding["facts"] as? [String: Any])?.isEmpty == false)
    }
    let fleet = try #require(finished.summary["fleet"] as? [String: Any])
    func ids(_ key: String) -> [String] {
      (fleet[key] as? [String] ?? []).filter { $0.hasPrefix("CRD-TOK-") }
    }
    #expect(ids("fail") == fail && ids("notEvaluable") == notEvaluable)
    #expect((ids("fail") + ids("pass") + ids("notEvaluable")).count == 4)
  }

  @Test func `for the gate, for waivers, and the same each time`() throws {
    let live = try live(Self.never)
    #expect(try live.audit("--now", Self.now).code == 0)
    let failing = try live.audit("--now", Self.now, "--fail-on", "medium")
    #expect(failing.code == 1, "\(failing.words)")
    let id = try #require(token(failing).first?["finding"] as? String)
    let waivers = try live.scratch.file(
      "waivers.yaml",
      """
      - id: W-1
        policy: CRD-TOK-01
        scope: { finding: \(id) }
        owner: platform@example.com
        approver: security@example.com
        reason: The next one has an end.
        created: 2026-11-01
        expires: 2026-12-31
      """)
    let waived = try live.audit("--now", Self.now, "--fail-on", "medium", "--waivers", waivers)
    #expect(waived.code == 0 && token(waived).first?["status"] as? String == "waived", "\(waived.words)")
    let own = live.scratch.path + "/own"
    #expect(mkdir(own, 0o755) == 0)
    _ = try live.scratch.file("own/own.yaml", "- id: CRD-TOK-01\n  off: it is replaced by hand each month\n")
    let off = try live.audit("--now", Self.now, "--fail-on", "medium", "--policies", own)
    #expect(off.code == 0 && token(off).isEmpty, "\(off.words)")
  }

  @Test func `where nothing could be read, too`() throws {
    let live = try live(Self.tokens[3].claims)
    live.account.answering { _ in .status(401) }
    let finished = try live.audit("--now", Self.now)
    #expect(finished.code == 77 && token(finished).map { $0["policy"] as? String } == ["CRD-TOK-04"])
  }

  @Test func `and what is read from files has none`() throws {
    let finished = try credence("audit", Scratch.root + "/examples", "--format", "jsonl")
    #expect(token(finished).isEmpty)
    let fleet = try #require(finished.summary["fleet"] as? [String: Any])
    let all = ["fail", "pass", "notEvaluable"].flatMap { fleet[$0] as? [String] ?? [] }
    #expect(!all.isEmpty && !all.contains { $0.hasPrefix("CRD-TOK-") })
  }

  @Test func `in every output, none of which shows it`() throws {
    let live = try live(Self.never)
    let search = LeakSearch(live.account.token.split(separator: ".").map(String.init))
    let formats = [
      "table", "jsonl", "html", "markdown", "csv", "junit", "oscal", "ocsf", "sarif", "defectdojo", "json",
    ]
    for format in formats {
      let finished = try live.audit("--now", Self.now, format: format)
      #expect(finished.code == 0, "\(format): \(finished.words)")
      #expect(finished.text.contains("CRD-TOK-01"), "\(format)")
      #expect(finished.text.contains("127.0.0.1"), "\(format)")
      let isSaid = search.finds(in: finished.output) || search.finds(in: finished.errors)
      #expect(!isSaid, "\(format)")
    }
  }

  @Test func `and its finding is explained, merged and compared like any other`() throws {
    let live = try live(Self.never)
    let keys = live.scratch.path + "/keys"
    #expect(try credence("keygen", "job", keys).code == 0)
    let key = ["--fingerprint-key", keys + "/fingerprint.key"]
    func report(_ name: String, _ now: String) throws -> (path: String, Finished) {
      let finished = try live.audit("--now", now, key[0], key[1])
      return (try live.scratch.file(name, finished.text), finished)
    }
    let (path, finished) = try report("report", Self.now)
    let id = try #require(token(finished).first?["finding"] as? String)
    let page = try credence("explain", id, "--report", path)
    #expect(page.code == 0, "\(page.words)")
    for words in ["the API token of 127.0.0.1", "jwt.expires: false", "API token that never ends"] {
      #expect(page.text.contains(words), "\(page.text)")
    }
    let steps = try credence("remediate", id, "--report", path)
    #expect(steps.code == 0 && steps.text.contains("Revoke the old one"), "\(steps.words)")

    let files = try live.scratch.file(
      "files", try credence("audit", Scratch.root + "/examples", "--format", "jsonl").text)
    for inputs in [[path], [path, path], [path, files], [files, path]] {
      let merged = try run(Scratch.credence, ["report", "merge"] + inputs)
      #expect(token(merged).map { $0["finding"] as? String } == [id], "\(merged.words)")
      let fleet = try #require(merged.summary["fleet"] as? [String: Any])
      #expect((fleet["fail"] as? [String])?.contains("CRD-TOK-01") == true)
      #expect((fleet["notEvaluable"] as? [String])?.contains("CRD-TOK-04") == true)
      let counts = try #require(merged.summary["counts"] as? [String: Any])
      #expect(counts["findings"] as? Int == merged.records("finding").count)
    }

    let other = JWT.make(#"{"iat":1793491200,"exp":1800662400}"#)
    try other.write(toFile: live.tokenFile, atomically: false, encoding: .utf8)
    let account = live.account
    live.account.answering { request in
      request.path.hasSuffix("/integrations") ? .json(account.page(from: 0)) : account.answerPlain(request)
    }
    let (later, _) = try report("later", "2026-11-25")
    let diff = try credence("report", "diff", path, later)
    #expect(diff.text.contains("the API token of 127.0.0.1"), "\(diff.text)\(diff.words)")
    let lines = try credence("report", "diff", path, later, "--format", "jsonl")
    #expect(lines.records.contains { $0["finding"] as? String == id && $0["fate"] as? String == "passes" })
  }

  @Test func `by the job, which tells of it once, and that it is mended once the token is replaced`() throws {
    let live = try live(Self.never)
    let account = live.account
    let telling = try TellingJob()
    let text = try String(contentsOfFile: telling.job.config, encoding: .utf8)
    try text.replacing(
      "  - directory: payloads",
      with: "  - northflank:\n      tokenFile: \(live.tokenFile)\n      baseURL: \(live.api.url)"
    ).write(toFile: telling.job.config, atomically: true, encoding: .utf8)
    #expect(try telling.run(0).code == 0)
    let chat = try #require(telling.chat.first)
    let words = String(decoding: chat.body, as: UTF8.self)
    #expect(words.contains("the API token of 127.0.0.1"), "\(words)")
    #expect(words.contains("API token that never ends"))
    let search = LeakSearch(account.token.split(separator: ".").map(String.init))
    let isSaid = search.finds(in: Data(chat.body))
    #expect(!isSaid)
    #expect(try telling.run(1).code == 0)
    #expect(telling.hook.count == 1)

    try JWT.make(#"{"exp":4102444800}"#).write(toFile: live.tokenFile, atomically: false, encoding: .utf8)
    let document = account.answer(
      MockRequest(path: "/" + account.ids[0], query: "", headers: [:], isHTTP2: false))
    account.answering { request in
      request.path.hasSuffix("/integrations") ? .json(account.page(from: 0)) : document
    }
    #expect(try telling.run(2).code == 0)
    #expect(telling.hook.count == 2 && telling.hook.last?.counts["resolved"] == 1)
    #expect(telling.hook.last?.counts["new"] == 0)
    let named = telling.hook.last?.data["named"] as? [String: [[String: String]]]
    #expect(
      named?["resolved"]?.first?["integration"]?.hasPrefix("the API token of 127.0.0.1") == true,
      "\(named ?? [:])")
    #expect(telling.chat.last?.text.contains("that is gone") == false)
  }
}
