internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// A document in memory: its tokens, and the bytes that they speak of, strings unescaped.
struct DocumentTree: ~Escapable {
  let tokens: Span<JSONToken>
  let bytes: Span<UInt8>
  /// Whether it lies in the reader's assembly.
  let isWhole: Bool
  /// Where it starts.
  let start: (line: Int, column: Int)
  var origin = DocumentOrigin.payload

  @_lifetime(copy tokens, copy bytes)
  init(
    tokens: Span<JSONToken>, bytes: Span<UInt8>, isWhole: Bool, start: (line: Int, column: Int),
    origin: DocumentOrigin = .payload
  ) {
    self.tokens = tokens
    self.bytes = bytes
    self.isWhole = isWhole
    self.start = start
    self.origin = origin
  }
}

extension PayloadReader {
  /// How deep envelopes may nest: array, object, `data`, `integrations`, and one to spare.
  static var envelopeDepth: Int { 5 }

  /// Shows the integrations in the value at `index`.
  func show(
    _ index: Int, of tree: DocumentTree, path: String, depth: Int,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let token = tree.tokens[index]
    switch token.type {
    case .array where depth < Self.envelopeDepth:
      var element = index + 1
      var number = 0
      while element < Int(token.link) {
        show(element, of: tree, path: "\(path)[\(number)]", depth: depth + 1, &visitor)
        element = tree.tokens.index(after: element)
        number += 1
      }
    case .object: showObject(index, of: tree, path: path, depth: depth, &visitor)
    case .array: report(.notAnIntegration, tree, path, &visitor)
    default: report(.notAnObject, tree, path, &visitor)
    }
  }

  private func showObject(
    _ index: Int, of tree: DocumentTree, path: String, depth: Int,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    let keys = ObjectKeys(of: index, tokens: tree.tokens, bytes: tree.bytes)
    let outer = keys.isRegular ? nil : OuterKeys(of: index, tokens: tree.tokens, bytes: tree.bytes)
    let isResult = outer?.value(.request, .object, in: tree.tokens) != nil
    if isResult, let outer { assembly.captured = ClientResult.token(in: outer, tree.tokens, tree.bytes) }
    let isEnvelope =
      keys.envelope(.data, in: tree.tokens) != nil
      || keys.value(.integrations, .array, in: tree.tokens) != nil
    let isTemplate = outer?.areOfTemplate(in: tree.tokens) ?? false
    let isIntegration = keys.areOfIntegration(inEnvelope: isEnvelope || isTemplate || isResult)
    if isIntegration {
      showIntegration(index, keys, of: tree, path: path, &visitor)
      if isEnvelope || isTemplate { report(.ambiguous, tree, path, &visitor) }
    }
    if isEnvelope && depth < Self.envelopeDepth {
      // Each of them, should a key stand there twice.
      var member = index + 1
      while member < Int(tree.tokens[index].link) {
        let type = tree.tokens[member + 1].type
        let key = PayloadKey.of(tree.tokens[member], in: tree.bytes)
        if key == .data && (type == .object || type == .array) || key == .integrations && type == .array {
          show(member + 1, of: tree, path: joined(path, key?.name ?? ""), depth: depth + 1, &visitor)
        }
        member = tree.tokens.index(after: member + 1)
      }
    }
    if isResult, let outer { showRequest(outer, of: tree, path: path, depth: depth, &visitor) }
    if isTemplate {
      showTemplate(index, of: tree, path: path, &visitor)
    } else if !isIntegration && !isResult && !(isEnvelope && depth < Self.envelopeDepth) {
      report(.notAnIntegration, tree, path, &visitor)
    }
  }

  private func showIntegration(
    _ index: Int, _ keys: ObjectKeys, of tree: DocumentTree, path: String,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    if tree.tokens[index].range.count > maximumSize {
      return report(.tooLarge(limit: maximumSize), tree, path, &visitor)
    }
    let integration = Integration(
      bytes: tree.bytes, tokens: tree.tokens, root: index, keys: keys, origin: tree.origin,
      captured: assembly.captured)
    assembly.captured = nil
    visitor.visit(integration, at: PayloadPlace(line: documentLine, path: path))
    reportMistypedKeys(of: integration, tree, path, &visitor)
  }

  private func reportMistypedKeys(
    of integration: borrowing Integration, _ tree: DocumentTree, _ path: String,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    integration.forEachMistypedKey { key, expected in
      report(.wrongType(expected: expected), tree, joined(path, key), &visitor)
    }
  }

  /// What a saved client result recorded of its request: the body, and a token that no integration of the
  /// result could be shown with.
  private func showRequest(
    _ outer: OuterKeys, of tree: DocumentTree, path: String, depth: Int,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    if let request = outer.value(.request, .object, in: tree.tokens), depth < Self.envelopeDepth {
      let keys = OuterKeys(of: request, tokens: tree.tokens, bytes: tree.bytes)
      let path = joined(path, "request.body")
      if let body = keys[.body] {
        var inner = tree
        inner.origin = .requestBody
        switch tree.tokens[body].type {
        case .string: showBody(tree.bytes.extracting(tree.tokens[body].range), tree, path, depth, &visitor)
        case .object where Int(tree.tokens[body].link) > body + 1, .array:
          show(body, of: inner, path: path, depth: depth + 1, &visitor)
        default: break
        }
      }
    }
    if assembly.captured != nil {
      assembly.captured = nil
      report(.callerToken, tree, joined(path, "request"), &visitor)
    }
  }

  /// A body that was recorded as text.
  private func showBody(
    _ text: Span<UInt8>, _ tree: DocumentTree, _ path: String, _ depth: Int,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    guard text.count > 0 else { return }
    let arena = assembly.arena
    let start = arena.count
    defer { arena.removeAll(behind: start) }
    guard arena.append(text) else { return report(.tooLarge(limit: maximumSize), tree, path, &visitor) }
    // It speaks of another document's tokens.
    let captured = assembly.captured
    assembly.captured = nil
    defer { assembly.captured = captured }
    var reader = JSONReader(knownKeys: PayloadKey.names)
    do throws(JSONError) {
      _ = try reader.read(arena.bytes, from: start)
    } catch {
      return report(.json(error.code), tree, path, &visitor)
    }
    var bytes = arena.mutableBytes
    reader.unescape(in: &bytes)
    let inner = DocumentTree(
      tokens: reader.tokens, bytes: arena.bytes, isWhole: true, start: tree.start,
      origin: .requestBody)
    show(0, of: inner, path: path, depth: depth + 1, &visitor)
  }

  /// The integrations of a template's nodes.
  private func showTemplate(
    _ index: Int, of tree: DocumentTree, path: String, _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    if tree.isWhole {
      return showNodes(
        of: Template(tokens: tree.tokens, bytes: tree.bytes, root: index, assembly: assembly), tree, path,
        &visitor)
    }
    guard assembly.load(tree.bytes, tree.tokens, root: index) else {
      return report(.tooLarge(limit: maximumSize), tree, path, &visitor)
    }
    defer { assembly.removeAll() }
    let source = assembly.source
    let arena = assembly.arena
    let template = Template(
      tokens: source.span, bytes: arena.bytes, root: 0, assembly: assembly)
    showNodes(of: template, tree, path, &visitor)
  }

  private func showNodes(
    of template: Template, _ tree: DocumentTree, _ path: String,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    template.forEachNode { spec, place in
      let path = joined(path, place)
      guard let spec else {
        report(.notAnIntegration, tree, path, &visitor)
        return true
      }
      let error = assembly.assemble(spec, of: template.tokens) {
        let tokens = assembly.tokens
        let arena = assembly.arena
        guard tokens[0].type == .object else { return report(.notAnObject, tree, path, &visitor) }
        let keys = ObjectKeys(of: 0, tokens: tokens.span, bytes: arena.bytes)
        let integration = Integration(
          bytes: arena.bytes, tokens: tokens.span, root: 0, keys: keys,
          origin: tree.origin == .payload ? .template : tree.origin)
        visitor.visit(integration, at: PayloadPlace(line: documentLine, path: path))
        reportMistypedKeys(of: integration, tree, path, &visitor)
      }
      switch error {
      case nil: break
      case .tooLarge where template.tokens[spec].range.count > maximumSize:
        report(.tooLarge(limit: maximumSize), tree, path, &visitor)
      case .tooManyTokens: report(.json(.tooManyTokens), tree, path, &visitor)
      case .tooLarge, .tooManyReferences: report(.tooManyReferences, tree, path, &visitor)
      }
      return error != .tooManyReferences
    }
  }

  private func report(
    _ code: InputProblem.Code, _ tree: DocumentTree, _ path: String,
    _ visitor: inout some PayloadVisitor & ~Copyable
  ) {
    visitor.visit(InputProblem(code: code, line: tree.start.line, column: tree.start.column, path: path))
  }

  func joined(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : key.isEmpty ? path : path + "." + key
  }
}
