internal import Commands
internal import HTTPTransport
internal import Reporting
internal import Sealing
internal import Webhooks

/// What a watchdog is told, as healthchecks.io takes it: behind the address, `/start`, nothing for all is well, `/fail`,
/// or what the run ended with.
enum Ping {
  case start
  case end(ExitCode)
  case failure

  fileprivate var suffix: String {
    switch self {
    case .start: "/start"
    case .end(.clean): ""
    case .end(let code): "/\(code.rawValue)"
    case .failure: "/fail"
    }
  }
}

extension Messenger {
  /// Pings the watchdog, with some words and the log's checkpoint.
  func ping(_ ping: Ping, _ words: String) {
    guard let path = configuration.ping, let transport else { return }
    do throws(Undelivered) {
      let address = try Undelivered.reading { () throws(KeyFileError) in try SecretAddress(contentsOf: path) }
      let body = Array((words + "\n" + (checkpoint ?? "")).utf8)
      try address.withText(adding: ping.suffix) { text throws(Undelivered) in
        try Sender.post(body, to: text, headers: [], with: transport, seconds: 10)
      }
    } catch {
      warn("the ping's other end", error, "it takes this run for one that wasn't")
    }
  }
}
