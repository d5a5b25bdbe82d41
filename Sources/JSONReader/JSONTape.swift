/// The tokens of one value, in memory that is kept from value to value.
@safe struct JSONTape: ~Copyable {
  private var base: UnsafeMutablePointer<JSONToken>
  private var capacity = 1024
  /// Where `append` has to look up: the capacity, or the limit of the value if that is less.
  private var bound = 1024
  private var limit = Int.max
  private(set) var count = 0
  /// Set when two keys of an object may be the same; decided exactly afterwards.
  var mayHoldDuplicates = false

  init() { unsafe base = .allocate(capacity: capacity) }

  deinit { unsafe base.deallocate() }

  /// Forgets the tokens; the next value may have so many.
  mutating func removeAll(limit: Int = .max) {
    count = 0
    mayHoldDuplicates = false
    self.limit = limit
    bound = min(capacity, limit)
  }

  subscript(index: Int) -> JSONToken {
    get {
      precondition(index >= 0 && index < count)
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  var tokens: Span<JSONToken> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Appends a token; false if the value has as many as it may.
  @inline(__always)
  mutating func append(_ token: JSONToken) -> Bool {
    if count == bound, !grow() { return false }
    unsafe base[count] = token
    count &+= 1
    return true
  }

  /// In wide steps, so that what earlier ones leave behind in the heap is little beside the last.
  private mutating func grow() -> Bool {
    guard capacity < limit else { return false }
    let wider = min(capacity * 8, limit)
    let room = UnsafeMutablePointer<JSONToken>.allocate(capacity: wider)
    unsafe room.initialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = room
    capacity = wider
    bound = wider
    return true
  }

  /// Calls `body` with the offset of each key that stood in the object before.
  ///
  /// Keys are sorted, so that an object of a million keys costs no more than a sort, even one whose keys were
  /// made to have the same hash.
  func forEachDuplicateKey(
    ofObjectAt object: Int, in scanner: borrowing JSONScanner, _ body: (Int) -> Void
  ) {
    var count = 0
    var index = object + 1
    while index < Int(self[object].link) {
      count += 1
      index = tokens.index(after: index + 1)
    }
    guard count > 1 else { return }
    // A hash and an index each, in as little memory as will do.
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    index = object + 1
    while index < Int(self[object].link) {
      keys.append(UInt64(self[index].link) << 32 | UInt64(index))
      index = tokens.index(after: index + 1)
    }
    func token(_ key: UInt64) -> JSONToken { self[Int(key & 0xFFFF_FFFF)] }
    keys.sort { left, right in
      if left >> 32 != right >> 32 { return left < right }
      let order = scanner.order(token(left), token(right))
      return order == 0 ? left < right : order < 0
    }
    for place in 1..<keys.count where keys[place] >> 32 == keys[place - 1] >> 32 {
      let key = token(keys[place])
      if scanner.areSameKey(token(keys[place - 1]), key) { body(Int(key.start)) }
    }
  }
}

/// The containers that are open, outermost first.
struct JSONStack: ~Copyable {
  struct Frame: BitwiseCopyable {
    /// The container's token.
    var container: Int
    /// How many members are complete.
    var members = 0
    /// The token of the key being read; nil in arrays and before the first key.
    var key: Int?
    /// One bit for each key hash seen, modulo 64.
    var seen: UInt64 = 0
  }

  private var frames: [Frame] = []

  init() { frames.reserveCapacity(JSONReader.depthLimit) }

  var count: Int { frames.count }
  var isEmpty: Bool { frames.isEmpty }

  mutating func removeAll() { frames.removeAll(keepingCapacity: true) }
  mutating func push(_ frame: Frame) { frames.append(frame) }
  mutating func pop() { frames.removeLast() }

  subscript(level: Int) -> Frame { frames[level] }

  var top: Frame {
    get { frames[frames.count - 1] }
    _modify { yield &frames[frames.count - 1] }
  }
}
