internal import CSodium

/// The digest of an input as it is read, so that a report can be held against the payloads it was made from.
///
/// It is keyed by the fingerprint key: a plain digest of a short payload would let anybody confirm a guess of
/// what stands in it. BLAKE2b with 16 bytes of output (RFC 7693), under a key derived from the fingerprint
/// key. The hash's state holds the last bytes of the input, so it lies in locked memory.
@safe public struct InputDigest: ~Copyable {
  /// The key that the digests are made under.
  private var key: SecretBuffer
  private var state: SecretBuffer

  /// How many bytes were digested since `begin`.
  public private(set) var byteCount = 0

  /// A digest under a key derived from `fingerprintKey`.
  public init(under fingerprintKey: borrowing FingerprintKey) throws(SecretMemoryError) {
    let key = try fingerprintKey.derived(for: "credence input digest")
    // Memory of libsodium ends at a page's end, so a multiple of 64 bytes is aligned as BLAKE2b needs it.
    let state = try SecretBuffer(count: (crypto_generichash_statebytes() + 63) & ~63)
    self.key = key
    self.state = state
    begin()
  }

  /// Whether the system keeps its memory out of swap.
  public var isLocked: Bool { key.isLocked && state.isLocked }

  /// Starts anew.
  public mutating func begin() {
    byteCount = 0
    unsafe Self.with(&state) { unsafe Self.begin($0, under: key) }
  }

  private static func begin(_ state: OpaquePointer, under key: borrowing SecretBuffer) {
    unsafe key.bytes.withUnsafeBufferPointer { key in
      _ = unsafe crypto_generichash_init(state, key.baseAddress, key.count, 16)
    }
  }

  /// Takes the next bytes.
  @_spi(SecretBytes) public mutating func update(_ bytes: Span<UInt8>) {
    byteCount += bytes.count
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe Self.with(&state) {
        _ = unsafe crypto_generichash_update($0, input.baseAddress, UInt64(input.count))
      }
    }
  }

  /// The digest of all bytes since `begin`; ends it.
  public mutating func finish() -> [16 of UInt8] {
    var result: [16 of UInt8] = .init(repeating: 0)
    var output = result.mutableSpan
    unsafe output.withUnsafeMutableBufferPointer { out in
      guard let start = out.baseAddress else { return }
      let count = out.count
      unsafe Self.with(&state) { _ = unsafe crypto_generichash_final($0, start, count) }
    }
    return result
  }

  private static func with(_ state: inout SecretBuffer, _ body: (OpaquePointer) -> Void) {
    var bytes = state.mutableBytes
    unsafe bytes.withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { unsafe body(OpaquePointer(start)) }
    }
  }
}
