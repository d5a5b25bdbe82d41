internal import JSONReader

/// A piece of a report that was read, looked up where it lies: redacted JSON, so it may be copied.
struct ReportValue: Sendable {
  private let line: ReportLine
  private let index: Int

  private init(_ line: ReportLine, _ index: Int) {
    self.line = line
    self.index = index
  }

  /// Reads one line.
  init(line: [UInt8], with reader: inout JSONReader) throws(JSONError) {
    self.init(try ReportLine(line, with: &reader), 0)
  }

  var type: JSONType { line.tokens[index].type }

  /// What stands behind a key; of equal keys, the last.
  subscript(key: String) -> ReportValue? { line.value(of: key, in: index).map { ReportValue(line, $0) } }

  var text: String? { type == .string ? line.string(at: index) : nil }
  var number: Int? { type == .number ? Int(line.string(at: index)) : nil }
  var truth: Bool? {
    switch type {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// How many elements a list has.
  var count: Int {
    guard type == .array else { return 0 }
    var count = 0
    forEachPlace { _ in count += 1 }
    return count
  }

  var elements: [ReportValue] {
    guard type == .array else { return [] }
    var elements: [ReportValue] = []
    forEachPlace { elements.append(ReportValue(line, $0)) }
    return elements
  }

  var texts: [String] {
    guard type == .array else { return [] }
    var texts: [String] = []
    forEachPlace { if line.tokens[$0].type == .string { texts.append(line.string(at: $0)) } }
    return texts
  }

  /// The members of an object, in the order in which they stand.
  var members: [(key: String, value: ReportValue)] {
    guard type == .object else { return [] }
    var members: [(key: String, value: ReportValue)] = []
    var next = index + 1
    while next < Int(line.tokens[index].link) {
      members.append((line.string(at: next), ReportValue(line, next + 1)))
      next = line.index(after: next + 1)
    }
    return members
  }

  /// The counts of an object of numbers.
  var counts: [String: Int] {
    var counts: [String: Int] = [:]
    for (key, value) in members { counts[key] = value.number }
    return counts
  }

  /// The text of a string or a number.
  var string: String { line.string(at: index) }

  private func forEachPlace(_ body: (Int) -> Void) { line.forEachElement(of: index, body) }
}

/// The bytes of a line, unescaped in place, and where everything in it lies.
private final class ReportLine: Sendable {
  let tokens: [JSONToken]
  let mayHoldDuplicates: Bool
  private let bytes: [UInt8]

  init(_ line: [UInt8], with reader: inout JSONReader) throws(JSONError) {
    var bytes = line
    guard let end = try reader.read(bytes.span) else {
      throw JSONError(code: .unexpectedEnd, offset: line.count)
    }
    guard line[end...].allSatisfy({ $0 <= 0x20 }) else {
      throw JSONError(code: .trailingBytes, offset: end)
    }
    var span = bytes.mutableSpan
    reader.unescape(in: &span)
    self.bytes = bytes
    mayHoldDuplicates = reader.duplicateKeyCount > 0
    let found = reader.tokens
    tokens = [JSONToken](capacity: found.count) { output in
      for index in found.indices { output.append(found[index]) }
    }
  }

  // Loops go over a span of an array of their own: one that belongs to an object is retained at each access.

  func index(after index: Int) -> Int {
    let tokens = tokens
    return Self.index(after: index, tokens.span)
  }

  @inline(__always)
  private static func index(after index: Int, _ tokens: Span<JSONToken>) -> Int {
    switch tokens[index].type {
    case .array, .object: Int(tokens[index].link)
    default: index + 1
    }
  }

  /// The place of what stands behind a key of an object; of equal keys, the last.
  func value(of key: String, in object: Int) -> Int? {
    let (ownTokens, ownBytes) = (tokens, bytes)
    let (tokens, bytes) = (ownTokens.span, ownBytes.span)
    guard tokens[object].type == .object else { return nil }
    let name = key.utf8Span.span
    let hash = jsonKeyHash(of: name)
    let end = Int(tokens[object].link)
    var next = object + 1
    var found: Int?
    while next < end {
      if tokens[next].link == hash, bytes.extracting(tokens[next].range).isEqual(to: name) {
        found = next + 1
        if !mayHoldDuplicates { break }
      }
      next = Self.index(after: next + 1, tokens)
    }
    return found
  }

  /// Calls `body` with the place of each element of a list, or each key and value of an object.
  func forEachElement(of list: Int, _ body: (Int) -> Void) {
    let ownTokens = tokens
    let tokens = ownTokens.span
    var next = list + 1
    while next < Int(tokens[list].link) {
      body(next)
      next = Self.index(after: next, tokens)
    }
  }

  func string(at index: Int) -> String { String(decoding: bytes[tokens[index].range], as: UTF8.self) }
}

extension Span<UInt8> {
  fileprivate func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
