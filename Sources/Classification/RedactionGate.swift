@_spi(RedactionGate) internal import Facts
@_spi(SecretBytes) internal import SecretMemory

/// The only door through which text of a payload becomes a `Label`.
///
/// All texts of one integration that might be shown are put before the gate, then all its secrets; a text in
/// which eight bytes of any secret stand, plain or encoded, backwards or not, is withheld, and so is one that
/// a recogniser takes for a credential. A hit withholds that one text and nothing else, so that nobody can
/// hide an integration, or stop its audit, by choosing a clever secret.
///
/// What it can't do: find secrets of fewer than eight bytes (they are kept out because only texts become
/// labels, never values), or notice a secret that the payload doesn't hold.
struct RedactionGate: ~Copyable {
  /// What a text is, and how free it may be.
  enum Role {
    /// Written by people: names and ids.
    case freeText
    /// What people write about integrations, outside of them: as free, and it may be longer.
    case note
    /// A word where we expected one of ours: shown if it is made of words that we know.
    case unknownWord
    /// Never shown, and searched as it stands.
    case description
  }

  /// A text longer than this isn't shown; names have 39 bytes at most.
  static let longestText = 200
  /// A note longer than this isn't shown.
  static let longestNote = 500

  /// How many texts were withheld since they hold part of a secret, or look like one.
  private(set) var hitCount = 0
  /// Whether only looks, not a secret's bytes, made a text be withheld.
  private(set) var isGuess = true
  /// How many secrets were too short to be searched for.
  private(set) var shortSecretCount = 0

  private struct Candidate {
    /// Where the text and its decodings lie.
    let range: Range<Int>
    let role: Role
    let isTooLong: Bool
    var isHit = false
    /// Whether what hit it is a secret for certain.
    var isCertain = false
  }

  private var texts: CandidateTexts
  private var candidates: [Candidate] = []
  private var filter = WindowFilter()

  init() throws(SecretMemoryError) { texts = try CandidateTexts() }

  /// Whether the system keeps the texts out of swap.
  var isLocked: Bool { texts.isLocked }

  /// Forgets the last integration.
  mutating func begin() {
    texts.forEachWindow(in: 0..<texts.end) {
      filter.remove($0)
      return true
    }
    texts.removeAll()
    candidates.removeAll(keepingCapacity: true)
    (hitCount, shortSecretCount, isGuess) = (0, 0, true)
  }

  /// Puts a text before the gate; returns its number.
  mutating func add(_ view: borrowing SecretView, as role: Role) -> Int {
    let isShown = role != .description
    let limit = role == .note ? Self.longestNote : Self.longestText
    let isTooLong =
      isShown && view.count > limit || !texts.hasRoom(for: view, decoded: isShown)
    let range = isTooLong ? texts.end..<texts.end : texts.append(view, decoded: isShown)
    texts.forEachWindow(in: range) {
      filter.insert($0)
      return true
    }
    candidates.append(Candidate(range: range, role: role, isTooLong: isTooLong))
    return candidates.count - 1
  }

  /// Searches all texts for any eight bytes of a secret, or of a text that may be one.
  mutating func examine(_ secret: Span<UInt8>, isCertain: Bool = true) {
    if secret.count < WindowFilter.width {
      if isCertain && !secret.isEmpty { shortSecretCount += 1 }
      return
    }
    secret.forEachWindow { window in
      if filter.mayContain(window) { search(for: window, isCertain: isCertain) }
      return true
    }
  }

  private mutating func search(for window: UInt64, isCertain: Bool) {
    var isHit = false
    for number in candidates.indices where !candidates[number].isHit {
      texts.forEachWindow(in: candidates[number].range) {
        if $0 == window {
          candidates[number].isHit = true
          candidates[number].isCertain = isCertain
        }
        return $0 != window
      }
      isHit = isHit || candidates[number].isHit
    }
    if isHit { forgetHits() }
  }

  /// Takes texts that are withheld anyway out of the filter: else a secret that repeats what they hold would
  /// be looked up in vain at each of its bytes.
  private mutating func forgetHits() {
    for candidate in candidates {
      texts.forEachWindow(in: candidate.range) {
        filter.remove($0)
        return true
      }
    }
    for candidate in candidates where !candidate.isHit {
      texts.forEachWindow(in: candidate.range) {
        filter.insert($0)
        return true
      }
    }
  }

  /// Whether part of a secret stands in the text with that number; nil where it was too long to be searched, or
  /// where what stands in it may be one or not.
  func holdsSecret(_ number: Int) -> Bool? {
    let candidate = candidates[number]
    return candidate.isTooLong || candidate.isHit && !candidate.isCertain ? nil : candidate.isHit
  }

  /// The text with that number, if it may be shown; else a fingerprint of it.
  mutating func label(_ number: Int, _ view: borrowing SecretView, key: borrowing FingerprintKey) -> Label {
    let candidate = candidates[number]
    let isFree = candidate.role == .freeText || candidate.role == .note
    let looksSecret =
      isFree && !candidate.isTooLong
      && (Self.holdsCredential(view.bytes, isNote: candidate.role == .note)
        || TextScan.holdsWrapped(view.bytes)
          && texts.holdsCredential(in: candidate.range, behind: view.count))
    if candidate.isHit || looksSecret {
      hitCount += 1
      if candidate.isCertain { isGuess = false }
    }
    let mayShow =
      !candidate.isHit && !candidate.isTooLong && !looksSecret
      && (isFree || KnownWords.make(up: view.bytes))
    if mayShow, let label = Self.printable(view.bytes) { return label }
    let fingerprint = Fingerprint(key.fingerprint(of: view))
    return Label(checked: "[redacted:\(fingerprint.short)]", isRedacted: true)
  }

  /// Whether a recogniser finds a credential in the text, or a word in it looks like one. Notes hold addresses of
  /// people and of pages, whose parts are looked at one by one.
  static func holdsCredential(_ text: Span<UInt8>, isNote: Bool = false) -> Bool {
    if TextScan.first(in: text) != nil || AWSShape.holdsKeyID(text) || AkamaiShape.holdsToken(text) {
      return true
    }
    if let kind = Recogniser.kindByShape(text), kind.fieldClass != .identifier { return true }
    var start = 0
    var part = 0
    for index in 0...text.count {
      let isEnd = index == text.count
      if isEnd || text[index].separatesWords || text[index] == UInt8(ascii: "-") {
        if !isNote && Looks.likeSecret(text.extracting(start..<index)) { return true }
        start = index + 1
      }
      if isNote, isEnd || !text[index].isLetter && !text[index].isDigit {
        if Looks.likeSecret(text.extracting(part..<index)) { return true }
        part = index + 1
      }
    }
    return false
  }

  /// The text without control characters and those that change how other text is drawn; nil where nothing is left.
  private static func printable(_ text: Span<UInt8>) -> Label? {
    guard text.count > 0 else { return nil }
    if text.all({ $0 >= 0x20 && $0 < 0x7F }) { return Label(checked: text) }
    guard let utf8 = try? UTF8Span(validating: text) else { return nil }
    var result = ""
    for scalar in String(copying: utf8).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result.isEmpty ? nil : Label(checked: result, isRedacted: false)
  }
}
