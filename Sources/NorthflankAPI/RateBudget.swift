/// What the API says of its rate limit in the headers of an answer.
struct RateHeaders: Equatable, Sendable {
  /// Requests in a window: `x-ratelimit-limit`.
  var limit: Int?
  /// How many of them are left: `x-ratelimit-remaining`.
  var remaining: Int?
  /// Seconds until the next window: `x-ratelimit-reset`.
  var reset: Int?
}

/// How much of the API's rate limit may be used: a share, since others ask the same API.
///
/// Nothing is known before the first answer, and after a window's end, so one request goes alone then. An API that
/// doesn't state a limit has none.
struct RateBudget: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// The longest that is waited for, in seconds: Northflank's window is an hour. Who asks for more is refused.
  static let longestWait = 3700
  /// How long Northflank's window is, in seconds.
  private static let window = 3600

  private static let shortestPatience = 5
  private static let longestPatience = 60

  /// The share, in percent.
  private let share: Int
  /// What is left of the share in this window; nil while it isn't known.
  private var left: Int?
  private var windowEnd: Instant?
  /// Requests in a window, of all who ask; nil while it isn't known.
  private(set) var limit: Int?
  private var pausedUntil: Instant?
  /// How many seconds nothing is asked next, where the share is used up and the window's end isn't known.
  private var patience = Self.shortestPatience
  private var hasAnswer = false
  private var inFlight = 0

  /// A budget of so many percent, 1 to 100.
  init(share: Int) { self.share = share }

  /// Takes one request out of the budget; else says when to ask again, or nil for when an answer has come.
  mutating func take(at now: Instant) -> Permission {
    if let pausedUntil {
      if now < pausedUntil { return .wait(until: pausedUntil) }
      self.pausedUntil = nil
    }
    if let windowEnd, now >= windowEnd {
      self.windowEnd = nil
      left = nil
      hasAnswer = false
    }
    if !hasAnswer {
      guard inFlight == 0 else { return .waitForAnswer }
    } else if let left {
      guard left > 0 else {
        if let windowEnd { return .wait(until: windowEnd) }
        // A limit without a window's end: what is left may have grown, which only an answer tells. Each is taken out
        // of the others' share, so they are asked for ever more rarely.
        guard inFlight == 0 else { return .waitForAnswer }
        self.left = nil
        hasAnswer = false
        let end = now + .seconds(patience)
        pausedUntil = end
        patience = min(2 * patience, Self.longestPatience)
        return .wait(until: end)
      }
      patience = Self.shortestPatience
      self.left = left - 1
    }
    inFlight += 1
    return .granted
  }

  enum Permission: Equatable {
    case granted
    case wait(until: Instant)
    case waitForAnswer
  }

  /// Takes in what an answer said; nil for a request that got none.
  mutating func note(_ headers: RateHeaders?, at now: Instant) {
    inFlight -= 1
    guard let headers else { return }
    hasAnswer = true
    guard let limit = headers.limit, let remaining = headers.remaining, limit > 0 else { return }
    self.limit = limit
    // The others' share stays; what is on its way hasn't been counted there yet.
    let ours = remaining - limit * (100 - share) / 100 - inFlight
    left = min(left ?? .max, ours)
    if let reset = headers.reset, (0...Self.longestWait).contains(reset) {
      windowEnd = now + .seconds(max(reset, 1))
    }
  }

  /// About how many seconds so many requests will take for the limit alone; nil where it isn't known, or where they
  /// fit into this window. A window is taken to be as long as Northflank's.
  func seconds(for requests: Int, at now: Instant) -> Int? {
    guard let left, let limit, let windowEnd, requests > left else { return nil }
    let windows = (requests - max(left, 0) - 1) / max(limit * share / 100, 1)
    return Int((windowEnd - now).components.seconds) + windows * Self.window
  }

  /// Nothing is asked for so many seconds.
  mutating func pause(seconds: Int, at now: Instant) {
    let end = now + .seconds(seconds)
    pausedUntil = max(pausedUntil ?? end, end)
  }
}
