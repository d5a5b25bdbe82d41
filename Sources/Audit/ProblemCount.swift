internal import Reporting

/// How many problems one input has: the first are named, the rest counted, so that a report on a hostile input
/// doesn't grow with it.
struct ProblemCount {
  /// How many are named.
  static let limit = 1000

  private var count = 0
  /// Whether there was none.
  var isEmpty: Bool { count == 0 }

  /// Counts one; whether it is still to be named.
  mutating func mayName() -> Bool {
    count += 1
    return count <= Self.limit
  }

  /// What is said of those that weren't named, if there are any.
  func rest(of source: String) -> Complaint? {
    guard count > Self.limit else { return nil }
    let noun = count == Self.limit + 1 ? "problem" : "problems"
    let reason = "\(count - Self.limit) more \(noun) in this input aren't named"
    return Complaint(
      cause: Cause(code: .badInput, reason: reason, place: source),
      hint: "mend the first; most others may have the same reason")
  }
}
