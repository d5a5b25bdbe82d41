internal import Glibc
internal import SecretMemory

/// A file descriptor of ours: closed at its end.
struct Descriptor: ~Copyable {
  let number: Int32

  /// Opens `path`, close-on-exec.
  init(opening path: String, flags: Int32) throws(SystemError) {
    try self.init { unsafe open(path, flags | O_CLOEXEC) }
  }

  /// Takes over what `call` opens; `call` is tried again when it was interrupted.
  init(_ call: () -> Int32) throws(SystemError) {
    while true {
      let result = call()
      if result >= 0 {
        number = result
        return
      }
      if errno != EINTR { throw SystemError(number: errno) }
    }
  }

  deinit { close(number) }

  /// What the system knows of the file.
  func status() throws(SystemError) -> stat {
    var result = stat()
    guard unsafe fstat(number, &result) == 0 else { throw SystemError(number: errno) }
    return result
  }

  /// Waits until the file is on the disk.
  func synchronize() throws(SystemError) {
    guard fsync(number) == 0 else { throw SystemError(number: errno) }
  }

  /// The same for two files at once, so that the disk is waited for once and not twice.
  func synchronize(with other: borrowing Descriptor) throws(SystemError) {
    // A thread takes a pointer; this one lives until it was joined.
    let waiting = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    unsafe waiting.initialize(to: other.number)
    defer { unsafe waiting.deallocate() }
    var thread = pthread_t()
    let result = unsafe pthread_create(
      &thread, nil,
      { pointer in
        if let descriptor = unsafe pointer?.assumingMemoryBound(to: Int32.self) {
          unsafe descriptor.pointee = fsync(descriptor.pointee) == 0 ? 0 : errno
        }
        return nil
      }, waiting)
    guard result == 0 else {
      try synchronize()
      return try other.synchronize()
    }
    let own = fsync(number) == 0 ? 0 : errno
    pthread_join(thread, nil)
    for failure in unsafe [own, waiting.pointee] where failure != 0 { throw SystemError(number: failure) }
  }

  /// Back to the file's first byte.
  func rewind() throws(SystemError) {
    guard lseek(number, 0, SEEK_SET) == 0 else { throw SystemError(number: errno) }
  }

  /// Writes everything, however many calls the system needs for it.
  static func write(_ bytes: Span<UInt8>, to descriptor: Int32) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let result = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
      }
      if result > 0 {
        written += result
      } else if result == 0 {
        throw SystemError(number: EIO)
      } else if errno != EINTR {
        throw SystemError(number: errno)
      }
    }
  }

  /// One read, tried again when it was interrupted.
  static func read(
    from descriptor: Int32, into buffer: inout MutableSpan<UInt8>
  ) throws(SystemError) -> Int {
    while true {
      let result = unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if result >= 0 { return result }
      if errno != EINTR { throw SystemError(number: errno) }
    }
  }
}
