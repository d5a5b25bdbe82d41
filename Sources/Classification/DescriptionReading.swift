internal import Facts
@_spi(SecretBytes) internal import SecretMemory

/// What of a description is a credential. The description itself is shown nowhere.
enum DescriptionReading {
  /// How many words have the shape of one. Looks alone don't count: people write hashes and ids here.
  static func secretCount(in text: Span<UInt8>) -> Int {
    // A PEM is many words, and one secret.
    if isSecret(text) { return 1 }
    var count = 0
    var start = 0
    for index in 0...text.count where index == text.count || text[index].separatesWords {
      if index - start >= 12, holdsSecret(text.extracting(start..<index)) { count += 1 }
      start = index + 1
    }
    return count
  }

  /// How many words name something at a provider: an AWS account by its twelve digits, a role, an OCID, a GUID, a
  /// host of a private network.
  static func identifierCount(in text: Span<UInt8>) -> Int {
    var count = 0
    var start = 0
    for index in 0...text.count where index == text.count || text[index].separatesWords {
      if index - start >= 9, namesSomething(text.extracting(start..<index)) { count += 1 }
      start = index + 1
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

  /// Whether a word is a secret, or a part of it behind `=` or `:` is, or it is one but for a full stop.
  private static func holdsSecret(_ word: Span<UInt8>) -> Bool {
    if isSecret(word) { return true }
    var start = 0
    for index in 0...word.count
    where index == word.count || word[index] == UInt8(ascii: "=") || word[index] == UInt8(ascii: ":") {
      var end = index
      while end > start, word[end - 1] == UInt8(ascii: ".") { end -= 1 }
      if isSecret(word.extracting(start..<end)) { return true }
      start = index + 1
    }
    return false
  }

  private static func isSecret(_ text: Span<UInt8>) -> Bool {
    guard let kind = Recogniser.kindByShape(text) else { return false }
    return kind.fieldClass.sensitivity >= FieldClass.keyIdentifier.sensitivity
  }
}
