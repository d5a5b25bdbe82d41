internal import Facts

extension ProviderTable {
  // Azure has one way here: a client secret. There is no federated option.
  static let azure = ProviderTable(
    provider: .azure,
    modes: [
      ModeTable([
        FieldRow(.tenantId, .identifier, .guid),
        FieldRow(.clientId, .identifier, .guid),
        FieldRow(.objectId, .identifier, .guid),
        FieldRow(.secret, .secret, .azureClientSecret, .azureClientSecretLegacy),
        FieldRow(.subscriptionId, .identifier, .guid),
      ])
    ])
}

/// The shapes of Azure's values.
enum AzureShape {
  /// 37 to 40 characters with a digit and `Q~` behind the first three.
  static func isClientSecret(_ text: Span<UInt8>) -> Bool {
    (37...40).contains(text.count) && text[3].isDigit && text.hasPrefix("Q~", at: 4)
      && text.all { $0.isURLSafe || $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: ".") }
  }

  /// Before 2021: 31 to 34 characters out of a wide set.
  static func isLegacyClientSecret(_ text: Span<UInt8>) -> Bool {
    (31...34).contains(text.count) && text.all { $0 > 0x20 && $0 < 0x7F } && !text.all(\.isHexDigit)
  }

  static func token(_ text: Span<UInt8>) -> Kind? {
    if text.index(of: "AccountKey=") != nil { return .azureStorageKey }
    if text.index(of: "sig=") != nil, text.index(of: "sv=") != nil { return .azureSASToken }
    return nil
  }
}
