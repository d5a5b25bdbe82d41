import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite struct `What a live source says while it reads` {
  /// Runs the program with standard error at a terminal, and standard output too or in a file; gives what is seen there.
  private func watched(_ live: LiveScratch, _ arguments: [String], output: String? = nil) throws -> String {
    let words = ([Scratch.credence] + arguments).map { "'\($0)'" }.joined(separator: " ")
    return try run(
      "/usr/bin/script", ["-q", "-e", "-c", words + (output.map { " > '\($0)'" } ?? ""), "/dev/null"]
    ).text
  }

  /// An account that answers slowly enough for progress to be seen.
  private func slow(_ count: Int) throws -> LiveScratch {
    let live = try LiveScratch(count, claims: #"{"iat":1767225600}"#)
    let account = live.account
    account.answering { request in
      guard request.path.contains("/id-") else { return nil }
      var reply = account.answerPlain(request)
      reply.delay = 0.1
      return reply
    }
    return live
  }

  @Test func `somebody who watches sees how far it is, on one line that goes away`() throws {
    let live = try slow(20)
    let seen = try watched(live, ["audit", "--northflank"] + live.arguments([]))
    #expect(seen.contains(/\r[0-9]+ of 20 integrations …/), "\(seen)")
    let last = try #require(seen.ranges(of: /of 20 integrations …\x1B\[K/).last)
    #expect(seen[last.upperBound...].hasPrefix("\r\u{1B}[K"), "\(seen)")
    #expect(!seen[last.upperBound...].contains("integrations …"))
    #expect(seen.contains("the API token never expires") && seen.contains("CRD-CIVO"), "\(seen)")
  }

  @Test func `what is said in between has a line of its own`() throws {
    let live = try slow(20)
    let account = live.account
    account.answering { request in
      guard request.path.contains("/id-") else { return nil }
      if request.path.hasSuffix(account.ids[9]) { return .json("<html>") }
      var reply = account.answerPlain(request)
      reply.delay = 0.1
      return reply
    }
    let seen = try watched(live, ["audit", "--northflank"] + live.arguments([]))
    let line = try #require(
      seen.components(separatedBy: "\r\n").first { $0.contains("error: 127.0.0.1") }, "\(seen)")
    #expect(line.components(separatedBy: "\r").last?.hasPrefix("\u{1B}[Kerror: 127.0.0.1") == true, "\(line)")
  }

  @Test func `nobody who doesn't watch sees it, nor who asked for quiet, nor whoever reads records there`()
    throws
  {
    let live = try slow(8)
    let arguments = ["audit", "--northflank"] + live.arguments([])
    #expect(try !run(Scratch.credence, arguments).words.contains("integrations …"))
    let quiet = try watched(live, arguments + ["--quiet"])
    #expect(!quiet.contains("…") && !quiet.contains("token"), "\(quiet)")
    #expect(try !watched(live, arguments + ["--format", "jsonl"]).contains("integrations …"))
    let file = live.scratch.path + "/records"
    let beside = try watched(live, arguments + ["--format", "jsonl"], output: file)
    #expect(beside.contains("of 8 integrations …") && !beside.contains("{"), "\(beside)")
    #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("…"))
  }

  @Test func `quiet or not, what is missing is told`() throws {
    let live = try LiveScratch(5)
    let account = live.account
    account.answering { $0.path.hasSuffix(account.ids[3]) ? .status(500) : nil }
    let quiet = try live.audit("--quiet", "--retries", "0")
    #expect(quiet.code == 69 && quiet.isComplete == false)
    #expect(
      quiet.words.hasPrefix("error: 127.0.0.1")
        && quiet.words.contains("integration 4 of the list wasn't read: the API failed (500)"),
      "\(quiet.words)")
    #expect(!quiet.words.contains("note:") && !quiet.words.contains("warning:"))
  }

  @Test func `a fetch shows it, too`() throws {
    let live = try slow(8)
    let keys = live.scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    let arguments =
      ["fetch", "-o", live.scratch.path + "/fetched", "--fingerprint-key", keys + "/fingerprint.key"]
      + live.arguments(["--single-recipient", "--recipients-file", keys + "/recipient.txt"])
    let seen = try watched(live, arguments)
    #expect(seen.contains("of 8 integrations …") && seen.contains("fetched: 8 of 8"), "\(seen)")
  }

  /// A limit as Northflank states it, and what is left of it.
  private func limited(_ count: Int, left: Int, of limit: Int = 1000, reset: Int = 1800) throws -> LiveScratch
  {
    let live = try LiveScratch(count)
    let account = live.account
    let asked = NIOLockedValueBox(0)
    account.answering { request in
      var reply = account.answerPlain(request)
      if request.path.hasSuffix("/integrations") { reply = .json(account.page(from: 0)) }
      let remaining = asked.withLockedValue { asked in
        asked += 1
        return left - asked
      }
      reply.headers = [
        ("x-ratelimit-limit", "\(limit)"), ("x-ratelimit-remaining", "\(remaining)"),
        ("x-ratelimit-reset", "\(reset)"),
      ]
      return reply
    }
    return live
  }

  @Test func `where the rate limit makes it long, that is said before, with what goes on if it is cut off`()
    throws
  {
    for (count, left, limit, reset, words) in [
      (100, 520, 1000, 1800, "30 minutes"), (100, 400, 1000, 1800, "30 minutes"),
      (20, 505, 1000, 1800, "30 minutes"),
      // 20 in each hour: what is left of this one, and four more.
      (100, 40, 40, 900, "4 hours"), (100, 40, 40, 2700, "5 hours"),
    ] {
      let live = try limited(count, left: left, of: limit, reset: reset)
      let finished = try interrupted(live, [])
      let note = "\(count) integrations will take about \(words) within a share of the API's rate limit"
      #expect(finished.words.contains(note), "\(finished.words)")
      #expect(finished.words.contains("credence fetch goes on where it was cut off"))
      #expect(finished.code == 74 && finished.words.contains("credence fetch is what goes on where it was"))
      #expect(try !interrupted(live, ["--quiet"]).words.contains("note:"))
    }
    let enough = try limited(20, left: 1000)
    #expect(try !enough.audit().words.contains("will take about"))
  }

  /// Stops an audit that waits for the next window.
  private func interrupted(_ live: LiveScratch, _ more: [String]) throws -> Finished {
    let before = live.api.requests.count
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments = ["audit", "--northflank", "--format", "jsonl"] + live.arguments(more)
    return try finish(process, input: .nullDevice) { process in
      var seen = -1
      // The window is used up when no more is asked for.
      while live.api.requests.count > seen || seen <= before {
        seen = live.api.requests.count
        usleep(1_500_000)
      }
      kill(process.processIdentifier, SIGTERM)
    }
  }
}
