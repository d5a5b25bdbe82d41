import Foundation
import PolicyEngine
import Testing

@Suite struct `Payloads of tests as JSON` {
  /// The JSON of the payload `{ x: … }`, without the frame.
  private func json(_ value: String) throws -> String {
    let text = sample().replacing("given: { provider: aws }", with: "given: { x: \(value) }")
    let json = try #require(try load(text)[id: "T-1"]?.tests.first).givenAsJSON()
    _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
    return String(json.dropFirst(5).dropLast())
  }

  @Test(arguments: [
    ("true", "true"), ("True", "true"), ("FALSE", "false"), ("null", "null"), ("~", "null"), ("", "null"),
    ("0", "0"), ("007", "7"), ("-0", "-0"), ("+12", "12"), ("-12", "-12"), ("0x1F", "31"), ("0o17", "15"),
    ("12345678901234567890123", "12345678901234567890123"), ("1.50", "1.50"), (".5", "0.5"), ("5.", "5.0"),
    ("-.5", "-0.5"), ("00.5", "0.5"), ("1e3", "1e3"), ("+1.5E-3", "1.5e-3"),
  ])
  func `plain scalars are typed by the core schema`(yaml: String, expected: String) throws {
    #expect(try json(yaml) == expected)
  }

  @Test(arguments: [
    "yes", "no", "on", "tRUE", "nULL", "1_000", "1:30", "0x", "0xG", "0o8", ".", "--", "+", "e3", "1e",
    "1.2.3", ".inf",
    "-.inf", ".nan", "0b1", "2026-05-02", "٣", "0x1FFFFFFFFFFFFFFFFF",
  ])
  func `all else is text`(yaml: String) throws {
    #expect(try json(yaml) == "\"\(yaml)\"")
  }

  @Test(arguments: [
    ("\"true\"", #""true""#), ("'5'", #""5""#), ("\"\"", #""""#), ("\"~\"", #""~""#),
    (#""a\"b\\c\nd\te\rf\0g\x1Fh/é😀""#, #""a\"b\\c\nd\te\rf\u0000g\u001fh/é😀""#),
    ("\"${args.X}\"", #""${args.X}""#),
  ])
  func `quoted scalars are text, escaped`(yaml: String, expected: String) throws {
    #expect(try json(yaml) == expected)
  }

  @Test func `lists and mappings keep their order`() throws {
    #expect(
      try json("[1, [a], {}, { b: [], \"a\": { 2: null } }]") == #"[1,["a"],{},{"b":[],"a":{"2":null}}]"#)
  }

  @Test func `a payload is rendered whole`() throws {
    let text = sample().replacing(
      "given: { provider: aws }",
      with: "given: { provider: aws, features: [byoc], aws: { authenticationMode: accessKey } }")
    let test = try load(text)[id: "T-1"]?.tests.first
    #expect(
      test?.givenAsJSON()
        == #"{"provider":"aws","features":["byoc"],"aws":{"authenticationMode":"accessKey"}}"#)
  }
}
