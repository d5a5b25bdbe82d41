import Foundation
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
