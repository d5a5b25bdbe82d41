internal import Facts

extension ProviderTable {
  static let aws = ProviderTable(
    provider: .aws,
    modes: [
      ModeTable(
        .accessKey,
        [
          FieldRow(
            .accessKey, .keyIdentifier, .awsAccessKeyIDLongLived, .awsAccessKeyIDSession,
            .awsAccessKeyIDLegacy),
          FieldRow(.secretKey, .secret, .awsSecretAccessKey),
        ]),
      ModeTable(
        .crossAccountRole,
        [
          FieldRow(.roleArn, .identifier, .awsRoleARN),
          FieldRow(.externalId, .trustSecret, .awsExternalID),
        ]),
    ])
}

/// The shapes of AWS values. Prefixes: IAM reference, "Understanding unique ID prefixes"; lengths and
/// alphabets: the API model of IAM and STS.
enum AWSShape {
  /// An id of 20 characters with one of IAM's four-letter prefixes.
  static func identifier(_ text: Span<UInt8>) -> Kind? {
    guard text.count == 20, text.all(from: 4, { $0.isUppercaseLetter || $0.isDigit }) else { return nil }
    if text.hasPrefix("AKIA") { return .awsAccessKeyIDLongLived }
    if text.hasPrefix("ASIA") { return .awsAccessKeyIDSession }
    if text.hasPrefix("A3T") { return .awsAccessKeyIDLegacy }
    for prefix in ["AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA", "ABIA", "ACCA"]
    where text.hasPrefix(prefix) {
      return .awsUniqueID
    }
    return nil
  }

  /// Whether the id of an access key stands in a text, with letters before it or behind, whatever they are.
  static func holdsKeyID(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 20 else { return false }
    for start in 0...text.count - 20
    where text[start] == UInt8(ascii: "A") && text[start + 2] == UInt8(ascii: "I")
      && text[start + 3] == UInt8(ascii: "A")
    {
      if let kind = identifier(text.extracting(start..<start + 20)), kind != .awsUniqueID,
        // Words in capitals have none.
        (start + 4..<start + 20).contains(where: { text[$0].isDigit })
      {
        return true
      }
    }
    return false
  }

  /// `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
  static func isRoleARN(_ text: Span<UInt8>) -> Bool {
    guard text.hasPrefix("arn:aws"), let iam = text.index(of: ":iam::"),
      text.all(from: 7, to: iam, { $0.isLowercaseLetter || $0 == UInt8(ascii: "-") })
    else { return false }
    let account = iam + 6
    guard account + 18 < text.count, text.all(from: account, to: account + 12, \.isDigit),
      text.hasPrefix(":role/", at: account + 12), text.count <= 2048
    else { return false }
    let path = text.extracting(account + 18..<text.count)
    return path.all { $0 > 0x20 && $0 < 0x7F } && (path.count < 20 || TextScan.first(in: path) == nil)
  }

  /// 40 characters of base64 that aren't all hexadecimal, as a git hash would be.
  static func isSecretAccessKey(_ text: Span<UInt8>) -> Bool {
    text.count == 40 && text.all { $0.isBase64 && $0 != UInt8(ascii: "=") } && !text.all(\.isHexDigit)
  }

  /// 2 to 1,224 characters out of STS's alphabet.
  static func isExternalID(_ text: Span<UInt8>) -> Bool {
    (2...1224).contains(text.count)
      && text.all { byte in
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "."),
          UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "-"):
          true
        default: byte.isLetter || byte.isDigit
        }
      }
  }

  /// Long-lived ones are 109 to 269 characters of base64; short-lived ones wrap an address at
  /// `bedrock.amazonaws.com` in base64.
  static func bedrockKey(_ text: Span<UInt8>) -> Kind? {
    let isLongLived = text.hasPrefix("ABSK") && (109...269).contains(text.count) && text.all(\.isBase64)
    let isShortLived = text.hasPrefix("bedrock-api-key-YmVkcm9jay5") && text.count >= 60
    return isLongLived || isShortLived ? .awsBedrockAPIKey : nil
  }
}
