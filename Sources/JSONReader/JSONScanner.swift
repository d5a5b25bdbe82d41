/// How scanning a value ended.
enum ScanResult: Equatable {
  case complete
  case end(Int)
  case incomplete
  /// The bytes end behind digits: a whole number if nothing more comes.
  case incompleteNumber
  case failure(JSONError.Code, Int)
  /// The value has more tokens than one of its size may.
  case full
}

/// Walks over the bytes of one value, byte by byte for the grammar and 16 at a time within strings.
@safe struct JSONScanner: ~Copyable {
  let base: UnsafePointer<UInt8>
  let end: Int
  var position: Int
  private var failure: JSONError.Code?

  init(base: UnsafePointer<UInt8>, position: Int, end: Int) {
    unsafe self.base = base
    self.position = position
    self.end = end
  }

  @inline(__always)
  subscript(offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < end)
    return unsafe base[offset]
  }

  @inline(__always)
  private mutating func skipWhiteSpace() -> Bool {
    while position < end {
      let byte = self[position]
      if byte > 0x20 { return true }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return true }
      position &+= 1
    }
    return false
  }

  private enum Expectation { case value, valueOrClose, key, keyOrClose, commaOrClose }

  mutating func scan(into tape: inout JSONTape, stack: inout JSONStack) -> ScanResult {
    var expected = Expectation.value
    while true {
      guard skipWhiteSpace() else { return .incomplete }
      let byte = self[position]
      switch expected {
      case .key, .keyOrClose:
        if expected == .keyOrClose && byte == UInt8(ascii: "}") {
          close(&tape, &stack)
        } else {
          guard byte == UInt8(ascii: "\"") else { return .failure(.missingKey, position) }
          let index = tape.count
          if let stop = scanString(isKey: true, into: &tape) { return stop }
          let hash = tape[index].link
          let bit = UInt64(1) << UInt64(hash & 63)
          if stack.top.seen & bit != 0 { tape.mayHoldDuplicates = true }
          stack.top.seen |= bit
          stack.top.key = index
          guard skipWhiteSpace() else { return .incomplete }
          guard self[position] == UInt8(ascii: ":") else { return .failure(.missingColon, position) }
          position &+= 1
          expected = .value
          continue
        }
      case .commaOrClose:
        let isObject = tape[stack.top.container].type == .object
        if byte == UInt8(ascii: ",") {
          position &+= 1
          expected = isObject ? .key : .value
          continue
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          return .failure(.missingComma, position)
        }
        close(&tape, &stack)
      case .valueOrClose where byte == UInt8(ascii: "]"):
        close(&tape, &stack)
      case .value, .valueOrClose:
        switch byte {
        case UInt8(ascii: "\""):
          if let stop = scanString(isKey: false, into: &tape) { return stop }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          guard stack.count < JSONReader.depthLimit else { return .failure(.tooDeep, position) }
          let isObject = byte == UInt8(ascii: "{")
          let container = tape.count
          guard tape.append(token(isObject ? .object : .array, from: position, to: position)) else {
            return .full
          }
          stack.push(JSONStack.Frame(container: container))
          position &+= 1
          expected = isObject ? .keyOrClose : .valueOrClose
          continue
        case UInt8(ascii: "t"):
          if let stop = scanLiteral("true", .true, into: &tape) { return stop }
        case UInt8(ascii: "f"):
          if let stop = scanLiteral("false", .false, into: &tape) { return stop }
        case UInt8(ascii: "n"):
          if let stop = scanLiteral("null", .null, into: &tape) { return stop }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
          if let stop = scanNumber(into: &tape) { return stop }
        default:
          return .failure(.unexpectedByte, position)
        }
      }
      if stack.isEmpty { return .complete }
      stack.top.members += 1
      expected = .commaOrClose
    }
  }

  private mutating func close(_ tape: inout JSONTape, _ stack: inout JSONStack) {
    position &+= 1
    let container = stack.top.container
    tape[container].end = UInt32(truncatingIfNeeded: position)
    tape[container].link = UInt32(truncatingIfNeeded: tape.count)
    stack.pop()
  }

  @inline(__always)
  private func token(
    _ type: JSONType, from start: Int, to end: Int, hasEscapes: Bool = false, link: UInt32 = 0
  ) -> JSONToken {
    JSONToken(
      type: type, hasEscapes: hasEscapes, start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: end), link: link)
  }

  private mutating func scanLiteral(
    _ word: StaticString, _ type: JSONType, into tape: inout JSONTape
  ) -> ScanResult? {
    let start = position
    for index in 0..<word.utf8CodeUnitCount {
      guard position < end else { return .incomplete }
      guard unsafe self[position] == word.utf8Start[index] else { return .failure(.badLiteral, start) }
      position &+= 1
    }
    return tape.append(token(type, from: start, to: position)) ? nil : .full
  }

  private mutating func scanNumber(into tape: inout JSONTape) -> ScanResult? {
    let start = position
    if self[position] == UInt8(ascii: "-") { position &+= 1 }
    guard position < end else { return .incomplete }
    if self[position] == UInt8(ascii: "0") {
      position &+= 1
    } else if skipDigits() == 0 {
      return .failure(.badNumber, start)
    }
    if position < end, self[position] == UInt8(ascii: ".") {
      position &+= 1
      guard position < end else { return .incomplete }
      if skipDigits() == 0 { return .failure(.badNumber, start) }
    }
    if position < end, self[position] | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      guard position < end else { return .incomplete }
      if self[position] == UInt8(ascii: "+") || self[position] == UInt8(ascii: "-") { position &+= 1 }
      guard position < end else { return .incomplete }
      if skipDigits() == 0 { return .failure(.badNumber, start) }
    }
    if position < end {
      let next = self[position]
      let mayFollow =
        next <= 0x20 || next == UInt8(ascii: ",") || next == UInt8(ascii: "]") || next == UInt8(ascii: "}")
      guard mayFollow else { return .failure(.badNumber, start) }
    }
    guard tape.append(token(.number, from: start, to: position)) else { return .full }
    return position < end ? nil : .incompleteNumber
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < end, self[position] &- UInt8(ascii: "0") < 10 { position &+= 1 }
    return position - start
  }

  // MARK: Strings

  private mutating func scanString(isKey: Bool, into tape: inout JSONTape) -> ScanResult? {
    position &+= 1
    let start = position
    var hasEscapes = false
    while true {
      skipPlainText()
      guard position < end else { return .incomplete }
      let byte = self[position]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        if let stop = scanEscape() { return stop }
      } else if byte < 0x20 {
        return .failure(.controlCharacter, position)
      } else if let stop = scanUTF8() {
        return stop
      }
    }
    let hash = isKey ? hash(from: start, to: position, hasEscapes: hasEscapes) : 0
    let isRoom = tape.append(
      token(isKey ? .key : .string, from: start, to: position, hasEscapes: hasEscapes, link: hash))
    position &+= 1
    return isRoom ? nil : .full
  }

  /// Skips ASCII that needs no look: no quote, no backslash, no control character.
  @inline(__always)
  private mutating func skipPlainText() {
    // Constants of the vector's own type: comparing with a literal isn't specialised and 50 times slower.
    let quote = SIMD16<Int8>(repeating: 0x22)
    let backslash = SIMD16<Int8>(repeating: 0x5C)
    let space = SIMD16<Int8>(repeating: 0x20)
    while position &+ 16 <= end {
      let chunk = unsafe UnsafeRawPointer(base + position).loadUnaligned(as: SIMD16<Int8>.self)
      // As signed numbers, control characters and bytes beyond ASCII are both below the space.
      let special = (chunk .== quote) .| (chunk .== backslash) .| (chunk .< space)
      let bits = unsafe unsafeBitCast(special, to: SIMD2<UInt64>.self)
      if bits[0] != 0 {
        position &+= bits[0].trailingZeroBitCount / 8
        return
      }
      if bits[1] != 0 {
        position &+= 8 &+ bits[1].trailingZeroBitCount / 8
        return
      }
      position &+= 16
    }
    while position < end {
      let byte = self[position]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x80 { return }
      position &+= 1
    }
  }

  private mutating func scanEscape() -> ScanResult? {
    guard position &+ 1 < end else { return .incomplete }
    switch self[position &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position &+= 2
      return nil
    case UInt8(ascii: "u"):
      break
    default:
      return .failure(.badEscape, position)
    }
    let first: UInt32
    switch hexadecimal(at: position &+ 2) {
    case .success(let unit): first = unit
    case .failure: return .failure(.badEscape, position)
    case .incomplete: return .incomplete
    }
    if first & 0xFC00 == 0xDC00 { return .failure(.loneSurrogate, position) }
    guard first & 0xFC00 == 0xD800 else {
      position &+= 6
      return nil
    }
    guard position &+ 6 < end else { return .incomplete }
    guard self[position &+ 6] == UInt8(ascii: "\\") else { return .failure(.loneSurrogate, position) }
    guard position &+ 7 < end else { return .incomplete }
    guard self[position &+ 7] == UInt8(ascii: "u") else { return .failure(.loneSurrogate, position) }
    switch hexadecimal(at: position &+ 8) {
    case .success(let second) where second & 0xFC00 == 0xDC00: break
    case .success: return .failure(.loneSurrogate, position)
    case .failure: return .failure(.badEscape, position &+ 6)
    case .incomplete: return .incomplete
    }
    position &+= 12
    return nil
  }

  private enum Unit { case success(UInt32), failure, incomplete }

  private func hexadecimal(at offset: Int) -> Unit {
    var value: UInt32 = 0
    for index in 0..<4 {
      guard offset + index < end else { return .incomplete }
      guard let digit = hexadecimalDigit(self[offset + index]) else { return .failure }
      value = value << 4 | digit
    }
    return .success(value)
  }

  /// One character beyond ASCII, as RFC 3629 allows them.
  private mutating func scanUTF8() -> ScanResult? {
    let lead = self[position]
    let length: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { lowest = 0xA0 }
      if lead == 0xED { highest = 0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { lowest = 0x90 }
      if lead == 0xF4 { highest = 0x8F }
    default: return .failure(.invalidUTF8, position)
    }
    for index in 1..<length {
      guard position + index < end else { return .incomplete }
      let byte = self[position + index]
      guard byte >= lowest && byte <= highest else { return .failure(.invalidUTF8, position) }
      lowest = 0x80
      highest = 0xBF
    }
    position &+= length
    return nil
  }
}

/// The value of a hexadecimal digit.
@inline(__always)
func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
  default: nil
  }
}
