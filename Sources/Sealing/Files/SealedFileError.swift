public import SecretMemory

/// Why a sealed file couldn't be written or opened. `path` in each case is the file concerned, as it was given.
public enum SealedFileError: Error, Equatable, Sendable {
  /// A file stands there already; sealed files get new names.
  case alreadyExists(path: String)
  /// The system refused.
  case system(SystemError, path: String)
  /// Sealing failed for a reason other than the disk.
  case sealing(AgeWriteError)
  /// There is no signature beside the file.
  case noSignature(path: String)
  /// The signature isn't accepted. Nothing was decrypted.
  case signature(MinisignError)
  /// The signature is right, but the file can't be opened.
  case opening(AgeReadError)
  /// The file changed between the check of its signature and its opening. What the sink got must be thrown
  /// away.
  case changedWhileReading(path: String)
  /// Not a regular file.
  case notAFile(path: String)
}

extension SealedFileError: CustomStringConvertible {
  /// Words for people.
  public var description: String {
    switch self {
    case .alreadyExists(let path): "\(path) exists already"
    case .system(let error, let path): "\(path): \(error.message)"
    case .sealing(let error): "sealing failed: \(error)"
    case .noSignature(let path): "\(path): there is no signature"
    case .signature(let error): "the signature isn't accepted: \(error)"
    case .opening(let error): "\(error)"
    case .changedWhileReading(let path): "\(path) changed while it was read"
    case .notAFile(let path): "\(path) isn't a file"
    }
  }
}

extension SealedFileError {
  /// An error of the system about a path.
  init(_ error: SystemError, path: String) {
    self = error.meansAlreadyExists ? .alreadyExists(path: path) : .system(error, path: path)
  }

  /// An error of sealing the file at a path.
  init(_ error: AgeWriteError, path: String) {
    switch error {
    case .sink(let error): self.init(error, path: path)
    default: self = .sealing(error)
    }
  }

  /// Turns the system's errors into those about a path.
  static func system(at path: String) -> (SystemError) -> SealedFileError {
    { error in SealedFileError(error, path: path) }
  }
}
