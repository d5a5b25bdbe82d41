/// A strict JSON parser (RFC 8259) over bytes that somebody else keeps: it finds where each value lies and
/// copies nothing, so that secrets stay in the memory they were read into.
///
/// Own code, since Foundation's parser copies every string onto the heap and is 20 times slower, and
/// simdjson would bring C++ for no gain in speed.
@safe public struct JSONReader: ~Copyable {
  /// How deep containers may nest.
  public static let depthLimit = 128
  /// How many levels an error names; what people write isn't deeper.
  public static let pathLimit = 10

  /// Keys of which more than one stand in an object, counted over the last value.
  public private(set) var duplicateKeyCount = 0
  /// Offset of the first of them.
  public private(set) var firstDuplicateOffset: Int?

  /// Whether the last read stopped since a value has more tokens than one of its size may.
  public private(set) var isOverfull = false

  var tape = JSONTape()
  var stack = JSONStack()
  private let knownKeys: [String]

  /// A reader whose errors may name these keys; all others they number.
  public init(knownKeys: [String] = []) { self.knownKeys = knownKeys }

  /// The tokens of the last value that was read whole.
  public var tokens: Span<JSONToken> {
    @_lifetime(borrow self)
    get { tape.tokens }
  }

  /// How many keys and values a value of so many bytes may hold: a token takes 16 bytes, 22 while keys are
  /// compared, and what is read shall need no more than twice its own size and 8 MiB.
  public static func tokenLimit(ofBytes count: Int) -> Int {
    max(1 << 16, min(count / 4, 1 << 17 + count / 24))
  }

  /// Reads one value that starts, after white space, at `start`.
  ///
  /// Returns the offset behind it, or nil when `bytes` ends within it and `isComplete` says that more may
  /// come: then nothing is kept, and the caller tries again from `start` with more bytes.
  public mutating func read(
    _ bytes: Span<UInt8>, from start: Int = 0, isComplete: Bool = true
  ) throws(JSONError) -> Int? {
    precondition(bytes.count <= Int(UInt32.max) && start >= 0 && start <= bytes.count)
    tape.removeAll(limit: Self.tokenLimit(ofBytes: bytes.count - start))
    isOverfull = false
    stack.removeAll()
    duplicateKeyCount = 0
    firstDuplicateOffset = nil
    var result = ScanResult.incomplete
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var scanner = unsafe JSONScanner(base: base, position: start, end: buffer.count)
      result = scanner.scan(into: &tape, stack: &stack)
      if result == .complete { result = .end(scanner.position) }
      findDuplicates(in: scanner)
    }
    switch result {
    case .end(let offset): return offset
    case .complete: return bytes.count
    case .failure(let code, let offset):
      throw JSONError(code: code, offset: offset, path: path(in: bytes))
    case .full:
      isOverfull = true
      // With more bytes it may hold more.
      if !isComplete { return nil }
      throw JSONError(code: .tooManyTokens, offset: start)
    case .incomplete, .incompleteNumber:
      if !isComplete { return nil }
      if case .incompleteNumber = result, stack.isEmpty { return bytes.count }
      throw JSONError(code: .unexpectedEnd, offset: bytes.count, path: path(in: bytes))
    }
  }

  private mutating func findDuplicates(in scanner: borrowing JSONScanner) {
    guard tape.mayHoldDuplicates else { return }
    for index in 0..<tape.count where tape[index].type == .object {
      tape.forEachDuplicateKey(ofObjectAt: index, in: scanner) { offset in
        duplicateKeyCount += 1
        if firstDuplicateOffset == nil { firstDuplicateOffset = offset }
      }
    }
  }

  /// The way to where reading stopped.
  private func path(in bytes: Span<UInt8>) -> String {
    var path = ""
    for level in 0..<stack.count {
      if level == Self.pathLimit { return path + "…" }
      let frame = stack[level]
      if tape[frame.container].type == .array {
        path += "[\(frame.members)]"
        continue
      }
      guard let key = frame.key else { continue }
      if !path.isEmpty { path += "." }
      path += name(of: tape[key], in: bytes) ?? "[key \(frame.members + 1)]"
    }
    return path
  }

  private func name(of key: JSONToken, in bytes: Span<UInt8>) -> String? {
    guard !key.hasEscapes else { return nil }
    let text = bytes.extracting(key.range)
    return knownKeys.first { known in
      let utf8 = known.utf8
      guard utf8.count == text.count else { return false }
      var index = 0
      for byte in utf8 {
        if text[index] != byte { return false }
        index += 1
      }
      return true
    }
  }
}
