internal import Facts

// Providers whose integration is a single key, or a key and its id.

extension ProviderTable {
  static let civo = ProviderTable(
    provider: .civo, modes: [ModeTable([FieldRow(.apiKey, .secret, .civoAPIKey)])])

  static let coreweave = ProviderTable(
    provider: .coreweave, modes: [ModeTable([FieldRow(.apiKey, .secret, .coreweaveAccessToken)])])

  static let aiven = ProviderTable(
    provider: .aiven, modes: [ModeTable([FieldRow(.apiKey, .secret, .aivenToken)])])

  static let backblaze = ProviderTable(
    provider: .backblaze,
    modes: [
      ModeTable([
        FieldRow(
          .applicationKeyId, .keyIdentifier, .backblazeMasterKeyID, .backblazeApplicationKeyID),
        FieldRow(.applicationKey, .secret, .backblazeApplicationKey),
      ])
    ])

  static let nebius = ProviderTable(
    provider: .nebius,
    modes: [
      ModeTable([
        FieldRow(.serviceAccountId, .identifier, .nebiusServiceAccountID),
        FieldRow(.publicKeyId, .keyIdentifier, .nebiusPublicKeyID),
        FieldRow(
          .privateKeyPem, .secret, .pemRSAPrivateKey, .pemECPrivateKey, .pemEd25519PrivateKey,
          .pemUnknownPrivateKey),
      ])
    ])
}

/// Shapes of which the providers publish little: plausible, never proof.
enum OneKeyShape {
  static func isCivoKey(_ text: Span<UInt8>) -> Bool {
    (32...64).contains(text.count) && text.all { $0.isLetter || $0.isDigit } && !isHash(text)
  }

  static func isToken(_ text: Span<UInt8>) -> Bool {
    (20...512).contains(text.count) && text.all { $0.isBase64 || $0.isURLSafe || $0 == UInt8(ascii: ".") }
      && !isHash(text) && !Recogniser.isGUID(text)
  }

  /// Whether a text is as long as a hash of git and of its alphabet.
  private static func isHash(_ text: Span<UInt8>) -> Bool {
    text.count == 40 && text.all(\.isLowercaseHexDigit)
  }

  static func isBackblazeKeyID(_ text: Span<UInt8>) -> Bool {
    text.count == 25 && text.all(\.isLowercaseHexDigit)
  }

  /// The master key's id is the account's, of twelve digits (Backblaze's "Application Keys").
  static func isBackblazeMasterKeyID(_ text: Span<UInt8>) -> Bool {
    text.count == 12 && text.all(\.isLowercaseHexDigit)
  }

  /// `K`, the number of the region in three digits, and 27 of base64.
  static func isBackblazeKey(_ text: Span<UInt8>) -> Bool {
    text.count == 31 && text.hasPrefix("K00") && text[3].isDigit && text.all(\.isBase64)
  }

  /// `CW-SECRET-` and what follows: Datadog's client refuses tokens that begin otherwise, so older ones with
  /// another beginning are known by their field alone.
  static func isCoreWeaveToken(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("CW-SECRET-") && (26...512).contains(text.count)
      && text.all(from: 10) {
        $0.isBase64 || $0.isURLSafe || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: ".")
      }
  }

  /// A prefix and 16 or more letters and digits, of which some are digits, as no word has them.
  static func isNebiusID(_ text: Span<UInt8>, _ prefix: String) -> Bool {
    let start = prefix.utf8.count
    guard text.hasPrefix(prefix), (start + 16..<64).contains(text.count) else { return false }
    var digits = 0
    for index in start..<text.count where text[index].isDigit { digits += 1 }
    return digits >= 2 && text.all(from: start) { $0.isLowercaseLetter || $0.isDigit }
  }
}
