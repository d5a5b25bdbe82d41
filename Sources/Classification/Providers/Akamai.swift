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

  /// Whether a token of EdgeGrid stands in a text, which nothing but its start tells.
  static func holdsToken(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 20, let start = text.index(of: "akab-") else { return false }
    let end = text.end(from: start, \.isURLSafe)
    return isToken(text.extracting(start..<end)) && (start..<end).contains { text[$0].isDigit }
      && !text.hasPrefix(".luna.", at: end)
  }

  static func isSecret(_ text: Span<UInt8>) -> Bool {
    (40...48).contains(text.count) && text.all(\.isBase64)
  }
}
