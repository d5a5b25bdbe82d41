internal import Glibc

/// Files that aren't secret and must survive a crash: the log, checkpoints, metrics.
public enum DurableFile {
  /// All of a file; nil if there is none of that name. Throws for anything longer than `limit` bytes, and for what is no
  /// regular file: a pipe that somebody put there would be waited for.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(LogError) -> [UInt8]? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .system(path)
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw .system(path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .system("this is no regular file", path: path) }
    guard status.st_size <= limit else { throw .system("longer than \(limit) bytes", path: path) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      // The C boundary: the array is alive for the call, and `count` within it.
      let read = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(file, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
      }
      if read == 0 { break }
      guard read > 0 else {
        if errno == EINTR { continue }
        throw .system(path)
      }
      count += read
    }
    return Array(bytes[..<count])
  }

  /// Puts `bytes` in the place of a file, whole or not at all.
  public static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(LogError) {
    let temporary = path + ".partial"
    unsafe unlink(temporary)
    do throws(LogError) {
      try write(bytes, to: temporary, flags: O_CREAT | O_EXCL, mode: mode)
      guard unsafe rename(temporary, path) == 0 else { throw LogError.system(path) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    try synchronizeDirectory(of: path)
  }

  /// Adds `bytes` at a file's end, and waits for the disk.
  static func append(_ bytes: [UInt8], to path: String) throws(LogError) {
    try write(bytes, to: path, flags: O_CREAT | O_APPEND, mode: 0o600)
    try synchronizeDirectory(of: path)
  }

  /// Takes what is behind the first `size` bytes away.
  static func truncate(_ path: String, to size: Int) throws(LogError) {
    guard unsafe Glibc.truncate(path, size) == 0 else { throw .system(path) }
  }

  /// Waits until the names in a file's directory are on the disk.
  public static func synchronizeDirectory(of path: String) throws(LogError) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let file = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw .system(directory) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .system(directory) }
  }

  private static func write(
    _ bytes: [UInt8], to path: String, flags: Int32, mode: UInt32
  ) throws(LogError) {
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, mode)
    guard file >= 0 else { throw .system(path) }
    defer { close(file) }
    // What others are to read must not depend on this process's mask.
    if flags & O_EXCL != 0 { guard fchmod(file, mode) == 0 else { throw .system(path) } }
    var written = 0
    while written < bytes.count {
      // The C boundary, as above.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(file, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
      }
      guard count > 0 else {
        if count < 0 && errno == EINTR { continue }
        throw .system(path)
      }
      written += count
    }
    guard fsync(file) == 0 else { throw .system(path) }
  }
}

extension LogError {
  /// What the system says of its last call.
  static func system(_ path: String) -> LogError {
    guard let text = unsafe strerror(errno) else { return .system("error \(errno)", path: path) }
    return .system(unsafe String(cString: text), path: path)
  }
}
