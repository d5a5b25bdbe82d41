import Foundation
import Testing

@Suite struct `Ninety nights of the job` {
  /// What the ledger should know, kept by sets and dates alone.
  private struct Model {
    var firstSeen: [String: Int] = [:]
    var open: Set<String> = []
    var keys: [String: (key: String, since: Int)] = [:]
  }

  @Test func `every number that the job tells is right, whatever the nights bring`() throws {
    let job = try JobScratch(
      """
      limits:
        openDays: { critical: 7, high: 30, medium: 90 }
        rotationDays: 45
      """)
    var model = Model()
    var keys: [String: String] = [:]
    var random = SystemRandomNumberGenerator()
    var clock = 0
    for night in 0..<90 {
      // What happens by day: integrations come, go, and change their keys.
      if night % 5 == 0 { keys["integration-\(night)"] = JobScratch.randomKey() }
      if night % 11 == 10, let gone = keys.keys.sorted().randomElement(using: &random) { keys[gone] = nil }
      if night % 7 == 3, let rotated = keys.keys.sorted().randomElement(using: &random) {
        keys[rotated] = JobScratch.randomKey()
      }
      for file in try FileManager.default.contentsOfDirectory(atPath: job.path + "/payloads") {
        try FileManager.default.removeItem(atPath: job.path + "/payloads/" + file)
      }
      for (id, key) in keys { try job.put(id, key: key) }
      // A source fails: an integration isn't there, and a document is cut off instead.
      let isPartial = night % 17 == 16
      let missing = isPartial ? keys.keys.sorted().randomElement(using: &random) : nil
      if isPartial {
        if let missing { try job.put(missing, key: nil) }
        _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
      }
      let jumps = night == 50
      clock = jumps ? night - 10 : night
      let audited = try credence(
        "audit", job.path + "/payloads", "--format", "jsonl", "--now", date(clock), "--fingerprint-key",
        job.path + "/keys/fingerprint.key", "--fail-on", "none")
      let run = try job.job("run", "--now", date(clock))

      // What should have come of it.
      let seen = Set(audited.records("finding").compactMap { $0["finding"] as? String })
      let new = seen.filter { model.firstSeen[$0] == nil }
      let back = seen.subtracting(model.open).subtracting(new)
      let resolved = isPartial ? [] : model.open.subtracting(seen)
      for finding in new { model.firstSeen[finding] = clock }
      model.open = model.open.union(seen).subtracting(resolved)
      var rotated = 0
      for (id, key) in keys where id != missing {
        guard let known = model.keys[id] else {
          model.keys[id] = (key, clock)
          continue
        }
        if known.key != key {
          rotated += 1
          model.keys[id] = (key, clock)
        }
      }

      let words = run.words
      func said(_ count: Int, _ word: String) {
        let isSaid = words.contains(try! Regex("\\b\(count) \(word)"))
        #expect(
          count == 0 ? !words.contains(" \(word)") : isSaid, "night \(night): \(count) \(word): \(words)")
      }
      said(new.count, "new")
      said(resolved.count, "resolved")
      said(back.count, "back")
      // Each integration has two secrets that change together.
      #expect(
        rotated == 0 || words.contains("\(2 * rotated) rotated"), "night \(night): \(rotated): \(words)")
      #expect(words.contains("the run is partial") == isPartial)
      #expect(words.contains("the clock stands before") == jumps)
      let status = try job.status(date(clock))
      let open = (status["open"] as? [String: Int])?.values.reduce(0, +)
      #expect(open == model.open.count, "night \(night)")
      #expect(status["entries"] as? Int == night + 1)
    }
    #expect(try job.verifyLog().code == 0)
  }
}
