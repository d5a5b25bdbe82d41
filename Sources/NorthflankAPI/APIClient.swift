internal import Dispatch
internal import HTTPTransport
internal import NIOCore
internal import SecretMemory

/// Asks the API: within its rate limit, and again where that may help. For one thread, which waits here.
public final class APIClient {
  /// Where the API is.
  public let endpoint: APIEndpoint
  /// Is told how many seconds nothing will be asked, where people might wonder.
  public var willWait: (Int) -> Void = { _ in }

  private let token: APIToken
  private let transport: HTTPTransport
  private let retries: RetryPolicy
  private let timeout: Int
  private var budget: RateBudget
  private let arrival = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - share: How much of the rate limit may be used, in percent, 1 to 100.
  ///   - retries: How often a request is tried again at most.
  ///   - timeout: How long the API may say nothing, in seconds; a whole answer may take four times that.
  ///   - connections: How many requests are under way at once, at least 1.
  ///   - certificates: A file of roots to trust in place of the system's, as PEM.
  public init(
    _ endpoint: APIEndpoint, token: consuming APIToken, share: Int = 50, retries: Int = 5, timeout: Int = 30,
    connections: Int = 4, trusting certificates: String? = nil
  ) {
    self.endpoint = endpoint
    self.token = token
    self.retries = RetryPolicy(limit: retries)
    self.timeout = timeout
    budget = RateBudget(share: share)
    transport = HTTPTransport(
      trusting: certificates, connections: connections, connectSeconds: min(timeout, 10),
      silentSeconds: timeout)
  }

  /// About how many seconds so many requests will take for the rate limit alone; nil where that isn't known, or where
  /// it doesn't hold them up.
  func secondsExpected(for requests: Int) -> Int? { budget.seconds(for: requests, at: .now) }

  /// Ends all connections. To be called once, at the end.
  public func shutDown() { transport.shutDown() }

  /// Sends the request of a lane whose turn has come, and takes its answer in when there is one. Gives the time until
  /// which there is nothing to do for it but wait; nil while only an answer changes something.
  func step(_ lane: Lane) -> ContinuousClock.Instant? {
    let now = ContinuousClock.now
    if let exchange = lane.exchange {
      guard let answer = exchange.answer else { return nil }
      lane.exchange = nil
      take(answer, of: lane, at: now)
    }
    guard lane.answer == nil, lane.exchange == nil, let url = lane.url else { return nil }
    if let due = lane.due, now < due { return due }
    switch budget.take(at: now) {
    case .granted:
      lane.due = nil
      lane.exchange = Exchange(
        url, token: token, client: transport.client, deadline: .now() + .seconds(Int64(4 * timeout)),
        into: lane.arena, arrival: arrival)
      return nil
    case .wait(let until): return until
    case .waitForAnswer: return nil
    }
  }

  private func take(_ answer: Answer, of lane: Lane, at now: ContinuousClock.Instant) {
    var wait: Int?
    if case .status(let status, let rate, let retryAfter) = answer {
      budget.note(rate, at: now)
      if status == 429 || status == 503 { wait = retryAfter ?? (status == 429 ? rate.reset : nil) }
    } else {
      budget.note(nil, at: now)
    }
    let isTooLong = wait.map { $0 < 0 || $0 > RateBudget.longestWait } ?? false
    guard answer.isWorthRetrying, lane.attempts < retries.limit, !isTooLong, !Interruption.isRequested else {
      lane.answer = answer
      return
    }
    lane.attempts += 1
    lane.arena.removeAll()
    if let wait { budget.pause(seconds: wait, at: now) }
    lane.due = now + retries.delay(before: lane.attempts)
  }

  /// Waits until an answer arrives, or until a time; a signal that asks to stop ends it, too.
  func wait(until: ContinuousClock.Instant?) {
    if let until {
      let left = until - .now
      if left > .seconds(5) { willWait(Int(left.components.seconds)) }
    }
    while !Interruption.isRequested {
      let now = ContinuousClock.now
      if let until, until <= now { return }
      let step = Duration.milliseconds(100)
      let nap = until.map { min($0 - now, step) } ?? step
      let nanoseconds = Int(nap.components.attoseconds / 1_000_000_000)
      if arrival.wait(timeout: .now() + .nanoseconds(max(nanoseconds, 1))) == .success { return }
    }
  }

  /// Asks and waits. The body of a 200 is in the lane's arena.
  func ask(_ url: String, on lane: Lane) -> Answer {
    lane.begin(url)
    while true {
      let until = step(lane)
      if let answer = lane.answer { return answer }
      if Interruption.isRequested {
        cancel(lane)
        return .none(.stopped)
      }
      wait(until: until)
    }
  }

  /// Gives a lane's request up, and waits until nobody writes to its arena any more.
  func cancel(_ lane: Lane) {
    guard let exchange = lane.exchange else { return }
    exchange.cancel()
    while exchange.answer == nil { _ = arrival.wait(timeout: .now() + .milliseconds(10)) }
    lane.exchange = nil
    budget.note(nil, at: .now)
  }
}

/// Room for one request at a time, from when it is first sent until its answer is done with.
final class Lane {
  /// What a body is read into.
  let arena: GrowingArena
  /// What is asked for, and its place in the list.
  private(set) var url: String?
  var number = 0
  var id = ""

  /// How often it was tried again.
  fileprivate(set) var attempts = 0
  /// When it may be tried again.
  fileprivate var due: ContinuousClock.Instant?
  fileprivate var exchange: Exchange?
  /// What came of it in the end.
  fileprivate(set) var answer: Answer?

  /// A lane for bodies of at most so many bytes.
  init(capacity: Int) { arena = GrowingArena(capacity: capacity) }

  func begin(_ url: String) {
    arena.removeAll()
    self.url = url
    attempts = 0
    due = nil
    answer = nil
  }
}
