internal import JSONReader
@_spi(SecretBytes) public import SecretMemory
internal import YAMLReader

/// Reads documents from a descriptor and shows each integration in them, one at a time, where it lies.
///
/// Documents are JSON, or YAML as the command line prints it, by what stands in them. One is one of: the HTTP envelope `{"data":…}`, the list `{"data":{"integrations":[…]}}`,
/// `{"integrations":[…]}`, a bare object, a GitOps template, a saved result of the JavaScript client, an array
/// of any of these; a file is one document or several, each from a line of its own (JSON Lines), or behind a line
/// `---`. Lists of any length are walked element by element.
public struct PayloadReader: ~Copyable {
  /// The limit of one integration in bytes where nothing else is said.
  public static let defaultMaximumSize = 1 << 20

  /// The limit in bytes of a document that has to be at hand whole: a template, or YAML.
  public static let maximumDocument = 64 << 20

  /// The limit of one integration in bytes.
  public let maximumSize: Int

  var window: InputWindow
  var reader = JSONReader(knownKeys: PayloadKey.names + OuterKey.names)
  var yamlReader = YAMLTokenReader()
  let assembly: Assembly
  var documentLine = 1

  /// Allocates the locked memory that input is read into; `digest` is fed with all that is read.
  public init(
    maximumSize: Int = PayloadReader.defaultMaximumSize, digest: consuming InputDigest? = nil
  ) throws(SecretMemoryError) {
    self.maximumSize = maximumSize
    assembly = Assembly(maximumSize: maximumSize, capacity: Self.maximumDocument)
    window = try InputWindow(capacity: maximumSize + min(maximumSize, 1 << 18), digest: digest)
  }

  /// Whether the system keeps the input out of swap.
  public var isLocked: Bool { window.arena.isLocked }

  /// Shows each integration of an input to `visitor`, and each problem; after a broken document, reading
  /// goes on at the next line that starts one. Returns how much was read.
  @discardableResult
  public mutating func read(
    from descriptor: Int32, showing visitor: inout some PayloadVisitor & ~Copyable
  ) -> InputExtent {
    window.open(descriptor)
    readAll(&visitor)
    return window.finish(isDocumentLocked: assembly.takeLocked())
  }

  /// The same for documents that come from elsewhere, each read by itself: one that is broken takes nothing with it.
  /// `willBegin` gets each one's number before the visitor sees what is in it.
  @discardableResult
  public mutating func read<Visitor: PayloadVisitor & ~Copyable>(
    from documents: SecretDocuments, showing visitor: inout Visitor, willBegin: (Int, inout Visitor) -> Void
  ) -> InputExtent {
    window.open(documents)
    while let number = documents.next() {
      window.beginDocument()
      willBegin(number, &visitor)
      readAll(&visitor)
    }
    return window.finish(isDocumentLocked: assembly.takeLocked())
  }

  private mutating func readAll(_ visitor: inout some PayloadVisitor & ~Copyable) {
    do throws(SystemError) {
      try readDocuments(&visitor)
    } catch {
      let (line, column) = window.location(of: window.position)
      visitor.visit(InputProblem(code: .unreadable(error), line: line, column: column, path: ""))
    }
    assembly.removeAll()
  }

  private mutating func readDocuments(
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(SystemError) {
    try skipByteOrderMark()
    var count = 0
    var previousLine = 0
    while try window.skipWhiteSpace() != nil {
      // Counted now, or each of many broken lines would count all before it anew.
      window.countLines(to: window.position)
      let (line, column) = window.location(of: window.position)
      documentLine = line
      if line == previousLine {
        visitor.visit(InputProblem(code: .json(.trailingBytes), line: line, column: column, path: ""))
        try skipToNextDocument()
        previousLine = 0
        continue
      }
      if try startsYAML() {
        if try readYAML(&visitor) { count += 1 }
        previousLine = 0
        continue
      }
      count += 1
      do throws(WalkError) {
        try readValue(path: "", depth: 0, &visitor)
        previousLine = window.location(of: window.position).line
      } catch {
        switch error {
        case .system(let error): throw error
        case .problem(let problem): visitor.visit(problem)
        }
        try skipToNextDocument()
        previousLine = 0
      }
    }
    if count == 0 { visitor.visit(InputProblem(code: .empty, line: 1, column: 1, path: "")) }
  }

  /// A byte order mark, which editors on Windows write and RFC 8259 lets readers ignore.
  private mutating func skipByteOrderMark() throws(SystemError) {
    try window.refill(wanting: 3)
    if window.startsWithByteOrderMark { window.position = 3 }
  }

  /// After an error: goes to the next line that starts with a bracket. That may be where reading stands, when
  /// the document broke off at a line's end.
  private mutating func skipToNextDocument() throws(SystemError) {
    if window.isAtLineStart, window.location(of: window.position).line > documentLine,
      let byte = try window.peek(), byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    {
      return
    }
    while let byte = try window.peek() {
      window.position += 1
      guard byte == 0x0A, let next = try window.peek() else { continue }
      if next == UInt8(ascii: "{") || next == UInt8(ascii: "[") { return }
    }
  }

  /// Reads the value at the window's position into the reader, refilling as needed. Nil if it is larger than
  /// the window.
  mutating func parseValue() throws(WalkError) -> Int? {
    while true {
      do throws(JSONError) {
        if let end = try window.parse(with: &reader) { return end }
      } catch {
        throw .problem(problem(.json(error.code), at: error.offset, path: error.path))
      }
      if window.isFull {
        if reader.isOverfull {
          throw .problem(problem(.json(.tooManyTokens), at: window.position, path: ""))
        }
        return nil
      }
      do throws(SystemError) {
        // Twice as much each time, so that a slow pipe doesn't cost a scan a byte.
        try window.refill(wanting: max(4096, 2 * window.available))
      } catch {
        throw .system(error)
      }
    }
  }

  /// Reads a value and shows what is in it; one that is broken or too large for the window is walked piece
  /// by piece, so that what comes before the break is still shown.
  mutating func readValue(
    path: String, depth: Int, _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(WalkError) {
    let end: Int?
    do throws(WalkError) {
      end = try parseValue()
    } catch {
      guard case .problem(let reason) = error.prefixed(by: path) else { throw error }
      return try walkValue(reason: reason, path: path, depth: depth, &visitor)
    }
    guard let end else {
      if depth == 0, needsWhole() { return try readWhole(&visitor) }
      let reason = problem(.tooLarge(limit: maximumSize), at: window.position, path: path)
      return try walkValue(reason: reason, path: path, depth: depth, &visitor)
    }
    if reader.duplicateKeyCount > 0 {
      visitor.visit(
        problem(
          .duplicateKeys(count: reader.duplicateKeyCount),
          at: reader.firstDuplicateOffset ?? window.position, path: path))
    }
    let start = window.location(of: window.position)
    window.countLines(to: end)
    window.unescape(with: &reader)
    showWindow(from: start, path: path, depth: depth, &visitor)
    window.position = end
  }

  private func showWindow(
    from start: (line: Int, column: Int), path: String, depth: Int,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let tree = DocumentTree(tokens: reader.tokens, bytes: window.bytes, isWhole: false, start: start)
    show(0, of: tree, path: path, depth: depth, &visitor)
  }

  func problem(_ code: InputProblem.Code, at offset: Int, path: String) -> InputProblem {
    let (line, column) = window.location(of: offset)
    return InputProblem(code: code, line: line, column: column, path: path)
  }
}

/// Who is shown what a reader finds.
public protocol PayloadVisitor: ~Copyable {
  /// Called for each integration, in input order. The integration is gone afterwards.
  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace)
  /// Called for each part of the input that couldn't be read.
  mutating func visit(_ problem: InputProblem)
}

/// Why walking a document stopped.
enum WalkError: Error {
  case problem(InputProblem)
  case system(SystemError)

  var code: InputProblem.Code {
    switch self {
    case .problem(let problem): problem.code
    case .system(let error): .unreadable(error)
    }
  }

  /// The same with the way to the value put before the way within it.
  func prefixed(by path: String) -> WalkError {
    guard case .problem(let problem) = self, !path.isEmpty else { return self }
    let separator = problem.path.isEmpty || problem.path.hasPrefix("[") ? "" : "."
    return .problem(
      InputProblem(
        code: problem.code, line: problem.line, column: problem.column,
        path: path + separator + problem.path))
  }
}
