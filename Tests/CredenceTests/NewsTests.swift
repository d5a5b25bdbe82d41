import Foundation
import Testing

@Suite struct `News of a run` {
  /// What the last ping's body says, in its first line.
  private func ping(_ telling: TellingJob) -> Substring {
    telling.server.messages(under: "/ping/\(telling.mark)").last?.text.split(separator: "\n").first ?? ""
  }

  @Test func `are findings that a waiver covers since then, and those that none covers any more`() throws {
    let telling = try TellingJob("waivers: waivers.yaml")
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    let policies = Set(try job.audited().compactMap { $0["policy"] as? String }).sorted()
    let waivers = policies.enumerated().map { number, policy in
      "- { id: W-\(number), policy: \(policy), scope: { integration: one }, owner: Ada Example, "
        + "approver: Grace Example, reason: The key goes with the cluster., created: \(date(0)), expires: \(date(60)) }\n"
    }
    _ = try job.scratch.file("waivers.yaml", "[]\n")
    #expect(try telling.run(0).code == 1)
    for (day, file, change, word) in [
      (1, waivers.joined(), "accepted", "newly waived"), (2, "[]\n", "unwaived", "no longer waived"),
    ] {
      _ = try job.scratch.file("waivers.yaml", file)
      let run = try telling.run(day)
      #expect(
        run.code == day - 1 && run.words.contains(" findings: \(waivers.count) \(word)\n"), "\(run.words)")
      #expect(ping(telling).hasSuffix(" findings: \(waivers.count) \(word)"))
      #expect(telling.hook.count == day + 1)
      let digest = try #require(telling.hook.last)
      #expect(digest.counts.filter { $0.value > 0 } == [change: waivers.count], "\(digest.counts)")
      let named = (digest.data["named"] as? [String: [[String: String]]])?[change] ?? []
      #expect(Set(named.compactMap { $0["policy"] }) == Set(policies))
      #expect(telling.chat.last?.text.contains("Credence: \(waivers.count) \(word)") == true)
    }
    #expect(try telling.run(3).code == 1)
    #expect(telling.hook.count == 3, "what was told is told again")
    #expect(ping(telling).hasSuffix(": nothing changed"))
  }

  @Test func `are told by the ping and on standard error as by the digest`() throws {
    let telling = try TellingJob("limits: { rotationDays: 5 }\ngate: { severity: none }")
    let job = telling.job
    try job.put("one", key: JobScratch.randomKey())
    #expect(try telling.run(0).code == 0)
    #expect(try telling.run(5).words.contains(" findings: 2 past their rotation\n"))
    #expect(ping(telling).hasSuffix(" findings: 2 past their rotation"))
    #expect(telling.hook.last?.counts["unrotated"] == 2)
    // A clock that goes back.
    let back = try job.run(date(4) + "T12:00:00Z")
    #expect(back.words.contains(" findings: the clock went back\n"), "\(back.words)")
    #expect(back.words.contains("the clock stands less than a day before the last run's"), "\(back.words)")
    #expect(ping(telling).hasSuffix(" findings: the clock went back"))
    #expect(telling.chat.last?.text.contains("Credence: the clock went back") == true)
    // A run that is partial.
    _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
    #expect(try telling.run(6).words.contains(" findings: partial\n"))
    #expect(ping(telling).hasSuffix(" findings: partial"))
  }
}
