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
    return count
  }

  /// How many words name something at a provider: an AWS account by its twelve digits, a role, an OCID, a GUID, a
  /// host of a private network.
  static func identifierCount(in text: Span<UInt8>) -> Int {
    var count = 0
    var start = 0
    // All of them have a digit, or one of the marks that join their parts.
    var mayNameSomething = false
    for index in 0...text.count {
      guard index == text.count || text[index].separatesWords else {
        switch text[index] {
        case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."):
          mayNameSomething = true
        default: break
        }
        continue
      }
      if mayNameSomething, index - start >= 9, namesSomething(text.extracting(start..<index)) { count += 1 }
      start = index + 1
      mayNameSomething = false
    }
    return count
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
