internal import JSONReader

/// The members of one object, by name. Of keys that stand twice the last counts, as in most readers.
struct JSONObject: ~Escapable {
  private let bytes: Span<UInt8>
  private let tokens: Span<JSONToken>
  private let object: Int

  @_lifetime(copy bytes, copy tokens)
  init(_ bytes: Span<UInt8>, _ tokens: Span<JSONToken>, at object: Int = 0) {
    self.bytes = bytes
    self.tokens = tokens
    self.object = object
  }

  /// The place of a value among the tokens.
  func value(_ name: String) -> Int? {
    guard tokens.count > object, tokens[object].type == .object else { return nil }
    var found: Int?
    var index = object + 1
    while index < Int(tokens[object].link) {
      if bytes.extracting(tokens[index].range).holds(name) { found = index + 1 }
      index = tokens.index(after: index + 1)
    }
    return found
  }

  @_lifetime(copy self)
  func text(_ name: String) -> Span<UInt8>? {
    guard let index = value(name), tokens[index].type == .string else { return nil }
    return bytes.extracting(tokens[index].range)
  }

  @_lifetime(copy self)
  func object(_ name: String) -> JSONObject? {
    guard let index = value(name), tokens[index].type == .object else { return nil }
    return JSONObject(bytes, tokens, at: index)
  }

  /// Where the text of a value lies that is no list and no object: YAML doesn't need quotes.
  func scalar(_ name: String) -> Range<Int>? {
    guard let index = value(name) else { return nil }
    switch tokens[index].type {
    case .string, .number, .true, .false: return tokens[index].range
    default: return nil
    }
  }

  /// Whether a value says anything.
  func hasValue(_ name: String) -> Bool {
    guard let range = scalar(name) else { return false }
    return !bytes.extracting(range).trimmedRange.isEmpty
  }

  func countOfValues(_ names: [String]) -> Int { names.count { hasValue($0) } }

  /// Whether a value is true, in the words of YAML 1.1 too.
  func isTrue(_ name: String) -> Bool {
    guard let range = scalar(name) else { return false }
    let text = bytes.extracting(range)
    return text.isWord("true") || text.isWord("yes") || text.isWord("on") || text.isWord("y")
  }

  /// Calls `body` with each scalar of a list.
  func forEachElement(_ name: String, _ body: (Range<Int>) -> Void) {
    forEachPlace(name) { index in
      if tokens[index].type == .string || tokens[index].type == .number { body(tokens[index].range) }
    }
  }

  /// Calls `body` with each object of a list.
  func forEachObject(_ name: String, _ body: (borrowing JSONObject) -> Void) {
    forEachPlace(name) { index in
      if tokens[index].type == .object { body(JSONObject(bytes, tokens, at: index)) }
    }
  }

  private func forEachPlace(_ name: String, _ body: (Int) -> Void) {
    guard let list = value(name), tokens[list].type == .array else { return }
    var index = list + 1
    while index < Int(tokens[list].link) {
      body(index)
      index = tokens.index(after: index)
    }
  }

  /// How many texts there are: one, or as many as a list has.
  func countOfTexts(_ name: String) -> Int {
    if text(name) != nil { return 1 }
    var count = 0
    forEachElement(name) { _ in count += 1 }
    return count
  }

  /// A NumericDate (RFC 7519, section 2), without its fraction; nil for what is beyond the year 9999.
  func seconds(_ name: String) -> Int? {
    guard let index = value(name), tokens[index].type == .number else { return nil }
    let text = bytes.extracting(tokens[index].range)
    var number = 0
    var place = 0
    while place < text.count, text[place].isDigit {
      guard number < 1 << 38 else { return nil }
      number = number * 10 + Int(text[place] & 15)
      place += 1
    }
    guard place > 0, place == text.count || text[place] == UInt8(ascii: ".") else { return nil }
    guard text.all(from: place + 1, \.isDigit), number < 253_402_300_800 else { return nil }
    return number
  }
}
