import Foundation
import Testing

@Suite struct `Ninety nights of the job` {
  private static let limits = ["critical": 7, "high": 30, "medium": 60]
  private static let rotation = 45

  /// What the ledger should know, kept by sets and dates alone.
  private struct Model {
    struct Key {
      let key: String
      let since: Int
      var last: Int
      var isThere = true
    }

    struct Finding {
      let firstSeen: Int
      var severity: String
      var isOpen = true
      var isWaived = false
      var isOverdue = false
    }

    var findings: [String: Finding] = [:]
    var keys: [String: Key] = [:]
    var warned: Int?

    /// Takes a night, and gives how often each kind of change should be told.
    mutating func take(
      _ seen: [String: (severity: String, isWaived: Bool)], _ present: [String: String], at now: Int,
      isWhole: Bool, warning: Int?
    ) -> [String: Int] {
      var told: [String: Int] = [:]
      func tell(_ change: String, _ count: Int = 1) { told[change, default: 0] += count }
      for (id, (severity, isWaived)) in seen {
        guard var known = findings[id] else {
          findings[id] = Finding(firstSeen: now, severity: severity, isWaived: isWaived)
          tell("new")
          continue
        }
        if !known.isOpen { tell("reopened") }
        let order = ["info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4]
        if order[known.severity, default: 9] < order[severity, default: -1] { tell("worsened") }
        known.severity = severity
        known.isOpen = true
        known.isWaived = isWaived
        findings[id] = known
      }
      for (id, finding) in findings {
        if isWhole && finding.isOpen && seen[id] == nil {
          findings[id]?.isOpen = false
          findings[id]?.isOverdue = false
          tell("resolved")
          continue
        }
        let end = `Ninety nights of the job`.limits[finding.severity].map { finding.firstSeen + $0 }
        let isOverdue = finding.isOpen && !finding.isWaived && end.map { now >= $0 } == true
        if isOverdue && !finding.isOverdue { tell("overdue") }
        findings[id]?.isOverdue = isOverdue
      }
      // An integration has two secrets, which change together.
      for (id, key) in present {
        if var known = keys[id], known.key == key {
          let end = known.since + `Ninety nights of the job`.rotation
          if now >= end && known.last < end { tell("unrotated", 2) }
          known.last = max(known.last, now)
          known.isThere = true
          keys[id] = known
        } else {
          if keys[id] != nil { tell("rotated", 2) }
          keys[id] = Key(key: key, since: now, last: now)
        }
      }
      if isWhole { for id in keys.keys where present[id] == nil { keys[id]?.isThere = false } }
      if let warning, warning < warned ?? .max { tell("waivers") }
      warned = warning
      return told
    }

    func counts(_ isCounted: (Finding) -> Bool) -> [String: Int] {
      var counts = ["info": 0, "low": 0, "medium": 0, "high": 0, "critical": 0]
      for finding in findings.values where finding.isOpen && isCounted(finding) {
        counts[finding.severity, default: 0] += 1
      }
      return counts
    }
  }

  @Test func `every number that the job tells is right, whatever the nights bring`() throws {
    let telling = try TellingJob(
      """
      waivers: waivers.yaml
      limits:
        openDays: { critical: 7, high: 30, medium: 60 }
        rotationDays: 45
      """)
    let job = telling.job
    // The other half of what there is comes from a source that isn't there on some days.
    let other = job.path + "/other"
    let configuration = try String(contentsOfFile: job.config, encoding: .utf8)
    try configuration.replacing(
      "  - directory: payloads\n", with: "  - directory: payloads\n  - directory: other\n"
    )
    .write(toFile: job.config, atomically: true, encoding: .utf8)
    var model = Model()
    var keys = ["integration-a": JobScratch.randomKey()]
    try job.put("integration-a", key: keys["integration-a"])
    // What keys tell by themselves differs from key to key; these two policies fail for each.
    let policy = try #require(
      job.audited().compactMap { $0["policy"] as? String }.first { $0 == "CRD-AWS-19" })
    let (begin, end) = (5, 40)
    _ = try job.scratch.file(
      "waivers.yaml",
      """
      - { id: W-1, policy: \(policy), scope: { integration: integration-a }, owner: Ada Example,
          approver: Grace Example, reason: The key goes with the old cluster., created: \(date(begin)),
          expires: \(date(end)) }
      """)
    var random = SystemRandomNumberGenerator()
    var digests = 0
    // One stays in each source, since a source without anything makes a run partial, too.
    keys["integration-b"] = JobScratch.randomKey()
    let immortal: Set = ["integration-a", "integration-b"]
    for night in 0..<90 {
      // What happens by day: integrations come, go, and change their keys.
      if night % 5 == 0 { keys["integration-\(night)"] = JobScratch.randomKey() }
      let mortal = keys.keys.filter { !immortal.contains($0) }.sorted()
      if night % 11 == 10, let gone = mortal.randomElement(using: &random) { keys[gone] = nil }
      if night % 7 == 3, let rotated = mortal.randomElement(using: &random) {
        keys[rotated] = JobScratch.randomKey()
      }
      // On some days a document is cut off, on some a whole source is missing, and so are integrations.
      let isCut = night % 17 == 16
      let isMissing = night % 13 == 12
      let place: (String) -> String = { id in
        id.utf8.reduce(0) { $0 &+ Int($1) } % 2 == 0 ? "payloads" : "other"
      }
      for folder in ["payloads", "other"] {
        try? FileManager.default.removeItem(atPath: "\(job.path)/\(folder)")
        if folder == "other" && isMissing { continue }
        try FileManager.default.createDirectory(
          atPath: "\(job.path)/\(folder)", withIntermediateDirectories: true)
      }
      var present = keys
      if isCut {
        if let cut = mortal.randomElement(using: &random) { present[cut] = nil }
        _ = try job.scratch.file("payloads/cut.json", "{\"data\":")
      }
      if isMissing { present = present.filter { place($0.key) == "payloads" } }
      for (id, key) in present { try job.put(id, key: key, in: place(id)) }
      let clock = night == 50 ? 40 : night
      let audited = try credence(
        "audit", job.path + "/payloads", other, "--format", "jsonl", "--now", date(clock),
        "--fingerprint-key",
        job.path + "/keys/fingerprint.key", "--fail-on", "none", "--waivers", job.path + "/waivers.yaml")
      let before = telling.hook.count
      let run = try job.run(date(clock))

      var seen: [String: (severity: String, isWaived: Bool)] = [:]
      for finding in audited.records("finding") {
        let id = try #require(finding["finding"] as? String)
        seen[id] = (try #require(finding["severity"] as? String), finding["status"] as? String == "waived")
      }
      let left = end - clock
      let warning = clock < begin || left > 14 ? nil : left < 0 ? 0 : left <= 1 ? 1 : left <= 7 ? 7 : 14
      let isWhole = !isCut && !isMissing
      let told = model.take(seen, present, at: clock, isWhole: isWhole, warning: warning)

      // What is told is what happened, and where nothing did, nothing is.
      let jumps = night == 50
      let digest = telling.hook.count > before ? telling.hook.last : nil
      #expect(
        (digest != nil) == (!told.isEmpty || !isWhole || jumps), "night \(night): \(told): \(run.words)")
      if let digest {
        digests += 1
        #expect(digest.counts.filter { $0.value > 0 } == told, "night \(night): \(run.words)")
        #expect(digest.data["complete"] as? Bool == isWhole)
        #expect(digest.data["clockWentBack"] as? Bool == jumps)
        #expect(digest.data["integrations"] as? Int == present.count)
        #expect(digest.data["findings"] as? Int == seen.count)
        #expect(digest.data["exit"] as? Int == Int(run.code))
      }
      #expect(run.words.contains("the run is partial") == !isWhole)
      let status = try job.status(date(clock))
      #expect(status["open"] as? [String: Int] == model.counts { !$0.isWaived }, "night \(night)")
      #expect(status["waived"] as? [String: Int] == model.counts { $0.isWaived }, "night \(night)")
      #expect(status["overdue"] as? [String: Int] == model.counts { $0.isOverdue }, "night \(night)")
      let standing = model.keys.values.filter(\.isThere)
      #expect(status["credentials"] as? Int == 2 * standing.count, "night \(night)")
      let old = standing.filter { $0.since + Self.rotation <= clock }
      #expect(status["unrotated"] as? Int == 2 * old.count, "night \(night)")
      #expect(status["entries"] as? Int == night + 1)
      #expect(status["waiting"] as? Int == 0)
    }
    #expect(digests > 30 && digests < 90)
    #expect(Set(telling.hook.compactMap { $0.headers["webhook-id"] }).count == digests)
    #expect(try job.verifyLog().code == 0)
  }
}
