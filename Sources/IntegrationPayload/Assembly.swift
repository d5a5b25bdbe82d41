internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// Where a document lies that has to be at hand whole, and where integrations are put together from its
/// pieces: tokens of their own over the document's bytes, and behind those the few texts that hold references
/// among other things.
final class Assembly {
  let arena: GrowingArena
  /// The document's tokens, where it was moved here out of the window.
  private(set) var source: [JSONToken] = []
  /// The arguments that count where a template's walk stands, outermost first.
  var scopes: [ArgumentScope] = []
  /// The tokens of the integration that was put together last.
  private(set) var tokens: [JSONToken] = []
  /// Of a saved client result: the caller's token, until an integration was shown with it.
  var captured: CapturedToken?

  /// Arguments that are being resolved, so that none stands for itself.
  private var open: [Int] = []
  private let maximumSize: Int
  private var size = 0
  private var base = 0
  private var work = 0

  /// How far arguments may stand for one another.
  private static let depthLimit = 16
  /// What putting the integrations of one document together may cost beyond the document's size, in tokens,
  /// arguments looked at and eights of bytes: many nodes may refer to one long value.
  private static let workLimit = 1 << 22

  /// `maximumSize` is the limit of one integration in bytes; `capacity` that of a document.
  init(maximumSize: Int, capacity: Int) {
    self.maximumSize = maximumSize
    arena = GrowingArena(capacity: capacity + maximumSize)
  }

  /// Whether the arena was used since it was last asked.
  private(set) var wasUsed = false

  /// The arena, for a document to be written to.
  func use() -> GrowingArena {
    wasUsed = true
    return arena
  }

  /// Whether what lay in the arena since it was last asked was kept out of swap; nil where nothing did.
  func takeLocked() -> Bool? {
    defer { wasUsed = false }
    return wasUsed ? arena.isLocked : nil
  }

  /// Wipes everything.
  func removeAll() {
    arena.removeAll()
    source = []
    tokens = []
    scopes = []
    work = 0
  }

  /// Moves a value here out of bytes that are kept elsewhere. False if it is too large.
  func load(_ bytes: Span<UInt8>, _ tokens: Span<JSONToken>, root: Int) -> Bool {
    removeAll()
    let range = tokens[root].range
    guard use().append(bytes.extracting(range)) else { return false }
    source.reserveCapacity(Int(tokens[root].link) - root)
    for index in root..<Int(tokens[root].link) {
      source.append(tokens[index].moved(bytes: -range.lowerBound, tokens: -root))
    }
    return true
  }

  /// Puts the value at `index` together, with what its references stand for, and calls `body` with it there;
  /// or says why it can't.
  func assemble(_ index: Int, of document: Span<JSONToken>, _ body: () -> Void) -> AssemblyError? {
    tokens.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    size = 0
    base = arena.count
    defer { arena.removeAll(behind: base) }
    do throws(AssemblyError) { try place(index, of: document) } catch { return error }
    body()
    return nil
  }

  private func append(_ token: JSONToken) throws(AssemblyError) {
    let isContainer = token.type == .object || token.type == .array
    if !isContainer { size += token.range.count }
    if size > maximumSize { throw .tooLarge }
    if tokens.count >= JSONReader.tokenLimit(ofBytes: maximumSize) { throw .tooManyTokens }
    try spend(isContainer ? 1 : 1 + token.range.count / 8)
    tokens.append(token)
  }

  func spend(_ amount: Int) throws(AssemblyError) {
    work += amount
    // A document without references costs a quarter of its size and its tokens.
    if work > Self.workLimit + base { throw .tooManyReferences }
  }

  private func place(_ index: Int, of document: Span<JSONToken>) throws(AssemblyError) {
    let token = document[index]
    switch token.type {
    case .object, .array:
      let container = tokens.count
      try append(token)
      var member = index + 1
      while member < Int(token.link) {
        if token.type == .object {
          try placeMember(member, of: document)
          member += 1
        } else {
          try place(member, of: document)
        }
        member = document.index(after: member)
      }
      tokens[container] = token.linked(to: tokens.count)
    case .string: try resolve(token, of: document)
    default: try append(token)
    }
  }

  /// A key and its value. Before it, as further values of the key, what stands in the template behind its
  /// references and isn't the value: defaults that something was put over, and what goes into functions.
  private func placeMember(_ key: Int, of document: Span<JSONToken>) throws(AssemblyError) {
    let arena = arena
    let value = document[key + 1]
    if value.type == .string {
      var last = -1
      var start = value.range.lowerBound
      while let reference = Reference(in: arena.bytes, from: start, to: value.range.upperBound) {
        start = reference.range.upperBound
        let targets = try targets(of: reference, in: document)
        let shown = reference.isPlain ? targets.dropFirst() : targets[...]
        for target in shown where target != last && document[target].type == .string {
          try append(document[key])
          try place(target: target, of: document)
          last = target
        }
      }
    }
    try append(document[key])
    try place(key + 1, of: document)
  }

  private func place(target: Int, of document: Span<JSONToken>) throws(AssemblyError) {
    open.append(target)
    try place(target, of: document)
    open.removeLast()
  }

  /// What a text comes to: the value that it refers to, if it is a reference and nothing else; or the text with
  /// what its references stand for.
  private func resolve(_ token: JSONToken, of document: Span<JSONToken>) throws(AssemblyError) {
    let arena = arena
    guard let reference = Reference(in: arena.bytes, from: token.range.lowerBound, to: token.range.upperBound)
    else { return try append(token) }
    if reference.range == token.range {
      guard reference.isPlain, let target = try targets(of: reference, in: document).first else {
        return try append(token)
      }
      return try place(target: target, of: document)
    }
    let start = arena.count
    try write(token.range, of: document)
    try append(JSONToken(.string, start..<arena.count))
  }

  /// Writes a text behind everything, with what its references stand for.
  private func write(_ range: Range<Int>, of document: Span<JSONToken>) throws(AssemblyError) {
    let arena = arena
    var start = range.lowerBound
    while let reference = Reference(in: arena.bytes, from: start, to: range.upperBound) {
      try copy(start..<reference.range.lowerBound)
      start = reference.range.upperBound
      let target = reference.isPlain ? try targets(of: reference, in: document).first : nil
      guard let target, document[target].type != .object, document[target].type != .array else {
        try copy(reference.range)
        continue
      }
      open.append(target)
      try write(document[target].range, of: document)
      open.removeLast()
    }
    try copy(start..<range.upperBound)
  }

  private func copy(_ range: Range<Int>) throws(AssemblyError) {
    try spend(1 + range.count / 8)
    guard arena.count - base + range.count <= maximumSize, arena.append(copyOf: range) else {
      throw .tooLarge
    }
  }

  /// The values that a reference may stand for and that say something, the one that counts first.
  private func targets(of reference: Reference, in document: Span<JSONToken>) throws(AssemblyError) -> [Int] {
    let arena = arena
    guard open.count < Self.depthLimit else { return [] }
    var targets: [Int] = []
    var names = reference.names(in: arena.bytes)
    while let name = names.next(in: arena.bytes) {
      for scope in scopes.reversed() {
        let before = targets.count
        for arguments in scope.arguments {
          guard let target = try value(of: name, in: arguments, document), !open.contains(target) else {
            continue
          }
          let token = document[target]
          if token.type != .null && !(token.type == .string && token.range.isEmpty) { targets.append(target) }
        }
        if targets.count > before { break }
      }
    }
    return targets
  }

  /// The last value with that name; points in a name lead into objects.
  private func value(
    of name: Range<Int>, in arguments: Int, _ document: Span<JSONToken>
  ) throws(AssemblyError) -> Int? {
    let arena = arena
    let bytes = arena.bytes
    var object = arguments
    var start = name.lowerBound
    while true {
      guard document[object].type == .object else { return nil }
      var end = start
      while end < name.upperBound, bytes[end] != UInt8(ascii: ".") { end += 1 }
      let part = bytes.extracting(start..<end)
      let hash = jsonKeyHash(of: part)
      var found: Int?
      var member = object + 1
      var steps = 1
      while member < Int(document[object].link) {
        let key = document[member]
        if key.link == hash, areEqual(bytes.extracting(key.range), part) { found = member + 1 }
        member = document.index(after: member + 1)
        steps += 1
      }
      try spend(steps)
      guard let found else { return nil }
      if end == name.upperBound { return found }
      object = found
      start = end + 1
    }
  }

  private func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
  }
}

/// Why an integration couldn't be put together.
enum AssemblyError: Error {
  case tooLarge, tooManyTokens, tooManyReferences
}

/// The arguments of a template, or of a part of one.
struct ArgumentScope {
  /// The token behind the object that they belong to.
  let end: Int
  /// The objects that hold them: what is put over others first.
  let arguments: [Int]
}
