@_spi(SecretBytes) public import SecretMemory

/// The file of a secret that somebody else made: an API's token, a webhook's address. One line, and nothing else.
public enum SecretLineFile {
  /// Longest line that is taken, in bytes: JSON Web Tokens are long.
  public static let byteLimit = 16 * 1024

  /// Reads the line. The file must be its owner's alone; a pipe may be anybody's.
  public static func read(at path: String) throws(KeyFileError) -> SecretBuffer {
    let text = try KeyText(contentsOf: path, secrecy: .secret)
    var lines = LineScanner()
    guard let line = lines.next(in: text.bytes), !line.isEmpty else { throw text.error(.noSecret) }
    while let more = lines.next(in: text.bytes) {
      guard more.isEmpty else { throw text.error(.trailingContent(line: lines.number)) }
    }
    guard line.count <= byteLimit else { throw text.error(.tooLarge(limit: byteLimit)) }
    var secret = try text.buffer(count: line.count)
    secret.copy(text.bytes.extracting(line))
    return secret
  }
}
