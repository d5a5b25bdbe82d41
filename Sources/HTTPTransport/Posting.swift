internal import AsyncHTTPClient
internal import Glibc
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Why nothing was answered, without a word of the address or of what the other side said.
public enum TransportFailure: Error, Equatable, Sendable {
  /// It isn't an address that can be asked.
  case badAddress
  /// No connection came about: no such host, nobody there, or not in time.
  case noConnection
  /// TLS failed: mostly a certificate that isn't trusted here.
  case notTrusted
  /// A connection came about, and no answer in time.
  case silence
  /// The other side ended the connection, or didn't speak HTTP.
  case broken

  /// In words.
  public var reason: String {
    switch self {
    case .badAddress: "the address can't be asked"
    case .noConnection: "there was no connection"
    case .notTrusted: "TLS failed: the certificate isn't trusted here"
    case .silence: "there was no answer in time"
    case .broken: "the connection ended without an answer"
    }
  }
}

extension HTTPTransport {
  /// Posts a body, and gives the status that was answered. What else the other side says isn't read.
  public func post(
    _ body: [UInt8], to address: String, headers: [(name: String, value: String)], seconds: Int = 30
  ) throws(TransportFailure) -> Int {
    guard
      let request = try? HTTPClient.Request(
        url: address, method: .POST, headers: HTTPHeaders(headers.map { ($0.name, $0.value) }),
        body: .bytes(body))
    else { throw .badAddress }
    let delegate = StatusReader()
    let task = client.execute(
      request: request, delegate: delegate, deadline: .now() + .seconds(Int64(seconds)))
    do { return try task.wait() } catch {
      // Whatever comes after the status, it was answered.
      if let status = delegate.status { return status }
      throw Self.failure(for: error)
    }
  }

  private static let refusals = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT]

  private static func failure(for error: any Error) -> TransportFailure {
    if error is NIOConnectionError { return .noConnection }
    if let error = error as? IOError, Self.refusals.contains(error.errnoCode) { return .noConnection }
    if error is NIOSSLError || error is NIOSSLExtraError { return .notTrusted }
    guard let error = error as? HTTPClientError else { return .broken }
    switch error {
    case .connectTimeout: return .noConnection
    case .tlsHandshakeTimeout: return .notTrusted
    case .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout: return .silence
    case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: return .badAddress
    default: return .broken
    }
  }
}

/// Reads the status of an answer, and lets the rest go by.
private final class StatusReader: HTTPClientResponseDelegate {
  private let box = NIOLockedValueBox<Int?>(nil)

  var status: Int? { box.withLockedValue { $0 } }

  func didReceiveHead(task: HTTPClient.Task<Int>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    box.withLockedValue { $0 = Int(head.status.code) }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Int>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Int>) throws -> Int {
    guard let status else { throw TransportFailure.broken }
    return status
  }
}
