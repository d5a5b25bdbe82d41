/// Why a text couldn't be read, and where.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The place of the fault.
  public let position: YAMLPosition
  /// One sentence for whoever wrote the file.
  public let reason: String

  /// A fault at a place.
  public init(_ reason: String, at position: YAMLPosition) {
    self.position = position
    self.reason = reason
  }

  /// Line, column and reason.
  public var description: String { "\(position.line):\(position.column): \(reason)" }
}
