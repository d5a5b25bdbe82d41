internal import JSONReader

/// A piece of a report that was read: redacted JSON, so plain values will do.
enum ReportValue {
  case null
  case truth(Bool)
  case number(Int)
  case text(String)
  case list([ReportValue])
  case object([String: ReportValue])

  subscript(key: String) -> ReportValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var number: Int? { if case .number(let number) = self { number } else { nil } }
  var truth: Bool? { if case .truth(let truth) = self { truth } else { nil } }
  var elements: [ReportValue] { if case .list(let elements) = self { elements } else { [] } }
  var texts: [String] { elements.compactMap(\.text) }

  /// The counts of an object of numbers.
  var counts: [String: Int] {
    guard case .object(let members) = self else { return [:] }
    return members.compactMapValues(\.number)
  }

  /// Reads one line.
  init(line: [UInt8], with reader: inout JSONReader) throws(JSONError) {
    var bytes = line
    guard let end = try reader.read(bytes.span) else {
      throw JSONError(code: .unexpectedEnd, offset: line.count)
    }
    guard line[end...].allSatisfy({ $0 <= 0x20 }) else {
      throw JSONError(code: .trailingBytes, offset: end)
    }
    var span = bytes.mutableSpan
    reader.unescape(in: &span)
    self = Self.value(at: 0, tokens: reader.tokens, bytes: bytes.span)
  }

  private static func value(at index: Int, tokens: Span<JSONToken>, bytes: Span<UInt8>) -> ReportValue {
    let token = tokens[index]
    func string(_ token: JSONToken) -> String {
      guard let utf8 = try? UTF8Span(validating: bytes.extracting(token.range)) else { return "" }
      return String(copying: utf8)
    }
    switch token.type {
    case .null: return .null
    case .true: return .truth(true)
    case .false: return .truth(false)
    case .number: return Int(string(token)).map(ReportValue.number) ?? .null
    case .string, .key: return .text(string(token))
    case .array:
      var elements: [ReportValue] = []
      var next = index + 1
      while next < Int(token.link) {
        elements.append(value(at: next, tokens: tokens, bytes: bytes))
        next = tokens.index(after: next)
      }
      return .list(elements)
    case .object:
      var members: [String: ReportValue] = [:]
      var next = index + 1
      while next < Int(token.link) {
        members[string(tokens[next])] = value(at: next + 1, tokens: tokens, bytes: bytes)
        next = tokens.index(after: next + 1)
      }
      return .object(members)
    }
  }
}
