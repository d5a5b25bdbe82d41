// Searches that look at 16 bytes at a time. They are here since the scanner's way of looking is.

/// The offset of the first `byte` at or behind `start`; the count of `bytes` where there is none.
public func offset(of byte: UInt8, in bytes: Span<UInt8>, from start: Int = 0) -> Int {
  precondition(start >= 0 && start <= bytes.count)
  var offset = start
  unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    let end = buffer.count
    let wanted = SIMD16<UInt8>(repeating: byte)
    while offset &+ 16 <= end {
      let chunk = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: SIMD16<UInt8>.self)
      let bits = unsafe unsafeBitCast(chunk .== wanted, to: SIMD2<UInt64>.self)
      if bits[0] != 0 {
        offset &+= bits[0].trailingZeroBitCount / 8
        return
      }
      if bits[1] != 0 {
        offset &+= 8 &+ bits[1].trailingZeroBitCount / 8
        return
      }
      offset &+= 16
    }
    let few = SIMD8<UInt8>(repeating: byte)
    if offset &+ 8 <= end {
      let chunk = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: SIMD8<UInt8>.self)
      let bits = unsafe unsafeBitCast(chunk .== few, to: UInt64.self)
      if bits != 0 {
        offset &+= bits.trailingZeroBitCount / 8
        return
      }
      offset &+= 8
    }
    while offset < end, unsafe base[offset] != byte { offset &+= 1 }
  }
  return offset
}

/// How many line ends are in `bytes`, and how many bytes follow the last.
public func countLineEnds(in bytes: Span<UInt8>) -> (ends: Int, rest: Int) {
  var ends = 0
  unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    let wanted = SIMD16<UInt8>(repeating: 0x0A)
    let none = SIMD16<UInt8>(repeating: 0)
    var offset = 0
    while offset &+ 16 <= buffer.count {
      // A lane counts to 255 at most, so it is emptied in time.
      let stop = min(buffer.count, offset &+ 16 &* 255)
      var lanes = none
      while offset &+ 16 <= stop {
        let chunk = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: SIMD16<UInt8>.self)
        // A lane that is equal is all ones, which is minus one.
        let equal = unsafe unsafeBitCast(chunk .== wanted, to: SIMD16<UInt8>.self)
        lanes = lanes &- equal
        offset &+= 16
      }
      for lane in 0..<16 { ends &+= Int(lanes[lane]) }
    }
    while offset < buffer.count {
      ends &+= unsafe base[offset] == 0x0A ? 1 : 0
      offset &+= 1
    }
  }
  guard ends > 0 else { return (0, bytes.count) }
  var last = bytes.count - 1
  while bytes[last] != 0x0A { last -= 1 }
  return (ends, bytes.count - 1 - last)
}
