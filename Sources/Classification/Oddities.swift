internal import Facts

/// What copying and pasting leaves behind.
enum Oddities {
  /// Whether white space, quotes or a byte order mark stand around a value, or line breaks are written as `\n` in
  /// it. PEM and documents may end in line ends of their own.
  static func isPadded(_ text: Span<UInt8>, kind: Kind, isBlob: Bool) -> Bool {
    guard text.count > 1 else { return false }
    let first = text[0]
    let last = text[text.count - 1]
    if isBlob { return false }
    // What has its line breaks escaped once too often can't be read by what it is for.
    if text.index(of: "\\n") != nil { return true }
    switch kind {
    case .pemPublicKey, .pemCertificate: return false
    default: if kind.isPrivateKey { return false }
    }
    if first <= 0x20 || last <= 0x20 || first == 0xEF { return true }
    return first == last && (first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"))
  }
}
