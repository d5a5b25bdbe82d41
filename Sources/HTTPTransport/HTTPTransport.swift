public import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// How the scheduled job speaks to other machines.
///
/// TLS is verified against the system's roots, or against one file's alone. No redirect is followed, since a token or
/// a webhook's address belongs to the host that it was given for. No proxy is asked, whatever the environment says,
/// and nothing waits for ever. One thread serves all connections.
public final class HTTPTransport: Sendable {
  /// The client that requests are made with.
  public let client: HTTPClient
  private let group: MultiThreadedEventLoopGroup

  /// A client by these rules.
  ///
  /// - Parameters:
  ///   - certificates: A file of roots to trust in place of the system's, as PEM.
  ///   - connections: How many connections a host gets at once, at least 1.
  ///   - connectSeconds: How long a connection may take to be made.
  ///   - silentSeconds: How long the other side may say nothing.
  public init(
    trusting certificates: String? = nil, connections: Int = 4, connectSeconds: Int = 10,
    silentSeconds: Int = 30
  ) {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    tls.certificateVerification = .fullVerification
    if let certificates { tls.trustRoots = .file(certificates) }
    var pool = HTTPClient.Configuration.ConnectionPool()
    pool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    // Whoever asks decides what is tried again.
    pool.retryConnectionEstablishment = false
    let silence = TimeAmount.seconds(Int64(silentSeconds))
    let configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(Int64(connectSeconds)), read: silence, write: silence),
      connectionPool: pool, proxy: nil, decompression: .disabled)
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
  }

  /// Ends all connections and the thread that served them. To be called once, when nothing is asked any more.
  public func shutDown() {
    // A connection that doesn't end well has ended all the same.
    try? client.syncShutdown()
    try? group.syncShutdownGracefully()
  }
}
