import Foundation
import Sealing
import Testing
import Webhooks

@Suite struct `The secrets of webhooks` {
  /// A file that goes with the test, and is its owner's alone.
  private func withFile(_ text: String, mode: Int = 0o600, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/credence-" + UUID().uuidString
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    try body(path)
  }

  /// The example of the specification (standard-webhooks 1.0.0, "Signature scheme").
  @Test func `sign as the specification's example does`() throws {
    try withFile("# of the example\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n") { path in
      let secret = try WebhookSecret(contentsOf: path)
      let body = Array(#"{"test": 2432232314}"#.utf8)
      let signature = try secret.signature(
        of: body, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330)
      #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }
  }

  @Test(arguments: [
    "", "whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_MfKQ9r8GKYqrTwjUPD8=",
    "MfKQ9r8GKYqrTwjUPD8I",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_" + String(repeating: "A", count: 88),
  ])
  func `are refused where they aren't one, without being repeated`(text: String) throws {
    try withFile(text) { path in
      let error = #expect(throws: KeyFileError.self) { _ = try WebhookSecret(contentsOf: path) }
      #expect(error?.reason == .noWebhookSecret)
      #expect(error.map { "\($0)".contains("MfKQ") } == false)
    }
  }

  @Test func `are refused where others may read them`() throws {
    try withFile("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", mode: 0o640) { path in
      #expect(throws: KeyFileError.self) { _ = try WebhookSecret(contentsOf: path) }
    }
  }
}

@Suite struct `The address of a webhook` {
  /// Why an address is refused.
  private func reason(_ text: String) -> KeyFileError.Reason? {
    do {
      _ = try withFile(text) { try SecretAddress(contentsOf: $0).withText { $0.count } }
      return nil
    } catch {
      return (error as? KeyFileError)?.reason
    }
  }

  private func address(_ text: String, adding suffix: String = "") -> String? {
    try? withFile(text) { try SecretAddress(contentsOf: $0).withText(adding: suffix) { $0 } }
  }

  private func withFile<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
    let path = FileManager.default.temporaryDirectory.path + "/credence-" + UUID().uuidString
    try? Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return try body(path)
  }

  @Test func `is one line of https, or this machine's own`() {
    for good in [
      "https://chat.example/T0/B1/x?y=z", "http://127.0.0.1:8080/a", "http://localhost:1/",
      "https://chat.example:65535?x=y", "https://[::1]:443/x", "https://[2001:db8::a]/x",
    ] {
      #expect(address("# given by the chat\n\(good)\r\n") == good)
    }
    for bad in [
      "", "https://", "http://chat.example/x", "http://127.0.0.1.example/x", "ftp://chat.example/",
      "chat.example/x",
      "https://chat.example/a b", "https://a:b@chat.example/", "https://chat.example/#a",
      "https://a.example/\nhttps://b.example/",
      "https://chat.example/\u{e9}", "https:///x", "https://:443/x", "https://[::1]x:80/",
      "https://[::zz]/x", "https://[]/x", "https://[::1/x", "https://a%zz/x", "https://?x",
    ] {
      #expect(address(bad) == nil, "\(bad)")
      #expect(reason(bad) == .noAddress, "\(bad)")
    }
  }

  @Test func `has a port that can be one, or none; another is told from what is no address`() {
    // The network's library would end the program over such ports.
    for bad in [
      "https://127.0.0.1:65536/x", "http://127.0.0.1:99999/x", "http://127.0.0.1:0/x",
      "https://10.0.0.1:70000/x", "https://a.example:-1/x", "https://a.example:99999999999999999999/x",
      "https://a.example:/x", "http://localhost:evil.example/", "https://a.example:80:90/",
      "https://[::1]:0?x",
    ] {
      #expect(reason(bad) == .noPort, "\(bad)")
    }
  }

  @Test func `takes a path before its query`() {
    #expect(address("https://ping.example/u", adding: "/start") == "https://ping.example/u/start")
    #expect(address("https://ping.example/u?a=b", adding: "/7") == "https://ping.example/u/7?a=b")
  }
}
