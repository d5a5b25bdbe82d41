/// Why the text of a key can't be used. Never carries the text.
public enum KeyTextError: Error, Equatable, Sendable {
  /// Not a key of the expected kind.
  case unrecognized
  /// A kind of key that exists but isn't supported, by its name, such as `ssh-ed25519` or `age1pq`.
  case unsupported(kind: String)
  /// A secret key where a public one belongs: it may have been shown to others.
  case secretKeyAmongPublicKeys
  /// The key is protected by a passphrase, and none was given.
  case passphraseProtected
  /// Upper and lower case in one bech32 text.
  case mixedCase
  /// A character that this kind of key doesn't have.
  case invalidCharacter
  /// A typing error: the checksum doesn't match.
  case badChecksum
  /// Too short or too long.
  case wrongLength
  /// The bits behind the key aren't zero.
  case badPadding
  /// A comment line, or a line of base64, of a minisign file is missing or wrong.
  case malformed
  /// The passphrase isn't the key's.
  case wrongPassphrase
  /// Trying a passphrase would take more time or memory than minisign's own keys do.
  case tooCostly
  /// There isn't the memory that trying a passphrase takes.
  case noMemory
  /// The base64 behind `ssh-ed25519` isn't a key of that type.
  case malformedSSH
  /// The public half of a secret key isn't its own.
  case inconsistent
}

extension KeyTextError: CustomStringConvertible {
  /// Words for people.
  public var description: String {
    switch self {
    case .unrecognized: "not a key of the expected kind"
    case .unsupported(let kind): "\(kind) keys are not supported"
    case .secretKeyAmongPublicKeys: "a secret key stands where a public key belongs"
    case .passphraseProtected: "the key is protected by a passphrase"
    case .wrongPassphrase: "the passphrase is wrong"
    case .tooCostly: "trying a passphrase would take more memory or time than minisign's keys do"
    case .noMemory: "there isn't the memory that trying a passphrase takes"
    case .malformedSSH: "not an ssh-ed25519 key"
    case .mixedCase: "upper and lower case are mixed"
    case .invalidCharacter: "a character doesn't belong in a key"
    case .badChecksum: "the checksum doesn't match (a typing error?)"
    case .wrongLength: "too short or too long"
    case .badPadding: "the last character is not canonical"
    case .malformed: "not in minisign's format"
    case .inconsistent: "the key contradicts itself (damaged?)"
    }
  }
}
