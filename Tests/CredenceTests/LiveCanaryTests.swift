import Foundation
import Testing

/// An account whose payloads hold a random secret at every place, and what is said and left of it.
@Suite struct `No secret of the API gets out` {
  private let live: LiveScratch
  private let search: LeakSearch

  init() throws {
    let canaries = try Canaries()
    live = try LiveScratch(canaries.documents.count)
    let account = live.account
    // Each is the document that was asked for, since no other is read.
    let documents = zip(account.ids, canaries.documents).map { id, document in
      let own = document.replacing(/"id":"canary-[a-z]+",?/, with: "")
      return #"{"data":{"id":"\#(id)","# + own.dropFirst() + "}"
    }
    account.answering { request in
      guard let index = account.ids.firstIndex(where: { request.path.hasSuffix("/" + $0) }) else {
        return nil
      }
      return .json(documents[index])
    }
    // All of a token but its signature is made of words, which the program's own examples have, too.
    search = LeakSearch(canaries.secrets + account.token.split(separator: ".").suffix(1).map(String.init))
  }

  private func expectClean(_ finished: Finished, _ what: String) {
    let isSaid = search.finds(in: finished.output) || search.finds(in: finished.errors)
    #expect(!isSaid, "\(what)")
  }

  @Test func `in what an audit says`() throws {
    for format in ["table", "jsonl", "html"] {
      let finished = try live.audit(format: format)
      #expect([1, 65, 69].contains(finished.code), "\(finished.words)")
      #expect(!finished.output.isEmpty)
      if format == "jsonl" {
        let count = finished.records("integration").count
        #expect(count == live.account.ids.count, "what isn't read can't get out")
      }
      expectClean(finished, format)
    }
  }

  /// Errors in all the forms that are documented or seen, with what was asked in them.
  @Test func `in what is said of errors, whatever is in them`() throws {
    let token = live.account.token
    let secret = JWT.random(40)
    let search = LeakSearch([token, secret])
    let bodies = [
      #"{"error":{"status":500,"message":"\#(secret)","id":"\#(token)","details":["\#(secret)"]}}"#,
      #"{"message":"\#(secret)"}"#, #"{"messages":["\#(secret)","\#(token)"]}"#, #"{"error":"\#(secret)"}"#,
      #"{"data":{"error":"\#(secret)"}}"#, secret, "", "\u{1B}[2J\(secret)",
    ]
    for (index, status) in [400, 401, 403, 404, 409, 422, 429, 500, 503].enumerated() {
      for body in [bodies[index % bodies.count], bodies[(index + 3) % bodies.count]] {
        live.account.answering { _ in
          .status(status, body, [("retry-after", "99999"), ("location", secret), ("x-error", token)])
        }
        let finished = try live.audit("--retries", "0")
        #expect(finished.code == ([401, 403].contains(status) ? 77 : 69))
        let lines = finished.words.split(separator: "\n")
        #expect(
          lines.count { $0.hasPrefix("error: ") } == 1 && lines.count { $0.contains("(\(status))") } == 1)
        let isSaid = search.finds(in: finished.output) || search.finds(in: finished.errors)
        #expect(!isSaid, "\(status)")
        #expect(!finished.words.contains("\u{1B}"))
      }
    }
  }

  @Test func `in the sealed report, the state and the words of a job`() throws {
    let job = try JobScratch()
    let text = try String(contentsOfFile: job.config, encoding: .utf8)
    try text.replacing(
      "  - directory: payloads",
      with: """
          - northflank:
              tokenFile: \(live.tokenFile)
              baseURL: \(live.api.url)
              retries: 1
        """
    ).write(toFile: job.config, atomically: true, encoding: .utf8)
    let check = try job.job("check")
    #expect(check.code == 0 && check.text.contains("the Northflank API at 127.0.0.1"), "\(check.words)")
    let run = try job.job("run", "--now", date(0))
    #expect([1, 65, 69].contains(run.code), "\(run.words)")
    for finished in [check, run, try job.job("status")] { expectClean(finished, "the job") }
    let files = FileManager.default.enumerator(atPath: job.path)
    var looked = 0
    while let file = files?.nextObject() as? String {
      guard let data = FileManager.default.contents(atPath: "\(job.path)/\(file)") else { continue }
      let isKept = search.finds(in: data)
      #expect(!isKept, "\(file)")
      looked += 1
    }
    #expect(looked > 10)
    let partial = live.account.ids[3]
    live.account.answering { $0.path.hasSuffix(partial) ? .status(500) : nil }
    #expect(try job.job("run", "--now", date(1)).code == 69)
    let last = (try job.status(date(1))["runs"] as? [[String: Any]])?.first
    #expect(last?["complete"] as? Bool == false)
  }

  @Test(arguments: ["audit", "fetch"], [true, false])
  func `in the release program's memory, stopped just before its exit`(command: String, isSecure: Bool) throws
  {
    guard getuid() == 0 else {
      print("SKIPPED: reading another process's memory needs root")
      return
    }
    let program = Scratch.root + "/.build-release/release/credence-job"
    try #require(
      FileManager.default.fileExists(atPath: program), "make build builds the release programs first")
    let keys = live.scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    let options =
      command == "audit"
      ? ["audit", "--northflank", "--format", "jsonl"]
      : [
        "fetch", "--single-recipient", "--recipients-file", keys + "/recipient.txt", "--fingerprint-key",
        keys + "/fingerprint.key", "-o", live.scratch.path + "/fetched",
      ]
    let account = live.account
    let tls = try TLSFiles(live.scratch)
    let secure = try MockAPI(certificate: tls.certificate, key: tls.key) { account.answer($0) }
    let more = isSecure ? ["--ca-file", tls.certificate] : []
    let arguments = live.arguments(more, url: isSecure ? secure.secureURL : nil)
    let places = try memoryLeaks(
      in: [program] + options + arguments, of: search, code: nil, live.scratch)
    #expect(places.isEmpty, "\(places)")
  }
}
