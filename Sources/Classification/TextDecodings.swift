// A secret may stand in a label in another form. A label is short and a secret may be long, so the label is
// decoded, not the secret encoded: whatever decoding gives is searched for pieces of secrets.

/// Calls `emit` with the bytes of each decoding that the text may be of, a zero between them.
func forEachDecoding(of text: Span<UInt8>, _ emit: (UInt8) -> Void) {
  reversed(text, emit)
  if text.index(of: "%") != nil { percentDecoded(text, emit) }
  if text.index(of: "\\") != nil { jsonUnescaped(text, emit) }
  if text.count >= 16 {
    for offset in 0..<2 { hexDecoded(text, from: offset, emit) }
  }
  if text.count >= 11 {
    for offset in 0..<4 { base64Decoded(text, from: offset, emit) }
  }
}

private func reversed(_ text: Span<UInt8>, _ emit: (UInt8) -> Void) {
  for index in stride(from: text.count - 1, through: 0, by: -1) { emit(text[index]) }
  emit(0)
}

private func percentDecoded(_ text: Span<UInt8>, _ emit: (UInt8) -> Void) {
  var index = 0
  while index < text.count {
    if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
      let high = hexDigit(text[index + 1]), let low = hexDigit(text[index + 2])
    {
      emit(high << 4 | low)
      index += 3
    } else {
      emit(text[index])
      index += 1
    }
  }
  emit(0)
}

/// Backslash escapes as JSON, and most languages, write them.
private func jsonUnescaped(_ text: Span<UInt8>, _ emit: (UInt8) -> Void) {
  var index = 0
  while index < text.count {
    guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
      emit(text[index])
      index += 1
      continue
    }
    switch text[index + 1] {
    case UInt8(ascii: "n"): emit(0x0A)
    case UInt8(ascii: "r"): emit(0x0D)
    case UInt8(ascii: "t"): emit(0x09)
    case UInt8(ascii: "u"):
      // Characters beyond one byte don't occur in secrets worth the code.
      if index + 5 < text.count, let high = hexDigit(text[index + 4]), let low = hexDigit(text[index + 5]) {
        emit(high << 4 | low)
        index += 4
      }
    case let same: emit(same)
    }
    index += 2
  }
  emit(0)
}

private func hexDecoded(_ text: Span<UInt8>, from offset: Int, _ emit: (UInt8) -> Void) {
  var index = offset
  while index + 1 < text.count {
    if let high = hexDigit(text[index]), let low = hexDigit(text[index + 1]) {
      emit(high << 4 | low)
    } else {
      emit(0)
    }
    index += 2
  }
  emit(0)
}

/// Both alphabets at once; `offset` tries where the groups of four may begin.
private func base64Decoded(_ text: Span<UInt8>, from offset: Int, _ emit: (UInt8) -> Void) {
  var group: UInt32 = 0
  var size = 0
  var index = offset
  /// The last bytes of a run, before padding or whatever ends it.
  func endGroup() {
    if size >= 2 { emit(UInt8(truncatingIfNeeded: group >> (6 * UInt32(size) - 8))) }
    if size == 3 { emit(UInt8(truncatingIfNeeded: group >> 2)) }
    (group, size) = (0, 0)
  }
  while index < text.count {
    guard let value = base64Value(text[index]) else {
      endGroup()
      emit(0)
      index += 1
      continue
    }
    group = group << 6 | value
    size += 1
    if size == 4 {
      emit(UInt8(truncatingIfNeeded: group >> 16))
      emit(UInt8(truncatingIfNeeded: group >> 8))
      emit(UInt8(truncatingIfNeeded: group))
      (group, size) = (0, 0)
    }
    index += 1
  }
  endGroup()
  emit(0)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
  if byte.isDigit { return byte - UInt8(ascii: "0") }
  return byte.isHexDigit ? (byte | 0x20) - UInt8(ascii: "a") + 10 : nil
}

private func base64Value(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a") + 26)
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0") + 52)
  case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
  case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
  default: nil
  }
}
