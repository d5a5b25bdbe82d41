internal import CSodium

/// BLAKE2b-512 (RFC 7693) of a message, as minisign signs it.
public struct MessageDigest: Equatable, Sendable {
  /// Length in bytes.
  static let byteCount = 64

  let bytes: [UInt8]

  /// The digest in hexadecimal, as `b2sum` prints it.
  public var hexadecimal: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Computes a message's digest while the message comes.
@safe public struct MessageHasher: ~Copyable {
  // libsodium's type asks for an alignment that Swift can't import.
  private let state: UnsafeMutableRawPointer
  private let byteCount: Int

  /// Starts with an empty message.
  public init() { self.init(byteCount: MessageDigest.byteCount) }

  /// Starts with an empty message, for a digest of `byteCount` bytes.
  init(byteCount: Int) {
    // Chooses the fastest implementation; where that fails, the plain one hashes just as well.
    _ = sodium_init()
    unsafe state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    self.byteCount = byteCount
    _ = unsafe crypto_generichash_init(OpaquePointer(state), nil, 0, byteCount)
  }

  deinit {
    // It holds the end of the message, which may be a key.
    unsafe sodium_memzero(state, crypto_generichash_statebytes())
    unsafe state.deallocate()
  }

  /// Goes on with `bytes`.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      _ = unsafe crypto_generichash_update(OpaquePointer(state), start, UInt64(buffer.count))
    }
  }

  /// The digest of everything so far.
  public consuming func finish() -> MessageDigest { MessageDigest(bytes: digest()) }

  /// The digest of everything so far, after which it goes on: of a beginning of the message.
  public func digestSoFar() -> MessageDigest {
    let copy = MessageHasher(byteCount: byteCount)
    unsafe copy.state.copyMemory(from: state, byteCount: crypto_generichash_statebytes())
    return copy.finish()
  }

  /// The digest's bytes.
  consuming func digest() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: byteCount)
    _ = unsafe crypto_generichash_final(OpaquePointer(state), &digest, digest.count)
    return digest
  }
}
