import Foundation
import Testing

@testable import Reporting

@Suite struct `The terminal's view` {
  /// Names that try to be more than names. What a name does to the terminal's columns comes behind it.
  static let hostile: [(name: String, columns: Int)] = [
    ("\u{1B}[31mred\u{1B}]0;title\u{07}", 0), ("two\nlines\r\ttab", 0), ("עברית و عربي", 12),
    ("\u{202E}turned\u{2066}", 0), ("👩‍👩‍👧‍👦 family", 9), ("日本語の名前", 12), ("e\u{301}clair", 6),
    ("🇩🇪🏳️‍🌈❤️", 6), ("한국", 4), ("\u{9B}31m\u{2028}", 0), ("ไทย", 3),
    (String(repeating: "x", count: 300), 300), ("a\u{200B}b\u{FEFF}\u{E0041}", 0),
  ]

  private func report(names: [String], isComplete: Bool = true) throws -> Report {
    var lines = [
      #"{"record":"run","schema":"credence.report/1","run":"r","tool":{"name":"credence","version":"0.1.0"},"team":"t\#("\\u001b")[2J","clock":{"now":"2026-11-24T00:00:00Z","source":"system"},"policies":{"packs":[],"overridden":["A\#("\\n")B"],"switchedOff":[{"policy":"X","reason":"\#("\\u202e")why"}]},"fingerprints":{"key":"k","compare":"thisReport"},"memoryLocked":true,"recipients":[]}"#
    ]
    for (index, name) in names.enumerated() {
      let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
      lines.append(
        #"{"record":"integration","integration":"id\#(index)","name":\#(quoted),"provider":\#(quoted),"providerKnown":false,"form":"response","mode":{"value":\#(quoted),"source":"declared"},"features":[],"returnedCredentials":true,"source":\#(quoted),"place":"1","fields":[{"field":\#(quoted),"state":"live","class":"secret","kind":"unknown","known":false}],"results":{"fail":["P-1"],"pass":[],"notEvaluable":[]},"evaluated":\#(index % 2 == 0)}"#
      )
      lines.append(
        #"{"record":"finding","finding":"f\#(index)","policy":\#(index == 1 ? quoted : "\"P-1\""),"integration":"id\#(index)","severity":"high","basis":"fact","status":\#(index == 2 ? quoted : "\"open\""),"title":\#(quoted),"message":\#(quoted)}"#
      )
    }
    lines.append(
      #"{"record":"summary","complete":\#(isComplete),"population":{"integrations":\#(names.count),"returnedCredentials":\#(names.count),"providers":{},"forms":{}},"counts":{"findings":\#(names.count),"severity":{"high":\#(names.count)},"provider":{}},"coverage":{"evaluated":\#(names.count - names.count / 2),"unevaluated":\#(names.count / 2)},"fleet":{"compared":0,"fail":[],"pass":[],"notEvaluable":[]},"sources":[],"causes":[{"code":65,"reason":"\#("\\u001b")[Hbad","place":"\#("\\u009b")2J/x.json"}],"exit":65}"#
    )
    var reader = ReportReader()
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    try reader.read(bytes.span)
    return try reader.finish()
  }

  @Test func `knows how wide writing is`() {
    for (name, columns) in Self.hostile where columns > 0 {
      #expect(TerminalText.columns(of: name) == columns, "\(name)")
    }
  }

  @Test(arguments: [40, 41, 63, 64, 80, 200], TerminalView.Grouping.allCases)
  func `stays in its columns and does nothing to the terminal, whatever a name holds`(
    width: Int, grouping: TerminalView.Grouping
  ) throws {
    let report = try report(names: Self.hostile.map(\.name))
    let view = TerminalView(width: width, usesColor: false, groupedBy: grouping)
    let text = view.render(report)
    for line in text.split(separator: "\n") {
      #expect(line.reduce(0) { $0 + $1.columns } <= width, "\(line)")
    }
    // The two isolates are ours; every one that is opened is closed.
    var depth = 0
    let allowed: Set<UInt32> = [0x0A, 0x200D, 0x2068, 0x2069]
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        #expect(allowed.contains(scalar.value), "\(String(scalar.value, radix: 16))")
      default: break
      }
      if scalar.value == 0x2068 { depth += 1 }
      if scalar.value == 0x2069 { depth -= 1 }
      if scalar.value == 0x0A { #expect(depth == 0) }
    }
    #expect(text.contains("\\u{1B}[31mred") || width < 64)
    #expect(text.contains("👩‍👩‍👧‍👦"))
  }

  @Test func `colours and links are the only escape sequences`() throws {
    let report = try report(names: Self.hostile.map(\.name))
    let links = [
      "P-1": "https://example.com/p", Self.hostile[1].name: "https://example.com/\u{1B}]8;;https://evil",
    ]
    let text = TerminalView(width: 100, usesColor: true, links: links).render(report)
    let rest = text.replacing(/\u{1B}\[[0-9;]+m/, with: "")
      .replacing(/\u{1B}\]8;;(https:\/\/example\.com\/p)?\u{1B}\\/, with: "")
    #expect(!rest.unicodeScalars.contains("\u{1B}"))
    #expect(text.contains("\u{1B}]8;;https://example.com/p\u{1B}\\P-1\u{1B}]8;;\u{1B}\\"))
    #expect(!text.contains("evil\u{1B}\\"))
  }

  @Test func `what wasn't looked at comes first`() throws {
    let report = try report(names: ["one", "two"], isComplete: false)
    let lines = TerminalView(width: 100, usesColor: false).render(report).split(separator: "\n")
    #expect(lines[0] == "! Partial: some input could not be read.")
    #expect(lines[1].hasSuffix("bad"))
    #expect(lines[2] == "! Credentials not looked at (1): two")
    let summary = TerminalView(width: 40, usesColor: false, isSummary: true).render(report)
    #expect(summary.split(separator: "\n").count < 20 && summary.contains("2 high"))
  }

  @Test func `groups the same findings by whatever is asked`() throws {
    let examples = Scratch.root + "/examples"
    let arguments = ["audit", examples, "--now", "2026-11-24"]
    let all = try run(Scratch.credence, arguments + ["--format", "jsonl"]).records("finding")
    func titles(_ options: String...) throws -> Int {
      let text = try run(Scratch.credence, arguments + options).text
      return text.matches(of: /(?m)^ +(critical|high|medium|low|info) +CRD-/).count
    }
    // An integration with nothing but what is for information is among those with nothing to act on.
    let severe = Set(all.filter { $0["severity"] as? String != "info" }.map { $0["integration"] as? String })
    #expect(try titles() == all.count { severe.contains($0["integration"] as? String) })
    #expect(try titles("--group-by", "provider") == all.count)
    #expect(try titles("--only", "critical", "--group-by", "provider") == 2)
    #expect(try titles("--only", "critical", "--only", "cloudflare") == 2)
    #expect(try titles("--only", "critical", "--only", "aws") == 0)
    let policy = try run(Scratch.credence, arguments + ["--group-by", "policy", "--only", "crd-cf-01"]).text
    #expect(policy.contains("Only crd-cf-01: 2 of \(all.count) findings."))
    let group = "\n\nCRD-CF-01  Cloudflare global API key\n  critical  Edge DNS\n  critical  Edge zone\n"
    #expect(policy.hasSuffix(group))
    let unknown = try run(Scratch.credence, arguments + ["--only", "nowhere"]).text
    #expect(unknown.contains("! Nothing in the report is called nowhere."))
  }
}
