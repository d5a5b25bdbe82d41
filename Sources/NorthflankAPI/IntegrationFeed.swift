@_spi(SecretBytes) public import SecretMemory

/// All integrations that the API lists, each one's own document, in the list's order.
///
/// The list is read first. Documents are then asked for several at once, and wait in locked memory until it is their
/// turn. What keeps one from being read doesn't keep the others.
public final class IntegrationFeed {
  private let client: APIClient
  private let list: IntegrationList
  /// Whether one of these isn't asked for: a fetch that goes on has it.
  private let isHad: (String) -> Bool

  private var idle: [Lane]
  /// In the list's order; the first is the next to be read.
  private var busy: [Lane] = []
  private var current: Lane?
  private var position = 0
  private var nextIndex = 0

  private var shortfalls = Shortfalls()
  private var others: [APIProblem] = []
  private var vanished: [String] = []
  /// How many were deleted from the list while the others were read.
  public private(set) var deleted = 0
  private var isEnded = false

  /// After so many failures in a row it isn't single integrations that are at fault.
  private static let patience = 20

  /// Reads the list, and asks for nothing else yet.
  ///
  /// - Parameters:
  ///   - maximumSize: The limit of one document in bytes.
  ///   - lanes: How many documents are under way at once, at least 1.
  ///   - isHad: Whether an integration of this id needn't be asked for.
  public init(
    _ client: APIClient, maximumSize: Int, lanes: Int = 4, isHad: @escaping (String) -> Bool = { _ in false }
  ) {
    self.client = client
    self.isHad = isHad
    list = IntegrationList(client)
    idle = (0..<lanes).map { _ in Lane(capacity: maximumSize) }
  }

  /// The ids of the integrations that are listed.
  public var ids: [String] { list.ids }
  /// How many integrations are listed.
  public var count: Int { list.ids.count }
  /// How many documents were read, or needn't be.
  public private(set) var done = 0
  /// How many of them needn't be.
  public private(set) var had = 0
  /// Is told whenever the next document is read.
  public var noteProgress: () -> Void = {}
  /// About how many seconds the documents will take for the rate limit alone; nil where that isn't known, or where it
  /// doesn't hold them up.
  public var secondsExpected: Int? { client.secondsExpected(for: list.ids.count { !isHad($0) }) }
  /// Whether all memory that bodies were read into was kept out of swap.
  public var isLocked: Bool {
    list.isLocked && (idle + busy + (current.map { [$0] } ?? [])).allSatisfy(\.arena.isLocked)
  }
  /// The id of the document that is being read.
  public var id: String? { current?.id }

  /// The documents. They can be read once.
  public var documents: SecretDocuments {
    SecretDocuments(next: { self.next() }, read: { self.read(into: &$0) })
  }

  /// What kept integrations from being read, once the documents have ended.
  ///
  /// Where nothing is listed, or nothing any more, that is one: a token that sees no integrations looks the same as an
  /// account without any.
  public var problems: [APIProblem] {
    list.problems + shortfalls.problems + others
      + (list.problems.isEmpty && list.ids.count == deleted ? [Self.nothingListed] : [])
  }

  private static let nothingListed = APIProblem(
    .badInput, "there is no integration in the API's list",
    hint: "check the team, and that the token may see its integrations")

  /// Goes on to the next document.
  private func next() -> Int? {
    if let current { recycle(current) }
    current = nil
    while !isEnded {
      fill()
      let until = busy.reduce(into: ContinuousClock.Instant?.none) { earliest, lane in
        if let due = client.step(lane) { earliest = min(earliest ?? due, due) }
      }
      guard let head = busy.first else {
        end()
        break
      }
      if let answer = head.answer {
        busy.removeFirst()
        if take(answer, of: head) { return head.number }
      } else if Interruption.isRequested {
        stop(because: .none(.stopped))
      } else {
        client.wait(until: until)
      }
    }
    return nil
  }

  /// Gives each idle lane something to ask for.
  private func fill() {
    while nextIndex < list.ids.count, let lane = idle.last {
      let id = list.ids[nextIndex]
      nextIndex += 1
      if isHad(id) {
        done += 1
        had += 1
        continue
      }
      idle.removeLast()
      lane.number = nextIndex
      lane.id = id
      lane.begin(client.endpoint.integration(id))
      busy.append(lane)
    }
  }

  /// Takes an answer in. True if there is a document to read.
  private func take(_ answer: Answer, of lane: Lane) -> Bool {
    switch answer {
    case .status(200, _, _):
      if let fault = DocumentIdentity.fault(of: lane.arena, for: lane.id) {
        shortfalls.add(.none(fault), number: lane.number)
        break
      }
      shortfalls.noteRead()
      done += 1
      noteProgress()
      current = lane
      position = 0
      return true
    case .status(404, _, _):
      vanished.append(lane.id)
    case .status(401, _, _), .none(.certificate), .none(.stopped):
      shortfalls.add(answer, number: lane.number)
      recycle(lane)
      stop(because: answer)
      return false
    default:
      shortfalls.add(answer, number: lane.number)
      if shortfalls.inARow >= Self.patience {
        recycle(lane)
        stop(because: answer)
        return false
      }
    }
    recycle(lane)
    return false
  }

  private func recycle(_ lane: Lane) {
    lane.arena.removeAll()
    idle.append(lane)
  }

  /// Asks for nothing more.
  private func stop(because answer: Answer) {
    for lane in busy {
      client.cancel(lane)
      shortfalls.add(answer, number: lane.number)
      recycle(lane)
    }
    busy = []
    for index in nextIndex..<max(nextIndex, list.ids.count) where !isHad(list.ids[index]) {
      shortfalls.add(answer, number: index + 1)
    }
    nextIndex = list.ids.count
    end()
  }

  /// Looks whether what the API no longer has is gone from its list, too.
  private func end() {
    isEnded = true
    guard !vanished.isEmpty, !Interruption.isRequested else {
      if !vanished.isEmpty { others.append(Self.missing(vanished.count)) }
      return
    }
    let again = IntegrationList(client)
    let listed = Set(again.ids)
    deleted = again.problems.isEmpty ? vanished.count { !listed.contains($0) } : 0
    if deleted < vanished.count { others.append(Self.missing(vanished.count - deleted)) }
  }

  private static func missing(_ count: Int) -> APIProblem {
    let noun = count == 1 ? "integration is" : "integrations are"
    return APIProblem(
      .unavailable, "\(count) \(noun) listed, and the API says there is no such thing (404)",
      hint: "try again; if it stays so, ask the API's support")
  }

  private func read(into room: inout MutableSpan<UInt8>) -> Int {
    guard let current else { return 0 }
    let count = current.arena.copy(from: position, into: &room)
    position += count
    return count
  }
}
