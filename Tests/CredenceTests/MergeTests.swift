import Foundation
import PolicyEngine
import Testing

/// Reports of parts, merged, must say what a report of the whole does.
@Suite struct `Merged reports` {
  let scratch: Scratch
  let key: String
  /// A file for each few payloads of a fleet that shares secrets.
  let inputs: [String]

  init() throws {
    scratch = try Scratch()
    let keys = scratch.path + "/keys"
    #expect(try credence("keygen", "job", keys).code == 0)
    key = keys + "/fingerprint.key"
    // What stands in the first and in the last of the files.
    var canaries = Canaries.empty
    let shared = canaries.secret(40)
    func holder(_ id: String) -> String {
      #"{"id":"\#(id)","createdAt":"2026-01-01","name":"\#(id)","provider":"civo","credentials":{"apiKey":"\#(shared)"}}"#
    }
    var documents = ([holder("left")] + Fleet(count: 40, seed: 7).documents + [holder("right")])[...]
    var inputs: [String] = []
    while !documents.isEmpty {
      let few = documents.prefix(3)
      documents = documents.dropFirst(3)
      inputs.append(try scratch.file("in-\(inputs.count + 10).jsonl", few.joined(separator: "\n")))
    }
    inputs.append(try scratch.file("in-90.jsonl", "[{broken"))
    inputs.append(try scratch.file("in-91.jsonl", "[]"))
    self.inputs = inputs
  }

  private func audit(_ inputs: [String], key: String? = nil, as name: String = UUID().uuidString) throws
    -> String
  {
    let options = key.map { ["--fingerprint-key", $0] } ?? []
    let finished = try run(
      Scratch.credence,
      ["audit", "--format", "jsonl", "--now", "2026-11-24", "--workers", "1"] + options + inputs)
    #expect(!finished.output.isEmpty)
    return try scratch.file(name + ".jsonl", finished.text)
  }

  private func merge(_ reports: [String], _ options: String...) throws -> Finished {
    try run(Scratch.credence, ["report", "merge"] + reports + options)
  }

  private func merged(_ reports: [String]) throws -> String {
    try scratch.file(UUID().uuidString + ".jsonl", try merge(reports).text)
  }

  /// A report's text without its run record.
  private func body(_ text: String) -> String {
    text.split(separator: "\n").filter { !$0.hasPrefix(#"{"record":"run""#) }.joined(separator: "\n")
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func `say the same as one audit of everything, however it was split and merged`() throws {
    let whole = try merge([try audit(inputs, key: key)])
    #expect(whole.code == 65)
    for seed in 1...4 {
      var numbers = Numbers(seed: UInt64(seed))
      var parts: [[String]] = Array(repeating: [], count: 2 + seed)
      for input in inputs { parts[numbers.next(below: parts.count)].append(input) }
      let reports = try parts.filter { !$0.isEmpty }.map { try audit($0, key: key) }
      let flat = try merge(reports)
      #expect(body(flat.text) == body(whole.text))
      #expect(flat.code == whole.code)
      // In another order, and by way of a merged report.
      let first = try merged(Array(reports.prefix(2)))
      let nested = try merge([try merged(Array(reports.dropFirst(2).reversed()) + [first])])
      #expect(nested.text == flat.text)
    }
    // The canonical order moves records and changes none.
    let plain = try text(try audit(inputs, key: key)).split(separator: "\n").filter {
      $0.contains(#""record":"integration""#)
    }
    let sorted = whole.text.split(separator: "\n").filter { $0.contains(#""record":"integration""#) }
    #expect(Set(plain) == Set(sorted) && plain.count == sorted.count)
  }

  @Test func `find what is shared across them, and know when they can't`() throws {
    let half = inputs.count / 2
    let parts = [Array(inputs[..<half]), Array(inputs[half...])]
    func findings(_ text: String) -> Int { text.components(separatedBy: #""integrations":["#).count - 1 }
    let alone = try parts.map { findings(try text(try audit($0, key: key))) }
    let same = try merge(try parts.map { try audit($0, key: key) })
    #expect(findings(same.text) > alone.reduce(0, +))
    #expect(!same.words.contains("different fingerprint keys"))
    let other = try merge([try audit(parts[0], key: key), try audit(parts[1])])
    #expect(findings(other.text) == alone.reduce(0, +))
    #expect(other.words.contains("different fingerprint keys"))
    #expect(other.records("run").first?["fingerprints"] as? [String: String] != nil)
    let fingerprints = try #require(other.records("run").first?["fingerprints"] as? [String: String])
    #expect(fingerprints["compare"] == "equalOnly" && fingerprints["key"]?.contains(",") == true)
    let causes = try #require(other.records("summary").first?["causes"] as? [[String: Any]])
    #expect(causes.contains { ($0["reason"] as? String ?? "").contains("different fingerprint keys") })
  }

  @Test func `find what every fleet policy is about, whichever report it stands in`() throws {
    let pack = try String(contentsOfFile: Scratch.root + "/policies/fleet.yaml", encoding: .utf8)
    let policies = try PolicySet.load(packs: [PolicyPack(name: "fleet.yaml", text: pack)]).policies
    #expect(policies.count > 5 && policies.allSatisfy { $0.fleet != nil })
    // The examples of all policies, each with ids of its own.
    var documents: [String] = []
    for (number, test) in policies.flatMap(\.tests).enumerated() {
      let given = try JSONSerialization.jsonObject(with: Data(test.givenAsJSON().utf8))
      for (place, var document) in try #require(given as? [[String: Any]]).enumerated() {
        document["id"] = "\(number)-\(document["id"] as? String ?? "\(place)")"
        documents.append(
          String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self))
      }
    }
    let files = try documents.enumerated().map { number, document in
      try scratch.file("example-\(1000 + number).json", document)
    }
    func fleet(_ report: Finished) throws -> [String: [String]] {
      let all = try #require(report.records("summary").first?["fleet"] as? [String: Any])
      return all.compactMapValues { $0 as? [String] }
    }
    let whole = try merge([try audit(files, key: key)])
    #expect(try fleet(whole)["fail"] == policies.map(\.id))
    // What belongs together stands apart at first, and then at random.
    for seed in 0...3 {
      var numbers = Numbers(seed: UInt64(seed))
      var parts: [[String]] = Array(repeating: [], count: 2 + seed)
      for (number, file) in files.enumerated() {
        parts[seed == 0 ? number % 2 : numbers.next(below: parts.count)].append(file)
      }
      let reports = try parts.filter { !$0.isEmpty }.map { try audit($0, key: key) }
      let flat = try merge(reports.reversed())
      #expect(body(flat.text) == body(whole.text))
      let nested = try merge([try merged(Array(reports.dropFirst())), reports[0]])
      #expect(nested.text == flat.text)
    }
    // Under different keys nothing that doesn't look shared is called so.
    let halves = [Array(files[..<(files.count / 2)]), Array(files[(files.count / 2)...])]
    let other = try merge([try audit(halves[0], key: key), try audit(halves[1])])
    #expect(try fleet(other)["pass"] == [])
    let page = try run(
      Scratch.credence,
      ["report", "export", "--format", "html", try scratch.file("keys.jsonl", other.text)])
    #expect(page.text.contains("different fingerprint keys, so what is shared"))
  }

  @Test func `say first that different policies made them`() throws {
    let own = scratch.path + "/own"
    #expect(mkdir(own, 0o755) == 0)
    _ = try scratch.file("own/own.yaml", "- id: CRD-GEN-04\n  off: known, and looked at elsewhere\n")
    let options = ["--format", "jsonl", "--now", "2026-11-24", "--fingerprint-key", key]
    func report(_ more: String...) throws -> String {
      let finished = try run(Scratch.credence, ["audit", inputs[0]] + options + more)
      return try scratch.file(UUID().uuidString + ".jsonl", finished.text)
    }
    let reports = [try report(), try report("--policies", own)]
    let both = try merge(reports)
    #expect(both.words.contains("note: the reports were made with different policies"))
    let policies = try #require(both.records("run").first?["policies"] as? [String: Any])
    #expect(policies["differ"] as? Bool == true)
    let nested = try merge([try merged(reports), reports[0]])
    #expect(nested.text == both.text)
    for format in ["table", "html", "markdown", "sarif", "csv", "junit", "ocsf", "oscal", "defectdojo"] {
      let said = try run(Scratch.credence, ["report", "merge", "--format", format] + reports)
      #expect(said.text.contains("made with different policies"), "\(format)")
      #expect(said.text.contains("switched off: known, and looked at elsewhere"), "\(format)")
    }
    #expect(!(try merge([reports[0], reports[0]])).text.contains(#""differ""#))
    // The same where two are compared.
    let page = try credence("report", "export", reports[0], "--format", "html", "--previous", reports[1])
    #expect(page.text.contains("The previous report was made with other policies"))
    #expect(
      try credence("report", "diff", reports[1], reports[0]).text.contains(
        "! The older report was made with other policies"))
    let later = try run(
      Scratch.credence, ["audit", inputs[0], "--baseline", reports[1]] + options.dropFirst(2))
    #expect(later.text.contains("! The baseline was made with other policies"))
  }

  @Test func `end an export as an audit of all would, where that is asked for`() throws {
    let reports = [try audit([inputs[0]], key: key), try audit([inputs[1]], key: key)]
    func code(_ options: String...) throws -> Int32 {
      try run(Scratch.credence, ["report", "export", "--format", "csv"] + options).code
    }
    #expect(try code(reports[0], reports[1]) == 0 && code(reports[0]) == 0)
    #expect(try code(reports[0], reports[1], "--fail-on", "high") == 1)
    #expect(try code(reports[0], "--fail-on", "high") == 1)
    #expect(try code(reports[0], reports[1], "--fail-on", "none") == merge(reports, "--fail-on", "none").code)
    #expect(try code(reports[0], "--fail-on", "worst") == 64)
    #expect(try code(reports[0], "--allow-unevaluated") == 64)
  }

  @Test func `say of waivers what one audit of everything says`() throws {
    let whole = try run(Scratch.credence, ["audit", "--format", "jsonl", "--now", "2026-11-24"] + inputs)
    let failed = whole.records("finding").filter { $0["integration"] as? String == "left" }
      .compactMap { $0["policy"] as? String }
    #expect(failed.count > 1)
    func waiver(_ id: String, _ policy: String, _ integration: String, until day: String) -> String {
      """
      - id: \(id)
        policy: \(policy)
        scope: { integration: \(integration) }
        owner: Ada Example
        approver: Grace Example
        reason: It moves in spring.
        created: 2026-10-01
        expires: \(day)

      """
    }
    let waivers = try scratch.file(
      "waivers.yaml",
      waiver("W-holds", failed[0], "left", until: "2026-12-01")
        + waiver("W-lapsed", failed[1], "left", until: "2026-11-01")
        + waiver("W-unused", failed[0], "nowhere", until: "2027-01-01"))
    func audit(_ inputs: [String]) throws -> String {
      let options = ["--format", "jsonl", "--now", "2026-11-24", "--waivers", waivers]
      let finished = try run(
        Scratch.credence, ["audit", "--fingerprint-key", key] + options + inputs)
      return try scratch.file(UUID().uuidString + ".jsonl", finished.text)
    }
    let half = inputs.count / 2
    let one = try merge([try audit(inputs)])
    let two = try merge([try audit(Array(inputs[..<half])), try audit(Array(inputs[half...]))])
    #expect(body(one.text) == body(two.text))
    #expect(two.code == one.code)
    let summary = try #require(two.records("summary").first?["waivers"] as? [String: Any])
    #expect(summary["lapsed"] as? [String] == ["W-lapsed"])
    #expect(summary["unused"] as? [String] == ["W-unused"])
    #expect((summary["expiring"] as? [[String: Any]])?.first?["waiver"] as? String == "W-holds")
  }

  @Test func `take what stands in several of them once`() throws {
    let report = try audit(Array(inputs.prefix(3)), key: key)
    let twice = try merge([report, report])
    #expect(twice.text == (try merge([report])).text)
    #expect(twice.words.contains("note: ") && twice.words.contains("count once"))
  }

  @Test func `are sealed and exported like any other`() throws {
    let reports = [
      try audit(Array(inputs.prefix(2)), key: key), try audit(Array(inputs.suffix(3)), key: key),
    ]
    let keys = scratch.path + "/keys"
    #expect(try credence("keygen", "reader", keys).code == 0)
    let sealed = scratch.path + "/merged.age"
    let finished = try merge(
      reports, "--seal", "--single-recipient", "--recipients-file", keys + "/recipient.txt", "--sign-key",
      keys + "/signing.key", "-o", sealed)
    #expect(finished.code == 65)
    let shown = try credence(
      "report", "verify", sealed, "--identity", keys + "/identity.txt", "--verify-key", keys + "/signing.pub")
    #expect(shown.code == 0)
    let straight = try run(Scratch.credence, ["report", "export", "--format", "csv"] + reports)
    let plain = try scratch.file("plain.jsonl", try merge(reports).text)
    #expect(straight.output == (try credence("report", "export", "--format", "csv", plain)).output)
    #expect(straight.code == 0 && straight.words.hasPrefix("note: the report is partial"))
  }
}

/// The same numbers for the same seed.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
