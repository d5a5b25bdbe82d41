import Foundation
import Testing

/// An input in which something is wrong between two integrations that are good.
struct BadInput: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let input: [UInt8]
  /// What is said of it, behind the place.
  let words: String
  /// How many integrations are audited all the same.
  let audited: Int

  static let first = #"{"id":"first","name":"First","provider":"civo","createdAt":"2026-01-01"}"#
  static let last = #"{"id":"last","name":"Last","provider":"civo","createdAt":"2026-01-01"}"#

  init(_ name: String, _ input: [UInt8], _ words: String, audited: Int = 2) {
    testDescription = name
    self.input = input
    self.words = words
    self.audited = audited
  }

  /// A document on a line between two others.
  static func line(_ name: String, _ document: String, _ words: String, audited: Int = 2) -> BadInput {
    BadInput(name, Array("\(first)\n\(document)\n\(last)\n".utf8), words, audited: audited)
  }

  /// An element of a list between two others; `\u{1}` stands for a byte that no text may hold.
  static func element(_ name: String, _ element: String, _ words: String, audited: Int = 2) -> BadInput {
    let list = #"{"data":{"integrations":[\#(first),\#(element),\#(last)]}}"#
    return BadInput(name, list.utf8.map { $0 == 1 ? 0xFF : $0 }, words, audited: audited)
  }

  static let deep = String(repeating: "[", count: 129) + String(repeating: "]", count: 129)

  static let all = [
    line("a document that is cut off", #"{"id":"x","provider":"#, "stdin:3:1: the document ends too early"),
    line("a text that isn't closed", #"{"id":"x","name":"open}"#, "a control character stands in a string"),
    line("a comma too much", #"{"id":"x","provider":"aws",}"#, "a key in quotes was expected"),
    line("a comma too few", #"{"id":"x" "provider":"aws"}"#, "a comma or the closing bracket was expected"),
    line("a colon too few", #"{"id":"x","provider" "aws"}"#, "(at provider)"),
    line("no JSON at all", "AKIA, said the log", "a value was expected here"),
    line("an error page", "<html><body>502</body></html>", "a value was expected here"),
    line("a bare word", "tru", "this word is none of true, false, null"),
    line("a number", "17", "a JSON object was expected here"),
    line("two documents on a line", "\(first) \(last)", "more text follows the document", audited: 3),
    line("an object of another kind", #"{"message":"forbidden"}"#, "neither an integration nor a list"),
    line(
      "an array as credentials", #"{"id":"x","provider":"aws","credentials":[1]}"#, "(at credentials)",
      audited: 3),
    line(
      "a number as provider", #"{"id":"x","provider":3}"#, "a text was expected here (at provider)",
      audited: 3),
    line(
      "a key twice", #"{"id":"x","id":"y","provider":"aws"}"#, "a key stands twice in one object", audited: 3),
    line("too deep a value", #"{"id":"x","name":\#(deep)}"#, "the nesting is deeper than 128 (at name[0][0]"),
    element(
      "a list with a text that isn't UTF-8", "{\"id\":\"x\",\"name\":\"\u{1}\"}",
      "isn't valid UTF-8 (at data.integrations[1].name)"),
    element(
      "a list with a key that isn't UTF-8", "{\"\u{1}\":\"x\",\"name\":\"y\"}",
      "isn't valid UTF-8 (at data.integrations[1]"),
    element(
      "a list with credentials that aren't UTF-8", "{\"id\":\"x\",\"credentials\":{\"apiKey\":\"\u{1}\"}}",
      "isn't valid UTF-8 (at data.integrations[1].credentials.apiKey)"),
    element(
      "a list with half a character", #"{"id":"x","name":"\ud800"}"#, "half of a surrogate pair stands alone"),
    element(
      "a list with an escape that isn't one", #"{"id":"x","name":"\x41"}"#,
      "this escape doesn't exist in JSON"),
    element(
      "a list with a number that isn't one", #"{"id":"x","name":01}"#,
      "this isn't a number as JSON writes them"),
    element(
      "a list with a bare word", "None", "a value was expected here (at data.integrations[1])", audited: 1),
    element("a list with a misspelt word", "nul", "this word is none of true, false, null"),
    element(
      "a list with too deep an element", #"{"id":"x","name":\#(deep)}"#,
      "the nesting is deeper than 128 (at data.integrations[1].name[0][0]"),
    element(
      "a list in which a comma is missing", #"{"id":"x" "name":"y"}"#,
      "a comma or the closing bracket was expected", audited: 1),
    element(
      "a list with one of another kind", #"{"message":"forbidden"}"#, "neither an integration nor a list"),
    element("a list with null", "null", "a JSON object was expected here (at data.integrations[1])"),
    BadInput(
      "lines behind a document that is cut off within a broken text",
      Array("{\"data\":[{\"name\":{\"x\":\"\\x\",\"y\":{\n\(first)\n\(last)\n".utf8),
      "this escape doesn't exist"),
    BadInput(
      "lines behind a broken text that isn't closed",
      Array("[{\"id\":\"\\x\n\(first)\n\(last)\n".utf8), "this escape doesn't exist"),
    BadInput("nothing", [], "there is nothing in this input", audited: 0),
    BadInput("white space", Array(" \n\t\r\n ".utf8), "there is nothing in this input", audited: 0),
  ]
}

@Suite struct `Bad input` {
  /// What every run must come to whose input wasn't read whole.
  private func expectSaid(_ finished: Finished, code: Int32, _ words: String, audited: Int) throws {
    #expect(finished.code == code, "\(finished.words)")
    let lines = finished.words.split(separator: "\n")
    for index in lines.indices where lines[index].hasPrefix("error: ") {
      #expect(index + 1 < lines.count && lines[index + 1].hasPrefix("hint: "), "\(lines[index])")
    }
    #expect(lines.contains { $0.hasPrefix("error: ") } && finished.words.contains(words), "\(finished.words)")
    #expect(finished.records("run").count == 1)
    let ids = finished.records("integration").compactMap { $0["integration"] as? String }
    #expect(ids.count == audited, "\(ids)")
    let summary = try #require(finished.records("summary").first)
    #expect(summary["complete"] as? Bool == false && summary["exit"] as? Int32 == code)
  }

  private func audit(_ input: [UInt8], _ options: String...) throws -> Finished {
    let scratch = try Scratch()
    let file = scratch.path + "/input"
    try Data(input).write(to: URL(filePath: file))
    return try run(
      "/bin/sh", ["-c", "exec \"$0\" audit - --format jsonl \"$@\" < '\(file)'", Scratch.credence] + options)
  }

  @Test(arguments: BadInput.all)
  func `is said with its place, and the rest of the input is audited`(bad: BadInput) throws {
    let one = try audit(bad.input, "--workers", "1", "--now", "2026-11-24")
    try expectSaid(one, code: 65, bad.words, audited: bad.audited)
    let ids = one.records("integration").compactMap { $0["integration"] as? String }
    if bad.audited > 1 { #expect(ids.first == "first" && ids.last == "last") }
  }

  @Test func `that names secrets as keys shows none of them`() throws {
    let secrets = (0..<6).map { _ in
      String(
        (0..<40).compactMap { _ in "ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789".randomElement() }
      )
    }
    let search = LeakSearch(secrets)
    let documents = [
      #"{"id":"a","provider":"aws","credentials":{"\#(secrets[0])":"x"}}"#,
      #"{"id":"b","provider":"aws","\#(secrets[1])":tru}"#,
      #"{"id":"c","\#(secrets[2])":1,"\#(secrets[2])":2,"provider":"aws"}"#,
      #"{"data":{"integrations":[{"id":"d","credentials":{"\#(secrets[3])":"\x"}}]}}"#,
      #"{"id":"e","provider":"aws","credentials":{"\#(secrets[4])\x":"x"}}"#,
      #"{"\#(secrets[5])" 5}"#,
    ]
    for options in [["--format", "jsonl"], ["--format", "table"]] {
      let finished = try run(
        Scratch.credence, ["audit", "-"] + options, input: documents.joined(separator: "\n"))
      #expect(finished.code == 65)
      #expect(finished.words.contains("[key ") && !finished.output.isEmpty)
      #expect(!search.finds(in: finished.output) && !search.finds(in: finished.errors))
    }
  }

  @Test func `of all kinds at once leaves a sealed report that is whole, and every cause in it`() throws {
    let scratch = try Scratch()
    let keys = scratch.path + "/keys"
    for kind in ["reader", "job"] { #expect(try credence("keygen", kind, keys).code == 0) }
    for (index, bad) in BadInput.all.enumerated() {
      try Data(bad.input).write(to: URL(filePath: scratch.path + "/\(index).jsonl"))
    }
    let sealed = try credence(
      "audit", scratch.path, scratch.path + "/none.json", "--format", "jsonl", "--seal", "--single-recipient",
      "--recipients-file", keys + "/recipient.txt", "--sign-key", keys + "/signing.key", "-o",
      scratch.path + "/r.age", "--fail-on", "info")
    let audited = BadInput.all.reduce(0) { $0 + $1.audited }
    try expectSaid(sealed, code: 74, "none.json: No such file or directory", audited: audited)
    let causes = try #require(sealed.records("summary").first?["causes"] as? [[String: Any]])
    #expect(Set(causes.compactMap { $0["code"] as? Int }) == [74, 65, 1, 2])
    let opened = try credence(
      "report", "show", scratch.path + "/r.age", "--format", "jsonl", "--identity", keys + "/identity.txt",
      "--verify-key", keys + "/signing.pub")
    #expect(opened.code == 0 && opened.output == sealed.output)
  }

  @Test func `one integration over the limit in the middle of a list costs only itself`() throws {
    let large = #"{"id":"large","name":"\#(String(repeating: "x", count: 5000))","provider":"civo"}"#
    let finished = try audit(
      BadInput.element("", large, "").input, "--max-payload", "2048")
    try expectSaid(
      finished, code: 65, "one integration is larger than 2048 bytes (at data.integrations[1])", audited: 2)
  }

  @Test func `a line of 1 GiB passes in constant memory, and what is behind it is audited`() throws {
    try #require(
      FileManager.default.fileExists(atPath: Scratch.release), "make test builds the release program first")
    // The kernel refuses the program more than 64 MiB of memory of its own.
    let script = """
      ulimit -d 65536
      { printf '%s\\n{"id":"huge","name":"' "$1"; head -c 1073741824 /dev/zero | tr '\\0' x
        printf '","provider":"civo"}\\n%s\\n' "$2"; } | "$0" audit - --format jsonl --quiet "${@:3}"
      """
    let finished = try run(
      "/bin/bash", ["-c", script, Scratch.release, BadInput.first, BadInput.last])
    try expectSaid(finished, code: 65, "stdin:2:1: one integration is larger than 1048576 bytes", audited: 2)
    let sources = try #require(finished.records("summary").first?["sources"] as? [[String: Any]])
    #expect(sources.first?["bytes"] as? Int ?? 0 > 1 << 30)
    // The limit is one that can be felt.
    let starved = try run(
      "/bin/bash", ["-c", script, Scratch.release, "", "", "--max-payload", "\(64 << 20)"])
    #expect(starved.code == 70 && starved.words.contains("no memory for secrets"), "\(starved.words)")
  }
}
