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
    text.hasPrefix("akab-") && text.index(of: ".luna.akamaiapis.net") != nil && text.count < 128
  }

  static func isToken(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("akab-") && (20...64).contains(text.count) && text.all(\.isURLSafe)
  }

  static func isSecret(_ text: Span<UInt8>) -> Bool {
    (40...48).contains(text.count) && text.all(\.isBase64)
  }
}
