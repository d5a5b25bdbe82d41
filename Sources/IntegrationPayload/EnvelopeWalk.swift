internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

// Documents around integrations that aren't in memory whole, walked piece by piece.

extension PayloadReader {
  /// Walks a value that can't be taken whole, being broken somewhere or larger than the window: what is good
  /// in it is shown all the same. `reason` is said where nothing in it says more.
  mutating func walkValue(
    reason: InputProblem, path: String, depth: Int, _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(WalkError) {
    switch try nextByte() {
    case UInt8(ascii: "[") where depth < Self.envelopeDepth:
      window.position += 1
      try walkArray(path: path, depth: depth, &visitor)
    case UInt8(ascii: "{") where depth < Self.envelopeDepth:
      window.position += 1
      if try !walkObject(path: path, depth: depth, &visitor) { visitor.visit(reason) }
    default:
      try skip(reason, &visitor)
    }
  }

  private mutating func walkArray(
    path: String, depth: Int, _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(WalkError) {
    var number = 0
    if try nextByte() == UInt8(ascii: "]") {
      window.position += 1
      return
    }
    while true {
      _ = try nextByte()
      try readValue(path: "\(path)[\(number)]", depth: depth + 1, &visitor)
      number += 1
      if try !continues(until: UInt8(ascii: "]"), path: path) { return }
    }
  }

  /// Walks an object's members. False if none of them led to integrations or was found to be broken.
  private mutating func walkObject(
    path: String, depth: Int, _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(WalkError) -> Bool {
    var isEnvelope = false
    var isIntegration = false
    var isBroken = false
    var number = 0
    if try nextByte() == UInt8(ascii: "}") {
      window.position += 1
      return false
    }
    while true {
      guard try nextByte() == UInt8(ascii: "\"") else {
        throw .problem(problem(.json(.missingKey), at: window.position, path: path))
      }
      number += 1
      let key = try walkKey(path: path, isBroken: &isBroken, &visitor)
      let name = joined(path, key?.name ?? "[key \(number)]")
      guard try nextByte() == UInt8(ascii: ":") else {
        throw .problem(problem(.json(.missingColon), at: window.position, path: name))
      }
      window.position += 1
      let opening = try nextByte()
      let holdsIntegrations =
        key == .data && (opening == UInt8(ascii: "{") || opening == UInt8(ascii: "["))
        || key == .integrations && opening == UInt8(ascii: "[")
      if holdsIntegrations {
        isEnvelope = true
        try readValue(path: name, depth: depth + 1, &visitor)
      } else {
        try requireNoNewDocument()
        isIntegration = isIntegration || key == .provider || key == .credentials
        do throws(WalkError) {
          if let end = try parseValue() {
            noteCallerToken(behind: key, path: path, &visitor)
            window.position = end
          } else {
            try skipValue()
          }
        } catch {
          guard case .problem(let problem) = error.prefixed(by: name) else { throw error }
          try skip(problem, &visitor)
          isBroken = true
        }
      }
      if try !continues(until: UInt8(ascii: "}"), path: path) { break }
    }
    if isEnvelope && isIntegration {
      visitor.visit(problem(.outerNotAudited, at: window.position, path: path))
    }
    return isEnvelope || isBroken
  }

  /// Of a saved client result that is walked piece by piece: the caller's token in the value that was read last.
  private func noteCallerToken(
    behind key: PayloadKey?, path: String, _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    guard key == nil, reader.tokens[0].type == .object else { return }
    if ClientResult.token(inObject: 0, reader.tokens, window.bytes) != nil {
      visitor.visit(problem(.callerToken, at: window.position, path: path))
    }
  }

  private mutating func walkKey(
    path: String, isBroken: inout Bool, _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(WalkError) -> PayloadKey? {
    let end: Int?
    do throws(WalkError) {
      end = try parseValue()
    } catch {
      guard case .problem(let problem) = error.prefixed(by: path) else { throw error }
      try skip(problem, &visitor)
      isBroken = true
      return nil
    }
    guard let end else {
      throw .problem(problem(.tooLarge(limit: maximumSize), at: window.position, path: path))
    }
    // An escape makes no other key of it.
    window.countLines(to: end)
    window.unescape(with: &reader)
    let key = PayloadKey.of(text: window.bytes.extracting(reader.tokens[0].range))
    window.position = end
    return key
  }

  /// Steps over a comma, or over the closing bracket: then there is no more.
  private mutating func continues(until close: UInt8, path: String) throws(WalkError) -> Bool {
    let byte = try nextByte()
    guard byte == UInt8(ascii: ",") || byte == close else {
      throw .problem(problem(.json(.missingComma), at: window.position, path: path))
    }
    window.position += 1
    return byte != close
  }

  private mutating func nextByte() throws(WalkError) -> UInt8 {
    let byte: UInt8?
    do throws(SystemError) { byte = try window.skipWhiteSpace() } catch { throw .system(error) }
    guard let byte else {
      throw .problem(problem(.json(.unexpectedEnd), at: window.position, path: ""))
    }
    return byte
  }

  /// Reports a value and steps over it; throws the problem if it leaves nothing to find the value's end by.
  private mutating func skip(
    _ problem: InputProblem, _ visitor: inout some PayloadVisitor & ~Copyable
  ) throws(WalkError) {
    if case .json(let code) = problem.code, !code.leavesStructure { throw .problem(problem) }
    visitor.visit(problem)
    try skipValue()
  }

  /// A line that starts with a bracket starts a document, but in lists: so one that is cut off swallows none of
  /// those behind it.
  private mutating func requireNoNewDocument() throws(WalkError) {
    let byte = try peek()
    if window.isAtLineStart && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")) {
      throw .problem(problem(.json(.unexpectedEnd), at: window.position, path: ""))
    }
  }

  /// Skips a value by its brackets and quotes alone; it has been reported, and isn't kept.
  private mutating func skipValue() throws(WalkError) {
    var depth = 0
    while let byte = try peek() {
      let opens = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
      let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
      if depth == 0 && (closes || byte == UInt8(ascii: ",") || byte == 0x0A) { return }
      if depth > 0 { try requireNoNewDocument() }
      window.position += 1
      let isString = byte == UInt8(ascii: "\"")
      if isString { try skipString() }
      depth += (opens ? 1 : 0) - (closes ? 1 : 0)
      if depth == 0 && (closes || isString) { return }
    }
  }

  /// Skips the rest of a string, which can't reach over lines.
  private mutating func skipString() throws(WalkError) {
    while let byte = try peek() {
      if byte == 0x0A {
        throw .problem(problem(.json(.controlCharacter), at: window.position, path: ""))
      }
      window.position += 1
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\"), let next = try peek(), next != 0x0A { window.position += 1 }
    }
  }

  private mutating func peek() throws(WalkError) -> UInt8? {
    do throws(SystemError) { return try window.peek() } catch { throw .system(error) }
  }
}

extension ObjectKeys {
  /// The value of a key that leads on to integrations.
  func envelope(_ key: PayloadKey, in tokens: Span<JSONToken>) -> Int? {
    value(key, .object, in: tokens) ?? value(key, .array, in: tokens)
  }

  /// Whether the object is an integration, by its keys. Envelopes have ids and names too.
  func areOfIntegration(inEnvelope isEnvelope: Bool) -> Bool {
    self[.provider] != nil || self[.credentials] != nil
      || self[.id] != nil && self[.name] != nil && !isEnvelope
  }
}
