import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import NIOTLS

/// A request as the server got it.
struct MockRequest: Sendable {
  let path: String
  let query: String
  let headers: [String: String]
  let isHTTP2: Bool
}

/// What the server does with a request: well-behaved, or in every way in which servers aren't.
struct MockReply: Sendable {
  var status = 200
  var headers: [(String, String)] = []
  var body = Data()
  /// How long it waits before it answers.
  var delay = 0.0
  /// Ends the connection after so many bytes of the body, all of which were promised.
  var cutAfter: Int?
  /// Ends the connection before any answer.
  var hangsUp = false
  /// Sends one byte of the body so often, in seconds, in place of all at once.
  var dripEvery: Double?

  static func json(_ text: String) -> MockReply { MockReply(body: Data(text.utf8)) }
  static func status(_ status: Int, _ body: String = "", _ headers: [(String, String)] = []) -> MockReply {
    MockReply(status: status, headers: headers, body: Data(body.utf8))
  }
}

/// An HTTP server on 127.0.0.1 that answers as a test says. It ends with the value.
final class MockAPI: @unchecked Sendable {
  let port: Int
  private let channel: any Channel
  private let seen = NIOLockedValueBox<[MockRequest]>([])
  private let open = NIOLockedValueBox<Int>(0)

  /// A certificate and its key in PEM files make it speak TLS, and HTTP/2 where the client does.
  init(
    certificate: String? = nil, key: String = "", protocols: [String] = ["h2", "http/1.1"],
    answer: @escaping @Sendable (MockRequest) -> MockReply
  ) throws {
    let seen = seen
    var tls: NIOSSLContext?
    if let certificate {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
      configuration.applicationProtocols = protocols
      tls = try NIOSSLContext(configuration: configuration)
    }
    let context = tls
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler: @Sendable (Bool) -> MockHandler = { isHTTP2 in
            MockHandler(isHTTP2: isHTTP2) { request in
              seen.withLockedValue { $0.append(request) }
              return answer(request)
            }
          }
          guard let context else {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(handler(false))
            return
          }
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          try channel.pipeline.syncOperations.addHandler(
            ApplicationProtocolNegotiationHandler { result, channel in
              channel.eventLoop.makeCompletedFuture {
                if case .negotiated("h2") = result {
                  _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
                    mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
                  ) { stream in
                    stream.eventLoop.makeCompletedFuture {
                      try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                      try stream.pipeline.syncOperations.addHandler(handler(true))
                    }
                  }
                } else {
                  try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                  try channel.pipeline.syncOperations.addHandler(handler(false))
                }
              }
            })
        }
      }
    channel = try bootstrap.bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
  }

  deinit { channel.close(promise: nil) }

  var url: String { "http://127.0.0.1:\(port)" }
  var secureURL: String { "https://localhost:\(port)" }
  /// All requests so far.
  var requests: [MockRequest] { seen.withLockedValue { $0 } }
}

/// Answers one request after the other on a connection, or on a stream of one.
private final class MockHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let isHTTP2: Bool
  private let answer: (MockRequest) -> MockReply

  init(isHTTP2: Bool, answer: @escaping (MockRequest) -> MockReply) {
    self.isHTTP2 = isHTTP2
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    let parts = head.uri.split(separator: "?", maxSplits: 1)
    let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
    let reply = answer(
      MockRequest(
        path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "", headers: headers,
        isHTTP2: isHTTP2))
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .nanoseconds(Int64(reply.delay * 1e9))) {
      bound.value.handler.send(reply, bound.value.context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func send(_ reply: MockReply, _ context: ChannelHandlerContext) {
    if reply.hangsUp { return context.close(promise: nil) }
    var headers = HTTPHeaders(reply.headers)
    headers.add(name: "content-length", value: "\(reply.body.count)")
    context.write(
      wrapOutboundOut(
        .head(.init(version: .http1_1, status: .init(statusCode: reply.status), headers: headers))),
      promise: nil)
    if let count = reply.cutAfter {
      write(reply.body.prefix(count), context)
      context.flush()
      context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) { context.close(promise: nil) }
      return
    }
    if let pause = reply.dripEvery { return drip(reply.body, pause, context) }
    write(reply.body, context)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  private func write(_ body: Data, _ context: ChannelHandlerContext) {
    if body.isEmpty { return }
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
  }

  private func drip(_ body: Data, _ pause: Double, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    guard !body.isEmpty else { return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
    write(body.prefix(1), context)
    context.flush()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    let rest = Data(body.dropFirst())
    context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(pause * 1e9))) { [self] in
      drip(rest, pause, bound.value)
    }
  }
}
