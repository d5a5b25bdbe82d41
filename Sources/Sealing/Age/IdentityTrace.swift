@_spi(SecretBytes) internal import SecretMemory

/// Tells whether a file holds what could open sealed files: for programs that must not have such a file near them.
public enum IdentityTrace {
  private static let identity: StaticString = "AGE-SECRET-KEY-"
  private static let openSSH: StaticString = "-----BEGIN OPENSSH PRIVATE KEY-----"

  /// Whether a line of the file begins like an age identity, of any kind and however wrong; or, `withSSH`, like an
  /// OpenSSH private key. Reads it into locked memory, whoever owns it. A file that can't be read holds none.
  public static func isIn(_ path: String, withSSH: Bool) -> Bool {
    guard let text = try? KeyText(contentsOf: path, secrecy: .public) else { return false }
    var lines = LineScanner()
    while let line = lines.next(in: text.bytes) {
      let bytes = text.bytes.extracting(line)
      if starts(bytes, with: identity) || withSSH && starts(bytes, with: openSSH) { return true }
    }
    return false
  }

  private static func starts(_ bytes: Span<UInt8>, with prefix: StaticString) -> Bool {
    // The C boundary: a constant of the program.
    let prefix = unsafe Span(_unsafeStart: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
    guard bytes.count >= prefix.count else { return false }
    for index in prefix.indices where bytes[index] & 0xDF != prefix[index] & 0xDF { return false }
    return true
  }
}
