public import SecretMemory

/// Where bytes go: a file, a socket, a buffer.
public protocol ByteSink: ~Copyable {
  /// Takes all of `bytes`, or throws the system's error number.
  mutating func write(_ bytes: Span<UInt8>) throws(SystemError)
}

/// Where bytes come from.
public protocol ByteSource: ~Copyable {
  /// Reads at least one and at most `buffer.count` bytes to the start of `buffer`, and returns how many; 0 at
  /// the end.
  mutating func read(into buffer: inout MutableSpan<UInt8>) throws(SystemError) -> Int
}

/// Writes to a descriptor that somebody else opened and will close.
public struct DescriptorSink: ByteSink, ~Copyable {
  private let descriptor: Int32

  /// Borrows the descriptor.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Writes everything, however many calls the system needs for it.
  public mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    try Descriptor.write(bytes, to: descriptor)
  }
}

/// Reads from a descriptor that somebody else opened and will close.
public struct DescriptorSource: ByteSource, ~Copyable {
  private let descriptor: Int32

  /// Borrows the descriptor, and reads on from where it stands.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// One read of the system.
  public mutating func read(into buffer: inout MutableSpan<UInt8>) throws(SystemError) -> Int {
    try Descriptor.read(from: descriptor, into: &buffer)
  }
}
