internal import CSodium
internal import Glibc

/// What can go wrong when locked memory is asked for.
public enum SecretMemoryError: Error, Equatable, Sendable {
  /// libsodium could not be initialised.
  case libraryUnavailable
  /// The system had no memory left for this many bytes.
  case allocationFailed(byteCount: Int)
}

extension SecretMemoryError: CustomStringConvertible {
  /// Words for people.
  public var description: String {
    switch self {
    case .libraryUnavailable: "libsodium couldn't be initialised"
    case .allocationFailed(let count): "\(count) bytes of memory couldn't be had"
    }
  }
}

/// One region of memory for secrets: locked, between guard pages, left out of core dumps, wiped at its end.
///
/// One arena serves a whole worker. An allocation a secret would cost 28 µs each and, past RLIMIT_MEMLOCK,
/// `sodium_malloc` silently hands out pages that aren't locked; `isLocked` tells what the system really did.
@safe public struct SecretArena: ~Copyable {
  private let base: UnsafeMutableRawPointer

  /// Size in bytes.
  public let capacity: Int

  /// Whether the system keeps every page of the arena out of swap.
  public let isLocked: Bool

  /// Allocates `capacity` bytes, all zero.
  public init(capacity: Int) throws(SecretMemoryError) {
    guard sodium_init() >= 0 else { throw .libraryUnavailable }
    let size = max(capacity, 1)
    guard let pointer = unsafe sodium_malloc(size) else { throw .allocationFailed(byteCount: size) }
    unsafe sodium_memzero(pointer, size)
    // sodium_malloc doesn't say whether its mlock worked; locking once more, which the kernel doesn't count
    // twice, does.
    isLocked = unsafe sodium_mlock(pointer, size) == 0
    unsafe base = pointer
    self.capacity = size
  }

  deinit { unsafe sodium_free(base) }

  /// The arena's bytes.
  @_spi(SecretBytes) public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let start = unsafe UnsafePointer(base.assumingMemoryBound(to: UInt8.self))
      let span = unsafe Span(_unsafeStart: start, count: capacity)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The arena's bytes, to be written.
  @_spi(SecretBytes) public var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get {
      let start = unsafe base.assumingMemoryBound(to: UInt8.self)
      let span = unsafe MutableSpan(_unsafeStart: start, count: capacity)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// Reads at most `count` bytes from a descriptor to `offset`; 0 at the descriptor's end.
  ///
  /// Throws the system's error number. An interrupted read is tried again.
  public mutating func read(from descriptor: Int32, to offset: Int, count: Int) throws(SystemError) -> Int {
    precondition(offset >= 0 && count >= 0 && offset <= capacity && count <= capacity - offset)
    while true {
      let result = unsafe Glibc.read(descriptor, base + offset, count)
      if result >= 0 { return result }
      // A signal that asks to stop is an end; any other is none of ours.
      if errno != EINTR || Interruption.isRequested { throw SystemError(number: errno) }
    }
  }

  /// Copies bytes to `offset`.
  @_spi(SecretBytes) public mutating func copy(_ bytes: Span<UInt8>, to offset: Int) {
    precondition(offset >= 0 && offset <= capacity && bytes.count <= capacity - offset)
    unsafe bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe memcpy(base + offset, start, source.count) }
    }
  }

  /// Moves `range` to the front, and wipes what lies behind it.
  public mutating func compact(keeping range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
    if range.lowerBound > 0 {
      unsafe memmove(base, base + range.lowerBound, range.count)
    }
    unsafe sodium_memzero(base + range.count, range.upperBound - range.count)
  }

  /// Overwrites the first `end` bytes, or everything, with zeroes.
  public mutating func wipe(upTo end: Int? = nil) {
    unsafe sodium_memzero(base, min(max(end ?? capacity, 0), capacity))
  }
}

/// A system call's error number.
public struct SystemError: Error, Equatable, Sendable {
  /// The value of `errno`.
  public let number: Int32

  /// Wraps an error number.
  public init(number: Int32) { self.number = number }

  /// The system's words for the number, such as "Permission denied".
  public var message: String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}
