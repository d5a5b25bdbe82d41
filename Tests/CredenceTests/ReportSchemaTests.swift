import Facts
import Foundation
import Reporting
import Testing

/// `reports/report.schema.json`, held against what the program writes. `make test-interop` does the same with
/// another's validator.
@Suite struct `The report's schema` {
  let definitions: [String: [String: Any]]

  init() throws {
    let data = try Data(contentsOf: URL(filePath: Scratch.root + "/reports/report.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(schema["title"] as? String == RunRecord.schema)
    definitions = try #require(schema["$defs"] as? [String: [String: Any]])
  }

  private static let named = ["run", "framework", "integration", "finding", "summary", "signature"]

  private func resolved(_ schema: [String: Any]) -> [String: Any] {
    let name = (schema["$ref"] as? String)?.split(separator: "/").last.map(String.init)
    return schema.merging(name.flatMap { definitions[$0] } ?? [:]) { own, _ in own }
  }

  /// Walks a value by its schema: gives what doesn't fit, and notes the keys that it met.
  private func misfits(_ value: Any, _ schema: [String: Any], _ path: String, _ met: inout Set<String>)
    -> [String]
  {
    let schema = resolved(schema)
    var misfits: [String] = []
    if let constant = schema["const"] as? NSObject, !constant.isEqual(value) { misfits.append(path) }
    if let words = schema["enum"] as? [NSObject], !words.contains(where: { $0.isEqual(value) }) {
      misfits.append(path)
    }
    if let object = value as? [String: Any] {
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      for (key, member) in object {
        guard let property = properties[key] ?? schema["additionalProperties"] as? [String: Any] else {
          misfits.append("\(path).\(key)")
          continue
        }
        if properties[key] != nil { met.insert("\(path).\(key)") }
        misfits += self.misfits(member, property, "\(path).\(key)", &met)
      }
      for key in schema["required"] as? [String] ?? [] where object[key] == nil {
        misfits.append("\(path).\(key) missing")
      }
    }
    for element in value as? [Any] ?? [] {
      guard let items = schema["items"] as? [String: Any] else { return misfits + [path] }
      misfits += self.misfits(element, items, path + "[]", &met)
    }
    return misfits
  }

  /// Calls `body` with each object that a schema describes, and its path.
  private func forEachObject(_ schema: [String: Any], _ path: String, _ body: ([String: Any], String) -> Void)
  {
    if let properties = schema["properties"] as? [String: [String: Any]] {
      body(schema, path)
      for (key, property) in properties { forEachObject(property, "\(path).\(key)", body) }
    }
    if let items = schema["items"] as? [String: Any] { forEachObject(items, path + "[]", body) }
  }

  @Test func `has a sentence for every key, and takes no key that it hasn't`() throws {
    for name in Self.named {
      forEachObject(try #require(definitions[name]), name) { object, path in
        #expect(object["additionalProperties"] as? Bool == false, "\(path)")
        for (key, property) in object["properties"] as? [String: [String: Any]] ?? [:] {
          let sentence = property["description"] as? String ?? ""
          #expect(sentence.hasSuffix(".") && sentence.first?.isUppercase == true, "\(path).\(key)")
        }
      }
    }
  }

  @Test func `fits every record of runs of all kinds, which have every key that it names`() throws {
    let scratch = try Scratch()
    let keys = scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    for (index, bad) in BadInput.all.enumerated() {
      try Data(bad.input).write(to: URL(filePath: scratch.path + "/\(index).jsonl"))
    }
    let fleet = try scratch.file("fleet.jsonl", Fleet(count: 60, seed: 2).documents.joined(separator: "\n"))
    let fields = (0..<300).map { "\"k\($0)\":1" }.joined(separator: ",")
    _ = try scratch.file("many.json", #"{"id":"m","provider":"civo","credentials":{\#(fields)}}"#)
    let odd = try scratch.file(
      "odd.jsonl",
      #"""
      {"name":"Odd","provider":"new","features":["byoc","later"],"credentials":{"other":"x"}}
      {"id":"a","provider":"aws","aws":{"authenticationMode":"later"},"credentials":{"accessKey":null,"secretKey":""}}
      {"id":"b","provider":"azure","createdAt":"x","credentials":{"secret":"${args.S}","clientId":"****"}}
      """#)
    _ = try scratch.file("document.yaml", "name: YAML\nprovider: civo\n")
    let own = scratch.path + "/own"
    #expect(mkdir(own, 0o755) == 0)
    _ = try scratch.file("own/own.yaml", "- id: CRD-GEN-04\n  off: known, and looked at elsewhere\n")
    let today = Date.now.formatted(.iso8601.year().month().day())
    let soon = (Date.now + 5 * 86400).formatted(.iso8601.year().month().day())
    let waivers = try scratch.file(
      "waivers.yaml",
      """
      - id: W-1
        policy: CRD-AZ-01
        scope: { integration: b }
        owner: platform@example.com
        approver: security@example.com
        reason: There is nothing better yet.
        created: \(today)
        expires: \(soon)
        ticket: ACME-7
      """)
    let lasting = ["--fingerprint-key", keys + "/fingerprint.key", "--team", "platform"]
    let earlier = try run(
      Scratch.credence, ["audit", fleet, odd, "--format", "jsonl", "--now", "2026-08-01"] + lasting)
    let baseline = try scratch.file("earlier.report", earlier.text)
    let finished = try credence(
      "audit", scratch.path, "--waivers", waivers, "--baseline", baseline, "--fingerprint-key", lasting[1],
      Scratch.root + "/examples", fleet, odd, scratch.path + "/none.json", "--format",
      "jsonl", "--team", "platform", "--policies", own, "--seal", "--single-recipient", "--recipients-file",
      keys + "/recipient.txt", "--sign-key", keys + "/signing.key", "-o", scratch.path + "/r.age")
    #expect(
      finished.code == 74 && Set(finished.records.compactMap { $0["record"] as? String }) == Set(Self.named))
    let report = try scratch.file("report.txt", finished.text)
    let other = try scratch.file(
      "other.txt", try credence("audit", Scratch.root + "/examples", "--format", "jsonl").text)
    let merged = try credence("report", "merge", report, other)
    #expect(merged.records.count > 4)
    var met: Set<String> = []
    let live = try LiveScratch(1, claims: #"{"iat":1767225600,"exp":4102444800}"#).audit()
    for record in finished.records + merged.records + live.records {
      let name = try #require(record["record"] as? String)
      #expect(misfits(record, try #require(definitions[name]), name, &met) == [])
    }
    var named: Set<String> = []
    for name in Self.named {
      forEachObject(try #require(definitions[name]), name) { object, path in
        named.formUnion((object["properties"] as? [String: Any] ?? [:]).keys.map { "\(path).\($0)" })
      }
    }
    #expect(named.subtracting(met) == [])
  }

  @Test func `has the words that the program has`() throws {
    func words(_ definition: String, _ path: String...) throws -> [String] {
      var schema = try #require(definitions[definition])
      for key in path {
        let next = key == "[]" ? schema["items"] : (schema["properties"] as? [String: Any])?[key]
        schema = resolved(try #require(next as? [String: Any]))
      }
      return try #require(schema["enum"] as? [NSObject]).map { "\($0)" }.sorted()
    }
    func all<W: Word>(_ word: W.Type) -> [String] { W.allCases.map(\.word).sorted() }
    #expect(try words("integration", "form") == all(DocumentForm.self))
    #expect(try words("integration", "mode", "source") == all(ModeSource.self))
    #expect(try words("integration", "fields", "[]", "state") == all(FieldState.self))
    #expect(try words("integration", "fields", "[]", "class") == all(FieldClass.self))
    #expect(try words("finding", "severity") == all(Severity.self))
    #expect(try words("finding", "basis") == all(Basis.self))
    #expect(try words("finding", "status") == all(FindingStatus.self))
    // A run that finds the lock held writes no report.
    let codes = Reporting.ExitCode.allCases.filter { $0 != .locked }.map { "\($0.rawValue)" }.sorted()
    #expect(try words("summary", "exit") == codes)
    #expect(try words("summary", "causes", "[]", "code") == codes.filter { $0 != "0" })
  }
}
