internal import Reporting
internal import Sealing
internal import SecretMemory

extension Failure {
  /// A key file that can't be used.
  init(_ error: KeyFileError) {
    switch error.reason {
    case .openToOthers:
      self.init(
        .notPermitted, "\(error.path): others may open this key",
        hint: "run: chmod 600 \(error.path)")
    case .writableByOthers:
      self.init(
        .notPermitted, "\(error.path): others may write this, so it can't be trusted",
        hint: "run: chmod go-w \(error.path)")
    case .sealed(.wrongPassphrase), .key(_, .wrongPassphrase):
      self.init(.configuration, "\(error.path): the passphrase is wrong", hint: "try again")
    case .key(_, .passphraseProtected):
      self.init(
        .configuration, "\(error.path) is under a passphrase",
        hint: "give --passphrase-file or --passphrase-fd")
    case .key(_, .secretKeyAmongPublicKeys):
      self.init(
        .configuration, "\(error)", hint: "others may have seen it: make a new key, and give the public half")
    case .key(_, .unsupported):
      self.init(
        .configuration, "\(error)", hint: "use an age X25519 or an ssh-ed25519 key; nothing was sealed")
    case .noPassphrase, .duplicate, .badValidity, .trailingContent:
      self.init(.configuration, "\(error)", hint: "correct the file")
    case .alreadyExists:
      self.init(
        .inputOutput, "\(error.path) exists already",
        hint: "keys are never overwritten; choose another directory")
    case .system(let system):
      self.init(.inputOutput, "\(error.path): \(system.message)", hint: "check the path and its permissions")
    default:
      self.init(.configuration, "\(error)", hint: "make a new one with: credence keygen")
    }
  }

  /// A sealed file that can't be written or opened; `identities` are the files that were tried.
  init(_ error: SealedFileError, identities: [String] = []) {
    switch error {
    case .alreadyExists(let path):
      self.init(
        .inputOutput, "\(path) exists already", hint: "a report is never overwritten; choose a new name")
    case .system(let system, let path):
      self.init(.inputOutput, "\(path): \(system.message)", hint: "nothing was left behind; check the path")
    case .sealing(let error):
      self.init(.configuration, "sealing failed: \(error)", hint: "check the recipients")
    case .noSignature(let path):
      self.init(
        .badInput, "\(path): there is no signature",
        hint: "get the .minisig file that was written with the report; nothing was opened")
    case .signature(.unknownKey(let id)):
      self.init(
        .badInput, "the signature was made with another key than those trusted: \(id)",
        hint: "check --verify-key; nothing was opened")
    case .signature(.outsideValidity(let id, let time)):
      let stated = time.map { "states \(Timestamp.text($0))" } ?? "states no time"
      self.init(
        .badInput, "the signature \(stated), and the key \(id) isn't trusted for that",
        hint: "see valid-from and valid-until in the key's file; nothing was opened")
    case .signature(.malformed), .signature(.legacy):
      self.init(
        .badInput, "the .minisig file isn't a signature that minisign -S writes",
        hint: "get it again; nothing was opened")
    case .signature(let error):
      self.init(
        .badInput, "the signature doesn't fit the file: \(error)",
        hint: "the file or its signature was changed; get both again, and nothing in it was shown")
    case .opening(let error): self.init(error, identities: identities)
    case .changedWhileReading(let path):
      self.init(
        .badInput, "\(path) changed while it was read", hint: "nothing was shown; try again on a copy")
    case .notAFile(let path):
      self.init(.inputOutput, "\(path) isn't a file", hint: "give the sealed report's path")
    }
  }

  /// Locked memory that couldn't be had.
  init(_ error: SecretMemoryError) {
    self.init(.bug, "no memory for secrets: \(error)", hint: "free some memory, or lower --max-payload")
  }

  private init(_ error: AgeReadError, identities: [String]) {
    let tried = identities.isEmpty ? "none" : identities.joined(separator: ", ")
    switch error {
    case .notAnAgeFile:
      self.init(.badInput, "this isn't an age file", hint: "give the sealed report's path")
    case .noIdentityMatched(let types):
      self.init(
        .badInput,
        "no identity fits: the file is sealed to \(types.joined(separator: ", ")), and tried were \(tried)",
        hint: "give the identity of one of its recipients; credence report inspect shows how many there are")
    case .wrongPassphrase:
      self.init(.badInput, "the passphrase is wrong", hint: "try again")
    case .workFactorTooHigh(let factor, let limit):
      self.init(
        .badInput, "trying a passphrase on this file would take 2^\(factor) KiB of memory",
        hint: "no more than 2^\(limit) KiB are spent; open it with age")
    case .truncatedPayload, .damagedHeader(.truncated):
      self.init(.badInput, "the file ends too early", hint: "get it again; nothing of it was shown")
    case .memory(let error): self.init(error)
    case .source(let error), .sink(let error):
      self.init(.inputOutput, error.message, hint: "check the disk, and try again")
    default:
      self.init(.badInput, "the file is damaged: \(error)", hint: "get it again; nothing of it was shown")
    }
  }
}
