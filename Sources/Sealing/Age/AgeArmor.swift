/// The text form of an age file (https://c2sp.org/age): base64 between a line that begins it and one that ends
/// it. Strict: one text for each file, but for LF or CRLF and for blanks around the whole.
enum AgeArmor {
  static let firstLine = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
  static let lastLine = Array("-----END AGE ENCRYPTED FILE-----".utf8)

  /// Bytes that a whole line of 64 characters holds.
  static let bytesPerLine = 48

  /// Characters of a whole line.
  static let charactersPerLine = 64

  /// Most blanks that are skipped before the first line, and after the last.
  static let blankLimit = 1024

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// In which form an age file is expected.
public enum AgeForm: Sendable {
  /// Whichever the file's beginning shows.
  case detected
  /// Bytes.
  case binary
  /// Text between `-----BEGIN AGE ENCRYPTED FILE-----` and `-----END AGE ENCRYPTED FILE-----`.
  case armored
}
