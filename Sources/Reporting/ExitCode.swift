/// What a run's exit code says. `64` (wrong usage) never reaches a report.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Every integration had something evaluated, and nothing failed the gate.
  case clean = 0
  /// Findings at or over the gate.
  case gateFailed = 1
  /// Nothing failed, but for some integration not one policy could be evaluated.
  case notEvaluated = 2
  /// Some input couldn't be decoded, or there was none.
  case badInput = 65
  /// The API couldn't be reached, or its list not read to the end.
  case unavailable = 69
  /// A bug of ours.
  case bug = 70
  /// Reading or writing failed.
  case inputOutput = 74
  /// Another run holds the lock. It never reaches a report.
  case locked = 75
  /// Not permitted.
  case notPermitted = 77
  /// Configuration, policy or key file wrong.
  case configuration = 78

  /// The codes in the order in which they win over each other.
  private static let precedence: [ExitCode] = [
    .bug, .configuration, .inputOutput, .notPermitted, .locked, .unavailable, .badInput, .gateFailed,
    .notEvaluated,
  ]

  /// The one code that a run ends with, of all that apply.
  public static func first(of codes: some Sequence<ExitCode>) -> ExitCode {
    let all = Set(codes)
    return precedence.first(where: all.contains) ?? .clean
  }
}

/// One reason for a run's exit code. Every reason is in the report, not only the one that won.
public struct Cause: Sendable, Equatable {
  /// The code.
  public let code: ExitCode
  /// What happened, in a sentence without text of the input.
  public let reason: String
  /// Where: a source with line and column, or a policy file.
  public let place: String?

  /// Names a cause.
  public init(code: ExitCode, reason: String, place: String? = nil) {
    self.code = code
    self.reason = reason
    self.place = place
  }
}
