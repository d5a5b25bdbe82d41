internal import Commands
internal import FoundationEssentials
internal import Glibc
internal import HTTPTransport
internal import Sealing
internal import SecretMemory
internal import Webhooks

/// Sends digests to one channel.
struct Sender: ~Copyable {
  private let address: SecretAddress
  private let secret: WebhookSecret?
  private let timeout: Int

  /// Reads a channel's secrets.
  init(_ channel: Channel) throws(KeyFileError) {
    let paths: (address: String, secret: String?) =
      switch channel.kind {
      case .slack(let address): (address, nil)
      case .webhook(let address, let secret): (address, secret)
      }
    let address = try SecretAddress(contentsOf: paths.address)
    var secret: WebhookSecret?
    if let path = paths.secret { secret = try WebhookSecret(contentsOf: path) }
    self.address = address
    self.secret = secret
    timeout = channel.timeout
  }

  /// Sends a digest; returns once it was taken.
  func send(_ told: ToldDigest, with transport: HTTPTransport?) throws(Undelivered) {
    guard let transport else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var headers = [("content-type", "application/json")]
    let body: [UInt8]
    if let timestamp = secret == nil ? nil : time(nil) {
      body = (try? encoder.encode(WebhookMessage(told))).map(Array.init) ?? []
      let signature = try sign(body, id: told.digest.id, timestamp: timestamp)
      headers += [
        ("webhook-id", told.digest.id), ("webhook-timestamp", "\(timestamp)"),
        ("webhook-signature", signature),
      ]
    } else {
      body = (try? encoder.encode(SlackMessage(told))).map(Array.init) ?? []
    }
    let sent = headers
    try address.withText { text throws(Undelivered) in
      try Self.post(body, to: text, headers: sent, with: transport, seconds: timeout)
    }
  }

  private func sign(_ body: [UInt8], id: String, timestamp: Int) throws(Undelivered) -> String {
    do throws(SecretMemoryError) {
      return try secret?.signature(of: body, id: id, timestamp: timestamp) ?? ""
    } catch {
      throw .memory
    }
  }

  /// Posts, and takes everything but a 2xx for a failure.
  static func post(
    _ body: [UInt8], to address: String, headers: [(String, String)], with transport: HTTPTransport,
    seconds: Int
  ) throws(Undelivered) {
    let status: Int
    do throws(TransportFailure) {
      status = try transport.post(
        body, to: address, headers: headers.map { (name: $0.0, value: $0.1) }, seconds: seconds)
    } catch {
      throw .transport(error)
    }
    guard (200..<300).contains(status) else { throw .answer(status) }
  }
}

/// Why somebody wasn't told.
enum Undelivered: Error {
  case secret(KeyFileError)
  case memory
  case transport(TransportFailure)
  case answer(Int)
  case ledger

  /// Reads a secret's file.
  static func reading<T: ~Copyable>(_ body: () throws(KeyFileError) -> T) throws(Undelivered) -> T {
    do throws(KeyFileError) { return try body() } catch { throw .secret(error) }
  }

  /// Whether the message was looked at and refused, so that another one may be taken: any 4xx but those that ask for
  /// patience (408, 425 and 429).
  var isRefusal: Bool {
    if case .answer(let status) = self {
      (400..<500).contains(status) && ![408, 425, 429].contains(status)
    } else {
      false
    }
  }

  var words: String {
    switch self {
    case .secret(let error): Failure(error).reason
    case .memory: "no memory for secrets"
    case .transport(let failure): failure.reason
    case .answer(let status): "the answer was \(status)"
    case .ledger: "the ledger can't be written"
    }
  }
}
