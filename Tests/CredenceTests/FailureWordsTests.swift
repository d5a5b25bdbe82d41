import Foundation
import SecretMemory
import Testing

@testable import Commands
@testable import Sealing

/// Every error of the library, in the words that the command line has for it.
@Suite struct `Words for an error about sealed files and keys` {
  private static let recipient = "age1888888888888888888888888888888888888888888888888888p8fddgq"
  private static let system = SystemError(number: 5)

  private static let armor: [AgeArmorDamage] = [.noFirstLine, .line, .noLastLine, .trailingText]

  /// So that a new case can't be forgotten: its place in the list above.
  private static func place(_ damage: AgeArmorDamage) -> Int {
    switch damage {
    case .noFirstLine: 0
    case .line: 1
    case .noLastLine: 2
    case .trailingText: 3
    }
  }

  private static let header: [AgeHeaderDamage] = [
    .truncated, .stanzaLine, .stanzaBody, .authenticationLine, .noStanza, .x25519Stanza, .passphraseStanza,
    .passphraseNotAlone, .tooLong, .tooManyStanzas,
  ]

  private static func place(_ damage: AgeHeaderDamage) -> Int {
    switch damage {
    case .truncated: 0
    case .stanzaLine: 1
    case .stanzaBody: 2
    case .authenticationLine: 3
    case .noStanza: 4
    case .x25519Stanza: 5
    case .passphraseStanza: 6
    case .passphraseNotAlone: 7
    case .tooLong: 8
    case .tooManyStanzas: 9
    }
  }

  private static let memory: [SecretMemoryError] = [.libraryUnavailable, .allocationFailed(byteCount: 7)]

  private static let reading: [AgeReadError] =
    [
      .notAnAgeFile, .damagedArmor(.line), .unsupportedVersion, .damagedHeader(.stanzaLine),
      .wrongHeaderAuthentication, .noIdentityMatched(stanzaTypes: ["ssh-ed25519", "X25519"]),
      .wrongPassphrase, .workFactorTooHigh(workFactor: 23, limit: 22), .truncatedPayload,
      .damagedPayload(chunk: 3), .trailingData, .memory(.libraryUnavailable), .source(system), .sink(system),
    ] + armor.map { .damagedArmor($0) } + header.map { .damagedHeader($0) } + memory.map { .memory($0) }

  private static func place(_ error: AgeReadError) -> Int {
    switch error {
    case .notAnAgeFile: 0
    case .damagedArmor: 1
    case .unsupportedVersion: 2
    case .damagedHeader: 3
    case .wrongHeaderAuthentication: 4
    case .noIdentityMatched: 5
    case .wrongPassphrase: 6
    case .workFactorTooHigh: 7
    case .truncatedPayload: 8
    case .damagedPayload: 9
    case .trailingData: 10
    case .memory: 11
    case .source: 12
    case .sink: 13
    }
  }

  private static func writing() throws -> [AgeWriteError] {
    [
      .noRecipients, .tooManyRecipients(limit: 4096),
      .unusableRecipient(try AgeIdentity.generate().recipient), .workFactor(23), .memory(.libraryUnavailable),
      .sink(system),
    ]
  }

  private static func place(_ error: AgeWriteError) -> Int {
    switch error {
    case .noRecipients: 0
    case .tooManyRecipients: 1
    case .unusableRecipient: 2
    case .workFactor: 3
    case .memory: 4
    case .sink: 5
    }
  }

  private static func signatures() throws -> [MinisignError] {
    let id = try SigningKey.generate().keyID
    return [
      .malformed, .legacy, .unknownKey(id), .outsideValidity(id, timestamp: 0), .forgedMessage,
      .forgedComment, .outsideValidity(id, timestamp: nil),
    ]
  }

  private static func place(_ error: MinisignError) -> Int {
    switch error {
    case .malformed: 0
    case .legacy: 1
    case .unknownKey: 2
    case .outsideValidity: 3
    case .forgedMessage: 4
    case .forgedComment: 5
    }
  }

  private static let texts: [KeyTextError] = [
    .unrecognized, .unsupported(kind: "ssh-rsa"), .secretKeyAmongPublicKeys, .passphraseProtected, .mixedCase,
    .invalidCharacter, .badChecksum, .wrongLength, .badPadding, .malformed, .wrongPassphrase, .tooCostly,
    .noMemory, .malformedSSH, .inconsistent,
  ]

  private static func place(_ error: KeyTextError) -> Int {
    switch error {
    case .unrecognized: 0
    case .unsupported: 1
    case .secretKeyAmongPublicKeys: 2
    case .passphraseProtected: 3
    case .mixedCase: 4
    case .invalidCharacter: 5
    case .badChecksum: 6
    case .wrongLength: 7
    case .badPadding: 8
    case .malformed: 9
    case .wrongPassphrase: 10
    case .tooCostly: 11
    case .noMemory: 12
    case .malformedSSH: 13
    case .inconsistent: 14
    }
  }

  private static let keyFiles: [KeyFileError.Reason] =
    [
      .system(system), .openToOthers(permissions: 0o644), .writableByOthers(permissions: 0o666),
      .ownedByAnother(owner: 7), .duplicate, .badValidity, .tooLarge(limit: 9), .noKey, .noPassphrase,
      .sealed(.trailingData), .trailingContent(line: 3), .key(line: 2, .malformed),
      .memory(.libraryUnavailable), .alreadyExists, .noAddress, .noWebhookSecret, .noSecret, .noPort,
    ] + texts.map { .key(line: 2, $0) } + reading.map { .sealed($0) }

  private static func place(_ reason: KeyFileError.Reason) -> Int {
    switch reason {
    case .system: 0
    case .openToOthers: 1
    case .writableByOthers: 2
    case .ownedByAnother: 3
    case .duplicate: 4
    case .badValidity: 5
    case .tooLarge: 6
    case .noKey: 7
    case .noPassphrase: 8
    case .sealed: 9
    case .trailingContent: 10
    case .key: 11
    case .memory: 12
    case .alreadyExists: 13
    case .noAddress: 14
    case .noWebhookSecret: 15
    case .noSecret: 16
    case .noPort: 17
    }
  }

  private static func sealedFiles() throws -> [SealedFileError] {
    try [
      .alreadyExists(path: "f"), .system(system, path: "f"), .sealing(.noRecipients), .noSignature(path: "f"),
      .signature(.malformed), .opening(.trailingData), .changedWhileReading(path: "f"), .notAFile(path: "f"),
    ] + writing().map { .sealing($0) } + signatures().map { .signature($0) } + reading.map { .opening($0) }
  }

  private static func place(_ error: SealedFileError) -> Int {
    switch error {
    case .alreadyExists: 0
    case .system: 1
    case .sealing: 2
    case .noSignature: 3
    case .signature: 4
    case .opening: 5
    case .changedWhileReading: 6
    case .notAFile: 7
    }
  }

  /// A sentence for people: no name of the language, nothing optional, one line.
  private func expectWords(_ text: String) {
    let pattern = /[A-Za-z]+\([a-z]+:|Optional|[a-z]+[A-Z][a-z]+\b|Sealing\.|SecretMemory\.|\n|^$/
    #expect(text.firstMatch(of: pattern) == nil, "\(text)")
  }

  private func expectWords(_ failure: Failure) {
    expectWords(failure.reason)
    expectWords(failure.hint.replacing("--max-payload", with: ""))
    #expect(failure.reason.count > 5 && failure.hint.count > 5)
    #expect(failure.code != .clean && failure.code != .gateFailed && failure.code != .notEvaluated)
  }

  @Test func `aren't missing for any case`() throws {
    #expect(Set(Self.armor.map(Self.place)) == Set(0...3))
    #expect(Set(Self.header.map(Self.place)) == Set(0...9))
    #expect(Set(Self.reading.map(Self.place)) == Set(0...13))
    #expect(Set(try Self.writing().map(Self.place)) == Set(0...5))
    #expect(Set(try Self.signatures().map(Self.place)) == Set(0...5))
    #expect(Set(Self.texts.map(Self.place)) == Set(0...14))
    #expect(Set(Self.keyFiles.map(Self.place)) == Set(0...17))
    #expect(Set(try Self.sealedFiles().map(Self.place)) == Set(0...7))
  }

  @Test func `are sentences, with what to do next, and tell cases apart`() throws {
    let sealed = try Self.sealedFiles().map { Failure($0, at: "f", identities: ["identity.txt"]) }
    let keys = Self.keyFiles.map { Failure(KeyFileError(path: "f", reason: $0)) }
    let inside = try Self.signatures().flatMap { error in
      (0...1).map { Failure(inside: error, path: "f", place: $0) }
    }
    for failure in sealed + keys + inside { expectWords(failure) }
    for words in [Self.armor.map { "\($0)" }, Self.header.map { "\($0)" }, Self.texts.map { "\($0)" }] {
      #expect(Set(words).count == words.count)
      for text in words { expectWords(text) }
    }
    for text in try Self.reading.map({ "\($0)" }) + Self.writing().map({ "\($0)" }) {
      expectWords(text)
    }
    for text in try Self.signatures().map({ "\($0)" }) + Self.sealedFiles().map({ "\($0)" }) {
      expectWords(text)
    }
    for reason in Self.keyFiles { expectWords("\(KeyFileError(path: "f", reason: reason))") }
  }

  @Test func `name the file concerned`() throws {
    for error in try Self.sealedFiles() {
      let failure = Failure(error, at: "f")
      switch error {
      case .opening(.memory), .sealing(.memory): #expect(failure.reason.hasPrefix("no memory for secrets"))
      default: #expect(failure.reason.hasPrefix("f"), "\(failure.reason)")
      }
    }
  }
}
