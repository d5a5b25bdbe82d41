import Foundation
import Testing

@testable import JSONReader

/// Where Foundation's parser goes its own way. Each is said with its reason, and a difference that is none of
/// these fails the test.
enum KnownDifference: String, CaseIterable {
  /// Foundation takes a comma behind the last member; RFC 8259 has none there.
  case trailingComma
  /// Foundation skips a byte order mark; RFC 8259 lets a parser do so, and here the payload reader does.
  case byteOrderMark
  /// Foundation tells UTF-16 and UTF-32 by zero bytes at the start; RFC 8259 knows only UTF-8.
  case otherEncoding
  /// Foundation refuses numbers that no Double holds; RFC 8259 leaves the size open, and no number is read here.
  case hugeNumber

  /// What a document would have to be for both to agree.
  func mended(_ bytes: [UInt8]) -> [UInt8]? {
    switch self {
    case .trailingComma: outsideTexts(bytes, removing: /,(?=[ \t\r\n]*[\]}])/)
    case .byteOrderMark: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : nil
    case .otherEncoding:
      bytes.prefix(4).contains(0) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        ? [] : nil
    case .hugeNumber: outsideTexts(bytes, removing: /[eE][+]?[0-9]{3,}/)
    }
  }

  private func outsideTexts(_ bytes: [UInt8], removing pattern: Regex<Substring>) -> [UInt8]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    // By characters, a line end of two bytes would be one that no pattern names.
    let pattern = pattern.matchingSemantics(.unicodeScalar)
    let quoted = /"(?:[^"\\]|\\.)*"/.matchingSemantics(.unicodeScalar)
    var pieces: [Substring] = []
    var rest = text[...]
    while let string = rest.firstMatch(of: quoted) {
      pieces += [rest[..<string.range.lowerBound].replacing(pattern, with: ""), string.0]
      rest = rest[string.range.upperBound...]
    }
    let mended = pieces.joined() + rest.replacing(pattern, with: "")
    return mended == text ? nil : Array(mended.utf8)
  }
}

@Suite struct `Beside Foundation's parser` {
  /// 20,000 documents, or as many as `CREDENCE_DOCUMENTS` says.
  static let count = ProcessInfo.processInfo.environment["CREDENCE_DOCUMENTS"].flatMap { Int($0) } ?? 20_000

  private func foundation(_ bytes: [UInt8]) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
  }

  private func agree(on bytes: [UInt8]) -> Bool { (foundation(bytes) != nil) == (problem(bytes) == nil) }

  /// The differences that explain, alone or one after the other, why the two disagree; nil where none do.
  private func reasons(for bytes: [UInt8]) -> [KnownDifference]? {
    func agrees(_ mended: [UInt8]) -> Bool { mended.isEmpty || agree(on: mended) }
    let alone = KnownDifference.allCases.first { $0.mended(bytes).map(agrees) ?? false }
    if let alone { return [alone] }
    var mended = bytes
    var reasons: [KnownDifference] = []
    for difference in KnownDifference.allCases {
      guard let next = difference.mended(mended) else { continue }
      reasons.append(difference)
      if agrees(next) { return reasons }
      mended = next
    }
    return nil
  }

  @Test func `every difference has its reason, and texts and numbers are read alike`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var documents = DocumentGenerator(generator: SeededGenerator(state: seed))
    var accepted = 0
    var refused = 0
    var differences: [KnownDifference: Int] = [:]
    for number in 0..<Self.count {
      let whole = documents.document()
      let bytes = number % 4 == 0 ? whole : documents.broken(whole)
      let theirs = foundation(bytes)
      let ours = problem(bytes)
      if number % 4 == 0 { #expect(theirs != nil && ours == nil, "seed \(seed): \(bytes)") }
      if ours == nil { accepted += 1 } else { refused += 1 }
      if (theirs != nil) == (ours == nil) {
        if let theirs, !isEqual(bytes, theirs) { Issue.record("seed \(seed): read otherwise: \(bytes)") }
        continue
      }
      guard let reasons = reasons(for: bytes) else {
        Issue.record("seed \(seed): \(bytes)")
        continue
      }
      for reason in reasons { differences[reason, default: 0] += 1 }
    }
    // Mutations that break nothing, or everything, would test nothing.
    #expect(accepted > Self.count / 3 && refused > Self.count / 3)
    let counted = differences.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", ")
    print("\(Self.count) documents: \(accepted) accepted, \(refused) refused; differences: \(counted)")
  }

  @Test func `a trailing comma is found before any line end`() {
    for end in ["\n", "\r\n", " \r\n\t"] {
      #expect(KnownDifference.trailingComma.mended(Array("[[],\(end)]".utf8)) == Array("[[]\(end)]".utf8))
    }
  }

  @Test func `two differences in one document are both named`() {
    #expect(reasons(for: Array("\u{FEFF}[\"\"\r,]".utf8)) == [.trailingComma, .byteOrderMark])
    #expect(reasons(for: Array("\u{FEFF}[1e400]".utf8)) == [.byteOrderMark, .hugeNumber])
  }

  @Test func `the differences that are named exist`() {
    for text in ["[1,]", "{\"a\":1,}", "\u{FEFF}1", "1e400", "1\u{0}"] {
      #expect(!agree(on: Array(text.utf8)), "\(text.debugDescription)")
    }
  }

  /// Whether a document that both accept has the same texts, numbers and shape for both. Of keys that stand
  /// twice, who wins is each parser's own; and Foundation drops a byte order mark that a text begins with.
  private func isEqual(_ document: [UInt8], _ theirs: Any) -> Bool {
    var bytes = document
    var reader = JSONReader()
    guard (try? reader.read(bytes.span)) != nil else { return false }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if reader.duplicateKeyCount > 0 || document.contains(mark) { return true }
    var span = bytes.mutableSpan
    reader.unescape(in: &span)
    return isEqual(0, of: reader.tokens, bytes, theirs)
  }

  private func isEqual(_ index: Int, of tokens: Span<JSONToken>, _ bytes: [UInt8], _ theirs: Any) -> Bool {
    let text = String(decoding: bytes[tokens[index].range], as: UTF8.self)
    switch tokens[index].type {
    case .null: return theirs is NSNull
    case .true: return theirs as? Bool == true
    case .false: return theirs as? Bool == false
    case .number:
      // Foundation rounds what has many digits in its own way; here only a number's place is read.
      guard let theirs = (theirs as? NSNumber)?.doubleValue, let ours = Double(text) else { return false }
      return abs(theirs - ours) <= abs(ours) * 1e-14
    case .string, .key: return (theirs as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
    case .array:
      guard let array = theirs as? [Any] else { return false }
      var element = index + 1
      for value in array {
        guard element < Int(tokens[index].link), isEqual(element, of: tokens, bytes, value) else {
          return false
        }
        element = tokens.index(after: element)
      }
      return element == Int(tokens[index].link)
    case .object:
      guard let object = theirs as? [String: Any] else { return false }
      var members = 0
      var key = index + 1
      while key < Int(tokens[index].link) {
        let name = String(decoding: bytes[tokens[key].range], as: UTF8.self)
        guard let value = object[name], isEqual(key + 1, of: tokens, bytes, value) else { return false }
        members += 1
        key = tokens.index(after: key + 1)
      }
      return members == object.count
    }
  }
}
