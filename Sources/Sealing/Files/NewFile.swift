internal import Glibc
internal import SecretMemory

/// A file that appears under its name only when it is whole, and never in the place of another.
///
/// It is written under a temporary name in the same directory, which goes when the file is
/// published or given up.
struct NewFile: ByteSink, ~Copyable {
  private let directory: Descriptor
  private let file: Descriptor
  private let temporaryName: String
  private var isTemporary = true

  /// The last component of its path.
  let name: String

  /// Creates the temporary file. `mode` should be 0600 unless anybody may read it.
  init(at path: String, mode: mode_t = 0o600) throws(SystemError) {
    let (parent, name) = Self.split(path)
    guard !name.isEmpty, name != ".", name != ".." else { throw SystemError(number: EISDIR) }
    let temporaryName = ".credence-\(Self.randomName()).partial"
    let directory = try Descriptor(opening: parent, flags: O_RDONLY | O_DIRECTORY)
    let number = directory.number
    // Found out now, not after an hour's work. What comes to stand there until then, `publish()` finds.
    try Self.requireFree(path)
    file = try Descriptor {
      unsafe openat(number, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    }
    self.directory = directory
    self.name = name
    self.temporaryName = temporaryName
  }

  deinit {
    if isTemporary { unsafe unlinkat(directory.number, temporaryName, 0) }
  }

  /// Throws EEXIST if there is anything at `path`.
  static func requireFree(_ path: String) throws(SystemError) {
    guard unsafe faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0
    else { throw SystemError(number: EEXIST) }
    guard errno == ENOENT else { throw SystemError(number: errno) }
  }

  /// Writes everything.
  mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    try Descriptor.write(bytes, to: file.number)
  }

  /// Waits until its bytes are on the disk.
  func synchronize() throws(SystemError) { try file.synchronize() }

  /// Gives the file its name, or throws EEXIST if that is taken. `synchronize()` it before.
  mutating func publish() throws(SystemError) {
    let number = directory.number
    // A rename would replace what came to stand there meanwhile; a link doesn't.
    guard unsafe linkat(number, temporaryName, number, name, 0) == 0 else {
      throw SystemError(number: errno)
    }
    unsafe unlinkat(number, temporaryName, 0)
    isTemporary = false
  }

  /// Takes a published file's name away again.
  mutating func retract() { unsafe unlinkat(directory.number, name, 0) }

  /// Waits until the directory's names are on the disk.
  func synchronizeDirectory() throws(SystemError) { try directory.synchronize() }

  private static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let parent = path[..<slash]
    return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
  }

  private static func randomName() -> String {
    Sodium.randomPublicBytes(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}

extension SystemError {
  /// Whether a new name was taken.
  var meansAlreadyExists: Bool { number == EEXIST }
}
