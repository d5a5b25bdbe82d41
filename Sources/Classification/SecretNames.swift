internal import Facts
internal import JSONReader

/// Names which say that what stands behind them is secret: of flags, variables, keys and headers.
enum SecretNames {
  /// Whether a name does, in any way of writing. What only tells where a secret is, or of what sort, isn't one.
  static func call(_ name: Span<UInt8>) -> Bool {
    // A long name ends like a short one.
    let name = name.extracting(Swift.max(0, name.count - longest)..<name.count)
    guard name.count >= 2 else { return false }
    // As Vault calls the secret half of a role's credentials.
    if name.endsAlike("secretid") { return true }
    if mild.contains(where: { name.endsAlike($0) }) { return false }
    if name.endsAlike("key") { return !name.endsAlike("publickey") }
    if name.endsAlike("pass") || name.endsAlike("pwd") { return true }
    for end in 1...name.count {
      let start = name.extracting(0..<end)
      for word in words where start.endsAlike(word) { return true }
    }
    return false
  }

  private static let longest = 64

  private static let words = [
    "password", "passwd", "passphrase", "secret", "token", "credential", "apikey", "accesskey", "privatekey",
    "authorization", "basicauth", "cookie",
  ]

  private static let mild = [
    "file", "path", "dir", "directory", "url", "uri", "endpoint", "type", "name", "version", "audience",
    "expiry", "issuer", "command", "cmd", "arn", "region", "mode", "stdin", "cache", "storage", "id", "only",
    "seconds", "lifetime", "ttl",
  ]
}

extension Looks {
  /// Whether a value is a credential by its shape, or mixed as only generators mix.
  static func secret(_ text: Span<UInt8>) -> Bool {
    if let kind = Recogniser.kindByShape(text),
      kind.fieldClass.sensitivity >= Kind.awsAccessKeyIDLongLived.fieldClass.sensitivity
    {
      return true
    }
    var start = 0
    var groups = 0
    for index in 0...text.count {
      if index < text.count, text[index].isLetter || text[index].isDigit {
        groups |= text[index].isDigit ? 1 : text[index].isUppercaseLetter ? 2 : 4
        continue
      }
      if likeSecret(text.extracting(start..<index)) { return true }
      start = index + 1
    }
    return groups == 7 && text.count >= 20 && text.all { $0.isBase64 || $0.isURLSafe } && likeSecret(text)
  }
}
