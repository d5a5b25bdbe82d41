@_spi(SecretBytes) internal import SecretMemory

/// Seals bytes for age recipients while they come, in constant memory.
///
/// What it writes is a plain age v1 file, which `age -d` opens. A file whose writer never reached `finish()`
/// can't be opened to its end.
public struct AgeWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
  private var sink: AgeOutput<Sink>
  private var cipher: PayloadCipher
  private var buffer: SecretBuffer
  private var filled = 0

  /// Writes the header. A recipient named twice gets one stanza. `isArmored` makes it text, which is a third
  /// longer.
  public init(
    recipients: [AgeRecipient], isArmored: Bool = false, sink: consuming Sink
  ) throws(AgeWriteError) {
    guard !recipients.isEmpty else { throw .noRecipients }
    var keys = try converting(AgeWriteError.memory, AgeKeySchedule.init)
    keys.generateFileKey()
    let stanzas = try Self.stanzas(recipients, keys: &keys)
    try self.init(stanzas: stanzas, keys: &keys, isArmored: isArmored, sink: sink)
  }

  /// Writes the header of a file that a passphrase opens, and nobody else: age allows no others beside it.
  ///
  /// Trying a passphrase takes 2^`workFactor` KiB of memory, here and for whoever opens the file; `workFactor`
  /// is 1 to 22.
  public init(
    passphrase: borrowing Passphrase, workFactor: Int = 18, isArmored: Bool = false, sink: consuming Sink
  ) throws(AgeWriteError) {
    guard (1...ScryptStanza.highestWorkFactor).contains(workFactor) else { throw .workFactor(workFactor) }
    var keys = try converting(AgeWriteError.memory, AgeKeySchedule.init)
    keys.generateFileKey()
    guard let stanza = keys.wrap(for: passphrase, workFactor: workFactor) else {
      throw .memory(.allocationFailed(byteCount: 1 << (workFactor + 10)))
    }
    try self.init(stanzas: [stanza], keys: &keys, isArmored: isArmored, sink: sink)
  }

  private init(
    stanzas: [AgeStanza], keys: inout AgeKeySchedule, isArmored: Bool, sink: consuming Sink
  ) throws(AgeWriteError) {
    var key = try Self.secretBuffer(count: Sodium.keyByteCount)
    let buffer = try Self.secretBuffer(count: PayloadCipher.sealedChunkByteCount)
    let authenticated = AgeHeader.authenticatedBytes(of: stanzas)
    let ending = AgeHeader.ending(authentication: keys.authentication(of: authenticated))
    let nonce = Sodium.randomPublicBytes(AgeHeader.nonceByteCount)
    keys.derivePayloadKey(nonce: nonce, into: &key)
    do throws(SystemError) {
      var output = try AgeOutput(sink, isArmored: isArmored)
      try output.write((authenticated + ending + nonce).span)
      self.sink = output
    } catch {
      throw .sink(error)
    }
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
    let sink = self.sink
    do throws(SystemError) { return try sink.finish() } catch { throw .sink(error) }
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
    _ buffer: borrowing SecretBuffer, count: Int, to sink: inout AgeOutput<Sink>
  ) throws(SystemError) {
    try sink.write(buffer.bytes.extracting(0..<count))
  }

  private static func secretBuffer(count: Int) throws(AgeWriteError) -> SecretBuffer {
    try converting(AgeWriteError.memory) { () throws(SecretMemoryError) in try SecretBuffer(count: count) }
  }

  private static func stanzas(
    _ recipients: [AgeRecipient], keys: inout AgeKeySchedule
  ) throws(AgeWriteError) -> [AgeStanza] {
    var stanzas: [AgeStanza] = []
    var seen: Set<AgeRecipient> = []
    for recipient in recipients where seen.insert(recipient).inserted {
      guard stanzas.count < AgeHeader.stanzaLimit else {
        throw .tooManyRecipients(limit: AgeHeader.stanzaLimit)
      }
      guard let stanza = keys.wrap(for: recipient) else { throw .unusableRecipient(recipient) }
      stanzas.append(stanza)
    }
    return stanzas
  }
}
