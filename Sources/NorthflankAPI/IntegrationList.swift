internal import SecretMemory

/// The list of integrations, page after page to its end.
struct IntegrationList {
  /// Each once, in the list's order.
  private(set) var ids: [String] = []
  /// Why it isn't whole, where it isn't.
  private(set) var problems: [APIProblem] = []
  private(set) var isLocked = true

  /// So many pages are read: a hundred thousand integrations.
  static let pageLimit = 1000
  /// A page of the list may be so large, in bytes.
  private static let pageCapacity = 4 << 20

  /// Reads it.
  init(_ client: APIClient) {
    let lane = Lane(capacity: Self.pageCapacity)
    var seen: Set<String> = []
    var cursors: Set<String> = []
    var cursor: String?
    var unusable = 0
    for number in 1...Self.pageLimit {
      let answer = client.ask(client.endpoint.list(after: cursor), on: lane)
      guard case .status(200, _, _) = answer else {
        let what = number == 1 ? "the list of integrations" : "page \(number) of the list of integrations"
        problems.append(Self.problem(answer, what))
        break
      }
      guard let page = ListPage(lane.arena) else {
        problems.append(
          APIProblem(
            .unavailable, "page \(number) of the list isn't what the API should answer",
            hint: "check --base-url; a proxy or a login page may have answered instead"))
        break
      }
      for id in page.ids where seen.insert(id).inserted { ids.append(id) }
      unusable += page.unusable
      guard let hasMore = page.hasMore else {
        problems.append(Self.notAll("page \(number) of the list doesn't say whether there are more"))
        break
      }
      guard hasMore else { break }
      guard let next = page.cursor else {
        problems.append(Self.notAll("the API says that there is more behind page \(number), and not where"))
        break
      }
      guard cursors.insert(next).inserted else {
        problems.append(Self.notAll("the pages of the list go in a circle"))
        break
      }
      if number == Self.pageLimit {
        problems.append(Self.notAll("the list has more than \(Self.pageLimit) pages"))
      }
      cursor = next
    }
    if unusable > 0 {
      let noun = unusable == 1 ? "integration" : "integrations"
      problems.append(
        APIProblem(
          .badInput, "\(unusable) \(noun) of the list can't be asked for, having no id that is one",
          hint: "the others were read; look at them in the platform itself"))
    }
    lane.arena.removeAll()
    isLocked = lane.arena.isLocked
  }

  private static func problem(_ answer: Answer, _ what: String) -> APIProblem {
    guard answer == .none(.tooLarge) else { return APIProblem(answer, what: what) }
    return APIProblem(
      .unavailable, "\(what): the answer is larger than what is read",
      hint: "no page of a hundred integrations has \(pageCapacity >> 20) MiB; check --base-url")
  }

  private static func notAll(_ reason: String) -> APIProblem {
    APIProblem(
      .unavailable, "\(reason), so the list wasn't read to its end",
      hint: "what was listed was read; try again")
  }
}
