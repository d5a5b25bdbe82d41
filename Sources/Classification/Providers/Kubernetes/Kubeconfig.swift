internal import Facts
internal import JSONReader

/// A kubeconfig that was read (client-go's `clientcmd/api/v1`): its lists, and which of their entries are in use.
struct Kubeconfig: ~Escapable {
  /// One entry of a list: its name, and the object that it names.
  struct Entry {
    let name: Range<Int>
    let value: Int
  }

  let bytes: Span<UInt8>
  let tokens: Span<JSONToken>
  private(set) var clusters: [Entry] = []
  private(set) var users: [Entry] = []
  private(set) var contexts: [Entry] = []
  private(set) var currentContext = CurrentContext.missing
  /// The objects in use; nil where that can't be told.
  private(set) var cluster: Int?
  private(set) var user: Int?
  /// How sure it is that they are in use.
  private(set) var basis = Basis.fact

  @_lifetime(copy bytes, copy tokens)
  init?(_ bytes: Span<UInt8>, _ tokens: Span<JSONToken>) {
    self.bytes = bytes
    self.tokens = tokens
    guard tokens.count > 0, tokens[0].type == .object else { return nil }
    let root = JSONObject(bytes, tokens)
    clusters = entries(root.value("clusters"), of: "cluster")
    users = entries(root.value("users"), of: "user")
    contexts = entries(root.value("contexts"), of: "context")
    findUsed(root)
  }

  @_lifetime(copy self)
  func object(at index: Int) -> JSONObject { JSONObject(bytes, tokens, at: index) }

  private func entries(_ list: Int?, of kind: String) -> [Entry] {
    guard let list, tokens[list].type == .array else { return [] }
    var entries: [Entry] = []
    var index = list + 1
    while index < Int(tokens[list].link) {
      let entry = JSONObject(bytes, tokens, at: index)
      entries.append(Entry(name: entry.scalar("name") ?? 0..<0, value: entry.value(kind) ?? index))
      index = tokens.index(after: index)
    }
    return entries
  }

  private mutating func findUsed(_ root: borrowing JSONObject) {
    if let name = root.scalar("current-context"), !name.isEmpty {
      currentContext = .dangling
      guard let context = find(name, in: contexts), use(context) else { return }
      currentContext = .resolved
      return
    }
    // A program that asks for no context by name finds these anyway.
    basis = .inferred
    if contexts.count == 1 {
      _ = use(contexts[0].value)
    } else if contexts.isEmpty, clusters.count == 1, users.count <= 1 {
      cluster = clusters[0].value
      user = users.first?.value
    }
  }

  private mutating func use(_ context: Int) -> Bool {
    let context = JSONObject(bytes, tokens, at: context)
    guard let clusterName = context.scalar("cluster"), let cluster = find(clusterName, in: clusters),
      let userName = context.scalar("user"), let user = find(userName, in: users)
    else { return false }
    (self.cluster, self.user) = (cluster, user)
    return true
  }

  private func find(_ name: Range<Int>, in entries: [Entry]) -> Int? {
    entries.last { bytes.extracting($0.name).isSame(as: bytes.extracting(name)) }?.value
  }

  /// How many names stand in their list a second time. Long lists are told by neighbours in their order.
  var duplicateNames: Int {
    [clusters, users, contexts].reduce(0) { count, entries in
      var hashes = entries.map { jsonKeyHash(of: bytes.extracting($0.name)) }
      hashes.sort()
      return count + zip(hashes, hashes.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
    }
  }
}
