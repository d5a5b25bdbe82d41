import Foundation
import GRDB
import Testing

/// The job reads an account of the API, which fails on some nights, and a directory, for ninety nights. What each
/// document comes to is known from when it came; everything else that is told is held against a model.
@Suite struct `Ninety nights of the job` {
  /// A document and what it is found to be: when its date is still to come, at first, and when it is old.
  private struct Integration {
    let id: String
    let key: String
    let created: Int
    let document: Data
    var findings: [[String: (severity: String, policy: String)]] = []

    /// Its findings on a day.
    func judged(on day: Int) -> [String: (severity: String, policy: String)] {
      findings[day < created ? 0 : day - created <= `Ninety nights of the job`.rotation ? 1 : 2]
    }
  }

  /// Days after which a stored credential is old to policies.
  private static let rotation = 20
  private static let (begin, end) = (5, 40)
  /// What a waiver accepts for a while.
  private static let (waived, waivedPolicy) = ("integration-a", "CRD-AWS-19")
  private static let immortal = ["a", "b", "c", "d", "e"].map { "integration-" + $0 }

  private let telling: TellingJob
  private var job: JobScratch { telling.job }
  private let account = NightAPI()
  private let api: MockAPI

  init() throws {
    api = try account.serve()
    telling = try TellingJob(
      """
      waivers: waivers.yaml
      metrics: job.prom
      limits:
        openDays: { critical: 7, high: 30, medium: 60 }
        rotationDays: 45
        rotation: \(Self.rotation)
      """)
    try telling.secret("token", account.token + "\n")
    let live = "{ tokenFile: token, baseURL: \"\(api.url)\", ratePercent: 100, retries: 0 }"
    let configuration = try String(contentsOfFile: telling.job.config, encoding: .utf8)
      .replacing("  - directory: payloads\n", with: "  - northflank: \(live)\n  - directory: payloads\n")
      .replacing("directory: reports\n", with: "directory: reports\n  keepDetailsDays: 30\n")
    _ = try telling.job.scratch.file("job.yaml", configuration)
    _ = try telling.job.scratch.file("limits.yaml", "limits: { rotation: \(Self.rotation) }\n")
    _ = try telling.job.scratch.file(
      "waivers.yaml",
      """
      - { id: W-1, policy: \(Self.waivedPolicy), scope: { integration: \(Self.waived) }, owner: Ada Example,
          approver: Grace Example, reason: The key goes with the old cluster., created: \(date(Self.begin)),
          expires: \(date(Self.end)) }
      """)
  }

  /// Makes an integration with a key of its own, and looks once what it comes to at which age.
  private func make(_ id: String, created: Int) throws -> Integration {
    let key = JobScratch.randomKey()
    let document = try JobScratch.payload(id, key: key, created: date(created) + "T08:00:00.000Z")
    var made = Integration(id: id, key: key, created: created, document: document)
    let file = job.path + "/looked-at.json"
    try document.write(to: URL(filePath: file))
    for day in [created - 1, created, created + Self.rotation + 1] {
      let audited = try credence(
        "audit", file, "--format", "jsonl", "--now", date(day), "--fail-on", "none", "--config",
        job.path + "/limits.yaml", "--fingerprint-key", job.path + "/keys/fingerprint.key")
      var findings: [String: (severity: String, policy: String)] = [:]
      for finding in audited.records("finding") {
        findings[try #require(finding["finding"] as? String)] = (
          try #require(finding["severity"] as? String), try #require(finding["policy"] as? String)
        )
      }
      made.findings.append(findings)
    }
    func policies(_ age: Int, but other: Int) -> [String] {
      made.findings[age].filter { made.findings[other][$0.key] == nil }.map(\.value.policy)
    }
    // What age does is the only difference.
    #expect(policies(0, but: 1) == ["CRD-GEN-13"] && policies(1, but: 0) == [])
    #expect(policies(2, but: 1) == ["CRD-GEN-14"] && policies(1, but: 2) == [])
    return made
  }

  @Test func `every number that the job tells is right, whatever the nights bring`() throws {
    var model = NightModel()
    var there: [String: Integration] = [:]
    for id in Self.immortal { there[id] = try make(id, created: 0) }
    var filed = try make("integration-filed", created: 0)
    var counts = (digests: 0, faults: [:] as [NightAPI.Fault: Int])
    for night in 0..<90 {
      // What happens by day: integrations come, go, and change their keys.
      if night % 5 == 1 { there["integration-\(night)"] = try make("integration-\(night)", created: night) }
      let mortal = there.keys.filter { !Self.immortal.contains($0) }
      if night % 11 == 10, let gone = mortal.randomElement() { there[gone] = nil }
      if night % 7 == 3, let id = there.keys.filter({ $0 != Self.waived }).randomElement() {
        there[id] = try make(id, created: there[id]?.created ?? 0)
      }
      if night % 23 == 7 { filed = try make(filed.id, created: filed.created) }
      // Every third night the API fails, in one way after the other; on some a file is cut off.
      let faults = NightAPI.Fault.allCases
      let fault = night % 3 == 2 ? faults[night / 3 % faults.count] : nil
      let isCut = night % 17 == 16
      account.begin(there.mapValues(\.document), fault)
      try filed.document.write(to: URL(filePath: job.path + "/payloads/filed.json"))
      let cut = job.path + "/payloads/cut.json"
      if isCut { try Data("{\"data\":".utf8).write(to: URL(filePath: cut)) }
      defer { try? FileManager.default.removeItem(atPath: cut) }
      // The clock jumps back by ten days once, and by fifty ahead once, each for a night.
      let day = night == 50 ? 40 : night == 70 ? 120 : night
      let now = day * NightModel.day + (night == 50 ? 43_200 : 0)
      let time = date(day) + (night == 50 ? "T12:00:00Z" : "T00:00:00Z")

      // What the run should see.
      let (readable, failure) = NightAPI.readable(Array(there.keys), fault)
      var seen = NightModel.Night(isWhole: failure == nil && !isCut)
      let read = readable.compactMap { there[$0] } + [filed]
      for integration in read {
        seen.keys[integration.id] = integration.key
        for (id, finding) in integration.judged(on: day) {
          let isWaived = integration.id == Self.waived && finding.policy == Self.waivedPolicy
          seen.findings[id] = (finding.severity, isWaived && (Self.begin...Self.end).contains(day))
        }
      }
      let left = Self.end - day
      seen.warning = day < Self.begin || left > 14 ? nil : left < 0 ? 0 : left <= 1 ? 1 : left <= 7 ? 7 : 14
      let isGated =
        left < 0
        || seen.findings.values.contains { !$0.isWaived && ["high", "critical"].contains($0.severity) }
      let exit = failure ?? (isCut ? 65 : isGated ? 1 : 0)
      let (told, wentBack) = model.take(seen, at: now)

      let before = (hook: telling.hook.count, pings: telling.pings.count)
      let run = try job.run(time)
      let what: Comment = "night \(night), \(fault.map { "\($0)" } ?? "no fault"): \(run.words)"
      #expect(Int(run.code) == exit, what)
      #expect(run.words.contains("the run is partial") == !seen.isWhole, what)
      #expect(telling.pings.dropFirst(before.pings) == ["/start", exit == 0 ? "" : "/\(exit)"], what)
      // What is told is what happened, and where nothing did, nothing is.
      let digest = telling.hook.count > before.hook ? telling.hook.last : nil
      #expect((digest != nil) == (!told.isEmpty || !seen.isWhole || wentBack), what)
      if let digest {
        counts.digests += 1
        #expect(digest.counts.filter { $0.value > 0 } == told, what)
        #expect(digest.data["complete"] as? Bool == seen.isWhole, what)
        #expect(digest.data["clockWentBack"] as? Bool == wentBack, what)
        #expect(digest.data["integrations"] as? Int == read.count, what)
        #expect(digest.data["findings"] as? Int == seen.findings.count, what)
        #expect(digest.data["exit"] as? Int == exit, what)
      }
      try expectStatus(of: model, at: now, time, night, exit, read.count, seen.isWhole, what)
      try expectLedger(of: model, what)
      try expectReport(of: seen, night, what)
      if let fault { counts.faults[fault, default: 0] += 1 }
    }
    #expect(counts.digests > 30 && counts.digests < 90)
    #expect(NightAPI.Fault.allCases.allSatisfy { counts.faults[$0] ?? 0 >= 3 })
    #expect(Set(telling.hook.compactMap { $0.headers["webhook-id"] }).count == counts.digests)
    #expect(try job.verifyLog().code == 0)
  }

  /// What `job status` and the metrics say.
  private func expectStatus(
    of model: NightModel, at now: Int, _ time: String, _ night: Int, _ exit: Int, _ integrations: Int,
    _ isWhole: Bool, _ what: Comment
  ) throws {
    // What the metrics say each night, `job status` says by the same numbers: on every third, and around the jumps.
    let isAsked = night % 3 == 0 || [49, 50, 51, 70, 71].contains(night)
    let status = isAsked ? try job.status(time) : nil
    let metrics = try String(contentsOfFile: job.path + "/job.prom", encoding: .utf8).split(separator: "\n")
    let counts = [
      ("open", model.counts { !$0.isWaived }), ("waived", model.counts(\.isWaived)),
      ("overdue", model.counts { $0.overdue != nil }), ("undecided", model.counts { _ in false }),
    ]
    for (name, counts) in counts {
      if let status { #expect(status[name] as? [String: Int] == counts, what) }
      for (severity, count) in counts {
        let line = "credence_job_findings_\(name){severity=\"\(severity)\"} \(count)"
        #expect(metrics.contains { $0 == line }, what)
      }
    }
    let old = model.standing.filter { $0.since + NightModel.rotationDays * NightModel.day <= now }
    let numbers = [
      ("credentials", "credentials", 2 * model.standing.count),
      ("unrotated", "credentials_unrotated", 2 * old.count), ("entries", "log_entries", night + 1),
      ("waiting", "messages_waiting", 0),
    ]
    for (name, metric, number) in numbers {
      if let status { #expect(status[name] as? Int == number, what) }
      #expect(metrics.contains { $0 == "credence_job_\(metric) \(number)" }, what)
    }
    #expect(metrics.contains { $0 == "credence_job_last_run_exit_code \(exit)" }, what)
    #expect(metrics.contains { $0 == "credence_job_last_run_complete \(isWhole ? 1 : 0)" }, what)
    guard let status else { return }
    let last = (status["runs"] as? [[String: Any]])?.first ?? [:]
    #expect(last["exit"] as? Int == exit && last["integrations"] as? Int == integrations, what)
    #expect(last["complete"] as? Bool == isWhole && last["now"] as? String == time, what)
  }

  /// Each row of the ledger. Its names are keyed, so rows are compared without them.
  private func expectLedger(of model: NightModel, _ what: Comment) throws {
    let first = 1_767_225_600
    let ledger = try job.ledger()
    func seconds(_ value: Int?) -> Int? { value.map { $0 - first } }
    let findings = try ledger.read { try Row.fetchAll($0, sql: "SELECT * FROM finding") }.map { row in
      NightModel.Finding(
        severity: NightModel.severities[row["severity"]], firstSeen: row["firstSeen"] - first,
        lastSeen: row["lastSeen"] - first, resolved: seconds(row["resolved"]),
        reopened: seconds(row["reopened"]), isWaived: row["isWaived"], overdue: seconds(row["overdue"]))
    }
    #expect(counted(findings) == counted(Array(model.findings.values)), what)
    let keys = try ledger.read { try Row.fetchAll($0, sql: "SELECT * FROM credential") }.map { row in
      NightModel.Key(
        key: "", since: row["firstSeen"] - first, last: row["lastSeen"] - first,
        replaced: seconds(row["replaced"]), gone: seconds(row["gone"]),
        unrotated: seconds(row["unrotated"]))
    }
    let known = model.keys.values.joined().map { key in
      var key = key
      key.key = ""
      return key
    }
    #expect(counted(keys) == counted(known + known), what)
  }

  private func counted<Element: Hashable>(_ elements: [Element]) -> [Element: Int] {
    Dictionary(elements.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// What the night's sealed report holds, for who may open it.
  private func expectReport(of seen: NightModel.Night, _ night: Int, _ what: Comment) throws {
    #expect(job.sealedReports.count == night + 1)
    let entry = try String(contentsOfFile: job.state + "/log.jsonl", encoding: .utf8)
      .split(separator: "\n").last
    let name = try #require(entry?.firstMatch(of: /"report":"([^"]+)"/)?.1)
    let opened = try run("/usr/bin/age", ["-d", "-i", job.identity, job.reports + "/" + name])
    let findings = opened.records("finding")
    let ids = findings.compactMap { $0["finding"] as? String }
    #expect(ids.count == seen.findings.count && Set(ids) == Set(seen.findings.keys), what)
    let waived = findings.filter { $0["status"] as? String == "waived" }.count
    #expect(waived == seen.findings.values.count(where: \.isWaived), what)
    #expect(opened.summary["complete"] as? Bool == seen.isWhole, what)
  }
}
