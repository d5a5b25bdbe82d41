/// A secret of its own: a key, a passphrase. Locked while it lives, wiped when it dies.
///
/// It owns a small arena; use it for the few keys of a run, not for every secret of a payload.
public struct SecretBuffer: ~Copyable {
  private var arena: SecretArena

  /// Length in bytes.
  public let count: Int

  /// Allocates `count` bytes, all zero.
  public init(count: Int) throws(SecretMemoryError) {
    arena = try SecretArena(capacity: count)
    self.count = count
  }

  /// Whether the system keeps it out of swap.
  public var isLocked: Bool { arena.isLocked }

  /// A borrowed look at the whole.
  public var view: SecretView {
    @_lifetime(borrow self)
    get { SecretView(bytes) }
  }

  /// The bytes.
  @_spi(SecretBytes) public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { arena.bytes.extracting(0..<count) }
  }

  /// The bytes, to be written.
  @_spi(SecretBytes) public var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get { arena.mutableBytes }
  }

  /// Reads at most as many bytes from a descriptor to `offset` as there is room for, or `limit`; 0 at the
  /// descriptor's end.
  public mutating func read(
    from descriptor: Int32, to offset: Int, count limit: Int = .max
  ) throws(SystemError) -> Int {
    try arena.read(from: descriptor, to: offset, count: min(limit, count - offset))
  }
}
