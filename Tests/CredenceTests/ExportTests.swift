import Foundation
import FoundationXML
import Reporting
import Testing

/// A report of everything that a report may hold, made once.
struct Varied {
  let scratch: Scratch
  let report: String
  let input: String

  init() throws {
    scratch = try Scratch()
    let documents = [
      #"{"id":"one","createdAt":"2026-05-02T08:00:00Z","name":"=1+1","provider":"civo","credentials":{"apiKey":"KEY"}}"#,
      #"{"id":"two","createdAt":"2026-05-02T08:00:00Z","name":"<b>&\"it's\"</b>","provider":"coreweave","credentials":{"apiKey":"KEY"}}"#,
      #"{"name":"  @SUM(A1)","provider":"aws","aws":{"authenticationMode":"accessKey"},"credentials":{"accessKey":"AKIATNYWIHM56AEM3LXW"}}"#,
      #"{"name":"<!channel> | `x` [a](https://example.com)","provider":"new","credentials":{"k":"v"}}"#,
      #"{"id":"held","createdAt":"2026-05-02T08:00:00Z","name":"\u202e\u0007\ufffe","provider":"gcp"}"#,
    ]
    var canaries = Canaries.empty
    let key = canaries.secret(40)
    input = try scratch.file(
      "in.jsonl", documents.map { $0.replacing("KEY", with: key) }.joined(separator: "\n") + "\n{broken\n")
    let finished = try credence("audit", input, "--format", "jsonl", "--now", "2026-11-24T08:00:00Z")
    report = try scratch.file("report.jsonl", finished.text)
  }

  /// The report in a format.
  func export(_ format: String, _ options: String..., of file: String? = nil) throws -> Finished {
    try run(Scratch.credence, ["report", "export", file ?? report, "--format", format] + options)
  }

  /// What an audit of nothing leaves, and one of an integration without a finding.
  func others() throws -> [String] {
    let empty = try scratch.file("empty.json", "[]")
    let role = Scratch.root + "/examples/aws-role.json"
    return try [empty, role].enumerated().map { index, input in
      let finished = try credence("audit", input, "--format", "jsonl", "--now", "2026-11-24")
      return try scratch.file("other-\(index).jsonl", finished.text)
    }
  }
}

@Suite struct `Reports in other formats` {
  static let formats = ExportFormat.all.map(\.name)

  @Test(arguments: formats)
  func `are the same bytes for the same report, straight from an audit too`(format: String) throws {
    let varied = try Varied()
    let first = try varied.export(format)
    #expect(first.code == 0 && !first.output.isEmpty)
    #expect(first.words.hasPrefix("note: the report is partial"))
    #expect(try varied.export(format).output == first.output)
    let key = varied.scratch.path + "/keys"
    #expect(try credence("keygen", "job", key).code == 0)
    let options = [
      "audit", varied.input, "--now", "2026-11-24", "--fingerprint-key", key + "/fingerprint.key",
    ]
    let straight = try run(Scratch.credence, options + ["--format", format])
    let records = try run(Scratch.credence, options + ["--format", "jsonl"])
    let file = try varied.scratch.file("again.jsonl", records.text)
    #expect(straight.code == 65)
    #expect(straight.output == (try varied.export(format, of: file)).output)
  }

  @Test func `of a report that other policies made say so`() throws {
    let varied = try Varied()
    let text = try String(contentsOfFile: varied.report, encoding: .utf8)
    let digest = try #require(text.firstMatch(of: /"digest":"[0-9a-f]{60}/)).output
    let file = try varied.scratch.file(
      "other.jsonl", text.replacing(digest, with: digest.dropLast(4) + "0000"))
    #expect(
      try varied.export("csv", of: file).words.hasPrefix("note: the report was made with other policies"))
  }

  @Test(arguments: formats)
  func `of a report that was cut off, or is none, end in an error`(format: String) throws {
    let varied = try Varied()
    let lines = try String(contentsOfFile: varied.report, encoding: .utf8).split(separator: "\n")
    for text in [
      lines.dropLast().joined(separator: "\n"), "", "{}", "[", lines.dropFirst().joined(separator: "\n"),
    ] {
      let finished = try varied.export(format, of: try varied.scratch.file("cut.jsonl", text))
      #expect(finished.code == 65)
      #expect(finished.words.hasPrefix("error: ") && finished.words.contains("\nhint: "))
    }
    #expect(try varied.export(format, of: varied.scratch.path + "/none").code == 74)
  }

  @Test(arguments: formats)
  func `come out of a sealed report that verifies, and of no other`(format: String) throws {
    let varied = try Varied()
    let keys = varied.scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    let sealed = varied.scratch.path + "/r.age"
    let audit = try credence(
      "audit", varied.input, "--format", format, "--seal", "--single-recipient", "--recipients-file",
      keys + "/recipient.txt", "--sign-key", keys + "/signing.key", "-o", sealed)
    #expect(audit.code == 65)
    let opened = try varied.export(
      format, "--identity", keys + "/identity.txt", "--verify-key", keys + "/signing.pub", of: sealed)
    #expect(opened.code == 0)
    #expect(opened.output == audit.output)
    #expect(try varied.export(format, of: sealed).code == 78)
    var bytes = try Data(contentsOf: URL(filePath: sealed))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: sealed))
    let refused = try varied.export(
      format, "--identity", keys + "/identity.txt", "--verify-key", keys + "/signing.pub", of: sealed)
    #expect(refused.code == 65 && refused.output.isEmpty)
  }

  @Test(arguments: formats)
  func `are well formed for reports of nothing and of nothing wrong too`(format: String) throws {
    let varied = try Varied()
    for file in try varied.others() + [varied.report] {
      let finished = try varied.export(format, of: file)
      #expect(finished.code == 0)
      #expect(WellFormed.problem(finished.text, format) == nil, "\(format)")
    }
  }

  @Test func `as SARIF leave what is waived to the full profile, which marks it`() throws {
    let varied = try Varied()
    let text = try String(contentsOfFile: varied.report, encoding: .utf8)
    let first = try #require(text.firstRange(of: #""status":"open""#))
    let file = try varied.scratch.file(
      "waived.jsonl", text.replacingCharacters(in: first, with: #""status":"waived""#))
    func results(_ options: String...) throws -> [[String: Any]] {
      let finished = try run(
        Scratch.credence, ["report", "export", file, "--format", "sarif"] + options)
      let log = try #require(try JSONSerialization.jsonObject(with: finished.output) as? [String: Any])
      return try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
    }
    let full = try results("--profile", "full")
    #expect(full.count { $0["suppressions"] != nil } == 1)
    #expect(try results().count == full.count - 1)
    #expect(try results().allSatisfy { $0["suppressions"] == nil })
    let junit = try varied.export("junit", of: file).text
    #expect(junit.components(separatedBy: "<skipped").count == 2)
    #expect(try varied.export("csv", of: file).text.contains("\r\nwaived,"))
    #expect(try varied.export("ocsf", of: file).text.contains(#""status_id":3,"status":"Suppressed""#))
    #expect(try varied.export("oscal", of: file).text.contains(#""status":"deviation-approved""#))
    #expect(try varied.export("defectdojo", of: file).text.contains(#""active":false,"risk_accepted":true"#))
    let metrics = try varied.export("prometheus", of: file).text
    #expect(metrics.contains("credence_checks{outcome=\"waived\"} 1\n"))
  }

  @Test func `as SARIF for GitHub are the worst that it takes, and tell of the rest`() throws {
    let varied = try Varied()
    let lines = try String(contentsOfFile: varied.report, encoding: .utf8).split(separator: "\n")
    let group = lines.dropFirst().prefix {
      !$0.contains(#""integrations":["#) && !$0.contains(#""record":"summary""#)
    }
    func count(_ severity: String) -> Int {
      group.count { $0.contains(#""record":"finding""#) && $0.contains(#""severity":"\#(severity)""#) }
    }
    let all = group.count { $0.contains(#""record":"finding""#) }
    let times = 25_000 / all + 1
    let many = lines.prefix(1) + Array(repeating: group, count: times).joined() + lines.suffix(1)
    let file = try varied.scratch.file("many.jsonl", many.joined(separator: "\n"))
    let text = try varied.export("sarif", of: file).text
    let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 25_000)
    let severities = results.compactMap { ($0["properties"] as? [String: Any])?["severity"] as? String }
    #expect(severities.count { $0 == "high" } == count("high") * times && severities.first == "high")
    #expect((run["properties"] as? [String: Any])?["omittedFindings"] as? Int == all * times - 25_000)
    #expect(text.contains("results were left out") && text.contains(#""executionSuccessful":false"#))
  }

  @Test func `as OSCAL name nothing that isn't there, and satisfy nothing that wasn't evaluated`() throws {
    let varied = try Varied()
    for file in try varied.others() + [varied.report] {
      let text = try varied.export("oscal", of: file).text
      let all = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      var uuids: [String] = []
      var references: Set<String> = []
      func visit(_ value: Any) {
        for (key, member) in value as? [String: Any] ?? [:] {
          if key == "uuid", let uuid = member as? String { uuids.append(uuid) }
          if key.hasSuffix("-uuid"), let uuid = member as? String { references.insert(uuid) }
          if key == "href", let link = member as? String, link.hasPrefix("#") {
            references.insert(String(link.dropFirst()))
          }
          visit(member)
        }
        for element in value as? [Any] ?? [] { visit(element) }
      }
      visit(all)
      #expect(Set(uuids).count == uuids.count)
      #expect(references.subtracting(uuids).isEmpty && !references.isEmpty)
      let results = (all["assessment-results"] as? [String: Any])?["results"] as? [[String: Any]]
      let findings = try #require(results?.first?["findings"] as? [[String: Any]])
      for finding in findings {
        let target = try #require(finding["target"] as? [String: Any])
        let status = try #require(target["status"] as? [String: Any])
        let words = finding["description"] as? String ?? ""
        let isWhole = words.hasPrefix("Failed for 0, waived for 0, ") && words.contains("evaluable for 0 ")
        let isFleet = words.hasPrefix("Passed across")
        #expect(
          (status["state"] as? String == "satisfied")
            == (isWhole && !words.contains("passed for 0,") || isFleet))
      }
    }
  }

  /// Markdown without its code, as CommonMark tells the two apart: a run of backquotes ends at one as long.
  static func prose(of text: String) -> String {
    var prose = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "`") {
      prose += rest[..<start]
      let fence = rest[start...].prefix { $0 == "`" }
      var inside = rest[fence.endIndex...]
      while let next = inside.firstIndex(of: "`") {
        let other = inside[next...].prefix { $0 == "`" }
        inside = inside[other.endIndex...]
        if other.count == fence.count { break }
      }
      rest = inside
    }
    return prose + rest
  }

  /// Names that mean something to one format or another.
  static let hostile = [
    "=cmd|' /C calc'!A0", "\t=1", "＝1", "<script>alert(1)</script>", "]]><x>", "<!channel> <@U1> @everyone",
    "a | b `c` [d](javascript:alert(1)) https://example.com www.example.com", "# h", "\u{202E}dlrow\u{2066}",
    "line\r\nbreak\u{0}\u{1B}[31m", "\u{FFFE}\u{FEFF}", "${jndi:ldap://x} {{7*7}}", "\\\"'&amp;",
  ]

  @Test(arguments: hostile)
  func `let no name mean anything to them`(name: String) throws {
    let varied = try Varied()
    let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    let text = try String(contentsOfFile: varied.report, encoding: .utf8)
      .replacing(#""name":"=1+1""#, with: "\"name\":\(quoted)")
      .replacing("=1+1 holds", with: quoted.dropFirst().dropLast() + " holds")
    let file = try varied.scratch.file("hostile.jsonl", text)
    for format in Self.formats {
      let finished = try varied.export(format, of: file)
      #expect(finished.code == 0)
      #expect(WellFormed.problem(finished.text, format) == nil, "\(format)")
      guard ["csv", "junit", "markdown", "html"].contains(format) else { continue }
      let scalars = finished.text.unicodeScalars
      let hidden = scalars.filter {
        $0.value < 0x20 && $0 != "\n" && $0 != "\r" || 0x202A...0x202E ~= $0.value
          || 0x2066...0x2069 ~= $0.value
          || $0.value >= 0xFFFE && $0.value <= 0xFFFF
      }
      #expect(hidden.isEmpty, "\(format)")
    }
    let markdown = try varied.export("markdown", of: file).text
    // Code may hold anything; prose may not.
    let prose = Self.prose(of: markdown).replacing(/\\./, with: "")
    for sign in ["<", "@everyone", "](", "://example", "\u{1B}"] where name.contains(sign) || sign == "\u{1B}"
    {
      #expect(!prose.contains(sign), "\(sign)")
    }
    let sarif = try varied.export("sarif", of: file).text
    if name.contains("](") { #expect(sarif.contains(#"\\[d\\]("#)) }
    for row in CSV.rows(try varied.export("csv", of: file).text) {
      for cell in row { #expect(cell.first.map { !"=+-@＝\t\r\n".contains($0) } ?? true, "\(cell)") }
    }
  }

  @Test func `as CSV guard cells that are formulas, and have a row for each outcome`() throws {
    let varied = try Varied()
    let rows = CSV.rows(try varied.export("csv").text)
    let header = try #require(rows.first)
    #expect(rows.allSatisfy { $0.count == header.count })
    let names = Set(rows.map { $0[5] })
    #expect(names.contains("'=1+1") && names.contains("'  @SUM(A1)"))
    #expect(names.contains("<b>&\"it's\"</b>"))
    for cell in rows.joined() {
      #expect(cell.first.map { !"=+-@\t\r\n".contains($0) } ?? true, "\(cell)")
    }
    #expect(Set(CSV.rows(try varied.export("csv", "--raw").text).map { $0[5] }).contains("=1+1"))
    let records = try run("/bin/cat", [varied.report]).records
    let results = records.compactMap { $0["results"] as? [String: [String]] }
    let summary = try #require(records.last { $0["record"] as? String == "summary" })
    let fleet = try #require(summary["fleet"] as? [String: Any])
    for (outcome, key) in [("pass", "pass"), ("not evaluable", "notEvaluable")] {
      let expected =
        results.reduce(0) { $0 + ($1[key]?.count ?? 0) } + ((fleet[key] as? [String])?.count ?? 0)
      #expect(rows.count { $0[0] == outcome } == expected)
    }
    #expect(rows.count { $0[0] == "fail" } == records.count { $0["record"] as? String == "finding" })
    #expect(rows.count { $0[0] == "not read" } == 1)
  }

  @Test func `as JSON are one document with sorted keys, which holds all that the records do`() throws {
    let varied = try Varied()
    let text = try varied.export("json").text
    let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    let sorted = try JSONSerialization.data(
      withJSONObject: parsed, options: [.sortedKeys, .withoutEscapingSlashes])
    #expect(text == String(decoding: sorted, as: UTF8.self) + "\n")
    var records = try run("/bin/cat", [varied.report]).records
    var integrations: [[String: Any]] = []
    var findings: [[[String: Any]]] = []
    var shared: [NSDictionary] = []
    var frameworks: [NSDictionary] = []
    for index in records.indices {
      let kind = records[index].removeValue(forKey: "record") as? String
      switch kind {
      case "run": #expect(parsed["run"] as? NSDictionary == records[index] as NSDictionary)
      case "summary": #expect(parsed["summary"] as? NSDictionary == records[index] as NSDictionary)
      case "framework": frameworks.append(records[index] as NSDictionary)
      case "integration":
        integrations.append(records[index])
        findings.append([])
      case "finding" where records[index]["integration"] != nil:
        findings[findings.count - 1].append(records[index])
      default: shared.append(records[index] as NSDictionary)
      }
    }
    for place in integrations.indices { integrations[place]["findings"] = findings[place] }
    #expect(parsed["integrations"] as? NSArray == integrations as NSArray)
    #expect(parsed["frameworks"] as? [NSDictionary] == frameworks && !frameworks.isEmpty)
    #expect(parsed["sharedFindings"] as? [NSDictionary] == shared && !shared.isEmpty)
  }
}

/// A reader of RFC 4180, to hold what is written against.
enum CSV {
  static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var bytes = Array(text.unicodeScalars)[...]
    while let scalar = bytes.popFirst() {
      switch scalar {
      case "\"" where isQuoted && bytes.first == "\"":
        cell.unicodeScalars.append(scalar)
        bytes.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(cell)
        cell = ""
      case "\r" where !isQuoted && bytes.first == "\n":
        bytes.removeFirst()
        rows.append(row + [cell])
        (row, cell) = ([], "")
      default: cell.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}

/// Whether a text is in a format's grammar, as far as that can be told here. `make test-interop` asks others.
enum WellFormed {
  /// What is wrong, if anything.
  static func problem(_ text: String, _ format: String) -> String? {
    switch format {
    case "ocsf":
      return text.split(separator: "\n").contains { !isJSON(String($0)) } ? "a line isn't JSON" : nil
    case "junit":
      let parser = XMLParser(data: Data(text.utf8))
      return parser.parse() ? nil : "\(parser.parserError.debugDescription) in line \(parser.lineNumber)"
    case "csv":
      let widths = Set(CSV.rows(text).map(\.count))
      return widths.count == 1 ? nil : "rows have \(widths) cells"
    case "prometheus":
      let line = /^(# (HELP|TYPE) credence_[a-z_]+ .+|credence_[a-z_]+(\{([a-z]+="[^"\\\n]*",?)+\})? [0-9]+)$/
      return text.split(separator: "\n").first { $0.wholeMatch(of: line) == nil }.map(String.init)
    case "markdown": return text.hasPrefix("# ") ? nil : "there is no heading"
    case "html": return text.hasPrefix("<!") ? nil : "there is no document type"
    default: return isJSON(text) ? nil : "it isn't JSON"
    }
  }

  private static func isJSON(_ text: String) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
  }
}
