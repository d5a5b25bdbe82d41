internal import Facts
internal import JSONReader

/// Tells what a text is, by shape and prefix; by the field's expectation where shape alone can't tell.
enum Recogniser {
  /// What a value in a field is: by its shape; else what the field expects, if it fits; else what stands in it
  /// among other text.
  static func kind(of value: Span<UInt8>, expecting kinds: KindList) -> Kind {
    let text = value.trimmed
    // Where a kubeconfig belongs, what stands in one doesn't make it something else.
    if kinds.contains(.kubeconfig), KubeconfigShape.isKubeconfigInPlace(text) { return .kubeconfig }
    if let kind = kindByShape(text) { return kind }
    for index in 0..<kinds.count where fits(kinds[index], text) {
      // Anything can be an external id or the name in an address, and so can a credential with something before it.
      if kinds[index] == .awsExternalID || kinds[index] == .email, let kind = TextScan.first(in: text) {
        return kind
      }
      return kinds[index]
    }
    if isGUID(text) { return .guid }
    return TextScan.first(in: text) ?? (isEmail(text) ? .email : .unknown)
  }

  /// What a text is wherever it stands: shapes that nothing else has. Its first byte and its length say which
  /// few shapes it can have at all, so that most text is done with at once.
  static func kindByShape(_ text: Span<UInt8>) -> Kind? {
    guard text.count >= 12 else { return nil }
    if text[0] == UInt8(ascii: "{"), let kind = GCPShape.kind(ofKeyFile: text) { return kind }
    if let kind = pem(text) { return kind }
    if text.count >= 64, KubeconfigShape.isKubeconfig(text) { return .kubeconfig }
    return kindByStart(text) ?? kindByLength(text) ?? AzureShape.token(text)
  }

  /// What begins like nothing else.
  static func kindByStart(_ text: Span<UInt8>) -> Kind? {
    switch text[0] {
    case UInt8(ascii: "A"):
      AWSShape.identifier(text) ?? GCPShape.token(text) ?? AWSShape.bedrockKey(text)
    case UInt8(ascii: "a"):
      text[1] == UInt8(ascii: "r")
        ? AWSShape.isRoleARN(text) ? .awsRoleARN : nil : AkamaiShape.isHost(text) ? .akamaiHost : nil
    case UInt8(ascii: "b"): AWSShape.bedrockKey(text)
    case UInt8(ascii: "c"), UInt8(ascii: "v"): CloudflareShape.prefixedKey(text)
    case UInt8(ascii: "C"): OneKeyShape.isCoreWeaveToken(text) ? .coreweaveAccessToken : nil
    case UInt8(ascii: "K"): OneKeyShape.isBackblazeKey(text) ? .backblazeApplicationKey : nil
    case UInt8(ascii: "s"): OneKeyShape.isNebiusID(text, "serviceaccount-") ? .nebiusServiceAccountID : nil
    case UInt8(ascii: "p"): OneKeyShape.isNebiusID(text, "publickey-") ? .nebiusPublicKeyID : nil
    case UInt8(ascii: "e"): isJWT(text) ? .jwt : nil
    case UInt8(ascii: "L"): PEMBlock.wrappedKind(text)
    case UInt8(ascii: "o"): OCIShape.ocid(text)
    case UInt8(ascii: "G"), UInt8(ascii: "y"), UInt8(ascii: "1"): GCPShape.token(text)
    default: nil
    }
  }

  private static func kindByLength(_ text: Span<UInt8>) -> Kind? {
    switch text.count {
    case 37 where CloudflareShape.isUnprefixedGlobalKey(text): .cloudflareGlobalAPIKey
    case 37...40: AzureShape.isClientSecret(text) ? .azureClientSecret : nil
    case 86, 88: AzureShape.isMarkedStorageKey(text) ? .azureStorageKey : nil
    case 47: OCIShape.isFingerprint(text) ? .ociFingerprint : nil
    default: nil
    }
  }

  /// Whether a text can be of a kind that only its field tells.
  static func fits(_ kind: Kind, _ text: Span<UInt8>) -> Bool {
    switch kind {
    case .awsSecretAccessKey: AWSShape.isSecretAccessKey(text)
    case .awsSessionToken: text.count >= 100 && text.all(\.isBase64)
    case .awsExternalID: AWSShape.isExternalID(text)
    case .azureClientSecretLegacy: AzureShape.isLegacyClientSecret(text)
    case .azureStorageKey: AzureShape.isStorageKey(text)
    case .cloudflareUnprefixedAPIToken: CloudflareShape.isUnprefixedToken(text)
    case .ociRegion: OCIShape.isRegion(text)
    case .civoAPIKey: OneKeyShape.isCivoKey(text)
    case .coreweaveAccessToken, .aivenToken: OneKeyShape.isToken(text)
    case .backblazeMasterKeyID: OneKeyShape.isBackblazeMasterKeyID(text)
    case .backblazeApplicationKeyID: OneKeyShape.isBackblazeKeyID(text)
    case .backblazeApplicationKey: OneKeyShape.isBackblazeKey(text)
    case .nebiusServiceAccountID: OneKeyShape.isNebiusID(text, "serviceaccount-")
    case .nebiusPublicKeyID: OneKeyShape.isNebiusID(text, "publickey-")
    case .akamaiAccessToken, .akamaiClientToken: AkamaiShape.isToken(text)
    case .akamaiClientSecret: AkamaiShape.isSecret(text)
    case .kubeconfig: KubeconfigShape.isKubeconfig(text)
    case .guid: isGUID(text)
    case .email: isEmail(text)
    default: false
    }
  }

  /// PEM by its labels (RFC 7468): a private key, whatever stands before it, else the first block. What a
  /// PKCS#8 key is, only its DER tells.
  private static func pem(_ text: Span<UInt8>) -> Kind? {
    // The frame alone is longer than most values are.
    guard text.count >= 48 else { return nil }
    var first: Kind?
    var start = 0
    while let begin = text.index(of: "-----BEGIN ", from: start) {
      let label = begin + 11
      start = label
      let end = text.end(from: label, to: Swift.min(label + 64, text.count)) { $0 != UInt8(ascii: "-") }
      guard text.hasPrefix("-----", at: end) else { continue }
      let kind = kind(ofLabelAt: label, in: text)
      // One with another label, such as `ENCRYPTED PRIVATE KEY`, is one too.
      if text.extracting(label..<end).hasSuffix("PRIVATE KEY") {
        if TextForms.isLooseBody(text, from: end + 5) { return kind ?? .pemUnknownPrivateKey }
      } else {
        first = first ?? kind
      }
    }
    // What is open hides nothing that stands beside it.
    return first == nil ? nil : TextScan.first(in: text) ?? first
  }

  static func kind(ofLabelAt start: Int, in text: Span<UInt8>) -> Kind? {
    for (label, kind) in labels where text.hasPrefix(label, at: start) { return kind }
    return nil
  }

  private static let labels: [(String, Kind)] = [
    ("PRIVATE KEY-----", .pemUnknownPrivateKey),
    ("RSA PRIVATE KEY-----", .pemRSAPrivateKey),
    ("EC PRIVATE KEY-----", .pemECPrivateKey),
    ("OPENSSH PRIVATE KEY-----", .pemOpenSSHPrivateKey),
    ("PUBLIC KEY-----", .pemPublicKey),
    ("RSA PUBLIC KEY-----", .pemPublicKey),
    ("CERTIFICATE-----", .pemCertificate), ("X509 CERTIFICATE-----", .pemCertificate),
    ("TRUSTED CERTIFICATE-----", .pemCertificate),
  ]

  static func isJWT(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("eyJ") && text.index(of: ".eyJ") != nil
      && text.all { $0.isURLSafe || $0 == UInt8(ascii: ".") }
  }

  static func isGUID(_ text: Span<UInt8>) -> Bool {
    let dash = UInt8(ascii: "-")
    guard text.count == 36, text[8] == dash, text[13] == dash, text[18] == dash, text[23] == dash else {
      return false
    }
    return text.all(to: 8, \.isHexDigit) && text.all(from: 9, to: 13, \.isHexDigit)
      && text.all(from: 14, to: 18, \.isHexDigit) && text.all(from: 19, to: 23, \.isHexDigit)
      && text.all(from: 24, \.isHexDigit)
  }

  private static func isEmail(_ text: Span<UInt8>) -> Bool {
    guard let at = text.index(of: "@"), at > 0, text.count <= 254 else { return false }
    return text.all(to: at) { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
      && text.all(from: at + 1) { $0.isLetter || $0.isDigit || $0 == 0x2D || $0 == 0x2E }
      && text.extracting(at..<text.count).index(of: ".") != nil
  }
}

/// Rules of thumb for text that no recogniser knows.
enum Looks {
  /// Whether a word looks made by a generator rather than a person: 16 characters or more that change
  /// between small, capital and digit too often for words.
  static func likeSecret(_ word: Span<UInt8>) -> Bool {
    word.count >= 16 && changes(word) * 5 >= word.count
  }

  /// How often a text changes between small letters, capitals, digits and the rest, but for capitals that words start
  /// with.
  static func changes(_ word: Span<UInt8>) -> Int {
    guard word.count > 0 else { return 0 }
    var changes = 0
    var left = group(of: word[0])
    for index in 1..<word.count {
      let right = group(of: word[index])
      if left != right && !(left == 2 && right == 1) { changes += 1 }
      left = right
    }
    return changes
  }

  private static func group(of byte: UInt8) -> Int {
    if byte.isLowercaseLetter { return 1 }
    if byte.isUppercaseLetter { return 2 }
    return byte.isDigit ? 3 : 4
  }
}
