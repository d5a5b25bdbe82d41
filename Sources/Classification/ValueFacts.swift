internal import Facts

// Facts about all values together.

extension Classifier {
  mutating func stateValues(hasCredentials: Bool) {
    guard hasCredentials else { return }
    facts[ValueFact.wrapped] = FactValue(wrappedCount)
    var lifetimes = fields.unlistedLifetimes
    var repeated = 0
    for (index, reading) in fields.all.enumerated() where reading.state == .live {
      if let lifetime = reading.lifetime { lifetimes |= 1 << lifetime.ordinal }
      guard let fingerprint = reading.fingerprint, reading.part == nil else { continue }
      let isTwice = fields.all.indices.contains {
        $0 != index && fields.all[$0].fingerprint == fingerprint && fields.all[$0].part == nil
          && Swift.max(reading.fieldClass.sensitivity, fields.all[$0].fieldClass.sensitivity)
            >= FieldClass.trustSecret.sensitivity
      }
      if isTwice { repeated += 1 }
    }
    // Values that aren't listed aren't compared.
    if repeated > 0 || fields.unlistedCount == 0 {
      facts[ValueFact.repeated] = FactValue(repeated, basis: .crossCheck)
    }
    if lifetimes != 0 {
      facts[ValueFact.lifetimes] = FactValue(lifetimes)
      facts[ValueFact.lowVariety] = FactValue(lowVarietyCount, basis: .inferred)
    }
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
