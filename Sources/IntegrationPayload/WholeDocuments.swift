internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

// Documents of JSON that are larger than the window and have to be at hand whole: templates, and results of
// the client. Lists are walked instead, so that they may be of any length.

extension PayloadReader {
  /// Whether the keys that are in the window say that the document has to be at hand whole.
  func needsWhole() -> Bool {
    TopKeys.holdOuter(window.bytes.extracting(window.position..<window.bytes.count))
  }

  /// Moves the value at the window's position into the arena and shows what is in it.
  mutating func readWhole(_ visitor: inout some PayloadVisitor & ~Copyable) throws(WalkError) {
    let start = window.location(of: window.position)
    assembly.removeAll()
    defer { assembly.removeAll() }
    let arena = assembly.use()
    let code: InputProblem.Code?
    do throws(SystemError) { code = try window.move(to: arena, limit: Self.maximumDocument) } catch {
      throw .system(error)
    }
    if let code { throw .problem(problem(code, at: window.position, path: "")) }
    do throws(JSONError) {
      _ = try reader.read(arena.bytes)
    } catch {
      let (ends, rest) = countLineEnds(in: arena.bytes.extracting(0..<min(error.offset, arena.count)))
      throw .problem(
        InputProblem(
          code: .json(error.code), line: start.line + ends, column: rest + (ends > 0 ? 1 : start.column),
          path: error.path))
    }
    if reader.duplicateKeyCount > 0 {
      visitor.visit(problem(.duplicateKeys(count: reader.duplicateKeyCount), at: window.position, path: ""))
    }
    var bytes = arena.mutableBytes
    reader.unescape(in: &bytes)
    showArena(arena, start, &visitor)
  }

  private func showArena(
    _ arena: GrowingArena, _ start: (line: Int, column: Int),
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let tree = DocumentTree(tokens: reader.tokens, bytes: arena.bytes, isWhole: true, start: start)
    show(0, of: tree, path: "", depth: 0, &visitor)
  }
}

extension InputWindow {
  /// Moves the value at `position` to an arena, by its brackets and quotes alone; says why it can't be whole.
  mutating func move(to arena: GrowingArena, limit: Int) throws(SystemError) -> InputProblem.Code? {
    var depth = 0
    var isInString = false
    var isEscaped = false
    var isAtLineStart = false
    while true {
      if available == 0 { try refill(wanting: 1 << 16) }
      if available == 0 { return .json(.unexpectedEnd) }
      var index = position
      var isWhole = false
      var problem: InputProblem.Code?
      while index < position + available, !isWhole, problem == nil {
        let byte = self.bytes[index]
        if isInString {
          if byte == 0x0A { problem = .json(.controlCharacter) }
          if byte == 0x22 && !isEscaped { isInString = false }
          isEscaped = byte == 0x5C && !isEscaped
        } else {
          switch byte {
          case UInt8(ascii: "{"), UInt8(ascii: "["):
            // A line that starts with a bracket starts a document, but in lists.
            if isAtLineStart && depth > 0 { problem = .json(.unexpectedEnd) }
            depth += 1
          case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            isWhole = depth <= 0
          case 0x22: isInString = true
          default: break
          }
          isAtLineStart = byte == 0x0A
        }
        if problem == nil { index += 1 }
      }
      guard arena.count + index - position <= limit,
        arena.append(self.bytes.extracting(position..<index))
      else {
        return .documentTooLarge(limit: limit)
      }
      position = index
      if isWhole || problem != nil { return problem }
    }
  }
}
