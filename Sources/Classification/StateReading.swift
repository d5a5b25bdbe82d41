internal import Facts
internal import JSONReader

/// What stands in a field that holds text.
enum StateReading {
  static func state(of value: Span<UInt8>) -> FieldState {
    let text = value.extracting(value.trimmedRange)
    if text.isEmpty { return .empty }
    if isReference(text) { return .reference }
    if isMasked(text) { return .masked }
    if isPlaceholder(text) { return .placeholder }
    return .live
  }

  /// A reference of a template, ours or another tool's (`${args.key}`, `${{ secrets.KEY }}`, `{{ key }}`), and nothing
  /// beside it: a text that mixes both holds live parts. Nor is a credential one that somebody put in braces.
  private static func isReference(_ text: Span<UInt8>) -> Bool {
    var (start, end) = (0, text.count)
    if text[0] == UInt8(ascii: "$") { start += 1 }
    let isOurs = start == 1
    var braces = 0
    while braces < 2, start < end, text[start] == UInt8(ascii: "{"), text[end - 1] == UInt8(ascii: "}") {
      start += 1
      end -= 1
      braces += 1
    }
    guard braces == 2 || isOurs && braces == 1, end > start else { return false }
    return text.all(from: start, to: end) { $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }
      && !RedactionGate.holdsCredential(text, isNote: true)
  }

  /// Stars, bullets, or a word that says so.
  private static func isMasked(_ text: Span<UInt8>) -> Bool {
    let first = text[0]
    if first == UInt8(ascii: "*"), text.count >= 3, text.all({ $0 == UInt8(ascii: "*") }) { return true }
    if first == 0xE2, text.count >= 6, text.count % 3 == 0, text.hasPrefix("\u{2022}"),
      text.all({ $0 == 0xE2 || $0 == 0x80 || $0 == 0xA2 })
    {
      return true
    }
    // A few characters left to recognise the value by, the rest starred.
    if offset(of: UInt8(ascii: "*"), in: text) < text.count, let stars = text.index(of: "****") {
      var visible = text.count
      var index = stars
      while index < text.count, text[index] == UInt8(ascii: "*") {
        visible -= 1
        index += 1
      }
      if visible <= 8 { return true }
    }
    return text.count <= 12 && masks.contains(text)
  }

  private static let masks = WordTable(set: [
    "redacted", "<redacted>", "[redacted]", "hidden", "<hidden>", "[hidden]", "(hidden)", "masked",
    "data+omitted",
  ])

  /// What documentation and templates put where a value belongs.
  private static func isPlaceholder(_ text: Span<UInt8>) -> Bool {
    if text.count <= 12, placeholders.contains(text) { return true }
    if text.count < 64, text.count > 5, text.extracting(0..<5).isWord("todo:") {
      return !RedactionGate.holdsCredential(text, isNote: true)
    }
    if text[0].lowercased == UInt8(ascii: "x"), text.count >= 3,
      text.all({ $0.lowercased == UInt8(ascii: "x") })
    {
      return true
    }
    if text[0] == UInt8(ascii: "<"), text[text.count - 1] == UInt8(ascii: ">"), text.count < 64 {
      return text.all(from: 1, to: text.count - 1) { $0 != UInt8(ascii: "<") && $0 >= 0x20 }
        && !RedactionGate.holdsCredential(text, isNote: true)
    }
    if text.count < 48, text[0].lowercased == UInt8(ascii: "y"),
      text.hasPrefix("your-") || text.hasPrefix("your_") || text.hasPrefix("YOUR_")
    {
      return !RedactionGate.holdsCredential(text, isNote: true)
    }
    return isDocumentedExample(text)
  }

  private static let placeholders = WordTable(set: [
    "changeme", "change-me", "change_me", "changeit", "replaceme", "replace-me", "replace_me", "todo", "tbd",
    "placeholder", "example", "dummy", "none",
  ])

  /// Whether a value, white space around it or not, is one of the examples of AWS's and Civo's documentation.
  static func isDocumentedExample(_ value: Span<UInt8>) -> Bool {
    let text = value.extracting(value.trimmedRange)
    if text.count == 20, text.hasSuffix("EXAMPLE"), AWSShape.identifier(text) != nil { return true }
    if text.count == 40, text.hasSuffix("EXAMPLEKEY") { return true }
    return text.count == 50 && text.hasPrefix("DAb75oyq") && text.hasSuffix("fH51r")
  }
}
