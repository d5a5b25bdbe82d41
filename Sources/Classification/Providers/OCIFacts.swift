internal import Facts
internal import JSONReader

/// An OCID: `ocid1.TYPE.REALM.[REGION].[FUTURE].UNIQUE` (Oracle's page "Resource Identifiers").
struct OCID {
  let kind: Kind
  /// The number of the realm, as in `oc1`.
  let realm: Int
  /// Whether it has all parts that it needs.
  let isWellFormed: Bool

  init?(_ text: Span<UInt8>) {
    guard text.hasPrefix("ocid1."), text.count <= 255 else { return nil }
    let typeEnd = offset(of: UInt8(ascii: "."), in: text, from: 6)
    guard typeEnd > 6, typeEnd < text.count else { return nil }
    let realmEnd = offset(of: UInt8(ascii: "."), in: text, from: typeEnd + 1)
    guard text.hasPrefix("oc", at: typeEnd + 1), realmEnd < text.count,
      let realm = text.number(in: typeEnd + 3..<realmEnd)
    else { return nil }
    self.realm = realm
    let type = text.extracting(6..<typeEnd)
    kind = Self.kinds.first { type.holds($0.0) }?.1 ?? .ociOtherOCID
    var dots = 0
    var last = realmEnd
    for index in realmEnd..<text.count where text[index] == UInt8(ascii: ".") {
      dots += 1
      last = index
    }
    isWellFormed =
      (2...3).contains(dots) && last + 1 < text.count
      && text.all(from: realmEnd) {
        $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_")
      }
  }

  private static let kinds: [(String, Kind)] = [
    ("tenancy", .ociTenancyOCID), ("user", .ociUserOCID), ("compartment", .ociCompartmentOCID),
  ]
}

/// Realms and regions by name.
struct OCIRegions {
  private let realms: Set<Int>
  private let realmOfRegion: KeywordTable<Int>

  init(_ realms: [OCIRealm]) {
    var numbers: Set<Int> = []
    var regions: [(String, Int)] = []
    for realm in realms {
      guard realm.name.hasPrefix("oc"), let number = Int(realm.name.dropFirst(2)) else { continue }
      numbers.insert(number)
      regions += realm.regions.map { ($0, number) }
    }
    self.realms = numbers
    realmOfRegion = KeywordTable(regions)
  }

  /// Whether there is a list at all.
  var isEmpty: Bool { realms.isEmpty }

  func isKnown(realm: Int) -> Bool { realms.contains(realm) }

  func realm(ofRegion region: Span<UInt8>) -> Int? { realmOfRegion.value(of: region) }
}

/// What the names in an Oracle integration tell together.
struct OCINames {
  private var shown = 0
  private var malformed = 0
  private var misplaced = 0
  private var realms: Set<Int> = []
  private var isRealmKnown = true
  private var placed = 0

  /// Takes an OCID of a field that expects one of that kind.
  mutating func add(_ text: Span<UInt8>, as expected: Kind, _ regions: OCIRegions, in facts: inout Facts) {
    shown += 1
    guard let ocid = OCID(text) else {
      malformed += 1
      return
    }
    if !ocid.isWellFormed { malformed += 1 }
    let isRoot = expected == .ociCompartmentOCID && ocid.kind == .ociTenancyOCID
    if ocid.kind != expected, !isRoot { misplaced += 1 }
    if expected == .ociCompartmentOCID { facts[OCIFact.compartmentIsRoot] = .truth(isRoot) }
    realms.insert(ocid.realm)
    placed += 1
    isRealmKnown = isRealmKnown && regions.isKnown(realm: ocid.realm)
  }

  /// Takes the region.
  mutating func add(region: Span<UInt8>, _ regions: OCIRegions, in facts: inout Facts) {
    guard !regions.isEmpty else { return }
    let realm = regions.realm(ofRegion: region)
    facts[OCIFact.regionIsKnown] = .truth(realm != nil)
    guard let realm else { return }
    realms.insert(realm)
    placed += 1
  }

  func state(_ regions: OCIRegions, in facts: inout Facts) {
    if placed >= 2 { facts[OCIFact.realmsAgree] = .truth(realms.count == 1, basis: .crossCheck) }
    guard shown > 0 else { return }
    facts[OCIFact.malformedOCIDs] = FactValue(malformed)
    facts[OCIFact.misplacedOCIDs] = FactValue(misplaced)
    if shown > malformed, !regions.isEmpty { facts[OCIFact.realmIsKnown] = .truth(isRealmKnown) }
  }
}

extension OCIShape {
  /// The 16 bytes that a fingerprint writes; nil if it isn't one.
  static func digest(ofFingerprint text: Span<UInt8>) -> [16 of UInt8]? {
    guard isFingerprint(text) else { return nil }
    return [16 of UInt8] { index in digit(text[index * 3]) << 4 | digit(text[index * 3 + 1]) }
  }

  private static func digit(_ byte: UInt8) -> UInt8 {
    byte.isDigit ? byte - UInt8(ascii: "0") : (byte | 0x20) - UInt8(ascii: "a") + 10
  }

  static func form(ofFingerprint text: Span<UInt8>) -> FingerprintForm {
    if isFingerprint(text) { return .md5 }
    return text.hasPrefix("SHA256:") && text.count == 50 ? .sha256 : .other
  }

  /// States what a passphrase tells, but for its bytes.
  static func state(passphrase text: Span<UInt8>, in facts: inout Facts) {
    let guessability = Guessability(text)
    facts[OCIFact.passphraseLength] = FactValue(text.count)
    facts[OCIFact.passphraseStrength] = FactValue(guessability.bits, basis: .inferred)
    facts[OCIFact.passphraseIsCommon] = .truth(guessability.isCommon || guessability.isSequence)
  }
}
