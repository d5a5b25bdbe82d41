import Testing
import YAMLReader

@Suite struct `Reading YAML` {
  private func read(_ text: String) throws -> YAMLNode { try YAMLNode(reading: text) }

  @Test func `keeps names, values and their order`() throws {
    let root = try read("b: 1\na: [x, 'y']\nc: { d: }\n")
    #expect(root.entries?.map(\.name) == ["b", "a", "c"])
    #expect(root["a"]?.elements?.map(\.text) == ["x", "y"])
    #expect(root["c"]?["d"]?.text == "")
    #expect(root["z"] == nil)
  }

  @Test func `tells plain text from quoted and block text`() throws {
    let root = try read("a: 5\nb: \"5\"\nc: '5'\nd: |\n  5\ne: >-\n  5\n")
    let quoted = root.entries?.map { entry -> Bool? in
      if case .scalar(_, let isQuoted) = entry.value.content { isQuoted } else { nil }
    }
    #expect(quoted == [false, true, true, true, true])
    #expect(root["d"]?.text == "5\n")
    #expect(root["e"]?.text == "5")
  }

  @Test func `counts lines and columns from 1, columns in characters`() throws {
    let root = try read("# a comment\n- ä: \"ö\"\n  key: [1, ü, x]\n")
    let entries = try #require(root.elements?.first?.entries)
    #expect(root.position == YAMLPosition(line: 2, column: 1))
    #expect(entries[0].position == YAMLPosition(line: 2, column: 3))
    #expect(entries[0].value.position == YAMLPosition(line: 2, column: 6))
    #expect(entries[1].value.elements?[2].position == YAMLPosition(line: 3, column: 15))
  }

  @Test func `skips a byte order mark`() throws {
    #expect(try YAMLNode(reading: [0xEF, 0xBB, 0xBF] + Array("a: b".utf8))["a"]?.text == "b")
  }

  @Test func `keeps characters that quoted text escapes`() throws {
    #expect(try read(#""a\0b\n\u263a\U0001F600""#).text == "a\u{0}b\n\u{263a}\u{1F600}")
  }

  @Test func `takes the longest depth that is allowed`() throws {
    let depth = YAMLNode.maximumDepth
    var node = try read(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
    var count = 1
    while let inner = node.elements?.first {
      node = inner
      count += 1
    }
    #expect(count == depth)
  }
}

@Suite struct `Refusing YAML` {
  @Test(arguments: [
    ("a: &x 1\n", "1:4: Anchors aren't read; write the value out."),
    ("a: 1\nb: *x\n", "2:4: Aliases aren't read; write the value out."),
    ("&x a: 1\n", "1:1: Anchors aren't read; write the value out."),
    ("a: &x [1]\n", "1:4: Anchors aren't read; write the value out."),
    ("*x : 1\n", "1:1: Aliases aren't read; write the value out."),
    ("a:\n  - !!str 5\n", "2:5: Tags aren't read; leave them out."),
    ("a: !ref { b: 1 }\n", "1:4: Tags aren't read; leave them out."),
    ("a: ! 5\n", "1:4: Tags aren't read; leave them out."),
    ("a: 1\nb: 2\na: 3\n", "3:1: The name `a` stands here a second time."),
    ("a: 1\n\"a\": 3\n", "2:1: The name `a` stands here a second time."),
    ("- { x: 1, y: 2, x: 3 }\n", "1:17: The name `x` stands here a second time."),
    ("? [a]\n: 1\n", "1:3: A name must be a text, not a list or a mapping."),
    ("a: 1\n---\nb: 2\n", "2:1: A second document begins here; one file holds one."),
    ("", "1:1: There is no document in it."),
    ("# nothing\n", "1:1: There is no document in it."),
    ("a: b\u{1}\n", "1:5: A control character stands here."),
    ("a: b\nb: \u{FEFF}x\n", "2:4: A control character stands here."),
  ])
  func `names the place and the reason`(text: String, problem: String) {
    #expect(problems(of: Array(text.utf8)) == problem)
  }

  @Test func `ill-formed text gives libyaml's reason and place`() {
    #expect(
      problems(of: Array("a: 1\n b: 2\n".utf8))
        == "2:3: This isn't well-formed YAML: mapping values are not allowed in this context.")
    #expect(
      problems(of: Array("a: [1, 2\nb: 3\n".utf8))
        == "2:2: This isn't well-formed YAML: did not find expected ',' or ']' while parsing a flow sequence."
    )
    #expect(
      problems(of: Array("a: \"b\n".utf8))
        == "2:1: This isn't well-formed YAML: found unexpected end of stream while scanning a quoted scalar.")
  }

  @Test(
    arguments: [
      [0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0xC3], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
      [0x61, 0x3A, 0x20, 0xC0, 0x80],
    ] as [[UInt8]])
  func `bytes that aren't UTF-8 are told by line and column`(bytes: [UInt8]) {
    #expect(problems(of: bytes) == "1:4: This isn't UTF-8.")
    #expect(problems(of: Array("ä: 1\n".utf8) + bytes) == "2:4: This isn't UTF-8.")
  }

  @Test func `values too deep are told where they get too deep`() {
    #expect(
      problems(of: Array(String(repeating: "[", count: 65).utf8))
        == "1:65: Values lie more than 64 deep here.")
    let mappings = String(repeating: "{a: ", count: 65)
    #expect(problems(of: Array(mappings.utf8)) == "1:257: Values lie more than 64 deep here.")
  }

  private func problems(of bytes: [UInt8]) -> String? {
    do throws(YAMLError) {
      _ = try YAMLNode(reading: bytes)
      return nil
    } catch {
      return error.description
    }
  }
}
