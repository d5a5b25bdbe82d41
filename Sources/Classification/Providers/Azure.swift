internal import Facts
internal import JSONReader

extension ProviderTable {
  // Azure has one way here: a client secret. There is no federated option.
  static let azure = ProviderTable(
    provider: .azure,
    modes: [
      ModeTable([
        FieldRow(.tenantId, .identifier, .guid),
        FieldRow(.clientId, .identifier, .guid),
        FieldRow(.objectId, .identifier, .guid),
        FieldRow(.secret, .secret, .azureClientSecret, .azureClientSecretLegacy).mistakenFor(
          .azureStorageKey),
        FieldRow(.subscriptionId, .identifier, .guid),
      ])
    ])
}

/// The shapes of Azure's values.
enum AzureShape {
  /// 37 to 40 characters with a digit and `Q~` behind the first three.
  static func isClientSecret(_ text: Span<UInt8>) -> Bool {
    (37...40).contains(text.count) && text[3].isDigit && text.hasPrefix("Q~", at: 4)
      && text.all(isOfSecret)
  }

  static func isOfSecret(_ byte: UInt8) -> Bool {
    byte.isURLSafe || byte == UInt8(ascii: "~") || byte == UInt8(ascii: ".")
  }

  /// Before 2021: 31 to 34 characters out of a wide set.
  static func isLegacyClientSecret(_ text: Span<UInt8>) -> Bool {
    (31...34).contains(text.count) && text.all { $0 > 0x20 && $0 < 0x7F } && !text.all(\.isHexDigit)
  }

  /// The key of a storage account: 64 bytes in base64, with its padding or without.
  static func isStorageKey(_ text: Span<UInt8>) -> Bool {
    guard text.count == 86 || text.count == 88 && text.hasSuffix("==") else { return false }
    return isEnd(text[85]) && text.all(to: 86) { $0.isBase64 && $0 != UInt8(ascii: "=") }
  }

  /// One that says so itself, as those do that were made since 2022: `+ASt` before the last eight bytes, which hold a
  /// checksum (`AzureStorageAccountIdentifiableKey` of github.com/microsoft/security-utilities).
  static func isMarkedStorageKey(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("+ASt", at: 76) && isStorageKey(text)
  }

  /// Of the last character four bits are none of the 64 bytes'.
  private static func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "A") || byte == UInt8(ascii: "Q") || byte == UInt8(ascii: "g")
      || byte == UInt8(ascii: "w")
  }

  /// A connection string or a signed address.
  static func token(_ text: Span<UInt8>) -> Kind? {
    guard offset(of: UInt8(ascii: "="), in: text) < text.count else { return nil }
    if let start = text.index(of: "AccountKey="), text.end(from: start + 11, \.isBase64) - start - 11 >= 40 {
      return .azureStorageKey
    }
    return isSharedAccess(text) ? .azureSASToken : nil
  }

  /// Whether a query, or an address with one, is signed: a version, which is a date, and a signature.
  static func isSharedAccess(_ text: Span<UInt8>) -> Bool { hasVersion(text) && hasSignature(text) }

  private static func hasVersion(_ text: Span<UInt8>) -> Bool {
    var start = 0
    while let version = text.index(of: "sv=20", from: start) {
      if version + 13 <= text.count, text[version + 7] == UInt8(ascii: "-") { return true }
      start = version + 5
    }
    return false
  }

  private static func hasSignature(_ text: Span<UInt8>) -> Bool {
    var start = 0
    while let signature = text.index(of: "sig=", from: start) {
      start = signature + 4
      let end = text.end(from: start, to: start + 20) { $0.isBase64 || $0 == UInt8(ascii: "%") }
      if end - start >= 20, signature == 0 || !text[signature - 1].isLetter { return true }
    }
    return false
  }
}
