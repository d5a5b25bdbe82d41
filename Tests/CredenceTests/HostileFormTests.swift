import Foundation
import Testing

/// Documents made to take much memory, or for ever. What they may need beyond what any input needs: twice their
/// size and 8 MiB, which the system holds the release program to (RLIMIT_DATA).
struct HostileDocument: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let make: @Sendable (Int) -> String
  /// What is said of it; nil where nothing is wrong with it.
  let words: String?

  private static let dense = "it holds more keys and values than a value of its size may"

  private static func repeating(_ text: String, _ size: Int) -> String {
    String(repeating: text, count: size / text.utf8.count)
  }

  static let all = [
    HostileDocument(
      testDescription: "a list of numbers", make: { "[" + repeating("1,", $0) + "1]" },
      words: "more problems in this input aren't named"),
    HostileDocument(
      testDescription: "lines that are cut off", make: { repeating("{\"a\":\n", $0) },
      words: "more problems in this input aren't named"),
    HostileDocument(
      testDescription: "numbers in a template",
      make: { #"{"kind":"x","spec":{},"x":["# + repeating("1,", $0) + "1]}" }, words: dense),
    HostileDocument(
      testDescription: "objects in a template",
      make: { #"{"kind":"x","spec":{},"x":["# + repeating("{},", $0) + "1]}" }, words: dense),
    HostileDocument(
      testDescription: "keys in a template",
      make: { size in
        #"{"kind":"x","spec":{},"x":{"#
          + (0..<size / 40).map { #""k\#($0 + 1_000_000_000)":"and a longer value","# }.joined() + #""x":1}}"#
      }, words: nil),
    HostileDocument(
      testDescription: "nodes of a template",
      make: { size in
        let text = repeating("words of ", 3000)
        let node = #"{"kind":"BYOCIntegration","spec":{"name":"N","provider":"aws","x":"\#(text)"}},"#
        return #"{"kind":"x","spec":{},"steps":["# + repeating(node, size) + "{}]}"
      }, words: nil),
    HostileDocument(
      testDescription: "a node that refers to one argument again and again",
      make: { size in
        let references = repeating("${args.A}", min(size, 750_000))
        return #"{"apiVersion":"1","arguments":{"A":"long enough"},"spec":{"kind":"BYOCIntegration","spec":"#
          + #"{"name":"N","provider":"aws","credentials":{"secretKey":"\#(references)"}}}}"#
      }, words: nil),
    HostileDocument(
      testDescription: "nodes that refer to one large object",
      make: { size in
        let text = repeating("value of a field ", 4000)
        let fields = (0..<100).map { #""unknown\#($0)":"\#(text)","# }.joined() + #""x":"1""#
        return #"{"apiVersion":"1","arguments":{"A":{\#(fields)}},"spec":{"steps":["#
          + repeating(#"{"kind":"BYOCIntegration","spec":{"name":"N","credentials":"${args.A}"}},"#, size / 8)
          + "{}]}}"
      }, words: "what the references in this template stand for is too much"),
    HostileDocument(
      testDescription: "fields that nobody knows, in one integration",
      make: { size in
        let fields = (0..<min(size, 400_000) / 29).map { #""field\#($0)":"value \#($0)","# }.joined()
        return #"{"name":"N","provider":"aws","credentials":{\#(fields)"x":"1"}}"#
      }, words: nil),
    HostileDocument(
      testDescription: "features that nobody knows",
      make: {
        #"{"name":"N","provider":"aws","features":["# + repeating(#""feature","#, min($0, 400_000)) + "1]}"
      },
      words: nil),
    HostileDocument(
      testDescription: "users of a kubeconfig",
      make: { size in
        let users = (0..<min(size, 900_000) / 60).map { "- {name: a\($0), user: {token: \($0) words}}\\n" }
          .joined()
        return #"{"name":"N","provider":"byok","credentials":{"kubeconfig":"apiVersion: v1\nclusters:\n"#
          + #"- {name: a, cluster: {server: \"https://example.com\"}}\nusers:\n\#(users)"}}"#
      }, words: nil),
    HostileDocument(
      testDescription: "YAML lists in lists", make: { "a: " + repeating("[", $0) },
      words: "the nesting is deeper than 64"),
    HostileDocument(
      testDescription: "YAML numbers", make: { "a: [" + repeating("1,", $0) + "1]\n" }, words: dense),
    HostileDocument(
      testDescription: "YAML elements", make: { repeating("- a\n", $0) }, words: dense),
    HostileDocument(
      testDescription: "a long YAML text", make: { "a: " + repeating("longer and ", $0) + "\n" },
      words: "neither an integration nor a list"),
    HostileDocument(
      testDescription: "YAML comments", make: { repeating("# a\n", $0) + "a: b\n" },
      words: "neither an integration nor a list"),
    HostileDocument(
      testDescription: "YAML documents", make: { repeating("---\na: b\n", $0) },
      words: "more problems in this input aren't named"),
    HostileDocument(
      testDescription: "YAML anchors",
      make: { size in "a: [" + (0..<size / 10).map { "&a\($0) x," }.joined() + "x]\n" }, words: dense),
    HostileDocument(
      testDescription: "YAML aliases",
      make: { size in
        (0..<30).reduce("a: &a0 [\(repeating("the longest of all words, ", size))]\n") {
          $0 + "b\($1): &a\($1 + 1) [\(repeating("*a\($1),", 50))]\n"
        }
      }, words: "aliases aren't read"),
    HostileDocument(
      testDescription: "quotes in YAML", make: { "a: |\n  " + repeating("\"\"\"\"\n  ", $0) },
      words: "neither an integration nor a list"),
  ]
}

@Suite struct `Hostile documents` {
  private static let size = 6 << 20

  /// Runs the release program with so many KiB of data; a signal ends in a code over 128.
  private static func audit(_ file: String, kibibytes: Int) throws -> Finished {
    // Not `exec`, behind which the shell couldn't tell a signal from an exit.
    let command = "'\(Scratch.release)' audit '\(file)' --format jsonl --workers 1"
    let script = "ulimit -d \(kibibytes); \(command); exit $?"
    return try run("/bin/sh", ["-c", script])
  }

  /// The least data that the program needs for an input of no size.
  private static let base = Result { try Self.measureBase() }

  private static func measureBase() throws -> Int {
    let scratch = try Scratch()
    let file = try scratch.file("small.json", #"{"id":"a","name":"A","provider":"civo"}"#)
    var (low, high) = (0, 64 << 10)
    while high - low > 256 {
      let middle = (low + high) / 2
      let isEnough = try audit(file, kibibytes: middle).records("summary").count == 1
      if isEnough { high = middle } else { low = middle }
    }
    return high
  }

  @Test(arguments: HostileDocument.all)
  func `need no more memory than twice their size and 8 MiB`(document: HostileDocument) throws {
    try #require(
      FileManager.default.fileExists(atPath: Scratch.release), "make test builds the release program first")
    let scratch = try Scratch()
    let text = document.make(Self.size)
    let file = try scratch.file("hostile", text)
    let limit = try Self.base.get() + (2 * text.utf8.count + 8 << 20) / 1024
    let finished = try Self.audit(file, kibibytes: limit)
    #expect(finished.code <= 2 || finished.code == 65, "\(finished.code): \(finished.words.prefix(300))")
    if let words = document.words {
      #expect(finished.code == 65 && finished.words.contains(words), "\(finished.words.prefix(300))")
    }
    #expect(finished.records("summary").count == 1)
  }
}
