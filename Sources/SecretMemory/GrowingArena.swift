internal import CSodium
internal import Glibc

/// Memory for one document that has to be at hand whole: a template, or YAML written out as JSON.
///
/// It takes as much memory as was written to it, up to a limit, and is locked as far as the system allows: an
/// ordinary user may lock 8 MiB or so, and `isLocked` tells. It is left out of core dumps, ends at a page that
/// nobody can touch, and is wiped when it is emptied. What was written never moves, so that it can be looked at
/// while more is written behind it.
@safe public final class GrowingArena {
  private var base: UnsafeMutableRawPointer?
  private var committed = 0

  /// Size in bytes that it can grow to.
  public let capacity: Int
  /// How much was written.
  public private(set) var count = 0
  /// Whether the system keeps all that was ever written here out of swap.
  public private(set) var isLocked = true

  private static let step = 1 << 18

  /// An arena of no memory yet.
  public init(capacity: Int) {
    self.capacity = (max(capacity, 1) + Self.step - 1) / Self.step * Self.step
  }

  deinit {
    guard let base = unsafe base else { return }
    unsafe sodium_memzero(base, committed)
    unsafe munmap(base, capacity + Self.step)
  }

  /// The bytes that were written.
  @_spi(SecretBytes) public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let buffer = unsafe UnsafeRawBufferPointer(start: base, count: count)
      let span = unsafe Span<UInt8>(_unsafeElements: buffer.assumingMemoryBound(to: UInt8.self))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The same, to be changed.
  @_spi(SecretBytes) public var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(borrow self)
    get {
      let buffer = unsafe UnsafeMutableRawBufferPointer(start: base, count: count)
      let span = unsafe MutableSpan<UInt8>(_unsafeElements: buffer.assumingMemoryBound(to: UInt8.self))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Writes behind what is there. False if there is no room, or no memory.
  @_spi(SecretBytes) public func append(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count <= capacity - count else { return false }
    guard count + bytes.count <= committed || commit(count + bytes.count) else { return false }
    guard let base = unsafe base else { return bytes.isEmpty }
    unsafe bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe memcpy(base + count, start, source.count) }
    }
    count += bytes.count
    return true
  }

  /// Writes one byte behind what is there.
  @_spi(SecretBytes) public func append(_ byte: UInt8) -> Bool {
    guard count < committed || count < capacity && commit(count + 1), let base = unsafe base else {
      return false
    }
    unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
    return true
  }

  /// Writes what stands in `range` once more, behind all.
  @_spi(SecretBytes) public func append(copyOf range: Range<Int>) -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    guard range.count <= capacity - count else { return false }
    guard count + range.count <= committed || commit(count + range.count) else { return false }
    guard let base = unsafe base else { return range.isEmpty }
    unsafe memcpy(base + count, base + range.lowerBound, range.count)
    count += range.count
    return true
  }

  /// Copies on from `offset` to the front of `room`, as much as fits; says how much.
  @_spi(SecretBytes) public func copy(from offset: Int, into room: inout MutableSpan<UInt8>) -> Int {
    precondition(offset >= 0 && offset <= self.count)
    let count = min(room.count, self.count - offset)
    guard let base = unsafe base else { return 0 }
    unsafe room.withUnsafeMutableBytes { room in
      if let start = room.baseAddress { unsafe memcpy(start, base + offset, count) }
    }
    return count
  }

  /// Wipes all behind the first `newCount` bytes.
  public func removeAll(behind newCount: Int = 0) {
    guard let base = unsafe base, newCount < count else { return }
    unsafe sodium_memzero(base + newCount, count - newCount)
    count = newCount
  }

  /// Makes room for so many bytes, in whole steps; memory is taken as it is written, and locked with it.
  private func commit(_ wanted: Int) -> Bool {
    if unsafe base == nil {
      // A step more, which nobody may touch.
      let pages = unsafe mmap(
        nil, capacity + Self.step, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let pages = unsafe pages, unsafe pages != MAP_FAILED else { return false }
      unsafe base = pages
      _ = unsafe madvise(pages, capacity, Int32(MADV_DONTDUMP))
    }
    guard let base = unsafe base else { return false }
    let end = (wanted + Self.step - 1) / Self.step * Self.step
    let fresh = unsafe base + committed
    guard unsafe mprotect(fresh, end - committed, PROT_READ | PROT_WRITE) == 0 else { return false }
    if unsafe mlock(fresh, end - committed) != 0 { isLocked = false }
    committed = end
    return true
  }
}
