@_spi(SecretBytes) internal import SecretMemory

/// The texts before the gate, each with its decodings behind it, in locked memory: until the gate has
/// decided, a text may be a secret.
struct CandidateTexts: ~Copyable {
  private var arena: SecretArena
  private(set) var end = 0

  init() throws(SecretMemoryError) { arena = try SecretArena(capacity: 1 << 16) }

  var isLocked: Bool { arena.isLocked }

  mutating func removeAll() {
    arena.wipe(upTo: end)
    end = 0
  }

  /// Ten decodings at most, each at most as long as the text and a zero.
  func hasRoom(for text: borrowing SecretView, decoded: Bool) -> Bool {
    end + (decoded ? 12 : 1) * (text.count + 2) <= arena.capacity
  }

  /// Appends a text, and its decodings where asked; returns where they lie.
  mutating func append(_ view: borrowing SecretView, decoded: Bool) -> Range<Int> {
    let start = end
    var stop = end
    write(view, decoded: decoded, &stop)
    end = stop
    return start..<stop
  }

  private mutating func write(_ view: borrowing SecretView, decoded: Bool, _ stop: inout Int) {
    let text = view.bytes
    var bytes = arena.mutableBytes
    for index in 0..<text.count {
      bytes[stop] = text[index]
      stop += 1
    }
    // The arena holds zeroes, so that no piece reaches from one decoding into the next.
    stop += 1
    guard decoded else { return }
    forEachDecoding(of: text) {
      bytes[stop] = $0
      stop += 1
    }
  }

  /// Whether a credential stands in a text, or in one of the decodings behind it, or whether these are wrapped again:
  /// nobody means anything open by that.
  func holdsCredential(in range: Range<Int>, behind count: Int) -> Bool {
    TextScan.first(in: arena.bytes.extracting(range)) != nil
      || TextScan.holdsWrapped(arena.bytes.extracting(range.dropFirst(count)))
  }

  func forEachWindow(in range: Range<Int>, _ body: (UInt64) -> Bool) {
    arena.bytes.extracting(range).forEachWindow(body)
  }
}
