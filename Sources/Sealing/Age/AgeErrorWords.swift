internal import SecretMemory

// Words for people, which never carry a part of a file or a key.

extension AgeReadError: CustomStringConvertible {
  /// What is wrong, as the end of a sentence that names the file.
  public var description: String {
    switch self {
    case .notAnAgeFile: "not an age file"
    case .damagedArmor(let damage): "the armor is damaged: \(damage)"
    case .unsupportedVersion: "an age file of another version than v1"
    case .damagedHeader(let damage): "the header is damaged: \(damage)"
    case .wrongHeaderAuthentication: "the header was changed after it was written"
    case .noIdentityMatched(let types):
      "no identity fits: the file is sealed to \(types.joined(separator: ", "))"
    case .wrongPassphrase: "the passphrase is wrong"
    case .workFactorTooHigh(let factor, let limit):
      "trying a passphrase would take 2^\(factor) KiB of memory, and no more than 2^\(limit) are spent"
    case .truncatedPayload: "the file ends too early"
    case .damagedPayload(let chunk): "it was changed behind the first \(chunk) chunks of 64 KiB"
    case .trailingData: "something stands behind the file's end"
    case .memory(let error): "\(error)"
    case .source(let error): "reading failed: \(error.message)"
    case .sink(let error): "writing failed: \(error.message)"
    }
  }
}

extension AgeArmorDamage: CustomStringConvertible {
  /// What is wrong, as the end of a sentence.
  public var description: String {
    switch self {
    case .noFirstLine: "the line that begins it is missing"
    case .line: "a line isn't 64 characters of base64"
    case .noLastLine: "the line that ends it is missing"
    case .trailingText: "something stands behind the line that ends it"
    }
  }
}

extension AgeHeaderDamage: CustomStringConvertible {
  /// What is wrong, as the end of a sentence.
  public var description: String {
    switch self {
    case .truncated: "it ends too early"
    case .stanzaLine: "a line that should begin a stanza doesn't"
    case .stanzaBody: "a stanza's body isn't base64 in lines of 64 characters"
    case .authenticationLine: "the line with its authentication code is malformed"
    case .noStanza: "there is no stanza in it"
    case .x25519Stanza: "a stanza of type X25519 is malformed"
    case .passphraseStanza: "a stanza of type scrypt is malformed"
    case .passphraseNotAlone: "a stanza of type scrypt stands beside others"
    case .tooLong: "it is longer than 1 MiB"
    case .tooManyStanzas: "it has more than \(AgeHeader.stanzaLimit) stanzas"
    }
  }
}

extension AgeWriteError: CustomStringConvertible {
  /// What is wrong, as the end of a sentence.
  public var description: String {
    switch self {
    case .noRecipients: "there is nobody to seal for"
    case .tooManyRecipients(let limit): "there are more than \(limit) recipients"
    case .unusableRecipient(let recipient): "anybody could open what is sealed for \(recipient)"
    case .workFactor(let factor): "\(factor) is no work factor: 1 to \(ScryptStanza.highestWorkFactor) are"
    case .memory(let error): "\(error)"
    case .sink(let error): "writing failed: \(error.message)"
    }
  }
}
