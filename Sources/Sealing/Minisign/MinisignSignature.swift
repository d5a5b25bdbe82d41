/// A detached signature as minisign writes it: the message's, and one over the trusted comment as well
/// (https://jedisct1.github.io/minisign).
public struct MinisignSignature: Equatable, Sendable {
  /// Bytes of an Ed25519 signature.
  static let byteCount = 64

  /// Most bytes of a signature file that are read. One with the longest comments has fewer.
  static let textByteLimit = 16 * 1024

  /// Longest untrusted and trusted comments, in bytes: minisign's limits, prefix and newline aside.
  static let untrustedCommentLimit = 1024
  static let trustedCommentLimit = 8192

  private static let untrustedPrefix = "untrusted comment: "
  private static let trustedPrefix = "trusted comment: "

  /// A line that anybody may have changed.
  public let untrustedComment: String

  /// The key that claims to have signed.
  public let keyID: MinisignKeyID

  /// Says what was signed; to be believed only once it was verified, so it has another name in public.
  let trustedComment: String

  /// The trusted comment, which nobody has verified.
  public var unverifiedComment: String { trustedComment }

  /// Ed25519 over the message's digest.
  let messageSignature: [UInt8]

  /// Ed25519 over `messageSignature` and the trusted comment.
  let globalSignature: [UInt8]

  init(
    untrustedComment: String, keyID: MinisignKeyID, trustedComment: String,
    messageSignature: [UInt8], globalSignature: [UInt8]
  ) {
    self.untrustedComment = untrustedComment
    self.keyID = keyID
    self.trustedComment = trustedComment
    self.messageSignature = messageSignature
    self.globalSignature = globalSignature
  }

  /// Reads a signature file's text: four lines, ending in LF or CRLF, and nothing else.
  public init(_ text: Span<UInt8>) throws(MinisignError) {
    var scanner = LineScanner()
    var lines: [[UInt8]] = []
    while let range = scanner.next(in: text) {
      var line: [UInt8] = []
      for index in range { line.append(text[index]) }
      lines.append(line)
    }
    guard lines.count == 4,
      let untrusted = Self.comment(
        lines[0], prefix: Self.untrustedPrefix, limit: Self.untrustedCommentLimit),
      let trusted = Self.comment(lines[2], prefix: Self.trustedPrefix, limit: Self.trustedCommentLimit),
      let record = Base64.decode(lines[1], padding: .required, count: 2 + MinisignKeyID.byteCount + 64),
      let global = Base64.decode(lines[3], padding: .required, count: Self.byteCount)
    else { throw .malformed }
    switch record[..<2] {
    case [UInt8(ascii: "E"), UInt8(ascii: "D")]: break
    case [UInt8(ascii: "E"), UInt8(ascii: "d")]: throw .legacy
    default: throw .malformed
    }
    self.init(
      untrustedComment: untrusted, keyID: MinisignKeyID(bytes: Array(record[2..<10])),
      trustedComment: trusted, messageSignature: Array(record[10...]), globalSignature: global)
  }

  /// The signature file's text.
  public var text: [UInt8] {
    let record = Array("ED".utf8) + keyID.bytes + messageSignature
    return Array("\(Self.untrustedPrefix)\(untrustedComment)\n".utf8)
      + Base64.encode(record, padding: .required)
      + Array("\n\(Self.trustedPrefix)\(trustedComment)\n".utf8)
      + Base64.encode(globalSignature, padding: .required) + Array("\n".utf8)
  }

  /// What the global signature covers.
  static func globalMessage(messageSignature: [UInt8], trustedComment: String) -> [UInt8] {
    messageSignature + Array(trustedComment.utf8)
  }

  private static func comment(_ line: [UInt8], prefix: String, limit: Int) -> String? {
    guard line.starts(with: prefix.utf8),
      let comment = String(validating: line.dropFirst(prefix.utf8.count), as: UTF8.self),
      isComment(comment, limit: limit)
    else { return nil }
    return comment
  }

  /// Whether a text may be a comment. It is shown to people, so nothing in it may write over a terminal's line
  /// or turn the direction of what follows.
  static func isComment(_ text: String, limit: Int) -> Bool {
    text.utf8.count <= limit
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar == "\t"
        case .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
      }
  }
}
