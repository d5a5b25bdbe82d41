internal import IntegrationPayload
internal import JSONReader
public import Reporting
internal import SecretMemory
internal import YAMLReader

/// Something that went wrong, for people: what, where, and what to do next. It holds no text of the input.
public struct Complaint: Error, Sendable, Equatable {
  /// What and where.
  public let cause: Cause
  /// What to do next.
  public let hint: String

  /// Words a problem.
  public init(cause: Cause, hint: String) {
    self.cause = cause
    self.hint = hint
  }

  /// The two lines that people read.
  public var text: String {
    let place = cause.place.map { $0 + ": " } ?? ""
    return "error: \(place)\(cause.reason)\nhint: \(hint)\n"
  }

  init(_ error: SystemError, opening input: AuditInput) {
    if Interruption.isRequested {
      self.init(stoppedBefore: input)
    } else {
      self.init(
        cause: Cause(code: .inputOutput, reason: error.message, place: input.name),
        hint: "check the path and its permissions; the other inputs were audited")
    }
  }

  init(stoppedBefore input: AuditInput) {
    self.init(
      cause: Cause(code: .inputOutput, reason: "not read, since the run was stopped", place: input.name),
      hint: "what came before was audited and is in the report, which is marked partial")
  }

  /// Of an API that promised other documents than came; nil if all did, each with one integration.
  init?(listed: Int, read: Int, source: String) {
    if listed == read { return nil }
    self.init(
      cause: Cause(
        code: .badInput, reason: "\(listed) integrations are listed, and \(read) were in their documents",
        place: source),
      hint: "look at the list in the platform itself; what was found was audited")
  }

  init(_ problem: InputProblem, source: String) {
    var code = ExitCode.badInput
    let reason: String
    let hint: String
    switch problem.code {
    case .json(let json):
      reason = Self.words(for: json)
      hint = Self.hint(for: json)
    case .tooLarge(let limit):
      reason = "one integration is larger than \(limit) bytes"
      hint = "raise the limit with --max-payload; the others were audited"
    case .notAnIntegration:
      reason = "this JSON is neither an integration nor a list of integrations"
      hint = "give what the Northflank API or CLI answers, or the body of a create or update request"
    case .notAnObject:
      reason = "a JSON object was expected here"
      hint = "give what the Northflank API or CLI answers, or the body of a create or update request"
    case .wrongType(let expected):
      reason = "\(expected) was expected here"
      hint = "the integration was audited, with what stands there taken as secret and of no known kind"
    case .duplicateKeys(let count):
      reason =
        count == 1 ? "a key stands twice in one object" : "\(count) keys stand more than once in an object"
      hint = "keep one of the values: readers differ in which one they take"
    case .ambiguous:
      reason = "an object is an integration and holds integrations at the same time"
      hint = "it was audited as both; check where this document comes from"
    case .outerNotAudited:
      reason = "an object holds integrations, is one itself, and is too large or broken to be audited whole"
      hint = "those that it holds were audited, and it wasn't; check where this document comes from"
    case .callerToken:
      reason = "this saved client result shows the API token of whoever called, and no integration"
      hint = "revoke the token now; save `data` alone, which is all that an audit needs"
    case .tooManyReferences:
      reason = "what the references in this template stand for is too much to put together"
      hint = "write values in place of some of them, or split the template; this wasn't audited"
    case .yaml(let fault):
      reason = Self.words(for: fault)
      hint = "mend the YAML there, or print it as JSON; the documents before and after this one were audited"
    case .documentTooLarge(let limit):
      reason = "this document has to be read whole, and is larger than \(limit >> 20) MiB"
      hint = "split it; lists of integrations may be of any length"
    case .empty:
      reason = "there is nothing in this input"
      hint = "check the command that should have written it"
    case .unreadable where Interruption.isRequested:
      code = .inputOutput
      reason = "the run was stopped here"
      hint = "what came before was audited and is in the report, which is marked partial"
    case .unreadable(let error):
      code = .inputOutput
      reason = "reading stopped: \(error.message)"
      hint = "what came before was audited"
    }
    let path = problem.path.isEmpty ? "" : " (at \(problem.path))"
    self.init(
      cause: Cause(
        code: code, reason: reason + path, place: "\(source):\(problem.line):\(problem.column)"),
      hint: hint)
  }

  private static func words(for fault: YAMLFault.Code) -> String {
    switch fault {
    case .alias: "aliases aren't read, since they can repeat what they name without end"
    case .mergeKey: "merge keys (<<) aren't read"
    case .tag: "this tag isn't one of YAML's own"
    case .complexKey: "a key has to be a text on one line"
    case .tooDeep: "the nesting is deeper than \(YAMLTokenReader.depthLimit)"
    case .tooLarge: words(for: JSONError.Code.tooManyTokens)
    case .malformed: "this isn't YAML"
    }
  }

  private static func hint(for code: JSONError.Code) -> String {
    if code == .trailingBytes {
      return "put each document on a line of its own; the rest of this line was skipped"
    }
    return code.leavesStructure
      ? "mend the JSON there; the integration that holds it wasn't audited, the others were"
      : "mend the JSON there; whole integrations before it, but for a template's, and the documents after it, were audited"
  }

  private static func words(for code: JSONError.Code) -> String {
    JSONError(code: code, offset: 0).reason
  }
}
