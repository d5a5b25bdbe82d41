import Facts
import JSONReader
import Testing
import YAMLReader

@testable import IntegrationPayload

@Suite struct `YAML` {
  @Test func `as the command line prints it is read as its JSON would be`() throws {
    let notebook = try read(
      """
      id: aws-prod
      name: AWS prod
      description: 'it''s: here'
      provider: aws
      features:
        - byoc
      restrictions:
        enabled: false
      credentials:
        accessKey: AKIA
        secretKey: "a\\tb\\u00e9"
        kubeconfig: |
          apiVersion: v1
          users: []
        externalId: >-
          one
          line
      aws:
        authenticationMode: accessKey
      createdAt: '2026-01-01T00:00:00.000Z'
      """)
    #expect(notebook.names == ["AWS prod"] && notebook.forms == [.response] && notebook.problems.isEmpty)
    #expect(notebook.modes == [.known(.accessKey)] && notebook.unknown.isEmpty && notebook.lines == [1])
    #expect(
      notebook.credentials == [
        "accessKey=AKIA", "secretKey=a\tbé", "kubeconfig=apiVersion: v1\nusers: []\n", "externalId=one line",
      ])
  }

  @Test(arguments: [1, 3, 64, .max])
  func `of several documents, and JSON among them, is read whatever the pieces`(pieces: Int) throws {
    let text = """
      # a comment
      %YAML 1.2
      ---
      name: One
      provider: aws
      --- # another
      - name: Two
        provider: gcp
      - {name: Three, provider: civo}
      ---
      {"name": "Four", "provider": "oci"}
      {"name": "Five", "provider": "azure"}
      ---
      integrations:
      - name: Six
        provider: nebius
      ...
      name: Seven
      provider: aiven
      ---
      """
    let notebook = try read(text, pieces: pieces)
    #expect(notebook.names == ["One", "Two", "Three", "Four", "Five", "Six", "Seven"])
    #expect(notebook.lines == [4, 7, 7, 11, 12, 14, 18])
    #expect(notebook.problems.isEmpty)
  }

  @Test(arguments: [
    ("'123'", "123"), ("!!str 123", "123"), ("yes", "yes"), ("007", "007"), ("0x1F", "0x1F"), (".5", ".5"),
    ("2026-01-01", "2026-01-01"), ("a # comment", "a"), ("\"\\\"\\\\\\0\"", "\"\\\0"), ("'null'", "null"),
  ])
  func `texts stay what they are`(yaml: String, text: String) throws {
    let notebook = try read("provider: aws\ncredentials:\n  secretKey: \(yaml)\n")
    #expect(notebook.credentials == ["secretKey=\(text)"] && notebook.problems.isEmpty)
  }

  @Test(arguments: ["12", "-0.5e3", "true"])
  func `numbers and truths aren't texts`(yaml: String) throws {
    let notebook = try read("provider: aws\ncredentials:\n  secretKey: \(yaml)\n")
    #expect(notebook.problems.map(\.code) == [.wrongType(expected: "a text")])
  }

  @Test(arguments: ["", "~", "null"])
  func `null is null`(yaml: String) throws {
    let notebook = try read("provider: aws\nname: \(yaml)\n")
    #expect(notebook.names == ["-"] && notebook.problems.isEmpty)
  }

  @Test(arguments: [
    ("a: b\n c: d\n", YAMLFault.Code.malformed, 5), ("a: [b\n", .malformed, 4), ("a: 'b\n", .malformed, 4),
    ("a: &x b\nc: *x\n", .alias, 5), ("? [a]\n: b\n", .complexKey, 4), ("a: b: c\n", .malformed, 4),
    ("a:\n  <<: {b: c}\n", .mergeKey, 5), ("a: !x b\n", .tag, 4), ("%TAG ! x\n---\na: b\n", .tag, 4),
  ])
  func `that is broken is said with its line, and the next document is read`(
    text: String, code: YAMLFault.Code, line: Int
  ) throws {
    let (first, next) = ("name: First\nprovider: civo\n...\n", "---\nname: Next\nprovider: civo\n")
    let notebook = try read(first + text + next)
    #expect(notebook.names == ["First", "Next"])
    #expect(notebook.problems.map(\.code) == [.yaml(code)])
    #expect(abs((notebook.problems.first?.line ?? 0) - line) <= 1)
  }

  @Test func `that isn't UTF-8 is said`() throws {
    let notebook = try read(bytes: Array("name: a\nprovider: ".utf8) + [0xC3, 0x0A])
    #expect(notebook.problems.map(\.code) == [.json(.invalidUTF8)] && notebook.problems.first?.line == 2)
  }

  @Test func `too deep or twice the same key is said`() throws {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(try read("provider: aws\nx: \(deep)\n").problems.map(\.code) == [.yaml(.tooDeep)])
    #expect(try read("provider: aws\nprovider: gcp\n").problems.map(\.code) == [.duplicateKeys(count: 1)])
  }

  @Test(arguments: ["---\n", "# only words\n", "---\n---\n...\n", "\u{FEFF}# x\n"])
  func `with nothing in it is nothing`(text: String) throws {
    #expect(try read(text).problems.map(\.code) == [.empty])
  }

  @Test func `holds templates, too`() throws {
    let notebook = try read(
      """
      apiVersion: v1.2
      arguments:
        SECRET: literal
      spec:
        kind: Workflow
        spec:
          steps:
            - kind: BYOCIntegration
              spec:
                name: N
                provider: aws
                credentials:
                  secretKey: ${args.SECRET}
                  kubeconfig: |
                    token: ${args.SECRET}
      """)
    #expect(notebook.credentials == ["secretKey=literal", "kubeconfig=token: literal"])
    #expect(notebook.places == ["spec.spec.steps[0].spec"] && notebook.origins == [.template])
  }
}

@Suite struct `Templates larger than the window` {
  private let filler = (0..<3000).map { number in
    #"{"kind":"Secret","spec":{"text":"\#(number) \#(String(repeating: "x", count: 90))"}}"#
  }.joined(separator: ",\n ")

  private func template(_ node: String) -> String {
    #"{"apiVersion":"v1","spec":{"steps":["# + filler + "," + node + #"]},"arguments":{"K":"late"}}"#
  }

  @Test func `are read whole, and so is what stands behind them`() throws {
    let node = #"{"kind":"BYOCIntegration","spec":{"name":"N","credentials":{"secretKey":"${args.K}"}}}"#
    let next = "\n" + #"{"name":"Next","provider":"civo"}"# + "\n"
    let notebook = try read(template(node) + next + #"{"data":"# + template(node) + "}")
    #expect(notebook.names == ["N", "Next", "N"] && notebook.problems.isEmpty)
    #expect(notebook.credentials == ["secretKey=late", "secretKey=late"])
    #expect(notebook.places[0] == "spec.steps[3000].spec")
  }

  @Test(arguments: [
    (#"{"kind":tru}"#, 3001), (#"{"kind":"x"#, 3001),
  ])
  func `say where they are broken`(node: String, line: Int) throws {
    let notebook = try read(template(node) + "\n" + #"{"name":"Next","provider":"civo"}"#)
    #expect(notebook.problems.count == 1 && notebook.problems.first?.line ?? 0 >= 3000)
    #expect(notebook.names.isEmpty || notebook.names == ["Next"])
  }
}
