internal import Facts

extension ProviderTable {
  static let oci = ProviderTable(
    provider: .oci,
    modes: [
      ModeTable([
        FieldRow(.region, .identifier, .ociRegion),
        FieldRow(.tenancyId, .identifier, .ociTenancyOCID),
        FieldRow(.userId, .identifier, .ociUserOCID),
        FieldRow(.fingerprint, .keyIdentifier, .ociFingerprint),
        FieldRow(.privateKey, .secret, .pemRSAPrivateKey, .pemUnknownPrivateKey),
        FieldRow(.passphrase, .secret),
        FieldRow(.compartmentId, .identifier, .ociCompartmentOCID, .ociTenancyOCID),
      ])
    ])
}

/// The shapes of Oracle's values.
enum OCIShape {
  /// `ocid1.TYPE.REALM.[REGION].UNIQUE`.
  static func ocid(_ text: Span<UInt8>) -> Kind? {
    guard text.hasPrefix("ocid1."), text.count < 256,
      text.all({ $0.isURLSafe || $0 == UInt8(ascii: ".") })
    else { return nil }
    if text.hasPrefix("tenancy.", at: 6) { return .ociTenancyOCID }
    if text.hasPrefix("user.", at: 6) { return .ociUserOCID }
    if text.hasPrefix("compartment.", at: 6) { return .ociCompartmentOCID }
    return .ociOtherOCID
  }

  /// 16 pairs of hexadecimal digits with colons between.
  static func isFingerprint(_ text: Span<UInt8>) -> Bool {
    guard text.count == 47 else { return false }
    for index in 0..<47 {
      let isRight = index % 3 == 2 ? text[index] == UInt8(ascii: ":") : text[index].isHexDigit
      if !isRight { return false }
    }
    return true
  }

  /// A region's identifier, such as `xx-city-1`, or its key, of three letters.
  static func isRegion(_ text: Span<UInt8>) -> Bool {
    if text.count == 3 { return text.all(\.isLowercaseLetter) }
    return (8...30).contains(text.count) && text[text.count - 1].isDigit
      && text[text.count - 2] == UInt8(ascii: "-")
      && text.all(to: text.count - 2, { $0.isLowercaseLetter || $0 == UInt8(ascii: "-") })
  }
}
