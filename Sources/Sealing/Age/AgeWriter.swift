@_spi(SecretBytes) internal import SecretMemory

/// Seals bytes for age recipients while they come, in constant memory.
///
/// What it writes is a plain age v1 file, which `age -d` opens. A file whose writer never reached `finish()`
/// can't be opened to its end.
public struct AgeWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
  private var sink: Sink
  private var cipher: PayloadCipher
  private var buffer: SecretBuffer
  private var filled = 0

  /// Writes the header. A recipient named twice gets one stanza.
  public init(recipients: [AgeRecipient], sink: consuming Sink) throws(AgeWriteError) {
    guard !recipients.isEmpty else { throw .noRecipients }
    var keys = try converting(AgeWriteError.memory, AgeKeySchedule.init)
    var key = try Self.secretBuffer(count: Sodium.keyByteCount)
    let buffer = try Self.secretBuffer(count: PayloadCipher.sealedChunkByteCount)
    keys.generateFileKey()
    let header = try Self.header(recipients, keys: &keys)
    let nonce = Sodium.randomPublicBytes(AgeHeader.nonceByteCount)
    keys.derivePayloadKey(nonce: nonce, into: &key)
    do throws(SystemError) {
      try sink.write((header + nonce).span)
    } catch {
      throw .sink(error)
    }
    self.sink = sink
    self.buffer = buffer
    cipher = PayloadCipher(key: key)
  }

  /// Takes plaintext, and writes a chunk whenever 64 KiB are together and more follows.
  public mutating func write(_ bytes: Span<UInt8>) throws(AgeWriteError) {
    var taken = 0
    while taken < bytes.count {
      // A full chunk waits: it may be the last.
      if filled == PayloadCipher.chunkByteCount { try writeChunk(isLast: false) }
      let count = min(bytes.count - taken, PayloadCipher.chunkByteCount - filled)
      buffer.copy(bytes.extracting(taken..<taken + count), at: filled)
      filled += count
      taken += count
    }
  }

  /// Writes the last chunk and gives the sink back, which is not flushed or closed.
  public consuming func finish() throws(AgeWriteError) -> Sink {
    try writeChunk(isLast: true)
    return sink
  }

  private mutating func writeChunk(isLast: Bool) throws(AgeWriteError) {
    cipher.seal(&buffer, count: filled, isLast: isLast)
    // Sealing happened in place: no plaintext is left in the buffer.
    let count = filled + Sodium.tagByteCount
    filled = 0
    do throws(SystemError) {
      try Self.write(buffer, count: count, to: &sink)
    } catch {
      throw .sink(error)
    }
  }

  private static func write(
    _ buffer: borrowing SecretBuffer, count: Int, to sink: inout Sink
  ) throws(SystemError) {
    try sink.write(buffer.bytes.extracting(0..<count))
  }

  private static func secretBuffer(count: Int) throws(AgeWriteError) -> SecretBuffer {
    try converting(AgeWriteError.memory) { () throws(SecretMemoryError) in try SecretBuffer(count: count) }
  }

  private static func header(
    _ recipients: [AgeRecipient], keys: inout AgeKeySchedule
  ) throws(AgeWriteError) -> [UInt8] {
    var stanzas: [AgeStanza] = []
    var seen: Set<AgeRecipient> = []
    for recipient in recipients where seen.insert(recipient).inserted {
      guard stanzas.count < AgeHeader.stanzaLimit else {
        throw .tooManyRecipients(limit: AgeHeader.stanzaLimit)
      }
      guard let stanza = keys.wrap(for: recipient) else { throw .unusableRecipient(recipient) }
      stanzas.append(stanza)
    }
    let authenticated = AgeHeader.authenticatedBytes(of: stanzas)
    return authenticated + AgeHeader.ending(authentication: keys.authentication(of: authenticated))
  }
}
