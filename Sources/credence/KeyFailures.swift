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

  /// A sealed file that can't be written or opened.
  init(_ error: SealedFileError) {
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
    case .signature(.unknownKey):
      self.init(
        .badInput, "the signature was made with another key than the one given",
        hint: "check --verify-key; nothing was opened")
    case .signature(let error):
      self.init(
        .badInput, "the signature doesn't fit the file: \(error)",
        hint: "the file or its signature was changed; get both again, and nothing in it was shown")
    case .opening(let error):
      self.init(
        .badInput, "the report can't be opened: \(error)",
        hint: "check that --identity belongs to one of its recipients")
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
}
