internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

// Documents around integrations: as a tree where the whole document is in memory, else piece by piece.

extension PayloadReader {
  /// How deep envelopes may nest: array, object, `data`, `integrations`, and one to spare.
  static var envelopeDepth: Int { 5 }

  /// Shows the integrations in the reader's value at `index`.
  func showTree(
    at index: Int, path: String, depth: Int, start: (line: Int, column: Int),
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let tokens = reader.tokens
    let token = tokens[index]
    func report(_ code: InputProblem.Code) {
      visitor.visit(InputProblem(code: code, line: start.line, column: start.column, path: path))
    }
    switch token.type {
    case .array where depth < Self.envelopeDepth:
      var element = index + 1
      var number = 0
      while element < Int(token.link) {
        showTree(at: element, path: "\(path)[\(number)]", depth: depth + 1, start: start, &visitor)
        element = tokens.index(after: element)
        number += 1
      }
    case .object:
      let keys = ObjectKeys(of: index, tokens: tokens, bytes: window.bytes)
      let data = keys.envelope(.data, in: tokens)
      let integrations = keys.value(.integrations, .array, in: tokens)
      let isEnvelope = data != nil || integrations != nil
      let isIntegration = keys.areOfIntegration(inEnvelope: isEnvelope)
      if isIntegration {
        if token.range.count > maximumSize {
          report(.tooLarge(limit: maximumSize))
        } else {
          let integration = Integration(bytes: window.bytes, tokens: tokens, root: index, keys: keys)
          visitor.visit(integration, at: PayloadPlace(line: documentLine, path: path))
          integration.forEachMistypedKey { key, expected in
            visitor.visit(
              InputProblem(
                code: .wrongType(expected: expected), line: start.line, column: start.column,
                path: joined(path, key)))
          }
        }
        if isEnvelope { report(.ambiguous) }
      }
      guard isEnvelope && depth < Self.envelopeDepth else {
        if !isIntegration { report(.notAnIntegration) }
        return
      }
      // Each of them, should a key stand there twice.
      var member = index + 1
      while member < Int(token.link) {
        let type = tokens[member + 1].type
        let key = PayloadKey.of(tokens[member], in: window.bytes)
        if key == .data && (type == .object || type == .array) || key == .integrations && type == .array {
          showTree(
            at: member + 1, path: joined(path, key?.name ?? ""), depth: depth + 1, start: start, &visitor)
        }
        member = tokens.index(after: member + 1)
      }
    case .array:
      report(.notAnIntegration)
    default:
      report(.notAnObject)
    }
  }

  private func joined(_ path: String, _ key: String) -> String { path.isEmpty ? key : path + "." + key }

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
          if let end = try parseValue() { window.position = end } else { try skipValue() }
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
