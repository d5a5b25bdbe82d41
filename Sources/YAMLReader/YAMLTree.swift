extension YAMLNode {
  /// How deep values may lie in one another.
  public static let maximumDepth = 64

  /// Reads a text that holds one document.
  ///
  /// Refused, since nobody needs them to write a policy and each has surprised somebody: anchors and aliases,
  /// tags, a name that stands twice in a mapping, names that aren't plain text, several documents, no
  /// document at all, and values more than `maximumDepth` deep.
  public init(reading text: String) throws(YAMLError) {
    try self.init(reading: Array(text.utf8))
  }

  /// Reads bytes that hold one document in UTF-8, with or without a byte order mark.
  public init(reading bytes: [UInt8]) throws(YAMLError) {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    try YAMLText.check(text)
    let builder = try YAMLTree(YAMLEvents(text))
    self = try builder.document()
  }
}

/// Builds the tree, and refuses what the format could do and we don't want.
private struct YAMLTree {
  private let events: YAMLEvents

  init(_ events: YAMLEvents) { self.events = events }

  func document() throws(YAMLError) -> YAMLNode {
    _ = try events.next()
    guard case .documentStart = try events.next().kind else {
      throw YAMLError("There is no document in it.", at: YAMLPosition(line: 1, column: 1))
    }
    let root = try node(from: events.next(), depth: 1)
    _ = try events.next()
    let after = try events.next()
    guard case .streamEnd = after.kind else {
      throw YAMLError("A second document begins here; one file holds one.", at: after.position)
    }
    return root
  }

  private func node(from event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
    if case .alias = event.kind {
      throw YAMLError("Aliases aren't read; write the value out.", at: event.position)
    }
    if event.hasAnchor { throw YAMLError("Anchors aren't read; write the value out.", at: event.position) }
    if event.hasTag { throw YAMLError("Tags aren't read; leave them out.", at: event.position) }
    if case .scalar(let text, let isQuoted) = event.kind {
      return YAMLNode(.scalar(text: text, isQuoted: isQuoted), at: event.position)
    }
    guard depth <= YAMLNode.maximumDepth else {
      throw YAMLError("Values lie more than \(YAMLNode.maximumDepth) deep here.", at: event.position)
    }
    if case .sequenceStart = event.kind {
      return YAMLNode(.sequence(try elements(depth: depth)), at: event.position)
    }
    return YAMLNode(.mapping(try entries(depth: depth)), at: event.position)
  }

  private func elements(depth: Int) throws(YAMLError) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return elements }
      elements.append(try node(from: event, depth: depth + 1))
    }
  }

  private func entries(depth: Int) throws(YAMLError) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var names: Set<String> = []
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { return entries }
      guard let name = try node(from: event, depth: depth + 1).text else {
        throw YAMLError("A name must be a text, not a list or a mapping.", at: event.position)
      }
      // Hashing is for long mappings: a few names are compared sooner.
      if entries.count == 16 { names = Set(entries.map(\.name)) }
      let isTaken = entries.count < 16 ? entries.contains { $0.name == name } : !names.insert(name).inserted
      guard !isTaken else {
        throw YAMLError("The name `\(name)` stands here a second time.", at: event.position)
      }
      let value = try node(from: events.next(), depth: depth + 1)
      entries.append(YAMLEntry(name: name, position: event.position, value: value))
    }
  }
}
