internal import Glibc
public import SecretMemory

/// Why a key file couldn't be read or written: which file, and what is wrong with it.
public struct KeyFileError: Error, Equatable, Sendable {
  /// What is wrong with a key file.
  public enum Reason: Equatable, Sendable {
    /// The system refused to open, read or write it.
    case system(SystemError)
    /// A secret key that others may read or write; `permissions` are the file's permission bits. `chmod 600`
    /// helps.
    case openToOthers(permissions: UInt32)
    /// A key that is trusted, or a directory of such keys, that others may write; `permissions` are its
    /// permission bits. `chmod go-w` helps.
    case writableByOthers(permissions: UInt32)
    /// A secret key, a key that is trusted, or a directory of such keys, that belongs to another user, who can
    /// change it; root's are accepted. `owner` is the user's number.
    case ownedByAnother(owner: UInt32)
    /// Another file of the directory has a key with the same id.
    case duplicate
    /// `valid-from:` or `valid-until:` is there twice, or isn't followed by a date or a time.
    case badValidity
    /// Longer than `limit` bytes.
    case tooLarge(limit: Int)
    /// There is no key in it.
    case noKey
    /// There is no passphrase in it.
    case noPassphrase
    /// It isn't one line with an address that messages may be sent to.
    case noAddress
    /// What stands behind the host of the address is no port.
    case noPort
    /// It isn't one line with the secret of a webhook.
    case noWebhookSecret
    /// There is no line in it.
    case noSecret
    /// It is sealed under a passphrase, and can't be opened.
    case sealed(AgeReadError)
    /// Something stands after the key's last line.
    case trailingContent(line: Int)
    /// The key in this line, counted from 1, can't be used.
    case key(line: Int, KeyTextError)
    /// Locked memory couldn't be had.
    case memory(SecretMemoryError)
    /// A new key is not written over a file that exists.
    case alreadyExists
  }

  /// The path as it was given.
  public let path: String

  /// What is wrong.
  public let reason: Reason

  /// Says what is wrong with a file.
  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension KeyFileError: CustomStringConvertible {
  /// Words for people.
  public var description: String {
    switch reason {
    case .system(let error): "\(path): \(error.message)"
    case .openToOthers(let permissions):
      "\(path): others may open this key (mode \(String(permissions, radix: 8))); run chmod 600"
    case .writableByOthers(let permissions):
      "\(path): others may write this (mode \(String(permissions, radix: 8))); run chmod go-w"
    case .ownedByAnother(let owner):
      "\(path): it belongs to another user (\(owner)), who can change it; run chown"
    case .duplicate: "\(path): another file has a key with this id"
    case .badValidity: "\(path):1: valid-from and valid-until take a date such as 2026-01-31"
    case .tooLarge(let limit): "\(path): longer than \(limit) bytes"
    case .noKey: "\(path): no key in it"
    case .noPassphrase: "\(path): no passphrase in it"
    case .noAddress: "\(path): not one line with an address that starts with https://"
    case .noPort: "\(path): the address has no port where one belongs"
    case .noWebhookSecret: "\(path): not one line with whsec_ and 24 to 64 bytes in base64"
    case .noSecret: "\(path): nothing in its first line"
    case .sealed(.wrongPassphrase): "\(path): the passphrase is wrong"
    case .sealed(let error): "\(path): it can't be unlocked: \(error)"
    case .trailingContent(let line): "\(path):\(line): nothing should follow the key"
    case .key(let line, let error): "\(path):\(line): \(error)"
    case .memory(let error): "\(path): \(error)"
    case .alreadyExists: "\(path): exists already"
    }
  }
}

extension KeyFileError {
  /// An error of the system about a path.
  init(_ error: SystemError, path: String) {
    self.init(path: path, reason: error.meansAlreadyExists ? .alreadyExists : .system(error))
  }

  /// An error of sealing a key file.
  init(_ error: AgeWriteError, path: String) {
    switch error {
    case .sink(let error): self.init(error, path: path)
    case .memory(let error): self.init(path: path, reason: .memory(error))
    // Neither recipients nor a work factor are anybody's choice here.
    case .noRecipients, .tooManyRecipients, .unusableRecipient, .workFactor:
      self.init(path: path, reason: .memory(.libraryUnavailable))
    }
  }

  /// Refuses what belongs to neither this user nor root: its owner can change it, whatever its permissions are.
  static func requireOwner(of status: stat, path: String) throws(KeyFileError) {
    guard status.st_uid == 0 || status.st_uid == geteuid() else {
      throw KeyFileError(path: path, reason: .ownedByAnother(owner: status.st_uid))
    }
  }

  /// Locked memory for what is in, or will be in, the file at `path`.
  static func buffer(count: Int, path: String) throws(KeyFileError) -> SecretBuffer {
    try converting({ KeyFileError(path: path, reason: .memory($0)) }) {
      () throws(SecretMemoryError) in try SecretBuffer(count: count)
    }
  }
}
