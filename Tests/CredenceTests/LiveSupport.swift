import Foundation
import NIOConcurrencyHelpers

/// An account with so many integrations, each with a secret of its own, served by pages and one by one.
final class MockAccount: @unchecked Sendable {
  let ids: [String]
  let secrets: [String]
  let token: String
  private let places: [String: Int]
  /// What is answered in place of the account, where it says something.
  let override = NIOLockedValueBox<(@Sendable (MockRequest) -> MockReply?)?>(nil)

  /// What its token claims; an empty text makes it one that isn't a JSON Web Token.
  init(_ count: Int, claims: String = #"{"exp":4102444800,"sub":"team"}"#) {
    token = claims.isEmpty ? JWT.random(40) : JWT.make(claims)
    ids = (0..<count).map { _ in "id-" + JWT.random(12) }
    places = Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
    secrets = (0..<count).map { _ in JWT.random(40) }
  }

  /// The secrets of the payloads, and the token, which nothing may show.
  var search: LeakSearch { LeakSearch(secrets + [token, String(token.dropFirst(20))]) }

  func document(_ index: Int) -> String {
    #"{"data":{"id":"\#(ids[index])","name":"Link \#(index)","provider":"civo","features":["byoc"],"#
      + #""credentials":{"apiKey":"\#(secrets[index])"},"createdAt":"2026-01-20T11:19:53.175Z"}}"#
  }

  /// A page of the list, with the integrations' places as cursors.
  func page(from start: Int, of ids: [String]? = nil) -> String {
    let ids = ids ?? self.ids
    let end = min(start + 100, ids.count)
    let items = ids[min(start, end)..<end].map { #"{"id":"\#($0)","name":"Link","provider":"civo"}"# }
    let pagination =
      end < ids.count
      ? #"{"hasNextPage":true,"cursor":"\#(end)","count":1}"# : #"{"hasNextPage":false,"count":1}"#
    return #"{"data":{"integrations":[\#(items.joined(separator: ","))]},"pagination":\#(pagination)}"#
  }

  func answer(_ request: MockRequest) -> MockReply {
    if let reply = override.withLockedValue({ $0 })?(request) { return reply }
    guard request.headers["authorization"] == "Bearer " + token else { return .status(401) }
    if request.path.hasSuffix("/cloud-providers/integrations") {
      let cursor = request.query.split(separator: "&").first { $0.hasPrefix("cursor=") }?.dropFirst(7)
      return .json(page(from: cursor.flatMap { Int($0) } ?? 0))
    }
    return answerPlain(request)
  }

  /// The account's own answer for one integration, whatever is put in its place.
  func answerPlain(_ request: MockRequest) -> MockReply {
    guard let id = request.path.split(separator: "/").last, let index = places[String(id)] else {
      return .status(404)
    }
    return .json(document(index))
  }

  func serve() throws -> MockAPI { try MockAPI { self.answer($0) } }

  func answering(_ override: @escaping @Sendable (MockRequest) -> MockReply?) {
    self.override.withLockedValue { $0 = override }
  }
}

/// An account, the server in front of it, and a program that is let loose on it.
final class LiveScratch {
  let scratch: Scratch
  let account: MockAccount
  let api: MockAPI
  let tokenFile: String

  init(
    _ count: Int, claims: String? = nil, _ override: (@Sendable (MockRequest) -> MockReply?)? = nil
  ) throws {
    scratch = try Scratch()
    account = claims.map { MockAccount(count, claims: $0) } ?? MockAccount(count)
    if let override { account.answering(override) }
    api = try account.serve()
    tokenFile = try scratch.file("token", account.token + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tokenFile)
  }

  func arguments(_ more: [String], url: String? = nil) -> [String] {
    ["--token-file", tokenFile, "--base-url", url ?? api.url, "--retries", "1", "--timeout", "2"] + more
  }

  func audit(_ more: String..., url: String? = nil, format: String = "jsonl") throws -> Finished {
    try run(
      Scratch.credence, ["audit", "--northflank", "--format", format] + arguments(more, url: url))
  }
}

/// A certificate for localhost, which nothing but itself vouches for, and its key.
struct TLSFiles {
  let certificate: String
  let key: String

  init(_ scratch: Scratch) throws {
    (key, certificate) = (scratch.path + "/tls.key", scratch.path + "/tls.pem")
    let made = try run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key, "-out",
        certificate,
      ])
    guard made.code == 0 else { throw POSIXError(.EINVAL) }
  }
}

extension Finished {
  var summary: [String: Any] { records("summary").first ?? [:] }
  var isComplete: Bool? { summary["complete"] as? Bool }
  var causes: [(code: Int, reason: String)] {
    (summary["causes"] as? [[String: Any]] ?? []).map {
      ($0["code"] as? Int ?? -1, $0["reason"] as? String ?? "")
    }
  }
  /// What the report says of its only source.
  var source: [String: Any] { (summary["sources"] as? [[String: Any]])?.first ?? [:] }
}
