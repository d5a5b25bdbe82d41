/// A filter over pieces of eight bytes: says of most pieces that they aren't in the set, and of all that are
/// that they may be. It keeps one bit a piece, from which the piece can't be told.
struct WindowFilter {
  /// 65,536 bits: with the few hundred pieces of one integration's labels, one piece in 200 is looked up in
  /// vain.
  private var bits: [UInt64] = Array(repeating: 0, count: 1024)

  /// How many bytes a piece has; shorter secrets can't be searched for.
  static let width = 8

  mutating func insert(_ window: UInt64) {
    let slot = Self.slot(of: window)
    bits[slot >> 6] |= 1 << UInt64(slot & 63)
  }

  mutating func remove(_ window: UInt64) { bits[Self.slot(of: window) >> 6] = 0 }

  func mayContain(_ window: UInt64) -> Bool {
    let slot = Self.slot(of: window)
    return bits[slot >> 6] >> UInt64(slot & 63) & 1 == 1
  }

  private static func slot(of window: UInt64) -> Int {
    Int(truncatingIfNeeded: (window &* 0x9E37_79B9_7F4A_7C15) >> 48)
  }
}

extension Span<UInt8> {
  /// Calls `body` with each piece of eight bytes, as a number, until it returns false.
  func forEachWindow(_ body: (UInt64) -> Bool) {
    guard count >= WindowFilter.width else { return }
    var window: UInt64 = 0
    for index in 0..<WindowFilter.width - 1 { window = window << 8 | UInt64(self[index]) }
    for index in WindowFilter.width - 1..<count {
      window = window << 8 | UInt64(self[index])
      if !body(window) { return }
    }
  }
}
