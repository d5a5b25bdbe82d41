internal import AsyncHTTPClient
internal import Dispatch
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
@_spi(SecretBytes) internal import SecretMemory
internal import Synchronization

/// One request and its answer. The body goes from the network's buffer straight into locked memory.
///
/// The arena belongs to the network's thread until `answer` says something, and to whoever asked after that.
final class Exchange: HTTPClientResponseDelegate, @unchecked Sendable {
  private let arena: GrowingArena
  private let arrival: DispatchSemaphore
  private let box = Mutex<Answer?>(nil)
  // Of the network's thread alone.
  private var status = 0
  private var rate = RateHeaders()
  private var retryAfter: Int?
  private var isTooLarge = false
  // Of the thread that asks.
  private var task: HTTPClient.Task<Void>?

  /// Sends a request. `arrival` is signalled when the answer is there.
  init(
    _ url: String, token: borrowing APIToken, client: HTTPClient, deadline: NIODeadline,
    into arena: GrowingArena, arrival: DispatchSemaphore
  ) {
    self.arena = arena
    self.arrival = arrival
    guard let request = try? HTTPClient.Request(url: url, method: .GET, headers: token.headers) else {
      finish(.none(.connection))
      return
    }
    let task = client.execute(request: request, delegate: self, deadline: deadline)
    self.task = task
    task.futureResult.whenComplete { [self] result in
      switch result {
      case .success: finish(.status(status, rate, retryAfter: retryAfter))
      case .failure(let error): finish(.none(isTooLarge ? .tooLarge : Self.fault(of: error)))
      }
    }
  }

  /// What came of it; nil while it is under way.
  var answer: Answer? { box.withLock { $0 } }

  /// Gives it up.
  func cancel() { task?.cancel() }

  private func finish(_ answer: Answer) {
    box.withLock { $0 = answer }
    arrival.signal()
  }

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    status = Int(head.status.code)
    // What can't be a number of requests or of seconds says nothing, and is never reckoned with.
    func number(_ name: String) -> Int? {
      head.headers.first(name: name).flatMap { Int($0) }.flatMap {
        (0...1_000_000_000).contains($0) ? $0 : nil
      }
    }
    rate = RateHeaders(
      limit: number("x-ratelimit-limit"), remaining: number("x-ratelimit-remaining"),
      reset: number("x-ratelimit-reset"))
    retryAfter = head.headers.first(name: "retry-after").flatMap {
      RetryAfter.seconds($0, date: head.headers.first(name: "date"))
    }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    guard status == 200, !isTooLarge else { return task.eventLoop.makeSucceededVoidFuture() }
    let isTaken = unsafe buffer.withUnsafeReadableBytes { bytes in
      arena.append(unsafe Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
    }
    if !isTaken {
      isTooLarge = true
      task.cancel()
    }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) {}

  /// Errors of the libraries may name addresses, so that only their kind is kept.
  private static func fault(of error: any Error) -> Answer.Fault {
    if let error = error as? HTTPClientError {
      switch error {
      case .readTimeout, .writeTimeout, .connectTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
        .getConnectionFromPoolTimeout:
        return .silence
      case .cancelled: return .stopped
      default: return .connection
      }
    }
    return error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
      ? .certificate : .connection
  }
}
