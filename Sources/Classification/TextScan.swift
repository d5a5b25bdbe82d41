internal import Facts

/// Finds credentials within a text, wherever they stand, in one pass.
///
/// A table says of each byte what it may begin or end, so that most bytes cost one look. Where a word begins,
/// its first byte names the few prefixes to try; where a run of letters and digits ends, its length and what it
/// is made of name the few shapes. What only a field could tell is told by the name that stands before it:
/// `aws_secret_access_key=`; a secret key also by the key id beside it.
struct TextScan {
  /// What was found: a kind that opens something, or the name of such. Names of accounts and places aren't.
  struct Sighting {
    let kind: Kind
    let range: Range<Int>
  }

  /// Calls `found` with each credential, in the order in which they end, and `wrapped` with each run of base64
  /// that decodes to text, in which there may be more. Both return whether to go on.
  static func scan(
    _ text: Span<UInt8>, found: (Sighting) -> Bool, wrapped: (Range<Int>) -> Bool = { _ in true }
  ) {
    let table = roles
    let roles = table.span
    guard text.hasRun(of: shortest, { roles[Int($0)] & Role.word != 0 }) else { return }
    var scan = TextScan()
    var index = 0
    /// Whether a letter or a digit stands before, so that nothing begins here.
    var isInside = false
    while index < text.count {
      var role = roles[Int(text[index])]
      while isInside, role & (Role.word | Role.tilde | Role.dash) == Role.word {
        isInside = role & Role.name != 0
        index += 1
        if index == text.count { break }
        role = roles[Int(text[index])]
      }
      if index == text.count { break }
      if role & Role.word == 0 {
        if !scan.end(at: index, text, found, wrapped) { return }
        scan.separate(by: text[index])
        // Of `\n` and the like, the letter is no part of the next word either.
        index += text[index] == UInt8(ascii: "\\") && text.isEscape(at: index + 1) ? 2 : 1
        isInside = false
        continue
      }
      if scan.start < 0 { scan.start = index }
      var sighting: Sighting?
      // The dashes of PEM stand behind anything.
      if !isInside || role & Role.dash != 0 {
        if role & Role.hexadecimal != 0 { sighting = TextForms.globalKey(text, at: index) }
        if sighting == nil, role & Role.anchor != 0 { sighting = scan.forms.begin(text, at: index) }
      }
      if sighting == nil, role & Role.tilde != 0 { sighting = TextForms.azureSecret(text, around: index) }
      isInside = role & Role.name != 0
      index += 1
      guard let sighting else { continue }
      if !found(sighting) { return }
      scan.note(sighting.kind)
      index = sighting.range.upperBound
      isInside = roles[Int(text[index - 1])] & Role.name != 0
      scan.start = -1
      scan.key = 0..<0
    }
    _ = scan.end(at: text.count, text, found, wrapped)
  }

  /// Nothing that is found has fewer bytes of words before its first gap: `-----BEGIN` has as many.
  private static let shortest = 10

  /// The credential in a text that tells most: a private key, else the first of the most sensitive.
  static func first(in text: Span<UInt8>) -> Kind? {
    var first: Kind?
    scan(text) {
      if first.map($0.kind.tells(moreThan:)) ?? true { first = $0.kind }
      return !$0.kind.isPrivateKey
    }
    return first
  }

  /// Whether a run of base64 that decodes to text stands in a text.
  static func holdsWrapped(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 22 else { return false }
    var holds = false
    scan(text, found: { _ in true }) { _ in
      holds = true
      return false
    }
    return holds
  }

  // MARK: The state between two bytes

  /// Where the run begins that isn't at its end yet; -1 between runs.
  private var start = -1
  /// The words that name what follows, with its `=` or `:` behind them.
  private var key = 0..<0
  private var isNamed = false
  private var hasKeyID = false
  /// What is a secret key if a key id stands in the same text.
  private var candidate = 0..<0
  private var forms = TextForms()

  private mutating func note(_ kind: Kind) {
    if kind == .awsAccessKeyIDLongLived || kind == .awsAccessKeyIDSession { hasKeyID = true }
  }

  private mutating func separate(by byte: UInt8) {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: ":"): isNamed = !key.isEmpty
    case 0x20, 0x09, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): break
    default:
      key = 0..<0
      isNamed = false
    }
  }

  /// A run has ended. Returns whether to go on.
  private mutating func end(
    at end: Int, _ text: Span<UInt8>, _ found: (Sighting) -> Bool, _ wrapped: (Range<Int>) -> Bool
  ) -> Bool {
    defer { start = -1 }
    guard start >= 0 else { return deliver(at: end, text, found) }
    var stop = end
    // A sentence's full stop is no part of its last word.
    while stop > start, text[stop - 1] == UInt8(ascii: ".") { stop -= 1 }
    let range = start..<stop
    let named = isNamed ? key : 0..<0
    // A name may be of several words, as in "AWS secret access key".
    let nameStart = isNamed || key.isEmpty ? range.lowerBound : key.lowerBound
    key = Swift.max(nameStart, range.upperBound - KeyNames.longest)..<Swift.max(range.upperBound, nameStart)
    isNamed = false
    guard range.count >= 12 else { return deliver(at: end, text, found) }
    if let kind = Self.told(by: named, range, text) {
      return found(Sighting(kind: kind, range: range)) && deliver(at: end, text, found)
    }
    if range.count == 86, AzureShape.isMarkedStorageKey(text.extracting(range)) {
      return found(Sighting(kind: .azureStorageKey, range: range)) && deliver(at: end, text, found)
    }
    if range.count == 40, AWSShape.isSecretAccessKey(text.extracting(range)),
      Looks.random(text.extracting(range))
    {
      candidate = range
    }
    if range.count >= 22, WrappedText.looksWrapped(text.extracting(range)), !wrapped(range) { return false }
    return deliver(at: end, text, found)
  }

  /// Delivers the secret key that waits for its key id, if it has come.
  private mutating func deliver(at end: Int, _ text: Span<UInt8>, _ found: (Sighting) -> Bool) -> Bool {
    guard hasKeyID, !candidate.isEmpty else { return true }
    let range = candidate
    candidate = 0..<0
    return found(Sighting(kind: .awsSecretAccessKey, range: range))
  }

  /// What a run is by the name before it.
  private static func told(by key: Range<Int>, _ range: Range<Int>, _ text: Span<UInt8>) -> Kind? {
    guard !key.isEmpty else { return nil }
    let value = text.extracting(range)
    guard let kind = KeyNames.kind(named: text.extracting(key)), Recogniser.fits(kind, value),
      Looks.random(value)
    else { return nil }
    return kind
  }
}

extension TextScan {
  // MARK: What a byte may be

  enum Role {
    /// Of a run: what isn't white space, a quote, a bracket or another mark between words.
    static let word: UInt8 = 1
    static let hexadecimal: UInt8 = 2
    /// The first byte of a prefix.
    static let anchor: UInt8 = 4
    /// A letter or a digit: behind it nothing begins.
    static let name: UInt8 = 8
    static let tilde: UInt8 = 16
    static let dash: UInt8 = 32
  }

  static let roles: [256 of UInt8] = .init { index in
    let byte = UInt8(index)
    var role: UInt8 = 0
    let isMark = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    if byte.isLetter || byte.isDigit || isMark || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "~") || byte >= 0x80
    {
      role |= Role.word
    }
    if byte.isLowercaseHexDigit { role |= Role.hexadecimal }
    if byte.isLetter || byte.isDigit { role |= Role.name }
    if byte == UInt8(ascii: "~") { role |= Role.tilde }
    if byte == UInt8(ascii: "-") { role |= Role.dash }
    for anchor in "AabcCeGKopsvy1-".utf8 where anchor == byte { role |= Role.anchor }
    return role
  }
}

extension Span<UInt8> {
  /// Where the run of such bytes ends, not looking beyond `limit`.
  func end(from start: Int, to limit: Int = .max, _ holds: (UInt8) -> Bool) -> Int {
    let stop = Swift.min(limit, count)
    var index = start
    while index < stop, holds(self[index]) { index += 1 }
    return index
  }

  /// Whether what stands behind a backslash is the rest of an escape for white space.
  func isEscape(at index: Int) -> Bool {
    guard index < count else { return false }
    switch self[index] {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return true
    default: return false
    }
  }
}
