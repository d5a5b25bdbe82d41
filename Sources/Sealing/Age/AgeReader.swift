@_spi(SecretBytes) internal import SecretMemory

/// Opens an age v1 file while it comes, in constant memory.
///
/// Only plaintext that was authenticated is delivered. But a file that breaks later on has delivered its
/// beginning by then: act on the plaintext only when `nextChunk()` has returned nil.
public struct AgeReader<Source: ByteSource & ~Copyable>: ~Copyable {
  private var source: AgeInput<Source>
  private var cipher: PayloadCipher
  private var sealed = [UInt8](repeating: 0, count: PayloadCipher.sealedChunkByteCount)
  private var plaintext: SecretBuffer
  private var state = State.reading

  /// For how many of whom the file is sealed: authentic, since an identity opened the header.
  public let stanzas: [AgeStanzaCount]

  private enum State {
    case reading
    /// The last chunk was delivered; whether the file ends there is still to be seen.
    case delivered
    case ended
    case failed(AgeReadError)
  }

  /// Reads the header, and takes the file key with the first identity that fits.
  public init(
    source: consuming Source, identities: borrowing AgeIdentities, form: AgeForm = .detected
  ) throws(AgeReadError) {
    var source = try AgeInput(source, form: form)
    let header = try AgeHeaderParser.parse(&source)
    var keys = try converting(AgeReadError.memory, AgeKeySchedule.init)
    var key = try Self.secretBuffer(count: Sodium.keyByteCount)
    let plaintext = try Self.secretBuffer(count: PayloadCipher.chunkByteCount)
    try header.takeFileKey(with: identities, keys: &keys)
    let authentication = keys.authentication(of: header.authenticatedBytes)
    guard Sodium.isEqual(authentication.span, header.authentication.span)
    else { throw .wrongHeaderAuthentication }
    let nonce = try Self.readNonce(&source)
    keys.derivePayloadKey(nonce: nonce, into: &key)
    cipher = PayloadCipher(key: key)
    stanzas = header.stanzaCounts
    self.plaintext = plaintext
    self.source = source
  }

  /// The next chunk of plaintext, at most 64 KiB, or nil at the end of a file that is whole. It is overwritten
  /// by the next call.
  ///
  /// Once it has thrown, it throws the same again.
  @_lifetime(&self)
  public mutating func nextChunk() throws(AgeReadError) -> Span<UInt8>? {
    let count: Int?
    do throws(AgeReadError) {
      count = try openNextChunk()
    } catch {
      plaintext.wipe()
      state = .failed(error)
      throw error
    }
    guard let count else {
      plaintext.wipe()
      state = .ended
      return nil
    }
    return plaintext.bytes.extracting(0..<count)
  }

  /// Delivers all chunks to `sink`. What `sink` got must not be acted on unless this returns.
  public mutating func copy<Sink: ByteSink & ~Copyable>(to sink: inout Sink) throws(AgeReadError) {
    while let chunk = try nextChunk() {
      do throws(SystemError) {
        try sink.write(chunk)
      } catch {
        throw .sink(error)
      }
    }
  }

  /// Gives the source back.
  public consuming func finish() -> Source { source.finish() }

  /// Opens a chunk into `plaintext`, and returns its length; nil at the file's end.
  private mutating func openNextChunk() throws(AgeReadError) -> Int? {
    switch state {
    case .ended: return nil
    case .failed(let error): throw error
    case .delivered:
      guard try read(upTo: 1) == 0 else { throw .trailingData }
      return nil
    case .reading: break
    }
    let index = cipher.chunk
    let sealedCount = try read(upTo: PayloadCipher.sealedChunkByteCount)
    let count = sealedCount - Sodium.tagByteCount
    // Less than a tag, or an empty chunk that isn't the only one: the last chunk is missing.
    guard count > 0 || (count == 0 && index == 0) else { throw .truncatedPayload }
    let isWhole = sealedCount == PayloadCipher.sealedChunkByteCount
    // Whether a whole chunk is the last one only its nonce tells; a shorter one has to be.
    if isWhole, open(sealedCount, isLast: false) { return count }
    guard open(sealedCount, isLast: true) else { throw .damagedPayload(chunk: index) }
    state = .delivered
    return count
  }

  private mutating func read(upTo count: Int) throws(AgeReadError) -> Int {
    try source.readFully(into: &sealed, count: count)
  }

  private mutating func open(_ count: Int, isLast: Bool) -> Bool {
    cipher.open(sealed, count: count, isLast: isLast, into: &plaintext)
  }

  private static func secretBuffer(count: Int) throws(AgeReadError) -> SecretBuffer {
    try converting(AgeReadError.memory) { () throws(SecretMemoryError) in try SecretBuffer(count: count) }
  }

  private static func readNonce(_ source: inout AgeInput<Source>) throws(AgeReadError) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: AgeHeader.nonceByteCount)
    let count = try source.readFully(into: &nonce, count: AgeHeader.nonceByteCount)
    guard count == AgeHeader.nonceByteCount else { throw .damagedHeader(.truncated) }
    return nonce
  }
}
