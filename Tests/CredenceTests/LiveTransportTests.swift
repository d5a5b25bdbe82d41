import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite struct `The API's transport` {
  @Test(arguments: [["h2", "http/1.1"], ["http/1.1"]])
  func `TLS is spoken, as HTTP 2 where the API does`(protocols: [String]) throws {
    let live = try LiveScratch(120)
    let tls = try TLSFiles(live.scratch)
    let account = live.account
    let api = try MockAPI(certificate: tls.certificate, key: tls.key, protocols: protocols) {
      account.answer($0)
    }
    let finished = try live.audit("--ca-file", tls.certificate, "--timeout", "10", url: api.secureURL)
    #expect(finished.code == 1 && finished.isComplete == true, "\(finished.words)")
    #expect(finished.records("integration").map { $0["integration"] as? String } == account.ids)
    #expect(api.requests.count == 122)
    #expect(api.requests.allSatisfy { $0.isHTTP2 == (protocols[0] == "h2") })
  }

  @Test func `over TLS and HTTP 2, too, what goes wrong with one integration costs it alone`() throws {
    let broken: [(MockReply, Int32, String)] = [
      (MockReply(hangsUp: true), 69, "there was no connection, or it broke off"),
      (
        MockReply(body: Data(repeating: 0x20, count: 3000), cutAfter: 1000), 69,
        "there was no connection, or it broke off"
      ),
      (MockReply(body: Data(repeating: 0x20, count: 2 << 20)), 65, "the answer is larger than what is read"),
      (MockReply(body: Data("{}".utf8), delay: 4), 69, "the API said nothing for too long"),
      (.status(500, "no"), 69, "the API failed (500)"), (.status(429), 69, "the API's rate limit is used up"),
      (
        .status(302, "", [("location", "https://example.com/")]), 69, "the API sent us elsewhere (302)"
      ),
    ]
    for protocols in [["h2"], ["http/1.1"]] {
      for (reply, code, words) in broken {
        let live = try LiveScratch(12)
        let tls = try TLSFiles(live.scratch)
        let account = live.account
        account.answering { $0.path.hasSuffix(account.ids[4]) ? reply : nil }
        let api = try MockAPI(certificate: tls.certificate, key: tls.key, protocols: protocols) {
          account.answer($0)
        }
        let finished = try live.audit("--ca-file", tls.certificate, "--retries", "0", url: api.secureURL)
        #expect(finished.code == code && finished.isComplete == false, "\(words): \(finished.words)")
        #expect(
          finished.words.contains("integration 5 of the list wasn't read: " + words), "\(finished.words)")
        #expect(finished.records("integration").count == 11, "\(words)")
        #expect(api.requests.count == 13 && api.requests.allSatisfy { $0.isHTTP2 == (protocols == ["h2"]) })
      }
    }
  }

  @Test func `a certificate that nobody vouches for gets no token`() throws {
    let live = try LiveScratch(1)
    let tls = try TLSFiles(live.scratch)
    let api = try MockAPI(certificate: tls.certificate, key: tls.key) { _ in .json("{}") }
    let finished = try live.audit(url: api.secureURL)
    #expect(finished.code == 69, "\(finished.words)")
    #expect(finished.words.contains("the other side's certificate isn't one to trust, so it got nothing"))
    let elsewhere = try live.audit(
      "--ca-file", tls.certificate, url: api.secureURL.replacing("localhost", with: "127.0.0.1"))
    #expect(elsewhere.code == 69, "a certificate for another name was taken")
    #expect(api.requests.isEmpty)
  }

  @Test func `a rate limit is kept to: half of it is left to others, and the window's end is waited for`()
    throws
  {
    let account = MockAccount(20)
    let window = NIOLockedValueBox<(start: Date, count: Int, most: Int)>((.now, 0, 0))
    let api = try MockAPI { request in
      let (remaining, reset) = window.withLockedValue { window in
        if Date.now.timeIntervalSince(window.start) >= 2 { window = (.now, 0, window.most) }
        window.count += 1
        window.most = max(window.most, window.count)
        return (20 - window.count, 2 - Int(Date.now.timeIntervalSince(window.start)))
      }
      var reply = account.answer(request)
      reply.headers = [
        ("x-ratelimit-limit", "20"), ("x-ratelimit-remaining", "\(remaining)"),
        ("x-ratelimit-reset", "\(reset)"),
      ]
      return reply
    }
    let live = try LiveScratch(0)
    try (account.token + "\n").write(toFile: live.tokenFile, atomically: false, encoding: .utf8)
    let finished = try live.audit("--timeout", "10", url: api.url)
    #expect(finished.code == 1 && finished.isComplete == true, "\(finished.words)")
    #expect(finished.records("integration").count == 20)
    let most = window.withLockedValue(\.most)
    #expect(most <= 10, "\(most) of 20 requests were used in a window")
  }

  /// The end of the window as a second since 1970, and as nothing at all.
  @Test(arguments: ["1795910528", "99999999999999999999", "soon", ""])
  func `a rate limit whose window's end can't be told is kept to, too`(reset: String) throws {
    let account = MockAccount(8)
    let count = NIOLockedValueBox(0)
    let api = try MockAPI { request in
      let used = count.withLockedValue { count in
        count += 1
        return count
      }
      var reply = account.answer(request)
      reply.headers = [
        ("x-ratelimit-limit", "10"), ("x-ratelimit-remaining", "\(max(0, 10 - used))"),
        ("x-ratelimit-reset", reset),
      ]
      return reply
    }
    let live = try LiveScratch(0)
    try (account.token + "\n").write(toFile: live.tokenFile, atomically: false, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments =
      ["audit", "--northflank", "--format", "jsonl"] + live.arguments(["--timeout", "30"], url: api.url)
    let finished = try finish(process, input: .nullDevice) { process in
      while process.isRunning, api.requests.count < 5 { usleep(10_000) }
      // What goes on unchecked is through by now.
      usleep(1_000_000)
      kill(process.processIdentifier, SIGTERM)
    }
    #expect(api.requests.count == 5, "half of the limit is others'")
    #expect(finished.code == 74 && finished.isComplete == false, "\(finished.words)")
  }

  @Test(arguments: [
    "http://[::1]x:80", "https://:443", "https://[]", "https://[::1", "https://a:b@a.example",
    "https://[::zz]",
  ])
  func `an address that can't be one is refused, and ends nothing`(url: String) throws {
    let live = try LiveScratch(0)
    let finished = try live.audit(url: url)
    #expect(finished.code == 78, "\(finished.words)")
    #expect(finished.words.contains("the API's address isn't one"))
  }

  @Test(arguments: [
    "http://127.0.0.1:99999", "https://127.0.0.1:65536", "https://10.0.0.1:70000", "http://[::1]:99999",
    "http://127.0.0.1:0", "http://localhost:evil.example", "http://localhost:80:90", "https://a.example:",
    "https://a.example:+80", "https://a.example:99999999999999999999",
  ])
  func `so is one whose port can't be one, and that is told`(url: String) throws {
    let live = try LiveScratch(0)
    let finished = try live.audit(url: url)
    #expect(finished.code == 78, "\(finished.words)")
    #expect(
      finished.words.contains("the API's address has no port where one belongs\nhint: a port is a number"))
  }

  @Test func `a rate limit that makes no sense neither holds it up nor ends it`() throws {
    let senseless = [
      "9223372036854775807", "-9223372036854775808", "-1", "0", "1e9", "many", "", "18446744073709551616",
    ]
    let names = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]
    for (index, value) in senseless.enumerated() {
      let account = MockAccount(6)
      let api = try MockAPI { request in
        var reply = account.answer(request)
        let other = senseless[(index + 3) % senseless.count]
        reply.headers = [(names[0], value), (names[1], other), (names[2], value), ("retry-after", value)]
        return reply
      }
      let live = try LiveScratch(0)
      try (account.token + "\n").write(toFile: live.tokenFile, atomically: false, encoding: .utf8)
      let finished = try live.audit("--timeout", "10", url: api.url)
      #expect(finished.code == 1 && finished.isComplete == true, "\(value): \(finished.words)")
      #expect(finished.records("integration").count == 6)
    }
  }

  /// When the API says that it may be asked again, and how long at least that is kept to.
  @Test(
    arguments: [
      ("seconds", 2), ("", 0), ("%a, %d %b %Y %H:%M:%S GMT", 2), ("%A, %d-%b-%y %H:%M:%S GMT", 2),
      ("%a %b %e %H:%M:%S %Y", 2), ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("-5", 0), ("soon", 0),
      ("99999999999999999999", 0), ("Sun, 06 Nov 99999999999 08:49:37 GMT", 0), ("Sun, 31 Feb", 0),
    ])
  func `too many requests are taken back and tried again, after the time that the API says`(
    form: String, least: Int
  ) throws {
    let refused = NIOLockedValueBox<[Date]>([])
    let live = try LiveScratch(6)
    let account = live.account
    account.answering { request in
      guard request.path.hasSuffix(account.ids[3]) else { return nil }
      let isFirst = refused.withLockedValue { times in
        times.append(.now)
        return times.count == 1
      }
      let value = form == "seconds" ? "2" : Self.written(Int(Date.now.timeIntervalSince1970) + 3, as: form)
      return isFirst ? .status(429, "slow down", form.isEmpty ? [] : [("retry-after", value)]) : nil
    }
    let finished = try live.audit()
    #expect(finished.code == 1 && finished.isComplete == true, "\(finished.words)")
    let times = refused.withLockedValue { $0 }
    #expect(times.count == 2)
    #expect(times[1].timeIntervalSince(times[0]) >= Double(least))
  }

  @Test func `a date is reckoned by the API's own clock, and one that is too far away isn't waited for`()
    throws
  {
    let live = try LiveScratch(2)
    let account = live.account
    let asked = NIOLockedValueBox(0)
    // Its clock is a day ahead of this machine's, and one answer asks for three seconds.
    let ahead = Int(Date.now.timeIntervalSince1970) + 86_400
    func date(_ second: Int) -> String { Self.written(second, as: "%a, %d %b %Y %H:%M:%S GMT") }
    let (now, then, never) = (date(ahead), date(ahead + 3), date(ahead + 86_400))
    account.answering { request in
      guard request.path.hasSuffix(account.ids[0]) else { return nil }
      let count = asked.withLockedValue { count in
        count += 1
        return count
      }
      return count == 2 ? nil : .status(503, "", [("date", now), ("retry-after", count == 1 ? then : never)])
    }
    #expect(try live.audit().isComplete == true)
    let start = Date.now
    let refused = try live.audit("--retries", "5")
    #expect(refused.code == 69 && refused.words.contains("the API failed (503)"))
    #expect(asked.withLockedValue { $0 } == 3 && Date.now.timeIntervalSince(start) < 3600)
  }

  /// A second since 1970 in one of the forms of `strftime`.
  private static func written(_ second: Int, as form: String) -> String {
    var (time, parts) = (time_t(second), tm())
    gmtime_r(&time, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, form, &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test func `what may work later is tried again, and only so often`() throws {
    for reply in [MockReply.status(502), .status(503), MockReply(hangsUp: true)] {
      let live = try LiveScratch(3)
      let account = live.account
      let asked = NIOLockedValueBox(0)
      account.answering { request in
        guard request.path.hasSuffix(account.ids[1]) else { return nil }
        return asked.withLockedValue { count in
          count += 1
          return count <= 2 ? reply : nil
        }
      }
      let patient = try live.audit("--retries", "2")
      #expect(patient.code == 1 && patient.isComplete == true, "\(patient.words)")
      asked.withLockedValue { $0 = 0 }
      let impatient = try live.audit("--retries", "1")
      #expect(impatient.code == 69 && impatient.isComplete == false)
      #expect(asked.withLockedValue { $0 } == 2)
    }
    for status in [400, 403, 404, 409, 410] {
      let live = try LiveScratch(2)
      let path = live.account.ids[0]
      live.account.answering { $0.path.hasSuffix(path) ? .status(status) : nil }
      _ = try live.audit("--retries", "5")
      #expect(live.api.requests.count { $0.path.hasSuffix(path) } == 1, "\(status) was tried again")
    }
  }

  @Test func `an answer that comes byte by byte is waited for only so long`() throws {
    let live = try LiveScratch(2)
    let path = live.account.ids[0]
    live.account.answering {
      $0.path.hasSuffix(path) ? MockReply(body: Data(repeating: 0x20, count: 1000), dripEvery: 0.5) : nil
    }
    let start = Date.now
    let finished = try live.audit("--timeout", "1", "--retries", "0")
    #expect(finished.code == 69 && finished.words.contains("the API said nothing for too long"))
    #expect(finished.records("integration").count == 1)
    #expect(Date.now.timeIntervalSince(start) < 100, "a thousand bytes were waited for")
  }

  @Test func `asked to stop, it stops, and says what is missing`() throws {
    let live = try LiveScratch(50) { $0.path.contains("/id-") ? MockReply(delay: 1) : nil }
    let process = Process()
    process.executableURL = URL(filePath: Scratch.credence)
    process.arguments =
      ["audit", "--northflank", "--format", "jsonl"] + live.arguments(["--timeout", "30"])
    let finished = try finish(process, input: .nullDevice) { process in
      while live.api.requests.count < 3 { usleep(10_000) }
      kill(process.processIdentifier, SIGTERM)
    }
    #expect(finished.code == 74 && finished.isComplete == false, "\(finished.words)")
    #expect(finished.words.contains("not read, since the run was stopped"))
  }
}
