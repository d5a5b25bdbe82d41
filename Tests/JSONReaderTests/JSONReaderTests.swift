import Foundation
import Testing

@testable import JSONReader

/// Reads a whole text, and gives the error's code if it isn't JSON.
func problem(_ text: [UInt8]) -> JSONError? {
  var reader = JSONReader(knownKeys: ["data", "credentials"])
  do throws(JSONError) {
    guard let end = try reader.read(text.span) else { return JSONError(code: .unexpectedEnd, offset: -1) }
    let rest = text[end...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return rest ? nil : JSONError(code: .trailingBytes, offset: end)
  } catch {
    return error
  }
}

func problem(_ text: String) -> JSONError? { problem(Array(text.utf8)) }

@Suite struct `The JSON reader` {
  @Test(arguments: [
    "0", "-0", "1.5e+10", "1E2", "123456789012345678901234567890", "true", "false", "null", "\"\"", "[]",
    "{}",
    " [ 1 , 2 ] ", "{\"a\":{\"b\":[null]}}", "\"\\u0041\\ud83d\\ude00\\n\\/\"", "\"é€😀\"", "[[[]]]",
    "\"\u{7F}\"", "\"\\u0000\"",
  ])
  func `accepts what RFC 8259 allows`(text: String) { #expect(problem(text) == nil) }

  @Test(arguments: [
    "", " ", "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "Infinity", "tru", "nul", "True", "'a'", "[1,]",
    "[,1]", "[1 2]", "{\"a\":1,}", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{1:2}", "[", "{", "[}", "\"",
    "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "\"\t\"", "[1]]",
    "{}{}", "1 2", "// c\n1", "-a", "1a", "[\"a\":1]", "\u{FEFF}1",
  ])
  func `refuses what RFC 8259 forbids`(text: String) { #expect(problem(text) != nil) }

  @Test(
    arguments: [
      [0x22, 0x80, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
      [0x22, 0xE2, 0x82, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22],
    ] as [[UInt8]])
  func `refuses invalid UTF-8`(bytes: [UInt8]) { #expect(problem(bytes)?.code == .invalidUTF8) }

  @Test func `nests 128 deep and no deeper`() {
    let fits = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    #expect(problem(fits) == nil)
    #expect(problem("[" + fits + "]")?.code == .tooDeep)
  }

  @Test func `names known keys in an error's path and numbers the others`() {
    #expect(problem("{\"data\":{\"credentials\":{\"x\":1,\"y\":tru}}}")?.path == "data.credentials.[key 2]")
    #expect(problem("[{},{\"data\":[1,2,x]}]")?.path == "[1].data[2]")
  }

  @Test func `unescapes where the text lies`() throws {
    var bytes = Array("[\"a\\n\\u00e9\\ud83d\\ude00\\\\\",\"plain\"]".utf8)
    var reader = JSONReader()
    _ = try reader.read(bytes.span)
    var span = bytes.mutableSpan
    reader.unescape(in: &span)
    let token = reader.tokens[1]
    #expect(String(decoding: bytes[token.range], as: UTF8.self) == "a\né😀\\")
  }

  @Test func `reports keys that stand twice, in whichever spelling`() throws {
    var reader = JSONReader()
    for (text, count) in [
      ("{\"a\":1,\"b\":2}", 0), ("{\"a\":1,\"a\":2}", 1), ("{\"a\":1,\"\\u0061\":2,\"a\":3}", 2),
      ("[{\"a\":1},{\"a\":2}]", 0), ("{\"a\":{\"a\":1}}", 0),
    ] {
      _ = try reader.read(Array(text.utf8).span)
      #expect(reader.duplicateKeyCount == count, "\(text)")
    }
  }

  @Test func `asks for more until a value is whole, wherever it is cut`() throws {
    let text = Array("{\"a\":[1.5e3,true,\"\\ud83d\\ude00é\"],\"b\":null} ".utf8)
    var reader = JSONReader()
    for cut in 0..<text.count - 1 {
      let end = try reader.read(text.span.extracting(0..<cut), isComplete: false)
      #expect(end == nil, "cut at \(cut)")
    }
    #expect(try reader.read(text.span, isComplete: false) == text.count - 1)
  }
}
