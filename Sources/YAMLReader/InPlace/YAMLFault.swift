/// What a document uses besides plain collections and scalars.
public struct YAMLFeatures: OptionSet, Sendable {
  /// The features as bits.
  public let rawValue: Int

  /// Features as bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// A name for a node, which only an alias would use.
  public static let anchor = YAMLFeatures(rawValue: 1)
  /// One of YAML's own tags, such as `!!str`.
  public static let tag = YAMLFeatures(rawValue: 2)
  /// A line that begins with `%`.
  public static let directive = YAMLFeatures(rawValue: 4)
  /// A key that stands in its mapping a second time.
  public static let duplicateKey = YAMLFeatures(rawValue: 8)
  /// More documents behind the first.
  public static let severalDocuments = YAMLFeatures(rawValue: 16)
}

/// What keeps a document from being read, and where.
public struct YAMLFault: Error, Equatable, Sendable {
  /// What it is.
  public enum Code: Equatable, Sendable {
    /// `*name`: it may repeat what holds the like again, without end.
    case alias
    /// `<<`.
    case mergeKey
    /// A tag that isn't one of YAML's own, or stands at a key.
    case tag
    /// A key that isn't one line of text, or isn't marked by a colon alone.
    case complexKey
    /// Collections within more than `YAMLTokenReader.depthLimit` others.
    case tooDeep
    /// More keys and values than a document of its size may have.
    case tooLarge
    /// It isn't YAML.
    case malformed
  }

  /// What is wrong.
  public let code: Code
  /// The offset at which it was seen.
  public let offset: Int
}
