import Testing

/// The table of `make accuracy`, on a few samples of each kind.
@Suite struct `The table of accuracy` {
  @Test func `has samples of every kind, tells each for what it is, and sees none in benign texts`() throws {
    let finished = try run(Scratch.root + "/.build/debug/benchmarks", ["--accuracy-only", "--samples", "3"])
    #expect(finished.code == 0, "\(finished.text)")
    #expect(!finished.text.contains("Without a sample"))
    let kinds = try credence("facts", "--kinds").text
    for line in finished.text.split(separator: "\n").dropFirst().prefix(while: { $0.hasPrefix("  ") })
      .dropFirst()
    {
      let words = line.split(separator: " ")
      #expect(words.count == 4 && words[2] == "100.0" && words[3] == "100.0", "\(line)")
      #expect(kinds.contains(words.first ?? "?"), "\(line)")
    }
  }
}
