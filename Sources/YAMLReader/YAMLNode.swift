/// Where something stands in a text: line and column, both from 1, the column in characters.
public struct YAMLPosition: Sendable, Hashable {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int

  /// A place in a text.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// One value of a document that a person wrote: a policy file or a configuration.
///
/// It is made of strings, so it isn't for documents that hold secrets.
public struct YAMLNode: Sendable, Hashable {
  /// What a value may be.
  public enum Content: Sendable, Hashable {
    /// A single text. Quoted and block texts are `isQuoted`: they are never numbers, truths or null.
    case scalar(text: String, isQuoted: Bool)
    /// A list.
    case sequence([YAMLNode])
    /// Named values, in the order in which they were written. No name stands twice.
    case mapping([YAMLEntry])
  }

  /// The value.
  public let content: Content
  /// Where it begins.
  public let position: YAMLPosition

  /// A value at a place.
  public init(_ content: Content, at position: YAMLPosition) {
    self.content = content
    self.position = position
  }

  /// The text, where the value is a scalar.
  public var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// The elements, where the value is a sequence.
  public var elements: [YAMLNode]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The entries, where the value is a mapping.
  public var entries: [YAMLEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of that name, where this is a mapping that has it.
  public subscript(name: String) -> YAMLNode? {
    entries?.first { $0.name == name }?.value
  }
}

/// One named value of a mapping.
public struct YAMLEntry: Sendable, Hashable {
  /// The name.
  public let name: String
  /// Where the name stands.
  public let position: YAMLPosition
  /// The value.
  public let value: YAMLNode

  /// A named value.
  public init(name: String, position: YAMLPosition, value: YAMLNode) {
    self.name = name
    self.position = position
    self.value = value
  }
}
