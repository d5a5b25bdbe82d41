internal import Reporting
package import Sealing
internal import SecretMemory

extension Failure {
  /// A sealed file that can't be written or opened: that at `path`, where the error itself names none. `identities` are
  /// the files that were tried.
  package init(_ error: SealedFileError, at path: String? = nil, identities: [String] = []) {
    let place = path.map { "\($0): " } ?? ""
    switch error {
    case .alreadyExists:
      self.init(.inputOutput, "\(error)", hint: "a report is never overwritten; choose a new name")
    case .system: self.init(.inputOutput, "\(error)", hint: "nothing was left behind; check the path")
    case .sealing(let error): self.init(sealing: error, place: place)
    case .noSignature:
      self.init(
        .badInput, "\(error)",
        hint: "get the .minisig file that was written with the report; nothing was opened")
    case .signature(let error): self.init(outside: error, place: place)
    case .opening(let error): self.init(error, place: place, identities: identities)
    case .changedWhileReading:
      self.init(.badInput, "\(error)", hint: "nothing was shown; try again on a copy")
    case .notAFile: self.init(.inputOutput, "\(error)", hint: "give the sealed report's path")
    }
  }

  private init(sealing error: AgeWriteError, place: String) {
    switch error {
    case .memory(let error): self.init(error)
    case .sink(let error):
      self.init(.inputOutput, "\(place)\(error.message)", hint: "nothing was left behind; check the path")
    case .noRecipients, .tooManyRecipients, .unusableRecipient, .workFactor:
      self.init(.configuration, "\(place)sealing failed: \(error)", hint: "check the recipients")
    }
  }

  /// The signature beside a file.
  private init(outside error: MinisignError, place: String) {
    switch error {
    case .unknownKey(let id):
      self.init(
        .badInput, "\(place)the signature was made with another key than those trusted: \(id)",
        hint: "check --verify-key; nothing was opened")
    case .outsideValidity(let id, let time):
      let stated = time.map { "states \(Timestamp.text($0))" } ?? "states no time"
      self.init(
        .badInput, "\(place)the signature \(stated), and the key \(id) isn't trusted for that",
        hint: "see valid-from and valid-until in the key's file; nothing was opened")
    case .malformed, .legacy:
      self.init(
        .badInput, "\(place)the .minisig file isn't a signature that minisign -S writes",
        hint: "get it again; nothing was opened")
    case .forgedMessage, .forgedComment:
      self.init(
        .badInput, "\(place)the signature doesn't fit the file: \(error)",
        hint: "the file or its signature was changed; get both again, and nothing in it was shown")
    }
  }

  private init(_ error: AgeReadError, place: String, identities: [String]) {
    let again = "get it again; nothing of it was shown"
    switch error {
    case .notAnAgeFile:
      self.init(.badInput, "\(place)this isn't an age file", hint: "give the sealed report's path")
    case .unsupportedVersion:
      self.init(.badInput, "\(place)\(error)", hint: "open it with a newer age")
    case .noIdentityMatched:
      let tried = identities.isEmpty ? "none" : identities.joined(separator: ", ")
      self.init(
        .badInput, "\(place)\(error), and tried were \(tried)",
        hint: "give the identity of one of its recipients; credence report inspect shows how many there are")
    case .wrongPassphrase: self.init(.badInput, "\(place)\(error)", hint: "try again")
    case .workFactorTooHigh: self.init(.badInput, "\(place)\(error)", hint: "open it with age")
    case .truncatedPayload, .damagedHeader(.truncated):
      self.init(.badInput, "\(place)the file ends too early", hint: again)
    case .memory(let error): self.init(error)
    case .source(let system), .sink(let system):
      self.init(.inputOutput, "\(place)\(system.message)", hint: "check the disk, and try again")
    case .damagedArmor, .damagedHeader, .wrongHeaderAuthentication, .damagedPayload, .trailingData:
      self.init(.badInput, "\(place)\(error)", hint: again)
    }
  }

  /// A signature inside a report that isn't accepted; `place` counts from 0.
  init(inside error: MinisignError, path: String, place: Int) {
    let which = place == 0 ? "the report's own signature" : "signature \(place + 1) inside the report"
    switch error {
    case .unknownKey(let id):
      self.init(
        .badInput, "\(path): \(which) was made with the key \(id), which isn't trusted",
        hint: "give a directory with every key that may have signed as --verify-key")
    case .outsideValidity(let id, _):
      self.init(
        .badInput, "\(path): \(which) was made outside the time for which the key \(id) is trusted",
        hint: "see valid-from and valid-until in the key's file")
    case .malformed, .legacy, .forgedMessage, .forgedComment:
      self.init(
        .badInput, "\(path): \(which) doesn't fit it: \(error)",
        hint: "the report was changed before it was sealed; ask its writer for the report itself")
    }
  }
}
