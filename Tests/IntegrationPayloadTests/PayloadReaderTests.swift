import Facts
import Foundation
@_spi(SecretBytes) import SecretMemory
import Testing

@_spi(SecretBytes) @testable import IntegrationPayload

/// Notes what a reader shows. The texts of these tests are no secrets.
struct Notebook: PayloadVisitor, ~Copyable {
  var names: [String] = []
  var forms: [DocumentForm] = []
  var providers: [Reading<Provider>] = []
  var modes: [Reading<AuthMode>] = []
  var credentials: [String] = []
  var unknown: [String] = []
  var places: [String] = []
  var lines: [Int] = []
  var problems: [InputProblem] = []
  var inferred: [Provider?] = []
  var origins: [DocumentOrigin] = []
  var tokens: [String] = []

  private func string(_ view: borrowing SecretView) -> String {
    var bytes: [UInt8] = []
    for index in 0..<view.count { bytes.append(view.bytes[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    if let name = integration.name { names.append(string(name)) } else { names.append("-") }
    forms.append(integration.form)
    providers.append(integration.provider)
    modes.append(integration.mode)
    places.append(place.path)
    lines.append(place.line)
    integration.forEachCredential { credentials.append(string($0.key) + "=" + string($0.value)) }
    inferred.append(integration.inferredProvider)
    origins.append(integration.origin)
    integration.withCallerToken { tokens.append(string($0.value)) }
    integration.forEachUnknownKey { unknown.append(string($0.key)) }
  }

  mutating func visit(_ problem: InputProblem) { problems.append(problem) }
}

/// Reads a text through a pipe that hands it out in pieces.
func read(_ text: String, pieces: Int = .max, maximumSize: Int = 1 << 16) throws -> Notebook {
  try read(bytes: Array(text.utf8), pieces: pieces, maximumSize: maximumSize)
}

func read(bytes: [UInt8], pieces: Int = .max, maximumSize: Int = 1 << 16) throws -> Notebook {
  var notebook = Notebook()
  var reader = try PayloadReader(maximumSize: maximumSize)
  let pipe = Pipe()
  let data = Data(bytes)
  let writing = pipe.fileHandleForWriting
  let thread = Thread {
    var start = 0
    while start < data.count {
      let end = min(data.count, start + min(pieces, data.count))
      try? writing.write(contentsOf: data[start..<end])
      start = end
    }
    try? writing.close()
  }
  thread.start()
  reader.read(from: pipe.fileHandleForReading.fileDescriptor, showing: &notebook)
  return notebook
}

@Suite struct `Documents` {
  static let one = #"{"id":"a","name":"One","provider":"aws","createdAt":"2026-01-01T00:00:00.000Z"}"#
  static let two = #"{"name":"Two","provider":"gcp"}"#

  @Test(arguments: [
    one, #"{"data":\#(one)}"#, #"[\#(one)]"#, #"{"integrations":[\#(one)]}"#,
    #"{"data":{"integrations":[\#(one)]},"pagination":{"hasNextPage":false,"count":1}}"#,
    #"{"pagination":{"count":1},"data":{"integrations":[\#(one)]}}"#, "\u{FEFF}" + one,
  ])
  func `every envelope shows the integration in it`(text: String) throws {
    let notebook = try read(text)
    #expect(notebook.names == ["One"])
    #expect(notebook.problems.isEmpty)
    #expect(notebook.forms == [.response])
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func `pieces of any size make no difference`(pieces: Int) throws {
    let text = #"{"data":{"integrations":[\#(Self.one),\#(Self.two)]}}"# + "\n" + Self.two + "\n"
    let notebook = try read(text, pieces: pieces)
    #expect(notebook.names == ["One", "Two", "Two"])
    #expect(notebook.forms == [.response, .request, .request])
    #expect(notebook.problems.isEmpty)
  }

  @Test func `a list far larger than the window is walked element by element`() throws {
    let padding = String(repeating: "x", count: 150)
    let element = #"{"name":"N","provider":"civo","description":"\#(padding)"}"#
    let list = Array(repeating: element, count: 4000).joined(separator: ",\n")
    let notebook = try read(#"{"data":{"integrations":[\#(list)]},"pagination":{}}"#, maximumSize: 1024)
    #expect(notebook.names.count == 4000)
    #expect(notebook.problems.isEmpty)
    #expect(notebook.places.last == "data.integrations[3999]")
  }

  @Test func `an integration over the limit is reported and the others are shown`() throws {
    let huge = #"{"name":"Huge","provider":"aws","x":"\#(String(repeating: "y", count: 5000))"}"#
    let giant = #"{"name":"Giant","provider":"aws","x":"\#(String(repeating: "y", count: 900_000))"}"#
    let notebook = try read("[\(Self.one),\(huge),\(giant),\(Self.two)]", maximumSize: 4096)
    #expect(notebook.names == ["One", "Two"])
    #expect(notebook.problems.map(\.code) == [.tooLarge(limit: 4096), .tooLarge(limit: 4096)])
    #expect(notebook.problems.last?.path == "[2]")
  }

  @Test func `what stands before a break is shown, and so are the documents after it`() throws {
    let notebook = try read(
      "{\"data\":{\"integrations\":[\(Self.one),{\"name\":\"B\",\"provider\":tru}]}}\n\(Self.two)\n")
    #expect(notebook.names == ["One", "Two"])
    #expect(notebook.problems.count == 1)
    #expect(notebook.problems.first?.path == "data.integrations[1].provider")
    #expect(notebook.problems.first?.line == 1)
  }

  @Test func `a document that breaks off at its line's end costs no other`() throws {
    for size in [1024, 4096] {
      let padding = String(repeating: " ", count: 1000)
      let notebook = try read(
        "{\"name\":\"A\",\n\(Self.one)\n[1,\(padding)\n\(Self.two)\n\(Self.one)", maximumSize: size)
      #expect(notebook.names == ["One", "Two", "One"])
    }
  }

  @Test(arguments: [
    "", "   \n", "[]x", "7", "\"a\"", "{}", "{\"error\":{\"status\":403,\"message\":\"no\"}}", "[1]",
  ])
  func `what holds no integration is a problem, not silence`(text: String) throws {
    let notebook = try read(text)
    #expect(notebook.names.isEmpty)
    #expect(!notebook.problems.isEmpty)
  }

  @Test func `an integration can't hide behind a key called data`() throws {
    let notebook = try read(
      #"{"name":"Outer","provider":"aws","credentials":{"secretKey":"s"},"data":\#(Self.two)}"#)
    #expect(notebook.names.sorted() == ["Outer", "Two"])
    #expect(notebook.problems.map(\.code) == [.ambiguous])
  }

  @Test func `the mode is read from the provider's own block alone`() throws {
    let notebook = try read(
      #"{"provider":"gcp","aws":{"authenticationMode":"accessKey"},"gcp":{"authenticationMode":"crossAccountRole"},"cloudflare":{"credentialType":"globalApiKey"}}"#
    )
    #expect(notebook.modes == [.known(.crossAccountRole)])
    let other = try read(#"{"provider":"azure","aws":{"authenticationMode":"accessKey"}}"#)
    #expect(other.modes == [.missing])
    let foreign = try read(#"{"provider":"aws","aws":{"authenticationMode":"apiToken"}}"#)
    #expect(foreign.modes == [.unknown])
  }

  @Test func `keys that stand twice are reported, and every value is shown`() throws {
    let notebook = try read(#"{"provider":"aws","credentials":{"secretKey":"first","secretKey":"second"}}"#)
    #expect(notebook.problems.map(\.code) == [.duplicateKeys(count: 1)])
    #expect(notebook.credentials == ["secretKey=first", "secretKey=second"])
  }

  @Test func `unknown keys are shown wherever they stand`() throws {
    let notebook = try read(
      #"{"provider":"aws","extra":1,"aws":{"token":"x"},"name":7,"credentials":{"new":"n"}}"#)
    #expect(notebook.unknown == ["extra", "token", "name"])
    #expect(notebook.credentials == ["new=n"])
  }
}
