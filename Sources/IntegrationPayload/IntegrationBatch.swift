internal import Facts
internal import JSONReader
@_spi(SecretBytes) public import SecretMemory

/// Some integrations, moved out of a reader's window so that another worker can look at them while reading
/// goes on. Their bytes stay in locked memory.
public final class IntegrationBatch {
  /// Size in bytes. What is larger is looked at where it was read.
  public static let capacity = 1 << 17
  /// How many integrations at most: the smallest ones' records are a hundred times their size, and wait for those
  /// of other batches.
  static let limit = 512

  private var storage: BatchStorage

  /// Allocates the locked memory.
  public init() throws(SecretMemoryError) { storage = try BatchStorage(capacity: Self.capacity) }

  /// Whether the system keeps it out of swap.
  public var isLocked: Bool { storage.arena.isLocked }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { storage.entries.isEmpty }

  /// Copies an integration behind the others. False if there is no room left, or if it was put together from
  /// pieces of a document.
  public func append(
    _ integration: borrowing Integration, at place: PayloadPlace, of source: String
  ) -> Bool {
    storage.append(integration, at: place, of: source)
  }

  /// Calls `body` with each integration, in the order in which they came, then wipes the batch.
  public func drain(_ body: (borrowing Integration, PayloadPlace, _ source: String) -> Void) {
    storage.forEach(body)
    storage.removeAll()
  }
}

private struct BatchStorage: ~Copyable {
  struct Entry {
    let root: Int
    let place: PayloadPlace
    let source: String
  }

  var arena: SecretArena
  var end = 0
  var tokens: [JSONToken] = []
  var entries: [Entry] = []

  init(capacity: Int) throws(SecretMemoryError) { arena = try SecretArena(capacity: capacity) }

  mutating func append(
    _ integration: borrowing Integration, at place: PayloadPlace, of source: String
  ) -> Bool {
    // Its bytes lie in one piece only where it stood in the document as it is.
    guard integration.origin == .payload, integration.captured == nil,
      entries.count < IntegrationBatch.limit
    else { return false }
    let root = integration.root
    let range = integration.tokens[root].range
    guard range.count <= arena.capacity - end else { return false }
    arena.copy(integration.bytes.extracting(range), to: end)
    let first = tokens.count
    for index in root..<Int(integration.tokens[root].link) {
      tokens.append(
        integration.tokens[index].moved(bytes: end - range.lowerBound, tokens: first - root))
    }
    entries.append(Entry(root: first, place: place, source: source))
    end += range.count
    return true
  }

  func forEach(_ body: (borrowing Integration, PayloadPlace, String) -> Void) {
    let tokens = tokens.span
    for entry in entries {
      let keys = ObjectKeys(of: entry.root, tokens: tokens, bytes: arena.bytes)
      let integration = Integration(bytes: arena.bytes, tokens: tokens, root: entry.root, keys: keys)
      body(integration, entry.place, entry.source)
    }
  }

  mutating func removeAll() {
    arena.wipe(upTo: end)
    end = 0
    tokens.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }
}
