/// What a request came to.
enum Answer: Equatable, Sendable {
  /// The status, and what the headers say of limits. The body of a 200 is in the arena that was given along; any other
  /// wasn't looked at, since an API may repeat in it what it was asked.
  case status(Int, RateHeaders, retryAfter: Int?)
  /// There was none.
  case none(Fault)

  /// Why there was none.
  enum Fault: Equatable, Sendable {
    /// No connection, or one that ended too early.
    case connection
    /// The other side said nothing for too long.
    case silence
    /// The other side isn't who it should be.
    case certificate
    /// It is longer than there is room for.
    case tooLarge
    /// It isn't the document of one integration.
    case notTheDocument
    /// It is the document of another integration than was asked for.
    case anotherDocument
    /// The run was stopped.
    case stopped
  }

  /// Whether trying again may help.
  var isWorthRetrying: Bool {
    switch self {
    case .status(let status, _, _): status == 429 || status == 408 || (500...599).contains(status)
    case .none(let fault): fault == .connection || fault == .silence
    }
  }
}

/// How often and after how long a request is tried again.
struct RetryPolicy: Sendable {
  /// How often at most.
  let limit: Int

  /// How long to wait before trying for the `attempt`th time, from 1: half a second, doubled each time, 30 seconds at
  /// most, and up to a half more or less, so that many who failed together don't come back together.
  func delay(before attempt: Int, random: Double = .random(in: 0.5...1.5)) -> Duration {
    let seconds = min(0.5 * Double(1 << min(attempt - 1, 16)), 30)
    return .milliseconds(Int(seconds * random * 1000))
  }
}
