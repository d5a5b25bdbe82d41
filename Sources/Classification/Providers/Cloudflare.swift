internal import Facts

extension ProviderTable {
  static let cloudflare = ProviderTable(
    provider: .cloudflare,
    modes: [
      ModeTable(.apiToken, [key]),
      ModeTable(.originCAKey, [key]),
      ModeTable(.globalApiKey, [key, FieldRow(.email, .personal, .email)]),
    ])

  /// One field for three kinds of key: only the value tells which it is.
  private static let key = FieldRow(
    .apiKey, .secret, .cloudflareUserAPIToken, .cloudflareAccountAPIToken, .cloudflareUnprefixedAPIToken,
    .cloudflareGlobalAPIKey, .cloudflareOriginCAKey)
}

/// The shapes of Cloudflare's values (its documentation, "Token formats"). The last eight digits of the
/// prefixed ones are a checksum whose making isn't published, so it isn't checked.
enum CloudflareShape {
  static func prefixedKey(_ text: Span<UInt8>) -> Kind? {
    if isPrefixed(text, "cfk_") { return .cloudflareGlobalAPIKey }
    if isPrefixed(text, "cfut_") { return .cloudflareUserAPIToken }
    if isPrefixed(text, "cfat_") { return .cloudflareAccountAPIToken }
    if text.hasPrefix("v1.0-"), text.count == 5 + 24 + 1 + 146, text[29] == UInt8(ascii: "-"),
      text.all(from: 5, to: 29, \.isHexDigit), text.all(from: 30, \.isHexDigit)
    {
      return .cloudflareOriginCAKey
    }
    return nil
  }

  /// Before 2026: 37 hexadecimal digits.
  static func isUnprefixedGlobalKey(_ text: Span<UInt8>) -> Bool {
    // One of 35 million has digits alone; other numbers do.
    text.count == 37 && text.all(\.isLowercaseHexDigit) && !text.all(\.isDigit)
  }

  private static func isPrefixed(_ text: Span<UInt8>, _ prefix: String) -> Bool {
    let length = prefix.utf8.count
    return text.count == length + 48 && text.hasPrefix(prefix)
      && text.all(from: length, { $0.isLetter || $0.isDigit })
      && text.all(from: length + 40, \.isHexDigit)
  }

  /// Tokens before 2026: 40 characters, and nothing to tell them by but the field.
  static func isUnprefixedToken(_ text: Span<UInt8>) -> Bool {
    text.count == 40 && text.all(\.isURLSafe) && !text.all(\.isHexDigit)
  }
}
