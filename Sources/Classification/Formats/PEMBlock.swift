internal import Facts
internal import JSONReader

/// One block of a PEM text (RFC 7468), and the header that keys before PKCS#8 may have (RFC 1421).
///
/// Lines may end in line ends of any kind, or in a backslash and an `n` that somebody forgot to unescape.
struct PEMBlock {
  /// Where the label lies.
  let label: Range<Int>
  /// Where the header lies; empty where there is none.
  let header: Range<Int>
  /// Where the base64 lies, line ends and all.
  let body: Range<Int>
  /// Whether a header says that the body is encrypted.
  let isEncryptedByHeader: Bool

  /// The first block at or behind `start`; nil where there is none, or it has no end.
  init?(in text: Span<UInt8>, from start: Int = 0) {
    guard let begin = text.index(of: "-----BEGIN ", from: start) else { return nil }
    let labelStart = begin + 11
    guard let labelEnd = text.index(of: "-----", from: labelStart), labelEnd - labelStart <= 64,
      let end = text.index(of: "-----END ", from: labelEnd + 5)
    else { return nil }
    label = labelStart..<labelEnd
    let inner = text.extracting(labelEnd + 5..<end)
    isEncryptedByHeader = inner.index(of: "Proc-Type: 4,ENCRYPTED") != nil
    let bodyStart = labelEnd + 5 + Self.headerLength(of: inner)
    header = labelEnd + 5..<bodyStart
    body = bodyStart..<end
  }

  /// What a label promises (RFC 7468).
  enum Label {
    case privateKey(PrivateKey.Label)
    case publicKey(isPKCS1: Bool)
    case certificate

    init?(_ text: Span<UInt8>) {
      if let label = PrivateKey.Label(text) {
        self = .privateKey(label)
      } else if text.isWord("public key") {
        self = .publicKey(isPKCS1: false)
      } else if text.isWord("rsa public key") {
        self = .publicKey(isPKCS1: true)
      } else if text.isWord("certificate") || text.isWord("x509 certificate")
        || text.isWord("trusted certificate")
      {
        self = .certificate
      } else {
        return nil
      }
    }
  }

  /// Whether a text holds a block that nobody has to unwrap.
  static func isPlain(_ text: Span<UInt8>) -> Bool { text.index(of: "-----BEGIN ") != nil }

  /// Whether a text is PEM in base64, as kubeconfigs hold it: it begins with `-----BEGIN `.
  static func isWrapped(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("LS0tLS1CRUdJTi", at: text.trimmedRange.lowerBound)
  }

  /// What PEM in base64 holds, by its first label.
  static func wrappedKind(_ text: Span<UInt8>) -> Kind? {
    guard isWrapped(text) else { return nil }
    for (start, kind) in wrappedLabels where text.hasPrefix(start) { return kind }
    return nil
  }

  /// Labels behind `-----BEGIN `, in base64, as far as the next character doesn't change them.
  private static let wrappedLabels: [(String, Kind)] = [
    ("LS0tLS1CRUdJTiBQUklWQVRFIEtFW", .pemUnknownPrivateKey),
    ("LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURSBLRV", .pemUnknownPrivateKey),
    ("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRV", .pemRSAPrivateKey),
    ("LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFW", .pemECPrivateKey),
    ("LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0", .pemOpenSSHPrivateKey),
    ("LS0tLS1CRUdJTiBQVUJMSUMgS0", .pemPublicKey),
    ("LS0tLS1CRUdJTiBSU0EgUFVCTElDIEtFW", .pemPublicKey),
    ("LS0tLS1CRUdJTiBDRVJUSUZJQ0FUR", .pemCertificate),
  ]

  /// How far a header reaches: to the blank line behind the last line with a colon.
  private static func headerLength(of text: Span<UInt8>) -> Int {
    let colon = offset(of: UInt8(ascii: ":"), in: text)
    guard colon < text.count else { return 0 }
    for separator in ["\n\n", "\r\n\r\n", "\\n\\n"] {
      if let blank = text.index(of: separator, from: colon) { return blank + separator.utf8.count }
    }
    return 0
  }
}

/// Base64 (RFC 4648), with line ends and white space anywhere, as in PEM.
enum Base64 {
  /// Decodes into `output` from its start. Nil where a byte is none of base64's, or there is no room.
  static func decode(
    _ text: Span<UInt8>, into output: inout MutableSpan<UInt8>, isURLSafe: Bool = false
  ) -> Int? {
    // One copy for the whole text: a table that isn't a constant is asked for anew, or copied, at each byte.
    let table = isURLSafe ? urlSafeDigits : digits
    let digits = table.span
    var group: UInt32 = 0
    var size = 0
    var count = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      let value = digits[Int(byte)]
      if value < 64 {
        group = group << 6 | UInt32(value)
        size += 1
        if size == 4 {
          guard count + 3 <= output.count else { return nil }
          output[count] = UInt8(truncatingIfNeeded: group >> 16)
          output[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
          output[count + 2] = UInt8(truncatingIfNeeded: group)
          count += 3
          (group, size) = (0, 0)
        }
        continue
      }
      if byte == UInt8(ascii: "=") { break }
      if byte <= 0x20 { continue }
      // A line end that wasn't unescaped.
      guard byte == UInt8(ascii: "\\"), index < text.count else { return nil }
      let next = text[index]
      guard next == UInt8(ascii: "n") || next == UInt8(ascii: "r") else { return nil }
      index += 1
    }
    guard size != 1, count + 2 <= output.count else { return size == 0 ? count : nil }
    if size >= 2 {
      output[count] = UInt8(truncatingIfNeeded: group >> (6 * UInt32(size) - 8))
      count += 1
    }
    if size == 3 {
      output[count] = UInt8(truncatingIfNeeded: group >> 2)
      count += 1
    }
    return count
  }

  private static let digits = table(ending: "+/")
  private static let urlSafeDigits = table(ending: "-_")

  private static func table(ending: String) -> [256 of UInt8] {
    var digits: [256 of UInt8] = .init(repeating: 255)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + ending
    for (value, byte) in alphabet.utf8.enumerated() { digits[Int(byte)] = UInt8(value) }
    return digits
  }
}
