import Testing

@testable import JSONReader

/// A text that is or isn't JSON by RFC 8259. Its name says why.
struct GrammarCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: [UInt8]

  init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

  init(_ name: String, _ bytes: [UInt8]) {
    testDescription = name
    self.bytes = bytes
  }

  /// Some bytes within a string.
  static func string(_ name: String, _ bytes: UInt8...) -> GrammarCase {
    GrammarCase(name, [0x22] + bytes + [0x22])
  }

  static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    String(repeating: open, count: depth) + String(repeating: close, count: depth)
  }
}

@Suite struct `By RFC 8259` {
  static let accepted: [GrammarCase] = [
    // Values alone, since 2014 a document like any other.
    .init("null", "null"), .init("true", "true"), .init("false", "false"), .init("a number", "7"),
    .init("a text", "\"x\""), .init("an empty text", "\"\""), .init("an empty array", "[]"),
    .init("an empty object", "{}"),
    // White space: four bytes, anywhere between tokens.
    .init("white space around", " \t\r\n1 \t\r\n"), .init("white space in an array", "[ \t1\r,\n2 ]"),
    .init("white space in an object", "{ \"a\"\t:\r1\n,\"b\" : 2 }"), .init("in empty ones", "[ [ ] , { } ]"),
    // Numbers.
    .init("zero", "0"), .init("minus zero", "-0"), .init("minus zero with fraction", "-0.0"),
    .init("zero with exponent", "0e0"), .init("zero with plus exponent", "0e+1"), .init("capital E", "1E5"),
    .init("minus exponent", "1e-5"), .init("an exponent with zeroes", "1e0005"),
    .init("all parts", "-12.34e+56"),
    .init("many digits", "123456789012345678901234567890"),
    .init("many digits behind", "0.1234567890123456789"),
    .init("a huge exponent", "1e999999"), .init("a tiny one", "1e-999999"),
    .init("2^53+1", "9007199254740993"),
    .init("numbers against brackets", "[0,-1,2.5,3e4]"), .init("a number against a brace", "{\"a\":0}"),
    // Escapes.
    .init("all short escapes", #""\"\\\/\b\f\n\r\t""#), .init("a slash unescaped", "\"/\""),
    .init("hexadecimal in both cases", #""\u00e9\u00E9\uABCD\uabcd""#), .init("an escaped NUL", #""\u0000""#),
    .init("an escaped quote", #""\u0022""#), .init("an escaped backslash", #""\u005C""#),
    .init("a pair", #""\ud834\udd1e""#), .init("the first pair", #""\ud800\udc00""#),
    .init("the last pair", #""\udbff\udfff""#), .init("pairs in a row", #""\ud83d\ude00\ud83d\ude00""#),
    .init("an escaped non-character", #""\uffff\ufffe\ufdd0""#), .init("below the surrogates", #""\ud7ff""#),
    .init("above the surrogates", #""\ue000""#), .init("two backslashes before u", #""\\u00zz""#),
    .init("a backslash before the end", #""\\""#), .init("an escaped byte order mark", #""\ufeff""#),
    // Text as it is.
    .init("DEL", "\"\u{7F}\""), .init("C1 controls", "\"\u{80}\u{9F}\""),
    .init("line separators", "\"\u{2028}\u{2029}\""),
    .init("a byte order mark in a text", "\"\u{FEFF}\""), .init("two bytes", "\"\u{80}\u{7FF}\""),
    .init("three bytes", "\"\u{800}\u{D7FF}\u{E000}\u{FFFF}\""),
    .init("four bytes", "\"\u{10000}\u{10FFFF}\""),
    .init("comments in a text", "\"// /* */ #\""), .init("brackets in a text", "\"[{]}\""),
    .init("white space in a text", "\"  \""), .init("a combining mark first", "\"\u{301}\""),
    // Objects.
    .init("an empty key", "{\"\":0}"), .init("a key twice", "{\"a\":1,\"a\":2}"),
    .init("an escaped key", #"{"\u0061":1}"#),
    .init("a key of NUL", #"{"\u0000":1}"#), .init("a key of a keyword", "{\"null\":null}"),
    .init("a long key", "{\"\(String(repeating: "k", count: 5000))\":1}"),
    .init("objects in objects", "{\"a\":{\"b\":{\"c\":{}}}}"),
    .init("mixed", "[{\"a\":[{}]},[],\"\",0,null]"),
    // Depth.
    .init("arrays 128 deep", GrammarCase.nested(128, "[", "]")),
    .init(
      "objects 128 deep", String(repeating: "{\"a\":", count: 127) + "{}" + String(repeating: "}", count: 127)
    ),
    .init("many side by side", "[" + String(repeating: "[],", count: 10_000) + "[]]"),
    .init(
      "a text of every length around 16",
      "["
        + (0..<40).map { "\"" + String(repeating: "x", count: $0) + "\"" }
        .joined(separator: ",") + "]"),
  ]

  static let refused: [GrammarCase] = [
    .init("nothing", ""), .init("white space alone", " \n"), .init("a vertical tab", "\u{0B}1"),
    .init("a form feed", "\u{0C}1"), .init("a no-break space", "\u{A0}1"),
    .init("an ideographic space", "[1,\u{3000}2]"),
    .init("a byte order mark", "\u{FEFF}1"), .init("NUL behind", "1\u{0}"),
    .init("NUL between", "[1,\u{0}2]"),
    // Words.
    .init("an unfinished word", "nul"), .init("a word too long", "nulll"), .init("a capital word", "True"),
    .init("all capitals", "NULL"), .init("undefined", "undefined"), .init("None", "None"),
    .init("a word in an array", "[tru]"),
    .init("two words", "true false"), .init("words joined", "truefalse"), .init("yes", "yes"),
    // Numbers.
    .init("a plus", "+1"), .init("a minus alone", "-"), .init("two minuses", "--1"),
    .init("a leading zero", "01"),
    .init("a leading zero, negative", "-01"), .init("two zeroes", "00"),
    .init("no digit before the point", ".5"),
    .init("a minus and a point", "-.5"), .init("no digit behind the point", "1."),
    .init("a point and an exponent", "1.e1"),
    .init("an empty exponent", "1e"), .init("a sign alone in the exponent", "1e+"),
    .init("two exponents", "1e1e1"),
    .init("a fraction in the exponent", "1e1.5"), .init("two points", "1.2.3"), .init("hexadecimal", "0x1F"),
    .init("octal", "0o7"), .init("binary", "0b1"), .init("NaN", "NaN"), .init("Infinity", "Infinity"),
    .init("minus Infinity", "-Infinity"), .init("a separator", "1_000"), .init("a space within", "1 000"),
    .init("a suffix", "1n"), .init("a letter", "1a"), .init("a minus behind", "1-"),
    .init("a full-width digit", "１"),
    .init("a word behind a number", "[1true]"), .init("a text behind a number", "[1\"a\"]"),
    .init("a minus and a space", "- 1"),
    // Texts.
    .init("a text not closed", "\"a"), .init("a quote alone", "\""), .init("single quotes", "'a'"),
    .init("backquotes", "`a`"),
    .init("typographic quotes", "“a”"), .init("no quotes", "abc"),
    .init("a text in two pieces", "\"a\" \"b\""),
    .init("a quote too much", "\"a\"\""), .init("an escaped closing quote", #""\""#),
    .init("an escape cut off", "\"\\"),
    .init("escape x", #""\x41""#), .init("escape a", #""\a""#), .init("escape v", #""\v""#),
    .init("escape 0", #""\0""#),
    .init("an escaped apostrophe", #""\'""#), .init("capital U", #""\U0041""#),
    .init("an escaped line end", "\"\\\n\""),
    .init("an escaped character beyond ASCII", "\"\\é\""), .init("u without digits", #""\u""#),
    .init("three digits", #""\u004""#),
    .init("a letter among digits", #""\u004g""#), .init("a sign among digits", #""\u+041""#),
    .init("braces", #""\u{41}""#),
    .init("a space among digits", #""\u 041""#), .init("digits not of ASCII", "\"\\u００４１\""),
    .init("a high surrogate alone", #""\ud800""#), .init("a low one alone", #""\udc00""#),
    .init("in reverse", #""\udc00\ud800""#),
    .init("two high ones", #""\ud800\ud800""#), .init("a high one and a letter", #""\ud800x""#),
    .init("a high one and another escape", #""\ud800\n""#),
    .init("a high one and no low one", #""\ud800\u0041""#),
    .init("a high one and a cut", #""\ud800\u""#), .init("a high one and three digits", #""\ud800\udc0""#),
    // Arrays.
    .init("not closed", "["), .init("not opened", "]"), .init("a comma behind", "[1,]"),
    .init("a comma before", "[,1]"),
    .init("a comma alone", "[,]"), .init("two commas", "[1,,2]"), .init("no comma", "[1 2]"),
    .init("a colon", "[1:2]"),
    .init("a key in an array", "[\"a\":1]"), .init("closed twice", "[]]"), .init("closed by a brace", "[}"),
    .init("cut behind a value", "[1"),
    .init("cut behind a comma", "[1,"), .init("a semicolon", "[1;2]"), .init("parentheses", "(1)"),
    .init("dots", "[1,...]"),
    // Objects.
    .init("an object not closed", "{"), .init("a brace alone", "}"), .init("closed by a bracket", "{]"),
    .init("a key alone", "{\"a\"}"),
    .init("no value", "{\"a\":}"), .init("no colon", "{\"a\" 1}"), .init("two colons", "{\"a\"::1}"),
    .init("an equals sign", "{\"a\"=1}"),
    .init("a comma for a colon", "{\"a\",1}"), .init("a comma behind a member", "{\"a\":1,}"),
    .init("a comma before one", "{,\"a\":1}"),
    .init("two commas between", "{\"a\":1,,\"b\":2}"), .init("no comma between", "{\"a\":1 \"b\":2}"),
    .init("a bare key", "{a:1}"),
    .init("a key in single quotes", "{'a':1}"), .init("a number as key", "{1:2}"),
    .init("null as key", "{null:1}"),
    .init("an array as key", "{[]:1}"), .init("an object as key", "{{}:1}"), .init("a value alone", "{1}"),
    .init("a broken key", #"{"\x":1}"#),
    .init("closed too early", "{\"a\":{\"b\":1}"), .init("closed too late", "{\"a\":1}}"),
    .init("crosswise", "{\"a\":[1}]"),
    // Around.
    .init("two documents", "{}{}"), .init("two documents with a comma", "{},{}"),
    .init("a comma behind a document", "{},"),
    .init("a comment behind", "1 // x"), .init("a comment before", "/* x */ 1"),
    .init("a comment within", "[1, /* x */ 2]"),
    .init("a hash", "# x\n1"), .init("JSONP", "f({})"), .init("HTML", "<a>"), .init("YAML", "a: 1"),
    .init("a directive", "%YAML 1.2"),
    .init("a fence", "```json\n{}\n```"), .init("a record separator", "\u{1E}{}"),
    .init("arrays 129 deep", GrammarCase.nested(129, "[", "]")),
    .init("a hundred thousand deep", String(repeating: "[", count: 100_000)),
    .init("objects a hundred thousand deep", String(repeating: "{\"a\":", count: 100_000)),
    .init("UTF-16", [0xFF, 0xFE, 0x31, 0x00]), .init("UTF-16 without mark", [0x31, 0x00]),
    .init("UTF-32", [0, 0, 0, 0x31]),
  ]

  /// Bytes that aren't UTF-8 by RFC 3629.
  static let notUTF8: [GrammarCase] = [
    .string("a continuation alone", 0x80), .string("a last continuation alone", 0xBF),
    .string("two alone", 0x80, 0xBF),
    .string("C0", 0xC0, 0xAF), .string("C1", 0xC1, 0xBF), .string("a lead alone", 0xC3),
    .string("a lead and a letter", 0xC3, 0x41),
    .string("an overlong slash of three", 0xE0, 0x80, 0xAF),
    .string("the largest overlong of three", 0xE0, 0x9F, 0xBF),
    .string("two of three", 0xE2, 0x82), .string("one of three", 0xE2),
    .string("a letter for the third", 0xE2, 0x82, 0x41),
    .string("the first surrogate", 0xED, 0xA0, 0x80), .string("the last surrogate", 0xED, 0xBF, 0xBF),
    .string("an overlong of four", 0xF0, 0x80, 0x80, 0xAF),
    .string("the largest overlong of four", 0xF0, 0x8F, 0xBF, 0xBF),
    .string("three of four", 0xF0, 0x9F, 0x98), .string("past the last character", 0xF4, 0x90, 0x80, 0x80),
    .string("F5", 0xF5, 0x80, 0x80, 0x80), .string("five bytes", 0xF8, 0x88, 0x80, 0x80, 0x80),
    .string("six bytes", 0xFC, 0x84, 0x80, 0x80, 0x80, 0x80), .string("FE", 0xFE), .string("FF", 0xFF),
    .string("Latin 1", 0x63, 0x61, 0x66, 0xE9), .string("a lead before an escape", 0xC3, 0x5C, 0x6E),
    .string("a surrogate pair as six bytes", 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80),
  ]

  @Test(arguments: accepted) func `accepts`(case: GrammarCase) { #expect(problem(`case`.bytes) == nil) }

  @Test(arguments: refused) func `refuses`(case: GrammarCase) { #expect(problem(`case`.bytes) != nil) }

  @Test(arguments: notUTF8) func `refuses as no UTF-8`(case: GrammarCase) {
    #expect(problem(`case`.bytes)?.code == .invalidUTF8)
    // And wherever it stands within the sixteen bytes that are looked at together.
    for shift in 1...17 {
      let padded = [0x22] + [UInt8](repeating: 0x61, count: shift) + `case`.bytes.dropFirst()
      #expect(problem(padded)?.code == .invalidUTF8, "behind \(shift) letters")
    }
  }

  @Test(arguments: 0..<0x20) func `refuses each control character within a text`(byte: Int) {
    #expect(problem([0x22, UInt8(byte), 0x22])?.code == .controlCharacter)
    #expect(
      problem([0x22] + [UInt8](repeating: 0x61, count: 20) + [UInt8(byte), 0x22])?.code == .controlCharacter)
  }

  @Test func `takes each character of Unicode, as it is and escaped`() throws {
    var reader = JSONReader()
    for value in stride(from: UInt32(0x20), through: 0x10FFFF, by: 1) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(Character(scalar))
      if value != 0x22 && value != 0x5C {
        #expect(try reader.read(Array("\"\(text)\"".utf8).span) == text.utf8.count + 2)
      }
      if value % 7 != 0 { continue }
      let escaped = text.utf16.map { "\\u" + String(UInt32($0) + 0x10000, radix: 16).dropFirst() }.joined()
      var bytes = Array("\"\(escaped)\"".utf8)
      _ = try reader.read(bytes.span)
      var span = bytes.mutableSpan
      reader.unescape(in: &span)
      #expect(bytes[reader.tokens[0].range].elementsEqual(text.utf8))
    }
  }
}
