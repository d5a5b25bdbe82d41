internal import SecretMemory

/// A new file that hashes what is written to it.
struct HashedFile: ByteSink, ~Copyable {
  private var file: NewFile
  private var hasher = MessageHasher()

  init(_ file: consuming NewFile) { self.file = file }

  /// Writes and hashes.
  mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    try file.write(bytes)
    hasher.update(bytes)
  }

  /// The file's last component.
  var name: String { file.name }

  /// The digest of everything so far, to be asked for once.
  mutating func takeDigest() -> MessageDigest {
    var finished = MessageHasher()
    swap(&finished, &hasher)
    return finished.finish()
  }

  /// Gives the file its name, or throws EEXIST if that is taken.
  mutating func publish() throws(SystemError) { try file.publish() }

  /// Takes a published file's name away again.
  mutating func retract() { file.retract() }

  /// Waits until its bytes are on the disk.
  func synchronize() throws(SystemError) { try file.synchronize() }

  /// The same, and meanwhile for another file.
  func synchronize(with other: borrowing NewFile) throws(SystemError) { try file.synchronize(with: other) }

  /// Waits until the directory's names are on the disk.
  func synchronizeDirectory() throws(SystemError) { try file.synchronizeDirectory() }
}

/// A source that hashes what is read from it: the second reading of a signed file.
struct HashedSource: ByteSource, ~Copyable {
  private let descriptor: Int32
  private var hasher = MessageHasher()

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  mutating func read(into buffer: inout MutableSpan<UInt8>) throws(SystemError) -> Int {
    let count = try Descriptor.read(from: descriptor, into: &buffer)
    hasher.update(buffer.span.extracting(0..<count))
    return count
  }

  /// The digest of everything read.
  consuming func finish() -> MessageDigest { hasher.finish() }
}
