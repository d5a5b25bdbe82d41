internal import Facts

// Facts about all values together.

extension Classifier {
  mutating func stateValues(hasCredentials: Bool) {
    guard hasCredentials else { return }
    facts[ValueFact.wrapped] = FactValue(wrappedCount)
    let repeated = fields.repeatedCount
    // Values that aren't listed aren't compared.
    if repeated > 0 || fields.unlistedCount == 0 {
      facts[ValueFact.repeated] = FactValue(repeated, basis: .crossCheck)
    }
    let lifetimes = fields.lifetimes
    if lifetimes != 0 {
      facts[ValueFact.lifetimes] = FactValue(lifetimes)
      facts[ValueFact.lowVariety] = FactValue(lowVarietyCount, basis: .inferred)
    }
  }
}

extension FieldReadings {
  /// How many live values stand in another field, too, one of the two being for a secret.
  fileprivate var repeatedCount: Int {
    let all = all.span
    var count = 0
    for index in all.indices where all[index].state == .live && all[index].part == nil {
      guard let fingerprint = all[index].fingerprint else { continue }
      for other in all.indices where other != index && all[other].fingerprint == fingerprint {
        let sensitivity = Swift.max(all[index].fieldClass.sensitivity, all[other].fieldClass.sensitivity)
        guard all[other].part == nil, sensitivity >= FieldClass.trustSecret.sensitivity else { continue }
        count += 1
        break
      }
    }
    return count
  }

  /// How long the credentials live, as bits.
  fileprivate var lifetimes: Int {
    let all = all.span
    var lifetimes = unlistedLifetimes
    for index in all.indices {
      if let lifetime = all[index].lifetime { lifetimes |= 1 << lifetime.ordinal }
    }
    return lifetimes
  }
}

extension Looks {
  /// Whether a text of letters, digits and marks is as mixed as a generator's: entropy, to break a tie.
  static func random(_ text: Span<UInt8>) -> Bool {
    var groups = 0
    for index in 0..<text.count {
      let byte = text[index]
      groups |= byte.isLowercaseLetter ? 1 : byte.isUppercaseLetter ? 2 : byte.isDigit ? 4 : 0
    }
    guard groups & 4 != 0, groups != 4 else { return false }
    return !hasLowVariety(text)
  }

  /// Whether a word of a text mixes small letters, capitals and digits as a generator does, which no identifier does,
  /// and not as people do who join words.
  static func holdsMade(_ text: Span<UInt8>) -> Bool {
    var start = 0
    for index in 0...text.count where index == text.count || text[index].separatesWords {
      if isMade(text.extracting(start..<index)) { return true }
      start = index + 1
    }
    return false
  }

  /// Whether what a key of that name has beside it looks like a token, a password or a key in base64, and not like a
  /// path, an address, a date or a word: in a comment people write these, too.
  static func opensSomething(_ text: Span<UInt8>) -> Bool {
    guard text.all({ $0.isBase64 || $0.isURLSafe || $0 == UInt8(ascii: "~") }) else { return false }
    var start = 0
    for index in 0...text.count where index == text.count || !text[index].isLetter && !text[index].isDigit {
      let piece = text.extracting(start..<index)
      start = index + 1
      if piece.count >= 12, changes(piece) * 5 >= piece.count { return true }
    }
    return false
  }

  private static func isMade(_ word: Span<UInt8>) -> Bool {
    guard word.count >= 20, !hasLowVariety(word) else { return false }
    var start = 0
    for index in 0...word.count where index == word.count || !word[index].isLetter && !word[index].isDigit {
      let piece = word.extracting(start..<index)
      start = index + 1
      guard piece.count >= 12, changes(piece) * 5 >= piece.count else { continue }
      if !piece.all({ !$0.isDigit }), !piece.all({ !$0.isLowercaseLetter }),
        !piece.all({ !$0.isUppercaseLetter })
      {
        return true
      }
    }
    return false
  }

  /// Whether so few different characters stand in a text that it is hardly random. Of 40 characters of base64
  /// fewer than 19 leave less than 4.25 bits each, the floor of detectors.
  static func hasLowVariety(_ text: Span<UInt8>) -> Bool {
    var seen: (UInt64, UInt64) = (0, 0)
    for index in 0..<text.count {
      let byte = text[index] & 127
      if byte < 64 { seen.0 |= 1 << UInt64(byte) } else { seen.1 |= 1 << UInt64(byte - 64) }
    }
    let distinct = seen.0.nonzeroBitCount + seen.1.nonzeroBitCount
    if text.all(\.isHexDigit) { return distinct < Swift.min(9, text.count / 3) }
    return distinct < Swift.min(19, text.count * 19 / 40)
  }
}
