internal import Facts

extension ProviderTable {
  static let akamai = ProviderTable(
    provider: .akamai,
    modes: [
      ModeTable([
        FieldRow(.host, .identifier, .akamaiHost),
        FieldRow(.accessToken, .secret, .akamaiAccessToken),
        FieldRow(.clientToken, .keyIdentifier, .akamaiClientToken),
        FieldRow(.clientSecret, .secret, .akamaiClientSecret),
      ])
    ])
}

/// The shapes of EdgeGrid's four values.
enum AkamaiShape {
  static func isHost(_ text: Span<UInt8>) -> Bool {
    (text.hasPrefix("akab-") || text.hasPrefix("akaa-")) && text.hasSuffix(".luna.akamaiapis.net")
      && (26..<128).contains(text.count)
      && text.all(
        from: 5, to: text.count - 20, { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
  }

  static func isToken(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("akab-") && (20...64).contains(text.count) && text.all(\.isURLSafe)
  }

  /// Whether a token of EdgeGrid stands in a text: `akab-` and two groups of sixteen letters and digits.
  static func holdsToken(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 38, let start = text.index(of: "akab-"), start + 38 <= text.count else {
      return false
    }
    func isGroup(_ from: Int) -> Bool {
      text.all(from: from, to: from + 16) { $0.isLowercaseLetter || $0.isDigit }
    }
    // Words have none; of 32 random ones of 36 characters, one in 33,000 hasn't either.
    let hasDigit = !text.all(from: start + 5, to: start + 38) { !$0.isDigit }
    return isGroup(start + 5) && text[start + 21] == UInt8(ascii: "-") && isGroup(start + 22) && hasDigit
      && !text.hasPrefix(".luna.", at: start + 38)
  }

  static func isSecret(_ text: Span<UInt8>) -> Bool {
    (40...48).contains(text.count) && text.all(\.isBase64)
  }
}
