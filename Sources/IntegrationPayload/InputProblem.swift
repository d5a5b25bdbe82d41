public import JSONReader
public import SecretMemory
public import YAMLReader

/// Something in the input that kept a part of it from being audited. It never holds text of the input.
public struct InputProblem: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Code: Sendable, Equatable {
    /// It isn't JSON.
    case json(JSONError.Code)
    /// One integration is larger than the limit, in bytes.
    case tooLarge(limit: Int)
    /// A JSON object, but neither an integration nor a list of them.
    case notAnIntegration
    /// A text, a number or the like where an integration was expected.
    case notAnObject
    /// The value at the path has another type than the API gives it. The integration was audited without it.
    case wrongType(expected: String)
    /// So many keys stand twice in one object; the integration was audited with all of them.
    case duplicateKeys(count: Int)
    /// An object is an integration and holds others at the same time; it was audited as both.
    case ambiguous
    /// The same, but the object is too large or broken somewhere, so that only those it holds were audited.
    case outerNotAudited
    /// A saved client result shows the caller's API token, and there is no integration to say it of.
    case callerToken
    /// What a template's references stand for is too much to put together.
    case tooManyReferences
    /// It isn't YAML, or YAML with something in it that isn't read.
    case yaml(YAMLFault.Code)
    /// A document that has to be at hand whole is larger than the limit, in bytes.
    case documentTooLarge(limit: Int)
    /// Nothing in it.
    case empty
    /// The system didn't let us read on.
    case unreadable(SystemError)
  }

  /// What is wrong.
  public let code: Code
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int
  /// The way there, with unknown keys by number; empty at the top.
  public let path: String

  /// The same problem in an input of which each document is a line.
  public func inDocument(_ number: Int) -> InputProblem {
    InputProblem(code: code, line: number, column: column, path: path)
  }
}

/// Where an integration stands.
public struct PayloadPlace: Sendable, Equatable {
  /// The line on which its document starts, from 1.
  public let line: Int
  /// The way to it within the document, such as `data.integrations[3]`; empty at the top.
  public let path: String

  /// Names a place.
  public init(line: Int, path: String) {
    self.line = line
    self.path = path
  }
}
