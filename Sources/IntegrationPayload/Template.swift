internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// A GitOps template, or a piece of one: the integrations that its nodes make, at any depth, with what their
/// references to arguments stand for.
///
/// It lies in the arena of an `Assembly`. What it makes of a node is put together there, and is gone again
/// before the next.
struct Template: ~Escapable {
  let tokens: Span<JSONToken>
  let bytes: Span<UInt8>
  let root: Int
  let assembly: Assembly

  @_lifetime(copy tokens, copy bytes)
  init(tokens: Span<JSONToken>, bytes: Span<UInt8>, root: Int, assembly: Assembly) {
    self.tokens = tokens
    self.bytes = bytes
    self.root = root
    self.assembly = assembly
  }

  /// A container on the way to where the walk stands.
  private struct Level {
    let container: Int
    let end: Int
    var key = -1
    var members = 0
  }

  /// Calls `body` with the token of each node's `spec`, of whatever type it is, or nil where a node has none,
  /// and with the way there, until it says no.
  /// `assembly.scopes` are then those of the node.
  func forEachNode(_ body: (_ spec: Int?, _ path: String) -> Bool) {
    var levels: [Level] = []
    assembly.scopes.removeAll()
    var index = root
    while index < Int(tokens[root].link) {
      while let last = levels.last, index >= last.end { levels.removeLast() }
      while let last = assembly.scopes.last, index >= last.end { assembly.scopes.removeLast() }
      let type = tokens[index].type
      if type == .key {
        levels[levels.count - 1].key = index
        levels[levels.count - 1].members += 1
        index += 1
        continue
      }
      if let last = levels.last, tokens[last.container].type == .array {
        levels[levels.count - 1].members += 1
      }
      if type == .object || type == .array {
        let end = Int(tokens[index].link)
        levels.append(Level(container: index, end: end))
        if type == .object {
          let keys = OuterKeys(of: index, tokens: tokens, bytes: bytes)
          if !keys.isEmpty, !enter(keys, end: end, levels, body) { return }
        }
      }
      index += 1
    }
  }

  private func enter(
    _ keys: OuterKeys, end: Int, _ levels: [Level], _ body: (Int?, String) -> Bool
  ) -> Bool {
    let defaults = keys.value(.arguments, .object, in: tokens)
    let overrides = [OuterKey.argumentsOverride, .argumentOverrides].compactMap {
      keys.value($0, .object, in: tokens)
    }
    if defaults != nil || !overrides.isEmpty {
      assembly.scopes.append(
        ArgumentScope(end: end, arguments: overrides + (defaults.map { [$0] } ?? [])))
    }
    if saysIntegration(keys) {
      guard let spec = keys[.spec] else { return body(nil, String(path(levels).dropLast())) }
      return body(spec, path(levels) + "spec")
    }
    guard let spec = keys.value(.spec, .object, in: tokens), hasIntegration(spec) else { return true }
    return body(spec, path(levels) + "spec")
  }

  /// Whether a node says that it makes an integration.
  private func saysIntegration(_ keys: OuterKeys) -> Bool {
    guard let kind = keys.value(.kind, .string, in: tokens) else { return false }
    return Self.isWord("byocintegration", bytes.extracting(tokens[kind].range))
  }

  /// Whether what a node makes is an integration: it has a provider and credentials.
  private func hasIntegration(_ spec: Int) -> Bool {
    let inner = ObjectKeys(of: spec, tokens: tokens, bytes: bytes)
    return inner[.provider] != nil && inner[.credentials] != nil
  }

  private static func isWord(_ word: StaticString, _ text: Span<UInt8>) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count where unsafe text[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }

  /// The way to the innermost level, with known keys by name and others by number.
  private func path(_ levels: [Level]) -> String {
    var path = ""
    for (depth, level) in levels.dropLast().enumerated() {
      if depth == JSONReader.pathLimit { return path + "…" }
      if tokens[level.container].type == .array {
        path += "[\(level.members - 1)]"
      } else if level.key >= 0 {
        let known =
          OuterKey.of(tokens[level.key], in: bytes)?.name ?? PayloadKey.of(tokens[level.key], in: bytes)?.name
        path += (path.isEmpty ? "" : ".") + (known ?? "[key \(level.members)]")
      }
    }
    return path.isEmpty ? "" : path + "."
  }
}
