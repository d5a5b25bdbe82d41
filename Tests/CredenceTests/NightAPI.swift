import Foundation
import NIOConcurrencyHelpers

/// An account of the API whose integrations come and go, and that fails on some nights.
final class NightAPI: Sendable {
  /// What goes wrong on a night.
  enum Fault: CaseIterable {
    /// The token isn't known any more.
    case refused
    /// The list can't be had.
    case listFails
    /// The list breaks off behind its first page.
    case listCut
    /// The list says that there is more, and not where.
    case listEndless
    /// From the third document on, the rate limit is used up.
    case limited
    /// The second document can't be had.
    case documentFails
    /// The second document may not be read.
    case documentForbidden
    /// The connection ends in place of the second document.
    case hangsUp
    /// An integration is listed, and deleted before its document is asked for: no fault of the run.
    case vanishes
  }

  private struct State {
    var documents: [String: Data] = [:]
    var fault: Fault?
    var lists = 0
    var ids: [String] { documents.keys.sorted() }
  }

  static let pageSize = 3
  private let state = NIOLockedValueBox(State())
  let token = JWT.random(40)

  func serve() throws -> MockAPI { try MockAPI { self.answer($0) } }

  /// What the account holds on a night.
  func begin(_ documents: [String: Data], _ fault: Fault?) {
    state.withLockedValue { $0 = State(documents: documents, fault: fault) }
  }

  /// Which integrations can be read on this night, whether that is all there are, and what the run ends with for it.
  static func readable(_ all: [String], _ fault: Fault?) -> (ids: [String], exit: Int?) {
    let ids = all.sorted()
    switch fault {
    case nil: return (ids, nil)
    case .refused: return ([], 77)
    case .listFails: return ([], 69)
    case .listCut, .listEndless:
      return ids.count > pageSize ? (Array(ids.prefix(pageSize)), 69) : (ids, nil)
    case .limited: return (Array(ids.prefix(2)), 69)
    case .documentFails, .hangsUp: return (ids.filter { $0 != ids[1] }, 69)
    case .documentForbidden: return (ids.filter { $0 != ids[1] }, 77)
    case .vanishes: return (ids.filter { $0 != ids[1] }, nil)
    }
  }

  private func answer(_ request: MockRequest) -> MockReply {
    state.withLockedValue { state in
      guard request.headers["authorization"] == "Bearer " + token, state.fault != .refused else {
        return .status(401, #"{"error":{"status":401,"message":"Unauthorized"}}"#)
      }
      if request.path.hasSuffix("/integrations") { return list(request, &state) }
      guard let id = request.path.split(separator: "/").last.map(String.init),
        let place = state.ids.firstIndex(of: id), let document = state.documents[id]
      else { return .status(404) }
      switch state.fault {
      case .limited where place >= 2: return .status(429)
      case .documentFails where place == 1: return .status(500)
      case .documentForbidden where place == 1: return .status(403)
      case .hangsUp where place == 1: return MockReply(hangsUp: true)
      case .vanishes where place == 1: return .status(404)
      default: return MockReply(body: document)
      }
    }
  }

  private func list(_ request: MockRequest, _ state: inout State) -> MockReply {
    let cursor = request.query.split(separator: "&").first { $0.hasPrefix("cursor=") }?.dropFirst(7)
    let start = cursor.flatMap { Int($0) } ?? 0
    if start == 0 { state.lists += 1 }
    var ids = state.ids
    // Whoever asks for the list again finds that it is gone from there, too.
    if state.fault == .vanishes && state.lists > 1 { ids.remove(at: 1) }
    if state.fault == .listFails || (state.fault == .listCut && start > 0) { return .status(500) }
    let end = min(start + Self.pageSize, ids.count)
    let items = ids[start..<end].map { #"{"id":"\#($0)","name":"Link","provider":"aws"}"# }
    let next = state.fault == .listEndless ? "" : #""cursor":"\#(end)","#
    let pagination =
      end < ids.count ? #"{"hasNextPage":true,\#(next)"count":1}"# : #"{"hasNextPage":false,"count":1}"#
    return .json(#"{"data":{"integrations":[\#(items.joined(separator: ","))]},"pagination":\#(pagination)}"#)
  }
}
