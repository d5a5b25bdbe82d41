internal import Facts
@_spi(SecretBytes) internal import SecretMemory

/// What of a description is a credential. The description itself is shown nowhere.
enum DescriptionReading {
  /// How many credentials stand in it. Looks alone don't count: people write hashes and ids here.
  static func secretCount(in text: Span<UInt8>, _ wrapped: inout WrappedText?) -> Int {
    var count = 0
    guard var scratch = wrapped.take() else { return 0 }
    TextScan.scan(text) { sighting in
      if !StateReading.isDocumentedExample(text.extracting(sighting.range)) { count += 1 }
      return true
    } wrapped: { range in
      scratch.unwrap(text.extracting(range)) { inner in
        let isFound = TextScan.first(in: inner) != nil
        if isFound { count += 1 }
        return isFound
      }
      return true
    }
    wrapped = consume scratch
    // Nothing but its key tells a token or a password.
    if text.count >= 64, KubeconfigShape.isKubeconfig(text) {
      KubeconfigShape.forEachSecret(in: text) { name, _, range in
        let value = text.extracting(range)
        let isSeen = TextScan.first(in: value) != nil || WrappedText.looksWrapped(value)
        if name != nil, !isSeen, value.count >= KubeconfigShape.shortestGuess, Looks.opensSomething(value) {
          count += 1
        }
      }
    }
    return count
  }

  /// How many words name something at a provider: an AWS account by its twelve digits, a role, an OCID, a GUID, a
  /// host of a private network.
  static func identifierCount(in text: Span<UInt8>) -> Int {
    var count = 0
    var start = 0
    // All of them have a digit, or one of the marks that join their parts.
    var mayNameSomething = false
    let table = marks
    let marks = table.span
    guard text.hasRun(of: shortestName, { marks[Int($0)] < 2 }) else { return 0 }
    for index in 0...text.count {
      let mark = index == text.count ? 2 : marks[Int(text[index])]
      if mark < 2 {
        mayNameSomething = mayNameSomething || mark == 1
        continue
      }
      if mayNameSomething, index - start >= shortestName, namesSomething(text.extracting(start..<index)) {
        count += 1
      }
      start = index + 1
      mayNameSomething = false
    }
    return count
  }

  private static let shortestName = 9

  /// Of each byte: 2 if it stands between words, 1 if something that names anything has one, else 0.
  private static let marks: [256 of UInt8] = .init { index in
    switch UInt8(index) {
    case let byte where byte.separatesWords: 2
    case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."): 1
    default: 0
    }
  }

  private static func namesSomething(_ word: Span<UInt8>) -> Bool {
    var end = word.count
    while end > 0, word[end - 1] == UInt8(ascii: ".") || word[end - 1] == UInt8(ascii: ":") { end -= 1 }
    let word = word.extracting(0..<end)
    if word.count == 12, word.all(\.isDigit) { return true }
    if word.hasSuffix(".internal") || word.hasSuffix(".local") { return true }
    switch Recogniser.kind(of: word, expecting: .none) {
    case .awsRoleARN, .ociTenancyOCID, .ociUserOCID, .ociCompartmentOCID, .ociOtherOCID, .guid: return true
    default: return false
    }
  }
}
