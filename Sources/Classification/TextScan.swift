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
    /// Whether a letter or a digit stands before, so that nothing begins here.
    var isInside = false
    while index < text.count {
      var role = roles[Int(text[index])]
      while isInside, role & (Role.word | Role.tilde) == Role.word {
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
      if !isInside {
        if role & Role.hexadecimal != 0 { sighting = globalKey(text, at: index) }
        if sighting == nil, role & Role.anchor != 0 { sighting = scan.anchored(text, at: index) }
      }
      if sighting == nil, role & Role.tilde != 0 { sighting = azureSecret(text, around: index) }
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
  /// The words that name what follows, with its `=` or `:` behind them.
  private var key = 0..<0
  private var isNamed = false
  private var hasKeyID = false
  /// What is a secret key if a key id stands in the same text.
  private var candidate = 0..<0
  // How far was looked already, so that a text in which something might begin at every byte isn't read as often.
  /// Where the run ends that a word with a prefix may reach to, the inner one without pluses and slashes, and that
  /// without dots.
  private var wordEnd = 0
  private var dottedEnd = 0
  private var nameEnd = 0
  /// Where the query ends that is known to be no signed one.
  private var queryEnd = 0
  /// Whether no end of a PEM block is left.
  private var isWithoutEnd = false

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

  private enum Role {
    /// Of a run: what isn't white space, a quote, a bracket or another mark between words.
    static let word: UInt8 = 1
    static let hexadecimal: UInt8 = 2
    /// The first byte of a prefix.
    static let anchor: UInt8 = 4
    /// A letter or a digit: behind it nothing begins.
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
    if byte.isLetter || byte.isDigit { role |= Role.name }
    if byte == UInt8(ascii: "~") { role |= Role.tilde }
    for anchor in "AabcCeGKopsvy1-".utf8 where anchor == byte { role |= Role.anchor }
    return role
  }

  /// What begins at a place, by its first bytes; nothing, if it goes on where its form has ended.
  private mutating func anchored(_ text: Span<UInt8>, at start: Int) -> Sighting? {
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
    guard start + 13 < text.count, Self.roles[Int(text[start + 13])] & Role.word != 0 else { return nil }
    if start >= wordEnd {
      wordEnd = text.end(from: start) {
        $0.isURLSafe || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
      }
      // A sentence's full stop is no part of it.
      while wordEnd > start, text[wordEnd - 1] == UInt8(ascii: ".") { wordEnd -= 1 }
    }
    guard wordEnd - start >= 14 else { return nil }
    if start >= nameEnd { nameEnd = text.end(from: start, \.isURLSafe) }
    if let sighting = token(text, at: start) { return sighting }
    if let kind = Self.kind(text, start..<wordEnd) { return Sighting(kind: kind, range: start..<wordEnd) }
    // `AKIA…/secret`, `AKIA….`, `user.AKIA…`: what has a length of its own ends with its alphabet.
    if nameEnd < wordEnd, let kind = Self.kind(text, start..<nameEnd) {
      return Sighting(kind: kind, range: start..<nameEnd)
    }
    // `AKIA…_old`, `AKIA…-prod`.
    let letters = text.end(from: start, to: start + Self.longest) { $0.isLetter || $0.isDigit }
    if letters < nameEnd, let kind = Self.kind(text, start..<letters) {
      return Sighting(kind: kind, range: start..<letters)
    }
    return nil
  }

  /// A token of any length, whose parts have dots between them.
  private mutating func token(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    let isJWT =
      text[start] == UInt8(ascii: "e") && text.hasPrefix("eyJ", at: start)
      && text.hasPrefix(".eyJ", at: nameEnd)
    guard isJWT || text[start] == UInt8(ascii: "y") && text.hasPrefix("ya29.", at: start) else { return nil }
    if start >= dottedEnd {
      dottedEnd = text.end(from: start) { $0.isURLSafe || $0 == UInt8(ascii: ".") }
      while dottedEnd > start, text[dottedEnd - 1] == UInt8(ascii: ".") { dottedEnd -= 1 }
    }
    guard isJWT || dottedEnd - start > 24 else { return nil }
    return Sighting(kind: isJWT ? .jwt : .gcpOAuthToken, range: start..<dottedEnd)
  }

  /// No form is longer, but for tokens and those that their first bytes tell.
  private static let longest = 1024

  private static func kind(_ text: Span<UInt8>, _ range: Range<Int>) -> Kind? {
    let word = text.extracting(range)
    let isTellable = word.count <= longest || word[0] == UInt8(ascii: "b") || word[0] == UInt8(ascii: "L")
    guard isTellable, word.count >= 14, let kind = Recogniser.kindByStart(word),
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

  private mutating func pem(_ text: Span<UInt8>, at start: Int) -> Sighting? {
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
      text.end(from: body, to: body + 16, \.isBase64) - body >= 16 || text.hasPrefix("Proc-Type", at: body)
    else { return nil }
    let kind = Recogniser.kind(ofLabelAt: label, in: text) ?? .pemUnknownPrivateKey
    var stop = end + 5
    if !isWithoutEnd, let close = text.index(of: "-----END ", from: stop) {
      stop = close + 9
      while stop < text.count, text[stop] != UInt8(ascii: "-") { stop += 1 }
      stop = Swift.min(stop + 5, text.count)
    } else {
      isWithoutEnd = true
    }
    return Sighting(kind: kind, range: start..<stop)
  }

  /// `sv=…&sig=…` in either order, to the end of the query.
  private mutating func sharedAccess(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    guard start >= queryEnd else { return nil }
    let end = text.end(from: start) {
      $0.isURLSafe || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "%")
        || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
        || $0 == UInt8(ascii: ".")
    }
    queryEnd = end
    return AzureShape.isSharedAccess(text.extracting(start..<end))
      ? Sighting(kind: .azureSASToken, range: start..<end) : nil
  }

  /// `Q~` behind a digit, with three characters before it and 31 to 34 behind.
  private static func azureSecret(_ text: Span<UInt8>, around tilde: Int) -> Sighting? {
    guard tilde >= 5, text[tilde - 1] == UInt8(ascii: "Q"), text[tilde - 2].isDigit else { return nil }
    let start = tilde - 5
    // Full stops may follow, in a sentence that trails off.
    var end = text.end(from: start, to: start + 64, AzureShape.isOfSecret)
    while end - start > 37, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard start == 0 || !AzureShape.isOfSecret(text[start - 1]) || text.isBehindEscape(start),
      AzureShape.isClientSecret(text.extracting(start..<end))
    else { return nil }
    return Sighting(kind: .azureClientSecret, range: start..<end)
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

  /// Whether the rest of an escape for white space stands before a place.
  fileprivate func isBehindEscape(_ index: Int) -> Bool {
    index > 1 && self[index - 2] == UInt8(ascii: "\\") && isEscape(at: index - 1)
  }

  /// Whether what stands behind a backslash is the rest of an escape for white space.
  fileprivate func isEscape(at index: Int) -> Bool {
    guard index < count else { return false }
    switch self[index] {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return true
    default: return false
    }
  }
}

extension UInt8 {
  /// A letter or digit, or what joins them in a name, so that no word begins behind it.
  fileprivate var isOfName: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
}
