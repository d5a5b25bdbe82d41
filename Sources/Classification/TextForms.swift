internal import Facts

/// What may begin at a place within a text, told by its first bytes.
///
/// It keeps how far it looked, so that a text in which something might begin at every byte isn't read again for each.
struct TextForms {
  typealias Sighting = TextScan.Sighting

  /// Where the run ends that a word with a prefix may reach to, the inner one without pluses and slashes, and that
  /// without dots.
  private var wordEnd = 0
  private var dottedEnd = 0
  private var nameEnd = 0
  /// Where the query ends that is known to be no signed one.
  private var queryEnd = 0
  /// Whether no end of a PEM block is left.
  private var isWithoutEnd = false

  /// What begins at a place, by its first bytes; nothing, if it goes on where its form has ended.
  mutating func begin(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    switch text[start] {
    case UInt8(ascii: "-"): return pem(text, at: start)
    case UInt8(ascii: "s"):
      if start + 1 < text.count, text[start + 1] == UInt8(ascii: "i") || text[start + 1] == UInt8(ascii: "v"),
        text.hasPrefix("sig=", at: start) || text.hasPrefix("sv=", at: start)
      {
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
    guard start + 13 < text.count, TextScan.roles[Int(text[start + 13])] & TextScan.Role.word != 0 else {
      return nil
    }
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
    let letters = text.end(from: text.prefixEnd(at: start), to: start + Self.longest) {
      $0.isLetter || $0.isDigit
    }
    if letters < nameEnd, let kind = Self.kind(text, start..<letters) {
      return Sighting(kind: kind, range: start..<letters)
    }
    return nil
  }

  /// A token of any length, whose parts have dots between them.
  private mutating func token(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    if text[start] == UInt8(ascii: "1"), text.hasPrefix("1//0", at: start) {
      var end = text.end(from: start + 3) { $0.isURLSafe || $0 == UInt8(ascii: ".") }
      while end > start, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
      return end - start > 30 ? Sighting(kind: .gcpOAuthToken, range: start..<end) : nil
    }
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
  static func globalKey(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    guard start + 36 < text.count, text[start + 36].isLowercaseHexDigit else { return nil }
    let end = text.end(from: start, \.isLowercaseHexDigit)
    guard end - start == 37, end == text.count || !text[end].isOfName,
      CloudflareShape.isUnprefixedGlobalKey(text.extracting(start..<end))
    else { return nil }
    return Sighting(kind: .cloudflareGlobalAPIKey, range: start..<end)
  }

  private mutating func pem(_ text: Span<UInt8>, at start: Int) -> Sighting? {
    guard text.hasDash(at: start + 1), text.hasPrefix("-----BEGIN ", at: start) else { return nil }
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
    guard Self.isBody(text, from: end + 5) else { return nil }
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

  /// Whether a key stands behind a label, and not only the label, which is a word that people, and programs, write.
  static func isBody(_ text: Span<UInt8>, from start: Int) -> Bool {
    var body = start
    while body < text.count, text[body] <= 0x20 || text[body] == UInt8(ascii: "\\") {
      body += text[body] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard body < text.count else { return false }
    return text.end(from: body, to: body + 16, \.isBase64) - body >= 16
      || text.hasPrefix("Proc-Type", at: body)
  }

  /// The same of a key that somebody cited, commented or broke into pieces: whether words stand behind its label, before
  /// the next one, that nobody writes.
  static func isLooseBody(_ text: Span<UInt8>, from start: Int) -> Bool {
    if isBody(text, from: start) { return true }
    let stop = text.index(of: "-----", from: Swift.min(start, text.count)) ?? text.count
    var odd = 0
    var index = start
    while index < stop, odd < 12 {
      let end = text.end(from: index, to: stop) { $0.isLetter || $0.isDigit }
      let changes = end - index >= 4 ? Looks.changes(text.extracting(index..<end)) : 0
      if changes >= 2, changes * 6 >= end - index { odd += end - index }
      index = end + 1
    }
    return odd >= 12
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
  static func azureSecret(_ text: Span<UInt8>, around tilde: Int) -> Sighting? {
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
  /// Where the prefix of `cfut_…` and the like ends; the place itself where there is none.
  fileprivate func prefixEnd(at start: Int) -> Int {
    guard self[start] == UInt8(ascii: "c") else { return start }
    let end = Swift.min(start + 5, count)
    for index in start..<end where self[index] == UInt8(ascii: "_") { return index + 1 }
    return start
  }

  fileprivate func hasDash(at index: Int) -> Bool { index < count && self[index] == UInt8(ascii: "-") }

  /// Whether the rest of an escape for white space stands before a place.
  fileprivate func isBehindEscape(_ index: Int) -> Bool {
    index > 1 && self[index - 2] == UInt8(ascii: "\\") && isEscape(at: index - 1)
  }
}

extension UInt8 {
  /// A letter or digit, or what joins them in a name, so that no word begins behind it.
  fileprivate var isOfName: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
}
