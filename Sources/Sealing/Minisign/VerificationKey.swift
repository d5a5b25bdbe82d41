internal import CSodium
internal import SecretMemory

/// The public half of a signing key: an Ed25519 public key as minisign keeps it.
public struct VerificationKey: Hashable, Sendable {
  private static let recordByteCount = 2 + MinisignKeyID.byteCount + 32
  private static let commentPrefix = "untrusted comment: "

  /// Which key this is.
  public let keyID: MinisignKeyID

  let point: [UInt8]

  init(keyID: MinisignKeyID, point: [UInt8]) {
    self.keyID = keyID
    self.point = point
  }

  /// Reads the base64 line of a public key, such as `minisign -P` takes.
  public init(_ line: String) throws(KeyTextError) {
    let bytes = Array(line.utf8)
    try self.init(line: bytes.span)
  }

  private init(line: Span<UInt8>) throws(KeyTextError) {
    guard let record = Base64.decode(line, padding: .required, count: Self.recordByteCount),
      record.starts(with: "Ed".utf8)
    else { throw .malformed }
    self.init(keyID: MinisignKeyID(bytes: Array(record[2..<10])), point: Array(record[10...]))
  }

  /// Reads a public key file: a comment line and the key's line.
  public init(contentsOf path: String) throws(KeyFileError) {
    try self.init(KeyText(contentsOf: path, secrecy: .public))
  }

  init(_ text: borrowing KeyText) throws(KeyFileError) {
    let line = try text.minisignRecord()
    // A signing key's record is longer; it mustn't be decoded into ordinary memory.
    guard line.count <= Base64.encodedCount(Self.recordByteCount, padding: .required)
    else { throw text.error(.secretKeyAmongPublicKeys, line: 2) }
    do throws(KeyTextError) {
      try self.init(line: text.bytes.extracting(line))
    } catch {
      throw text.error(error, line: 2)
    }
  }

  /// Checks that `signature` was made by this key for a message with this digest. Returns the trusted comment,
  /// which can be believed then.
  @discardableResult
  public func verify(
    _ signature: MinisignSignature, of digest: MessageDigest
  ) throws(MinisignError) -> String {
    guard signature.keyID == keyID else { throw .unknownKey(signature.keyID) }
    guard isSignature(signature.messageSignature, of: digest.bytes) else { throw .forgedMessage }
    let globalMessage = MinisignSignature.globalMessage(
      messageSignature: signature.messageSignature, trustedComment: signature.trustedComment)
    guard isSignature(signature.globalSignature, of: globalMessage) else { throw .forgedComment }
    return signature.trustedComment
  }

  /// The key's line, such as `minisign -P` takes.
  public var line: String {
    String(decoding: Base64.encode(Array("Ed".utf8) + keyID.bytes + point, padding: .required), as: UTF8.self)
  }

  /// Writes a new public key file, which all may read.
  public func createFile(at path: String) throws(KeyFileError) {
    try KeyTextWriter.create(at: path, isPublic: true) { writer in
      writer.append("\(Self.commentPrefix)minisign public key \(keyID)\n\(line)\n")
    }
  }

  func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    unsafe crypto_sign_verify_detached(signature, message, UInt64(message.count), point) == 0
  }
}

extension KeyText {
  /// The comment line of a public key file.
  var firstLine: String {
    var lines = LineScanner()
    let text = bytes
    guard let line = lines.next(in: text) else { return "" }
    return String(decoding: line.map { text[$0] }, as: UTF8.self)
  }

  /// The second line of a minisign key file, behind a comment and before nothing.
  func minisignRecord() throws(KeyFileError) -> Range<Int> {
    var lines = LineScanner()
    guard let comment = lines.next(in: bytes) else { throw error(.noKey) }
    guard Bech32.starts(bytes.extracting(comment), with: Array("untrusted comment: ".utf8))
    else { throw error(.malformed, line: 1) }
    guard let record = lines.next(in: bytes), !record.isEmpty else { throw error(.noKey) }
    if lines.next(in: bytes) != nil { throw error(.trailingContent(line: lines.number)) }
    return record
  }
}
