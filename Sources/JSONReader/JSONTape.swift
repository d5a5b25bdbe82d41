/// The tokens of one value, in memory that is kept from value to value.
@safe struct JSONTape: ~Copyable {
  private var base: UnsafeMutablePointer<JSONToken>
  private var capacity = 1024
  private(set) var count = 0
  /// Set when two keys of an object may be the same; decided exactly afterwards.
  var mayHoldDuplicates = false

  init() { unsafe base = .allocate(capacity: capacity) }

  deinit { unsafe base.deallocate() }

  mutating func removeAll() {
    count = 0
    mayHoldDuplicates = false
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

  @inline(__always)
  mutating func append(_ token: JSONToken) {
    if count == capacity { grow() }
    unsafe base[count] = token
    count &+= 1
  }

  private mutating func grow() {
    let wider = UnsafeMutablePointer<JSONToken>.allocate(capacity: capacity * 2)
    unsafe wider.initialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = wider
    capacity *= 2
  }

  /// Calls `body` with the offset of each key that stood in the object before.
  ///
  /// Keys are compared by hash in sorted order, so that an object of a million keys costs no more than a
  /// sort; equal hashes are compared byte by byte.
  func forEachDuplicateKey(
    ofObjectAt object: Int, in scanner: borrowing JSONScanner, _ body: (Int) -> Void
  ) {
    var keys: [(hash: UInt32, index: Int)] = []
    var index = object + 1
    while index < Int(self[object].link) {
      keys.append((self[index].link, index))
      index = tokens.index(after: index + 1)
    }
    guard keys.count > 1 else { return }
    keys.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
    for place in 1..<keys.count {
      var earlier = place - 1
      while earlier >= 0, keys[earlier].hash == keys[place].hash {
        if scanner.areSameKey(self[keys[earlier].index], self[keys[place].index]) {
          body(Int(self[keys[place].index].start))
          break
        }
        earlier -= 1
      }
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
