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
    var scan = TextScan()
    let table = roles
    let roles = table.span
    var index = 0
    /// Whether the byte before is of a name, in whose run this one stands.
    var isInside = false
    while index < text.count {
      let role = roles[Int(text[index])]
      // Within a word, nothing begins.
      if isInside, role & (Role.word | Role.tilde) == Role.word {
        isInside = role & Role.name != 0
        index += 1
        continue
      }
      isInside = false
      if role & Role.word == 0 {
        if !scan.end(at: index, text, found, wrapped) { return }
        scan.separate(by: text[index])
        index += 1
        continue
      }
      if scan.start < 0 { scan.start = index }
      if role & Role.hexadecimal != 0, index == 0 || !text[index - 1].isOfName,
        let sighting = globalKey(text, at: index)
      {
        if !found(sighting) { return }
        index = sighting.range.upperBound
        scan.start = -1
        scan.key = 0..<0
        continue
      }
      if role & Role.anchor != 0, index == 0 || !text[index - 1].isOfName,
        let sighting = anchored(text, at: index, after: scan.key, text)
      {
        if !found(sighting) { return }
        scan.note(sighting.kind)
        index = sighting.range.upperBound
        scan.start = -1
        scan.key = 0..<0
        continue
      }
      if text[index] == UInt8(ascii: "~"), let sighting = azureSecret(text, around: index) {
        if !found(sighting) { return }
        index = sighting.range.upperBound
        scan.start = -1
        continue
      }
      isInside = role & Role.name != 0
      index += 1
    }
    _ = scan.end(at: text.count, text, found, wrapped)
  }

  /// The first credential in a text; a private key before all others.
  static func first(in text: Span<UInt8>) -> Kind? {
    var first: Kind?
    scan(text) {
      if first == nil || $0.kind.isPrivateKey { first = $0.kind }
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
  /// The word that names what follows, with its `=` or `:` behind it.
  private var key = 0..<0
  private var isNamed = false
  private var hasKeyID = false
  /// What is a secret key if a key id stands in the same text.
  private var candidate = 0..<0

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
    key = range
    isNamed = false
    guard range.count >= 12 else { return deliver(at: end, text, found) }
    if let kind = Self.told(by: named, range, text) {
      return found(Sighting(kind: kind, range: range)) && deliver(at: end, text, found)
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
    guard !key.isEmpty, key.count <= 40 else { return nil }
    let value = text.extracting(range)
    guard let kind = KeyNames.kind(named: text.extracting(key)), Recogniser.fits(kind, value),
      Looks.random(value)
    else { return nil }
    return kind
  }
}

extension TextScan {
  // MARK: What a byte may be

  private enum Role {
    /// Of a run: what isn't white space, a quote, a bracket or another mark between words.
    static let word: UInt8 = 1
    static let hexadecimal: UInt8 = 2
    /// The first byte of a prefix.
    static let anchor: UInt8 = 4
    /// A letter, a digit or what joins them: behind it nothing begins.
    static let name: UInt8 = 8
    static let tilde: UInt8 = 16
  }

  private static let roles: [256 of UInt8] = .init { index in
    let byte = UInt8(index)
    var role: UInt8 = 0
    let isMark = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    if byte.isLetter || byte.isDigit || isMark || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "~") || byte >= 0x80
    {
      role |= Role.word
    }
    if byte.isLowercaseHexDigit { role |= Role.hexadecimal }
    if byte.isOfName { role |= Role.name }
    if byte == UInt8(ascii: "~") { role |= Role.tilde }
    for anchor in "AabcCeGKopsvy1-".utf8 where anchor == byte { role |= Role.anchor }
    return role
  }

  /// What begins at a place, by its first bytes; nothing, if it goes on where its form has ended.
  private static func anchored(
    _ text: Span<UInt8>, at start: Int, after key: Range<Int>, _ whole: Span<UInt8>
  ) -> Sighting? {
    switch text[start] {
    case UInt8(ascii: "-"): return pem(text, at: start)
    case UInt8(ascii: "s"):
      if text.hasPrefix("sig=", at: start) || text.hasPrefix("sv=", at: start) {
        return sharedAccess(text, at: start)
      }
    case UInt8(ascii: "A"):
      if text.hasPrefix("AccountKey=", at: start) {
        let end = text.end(from: start + 11, \.isBase64)
        return end - start - 11 >= 40 ? Sighting(kind: .azureStorageKey, range: start..<end) : nil
      }
    default: break
    }
    // Most words are shorter than any of them.
    guard start + 13 < text.count, roles[Int(text[start + 13])] & Role.word != 0 else { return nil }
    let end = text.end(from: start) {
      $0.isURLSafe || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
    }
    guard end - start >= 14 else { return nil }
    var stop = end
    // A full stop, or a slash that goes on elsewhere, is no part of it.
    while stop > start, text[stop - 1] == UInt8(ascii: ".") { stop -= 1 }
    if let kind = kind(text.extracting(start..<stop)) { return Sighting(kind: kind, range: start..<stop) }
    // `AKIA…/secret`, `AKIA….`, `user.AKIA…`: what has a length of its own ends with its alphabet.
    let inner = text.end(from: start, \.isURLSafe)
    if inner < stop, let kind = kind(text.extracting(start..<inner)) {
      return Sighting(kind: kind, range: start..<inner)
    }
    return nil
  }

  private static func kind(_ word: Span<UInt8>) -> Kind? {
    guard let kind = Recogniser.kindByStart(word),
      kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity
    else { return nil }
    return kind
  }

  /// 37 hexadecimal digits and no more.
  private static func globalKey(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    guard start + 36 < text.count, text[start + 36].isLowercaseHexDigit else { return nil }
    let end = text.end(from: start, \.isLowercaseHexDigit)
    guard end - start == 37, end == text.count || !text[end].isOfName else { return nil }
    return Sighting(kind: .cloudflareGlobalAPIKey, range: start..<end)
  }

  private static func pem(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    guard text.hasPrefix("-----BEGIN ", at: start) else { return nil }
    let label = start + 11
    var end = label
    while end < text.count, end - label <= 64,
      text[end].isUppercaseLetter || text[end] == 0x20 || text[end].isDigit
    {
      end += 1
    }
    guard text.hasPrefix("-----", at: end), end >= label + 11,
      text.extracting(label..<end).hasSuffix("PRIVATE KEY")
    else { return nil }
    // A label without a key behind it is a word that people, and programs, write.
    var body = end + 5
    while body < text.count, text[body] <= 0x20 || text[body] == UInt8(ascii: "\\") {
      body += text[body] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard body < text.count,
      text.end(from: body, \.isBase64) - body >= 16 || text.hasPrefix("Proc-Type", at: body)
    else { return nil }
    let kind = Recogniser.kind(ofLabelAt: label, in: text) ?? .pemUnknownPrivateKey
    var stop = end + 5
    if let close = text.index(of: "-----END ", from: stop) {
      stop = close + 9
      while stop < text.count, text[stop] != UInt8(ascii: "-") { stop += 1 }
      stop = Swift.min(stop + 5, text.count)
    }
    return Sighting(kind: kind, range: start..<stop)
  }

  /// `sv=…&sig=…` in either order, to the end of the query.
  private static func sharedAccess(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    let end = text.end(from: start) {
      $0.isURLSafe || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "%")
        || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
        || $0 == UInt8(ascii: ".")
    }
    let query = text.extracting(start..<end)
    guard AzureShape.isSharedAccess(query) else { return nil }
    return Sighting(kind: .azureSASToken, range: start..<end)
  }

  /// `Q~` behind a digit, with three characters before it and 31 to 34 behind.
  private static func azureSecret(_ text: Span<UInt8>, around tilde: Int) -> Sighting? {
    guard tilde >= 5, text[tilde - 1] == UInt8(ascii: "Q"), text[tilde - 2].isDigit else { return nil }
    let start = tilde - 5
    var end = text.end(from: start, AzureShape.isOfSecret)
    while end - start > 37, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard start == 0 || !AzureShape.isOfSecret(text[start - 1]),
      AzureShape.isClientSecret(text.extracting(start..<end))
    else { return nil }
    return Sighting(kind: .azureClientSecret, range: start..<end)
  }
}

extension Span<UInt8> {
  /// Where the run of such bytes ends.
  func end(from start: Int, _ holds: (UInt8) -> Bool) -> Int {
    var index = start
    while index < count, holds(self[index]) { index += 1 }
    return index
  }
}

extension UInt8 {
  /// A letter or digit, or what joins them in a name, so that no word begins behind it.
  fileprivate var isOfName: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
}
