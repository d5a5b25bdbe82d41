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
  subscript(key: String) -> ReportValue? {
    guard type == .object else { return nil }
    let hash = jsonKeyHash(of: key)
    let end = Int(line.tokens[index].link)
    var next = index + 1
    var found: Int?
    while next < end {
      if line.tokens[next].link == hash, line.isKey(key, at: next) {
        found = next + 1
        if !line.mayHoldDuplicates { break }
      }
      next = line.index(after: next + 1)
    }
    return found.map { ReportValue(line, $0) }
  }

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

  private func forEachPlace(_ body: (Int) -> Void) {
    var next = index + 1
    while next < Int(line.tokens[index].link) {
      body(next)
      next = line.index(after: next)
    }
  }
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

  func index(after index: Int) -> Int {
    switch tokens[index].type {
    case .array, .object: Int(tokens[index].link)
    default: index + 1
    }
  }

  func string(at index: Int) -> String { String(decoding: bytes[tokens[index].range], as: UTF8.self) }

  func isKey(_ key: String, at index: Int) -> Bool { bytes[tokens[index].range].elementsEqual(key.utf8) }
}
