public import SecretMemory

/// Why a file couldn't be sealed.
public enum AgeWriteError: Error, Equatable, Sendable {
  /// Nobody to seal for.
  case noRecipients
  /// More recipients than a reader of ours accepts.
  case tooManyRecipients(limit: Int)
  /// A recipient that anybody could open for: its point has a low order.
  case unusableRecipient(AgeRecipient)
  /// A work factor that isn't 1 to 22.
  case workFactor(Int)
  /// Locked memory, or what the passphrase's work factor takes, couldn't be had.
  case memory(SecretMemoryError)
  /// The sink refused bytes.
  case sink(SystemError)
}

/// Why a file couldn't be opened. Plaintext that was delivered before is authentic, but may not be all.
public enum AgeReadError: Error, Equatable, Sendable {
  /// It doesn't begin like an age file.
  case notAnAgeFile
  /// The text form isn't what age writes. What was authenticated before was delivered.
  case damagedArmor(AgeArmorDamage)
  /// An age file of a version that isn't v1.
  case unsupportedVersion
  /// The header isn't what age writes.
  case damagedHeader(AgeHeaderDamage)
  /// The header was changed after it was written: its authentication code is another.
  case wrongHeaderAuthentication
  /// It is sealed for others. `stanzaTypes` are the kinds of recipient it names, each once, in order; at most
  /// 16 of them, and at most 32 characters of each.
  case noIdentityMatched(stanzaTypes: [String])
  /// It is sealed under another passphrase.
  case wrongPassphrase
  /// Its passphrase would take 2^`workFactor` KiB of memory to try, and more than 2^`limit` are not spent.
  case workFactorTooHigh(workFactor: Int, limit: Int)
  /// It ends too early.
  case truncatedPayload
  /// A chunk (64 KiB of plaintext, counted from 0) was changed.
  case damagedPayload(chunk: UInt64)
  /// Something stands behind the last chunk.
  case trailingData
  /// Locked memory, or what the passphrase's work factor takes, couldn't be had.
  case memory(SecretMemoryError)
  /// The source couldn't be read.
  case source(SystemError)
  /// The sink refused plaintext.
  case sink(SystemError)
}

/// What is wrong with an age file's text form.
public enum AgeArmorDamage: Equatable, Sendable {
  /// The line that begins it is missing.
  case noFirstLine
  /// A line that isn't 64 characters of base64, or fewer in the last one.
  case line
  /// The line that ends it is missing.
  case noLastLine
  /// Something stands behind the line that ends it.
  case trailingText
}

/// What is wrong with an age header.
public enum AgeHeaderDamage: Equatable, Sendable {
  /// It ends too early.
  case truncated
  /// A line that begins a stanza, or should.
  case stanzaLine
  /// A line of a stanza's base64 body.
  case stanzaBody
  /// The line with the authentication code.
  case authenticationLine
  /// There is no stanza.
  case noStanza
  /// A stanza of type X25519 without the form that type has.
  case x25519Stanza
  /// A stanza of type scrypt without the form that type has.
  case passphraseStanza
  /// A passphrase stanza beside others, which age forbids.
  case passphraseNotAlone
  /// Longer than our limit of 1 MiB.
  case tooLong
  /// More stanzas than our limit of 4,096.
  case tooManyStanzas
}
