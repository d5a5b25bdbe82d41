import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// A server on this machine that takes messages, remembers them, and answers as it is told.
final class MessageServer: Sendable {
  struct Message: Sendable {
    let path: String
    let headers: [String: String]
    let body: Data

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:]
    }

    /// What a webhook's `data` says.
    var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
    var counts: [String: Int] { data["counts"] as? [String: Int] ?? [:] }
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  enum Answer: Sendable {
    case status(Int)
    /// Nothing but the end of the connection.
    case close
    /// Nothing, on a connection that stays open.
    case silence
  }

  let port: Int
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let channel: any NIOCore.Channel
  private let taken = NIOLockedValueBox<[Message]>([])

  init(_ answer: @escaping @Sendable (Message) -> Answer = { _ in .status(200) }) throws {
    let taken = taken
    channel = try ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 64)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            Taker { message in
              taken.withLockedValue { $0.append(message) }
              return answer(message)
            })
        }
      }.bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
  }

  deinit {
    try? channel.close().wait()
    try? group.syncShutdownGracefully()
  }

  func messages(to path: String) -> [Message] { taken.withLockedValue { $0.filter { $0.path == path } } }
  func messages(under path: String) -> [Message] {
    taken.withLockedValue { $0.filter { $0.path.hasPrefix(path) } }
  }

  private final class Taker: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let take: (Message) -> Answer
    private var head: HTTPRequestHead?
    private var body = Data()

    init(_ take: @escaping (Message) -> Answer) { self.take = take }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        self.head = head
        body = Data()
      case .body(let part): body += Data(part.readableBytesView)
      case .end:
        guard let head else { return }
        let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
        switch take(Message(path: head.uri, headers: headers, body: body)) {
        case .status(let status):
          let answer = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: status), headers: ["content-length": "0"])
          context.write(wrapOutboundOut(.head(answer)), promise: nil)
          context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .close: context.close(promise: nil)
        case .silence: break
        }
      }
    }
  }
}
