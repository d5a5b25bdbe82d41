internal import CProcess
internal import Glibc
internal import SecretMemory

/// A file that appears under its name only when it is whole, and never in the place of another.
///
/// Until it is published it has no name at all, so that nothing of it remains even if the process is killed.
/// Where the file system can't do that, it has a temporary name in the same directory, which goes when the
/// file is published or given up.
struct NewFile: ByteSink, ~Copyable {
  private let directory: Descriptor
  private let file: Descriptor
  /// Nil while it has no name.
  private var temporaryName: String?

  /// The last component of its path.
  let name: String

  /// Creates the file. `mode` should be 0600 unless anybody may read it. `hasTemporaryName` gives it one where
  /// it needn't.
  init(at path: String, mode: mode_t = 0o600, hasTemporaryName: Bool = false) throws(SystemError) {
    let (parent, name) = Self.split(path)
    guard !name.isEmpty, name != ".", name != ".." else { throw SystemError(number: EISDIR) }
    let directory = try Descriptor(opening: parent, flags: O_RDONLY | O_DIRECTORY)
    let number = directory.number
    // Found out now, not after an hour's work. What comes to stand there until then, `publish()` finds.
    try Self.requireFree(path)
    if !hasTemporaryName, let nameless = Self.nameless(in: number, mode: mode) {
      file = nameless
      temporaryName = nil
    } else {
      let temporaryName = ".credence-\(Self.randomName()).partial"
      file = try Descriptor {
        unsafe openat(number, temporaryName, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      }
      self.temporaryName = temporaryName
    }
    self.directory = directory
    self.name = name
  }

  deinit {
    if let temporaryName { unsafe unlinkat(directory.number, temporaryName, 0) }
  }

  /// A file without a name, if the file system has such, and it can get a name later.
  private static func nameless(in directory: Int32, mode: mode_t) -> Descriptor? {
    // The C header's own expression isn't imported.
    let flags = O_DIRECTORY | 0o20_000_000
    let file = try? Descriptor { unsafe openat(directory, ".", O_WRONLY | flags | O_CLOEXEC, mode) }
    guard let file, unsafe faccessat(AT_FDCWD, path(of: file.number), F_OK, AT_SYMLINK_NOFOLLOW) == 0
    else { return nil }
    return file
  }

  private static func path(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

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

  /// The same for two files at once: the disk is waited for only once then.
  func synchronize(with other: borrowing NewFile) throws(SystemError) {
    try file.synchronize(with: other.file)
  }

  /// Gives the file its name, or throws EEXIST if that is taken. `synchronize()` it before.
  mutating func publish() throws(SystemError) {
    let number = directory.number
    guard let temporaryName else {
      // A plain rename would replace what came to stand there meanwhile; a link doesn't.
      let result = unsafe linkat(AT_FDCWD, Self.path(of: file.number), number, name, AT_SYMLINK_FOLLOW)
      guard result == 0 else { throw SystemError(number: errno) }
      return
    }
    // A file system without hard links, such as FAT, can rename without replacing; one that can't, such as NFS,
    // has hard links.
    if unsafe credence_rename_to_free_name(number, temporaryName, name) != 0 {
      guard errno == EINVAL || errno == ENOSYS else { throw SystemError(number: errno) }
      guard unsafe linkat(number, temporaryName, number, name, 0) == 0 else {
        throw SystemError(number: errno)
      }
      unsafe unlinkat(number, temporaryName, 0)
    }
    self.temporaryName = nil
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
