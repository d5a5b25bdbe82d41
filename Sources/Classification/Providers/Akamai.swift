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
      && (26..<128).contains(text.count) && text.all(from: 5, to: text.count - 20, \.isURLSafe)
  }

  static func isToken(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("akab-") && (20...64).contains(text.count) && text.all(\.isURLSafe)
  }

  static func isSecret(_ text: Span<UInt8>) -> Bool {
    (40...48).contains(text.count) && text.all(\.isBase64)
  }
}
