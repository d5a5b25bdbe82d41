internal import Reporting
package import Sealing
package import SecretMemory

extension Failure {
  /// What to do about an address's port.
  package static let portHint = "a port is a number from 1 to 65535, and may be left out"

  /// A key file that can't be used.
  package init(_ error: KeyFileError) {
    let path = error.path
    switch error.reason {
    case .openToOthers:
      self.init(.notPermitted, "\(path): others may open this key", hint: "run: chmod 600 \(path)")
    case .writableByOthers:
      self.init(
        .notPermitted, "\(path): others may write this, so it can't be trusted",
        hint: "run: chmod go-w \(path)")
    case .ownedByAnother:
      self.init(
        .notPermitted, "\(path): it belongs to another user, who can change it",
        hint: "check it, and run: chown $(id -u) \(path)")
    case .sealed(let error): self.init(sealed: error, path: path)
    case .key(_, let reason): self.init(error, reason)
    case .noKey: self.init(.configuration, "\(error)", hint: "make one with: credence keygen")
    case .noAddress:
      self.init(
        .configuration, "\(error)", hint: "put the address there that the chat or the service gave you, alone"
      )
    case .noPort:
      self.init(.configuration, "\(error)", hint: Self.portHint)
    case .noWebhookSecret:
      self.init(
        .configuration, "\(error)",
        hint: "copy it from the receiver, or make one: echo whsec_$(openssl rand -base64 32)")
    case .noPassphrase, .noSecret, .duplicate, .badValidity, .trailingContent:
      self.init(.configuration, "\(error)", hint: "correct the file")
    case .tooLarge: self.init(.configuration, "\(error)", hint: "is it the file that you meant?")
    case .alreadyExists:
      self.init(
        .inputOutput, "\(path) exists already", hint: "keys are never overwritten; choose another directory")
    case .system(let system):
      self.init(.inputOutput, "\(path): \(system.message)", hint: "check the path and its permissions")
    case .memory(let error): self.init(error)
    }
  }

  /// A line of a key file that can't be used.
  private init(_ error: KeyFileError, _ reason: KeyTextError) {
    switch reason {
    case .wrongPassphrase:
      self.init(.configuration, "\(error.path): the passphrase is wrong", hint: "try again")
    case .passphraseProtected:
      self.init(
        .configuration, "\(error.path) is under a passphrase",
        hint: "give --passphrase-file or --passphrase-fd")
    case .secretKeyAmongPublicKeys:
      self.init(
        .configuration, "\(error)", hint: "others may have seen it: make a new key, and give the public half")
    case .unsupported:
      self.init(
        .configuration, "\(error)", hint: "use an age X25519 or an ssh-ed25519 key; nothing was sealed")
    case .tooCostly, .noMemory:
      self.init(.configuration, "\(error)", hint: "make a new key with: credence keygen job --passphrase")
    case .unrecognized, .mixedCase, .invalidCharacter, .badChecksum, .wrongLength, .badPadding, .malformed,
      .malformedSSH, .inconsistent:
      self.init(
        .configuration, "\(error)", hint: "copy it again, whole, or make a new one with: credence keygen")
    }
  }

  /// A key file under a passphrase that can't be unlocked.
  private init(sealed error: AgeReadError, path: String) {
    switch error {
    case .wrongPassphrase: self.init(.configuration, "\(path): the passphrase is wrong", hint: "try again")
    case .workFactorTooHigh:
      self.init(
        .configuration, "\(path): \(error)", hint: "unlock it with age -d, and lock it again with age -p")
    case .memory(let error): self.init(error)
    case .noIdentityMatched:
      self.init(
        .configuration, "\(path): it is sealed to a key, not under a passphrase",
        hint: "open it with age -d, and keep what comes out under a passphrase: age -p")
    case .sink:
      self.init(
        .configuration, "\(path): more is sealed in it than identities",
        hint: "is it the file that you meant?")
    case .notAnAgeFile, .damagedArmor, .unsupportedVersion, .damagedHeader, .wrongHeaderAuthentication,
      .truncatedPayload, .damagedPayload, .trailingData, .source:
      self.init(
        .configuration, "\(path): \(error)", hint: "take it from its copy: this one can't be unlocked")
    }
  }

  /// Locked memory that couldn't be had.
  package init(_ error: SecretMemoryError) {
    self.init(.bug, "no memory for secrets: \(error)", hint: "free some memory, or lower --max-payload")
  }
}
