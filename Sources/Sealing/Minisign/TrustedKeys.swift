internal import Glibc
internal import SecretMemory

/// A public key and the time for which its signatures count.
public struct TrustedKey: Hashable, Sendable {
  /// The key.
  public let key: VerificationKey

  /// Signatures that state an earlier time aren't accepted: seconds since 1970.
  public let validFrom: Int?

  /// Signatures that state this time or a later one aren't accepted: seconds since 1970.
  public let validUntil: Int?

  /// The file that it was read from.
  public let path: String?

  /// Whether signatures of that time count. Whoever holds the key chooses the time that a signature states: a
  /// key that was stolen has to be taken out of the directory, its validity doesn't help.
  func isValid(at timestamp: Int?) -> Bool {
    if validFrom == nil && validUntil == nil { return true }
    guard let timestamp else { return false }
    return timestamp >= validFrom ?? .min && timestamp < validUntil ?? .max
  }
}

/// The public keys whose signatures are accepted: one, or those of a trust directory.
public struct TrustedKeys: Sendable {
  /// The keys, in the order of their files' names.
  public let keys: [TrustedKey]

  /// One key, at all times.
  public init(_ key: VerificationKey) {
    keys = [TrustedKey(key: key, validFrom: nil, validUntil: nil, path: nil)]
  }

  /// Reads a trust directory, or a file with one key.
  ///
  /// In a directory, every file whose name ends in `.pub` is a minisign public key. Its comment line may hold
  /// `valid-from:2026-01-01` and `valid-until:2027-01-01`, or times such as `2026-01-01T08:00:00Z`, in UTC;
  /// minisign itself ignores them. Neither the directory nor a key may be writable by others.
  public init(contentsOf path: String) throws(KeyFileError) {
    guard let names = try Self.names(in: path) else {
      keys = [try Self.read(path)]
      return
    }
    var keys: [TrustedKey] = []
    for name in names {
      let key = try Self.read(path + "/" + name)
      guard !keys.contains(where: { $0.key.keyID == key.key.keyID }) else {
        throw KeyFileError(path: path + "/" + name, reason: .duplicate)
      }
      keys.append(key)
    }
    guard !keys.isEmpty else { throw KeyFileError(path: path, reason: .noKey) }
    self.keys = keys
  }

  /// Checks that one of these keys signed a message with this digest, at a time for which it is trusted.
  public func verify(
    _ signature: MinisignSignature, of digest: MessageDigest
  ) throws(MinisignError) -> VerifiedComment {
    guard let key = keys.first(where: { $0.key.keyID == signature.keyID }) else {
      throw .unknownKey(signature.keyID)
    }
    let comment = VerifiedComment(keyID: signature.keyID, text: try key.key.verify(signature, of: digest))
    guard key.isValid(at: comment.timestamp) else {
      throw .outsideValidity(signature.keyID, timestamp: comment.timestamp)
    }
    return comment
  }

  private static func read(_ path: String) throws(KeyFileError) -> TrustedKey {
    let text = try KeyText(contentsOf: path, secrecy: .trusted)
    let key = try VerificationKey(text)
    let comment = text.firstLine
    return TrustedKey(
      key: key, validFrom: try time("valid-from:", in: comment, text),
      validUntil: try time("valid-until:", in: comment, text), path: path)
  }

  private static func time(
    _ name: String, in comment: String, _ text: borrowing KeyText
  ) throws(KeyFileError) -> Int? {
    let words = comment.split { $0 == " " || $0 == "\t" }.filter { $0.hasPrefix(name) }
    guard let word = words.first else { return nil }
    guard words.count == 1, let time = Timestamp.seconds(word.dropFirst(name.count)) else {
      throw text.error(.badValidity)
    }
    return time
  }

  /// The names of a directory's keys, sorted; nil if it isn't a directory.
  private static func names(in path: String) throws(KeyFileError) -> [String]? {
    guard let directory = unsafe opendir(path) else {
      if errno == ENOTDIR { return nil }
      throw KeyFileError(SystemError(number: errno), path: path)
    }
    defer { unsafe closedir(directory) }
    var status = stat()
    guard unsafe fstat(dirfd(directory), &status) == 0 else {
      throw KeyFileError(SystemError(number: errno), path: path)
    }
    try KeyFileError.requireOwner(of: status, path: path)
    if status.st_mode & 0o022 != 0 {
      throw KeyFileError(path: path, reason: .writableByOthers(permissions: status.st_mode & 0o7777))
    }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      // The name lies inside the entry, which lives until the next call.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name.hasSuffix(".pub"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// What a signature says of what it signs, once it was verified.
public struct VerifiedComment: Hashable, Sendable {
  /// The key that signed.
  public let keyID: MinisignKeyID

  /// The trusted comment.
  public let text: String

  /// A field of a comment such as `timestamp:1\tfile:x`, which is how minisign and Credence write them; nil
  /// unless it is there once.
  public func field(_ name: String) -> String? {
    let fields = text.split(separator: "\t").filter { $0.hasPrefix(name + ":") }
    return fields.count == 1 ? String(fields[0].dropFirst(name.count + 1)) : nil
  }

  /// When it was signed, as the signer says: seconds since 1970.
  public var timestamp: Int? { field("timestamp").flatMap { Int($0) } }
}
