internal import Glibc
internal import SecretMemory

/// How many stanzas of a type an age file has.
public struct AgeStanzaCount: Equatable, Sendable {
  /// The type: `X25519`, `ssh-ed25519`, `scrypt` and others. Cut to 32 characters, since whoever wrote the file
  /// chose it.
  public let type: String
  /// How many.
  public internal(set) var count: Int
}

extension AgeHeader {
  /// The types of stanza, each once, in order; at most 16 of them.
  var stanzaCounts: [AgeStanzaCount] {
    var counts: [AgeStanzaCount] = []
    for stanza in stanzas {
      let type = String(stanza.type.prefix(32))
      if let place = counts.firstIndex(where: { $0.type == type }) {
        counts[place].count += 1
      } else if counts.count < 16 {
        counts.append(AgeStanzaCount(type: type, count: 1))
      }
    }
    return counts
  }
}

/// What an age file shows to anybody, without a key: for how many it is sealed and how long it is. Nothing of
/// it is authenticated.
public struct AgeInspection: Equatable, Sendable {
  /// Whether it is text.
  public let isArmored: Bool

  /// The types of stanza in order, at most 16 of them.
  public let stanzas: [AgeStanzaCount]

  /// How many stanzas there are in all.
  public let stanzaCount: Int

  /// The work factor of a file under a passphrase: 2^`workFactor` KiB of memory.
  public let workFactor: Int?

  /// How many bytes are sealed in it.
  public let plaintextByteCount: Int

  /// The file's length in bytes.
  public let byteCount: Int

  /// Reads a file's header, and, if it is armored, all of it to count.
  public init(path: String) throws(SealedFileError) {
    let file = try SealedFile.openFile(path)
    let size: Int
    do throws(SystemError) { size = Int(try file.status().st_size) } catch {
      throw SealedFileError(error, path: path)
    }
    do throws(AgeReadError) {
      try self.init(source: DescriptorSource(file.number), byteCount: size)
    } catch {
      throw .opening(error)
    }
  }

  init<Source: ByteSource & ~Copyable>(source: consuming Source, byteCount: Int) throws(AgeReadError) {
    var input = try AgeInput(source, form: .detected)
    let header = try AgeHeaderParser.parse(&input)
    isArmored = input.isArmored
    self.byteCount = byteCount
    stanzaCount = header.stanzas.count
    workFactor = header.stanzas.lazy.compactMap { ScryptStanza($0)?.workFactor }.first
    stanzas = header.stanzaCounts
    let payload = try Self.payload(&input, header, byteCount) - AgeHeader.nonceByteCount
    let chunkSize = PayloadCipher.sealedChunkByteCount
    let chunks = (payload + chunkSize - 1) / chunkSize
    plaintextByteCount = payload - chunks * Sodium.tagByteCount
    guard chunks > 0, plaintextByteCount >= 0 else { throw .truncatedPayload }
  }

  private static func payload<Source: ByteSource & ~Copyable>(
    _ input: inout AgeInput<Source>, _ header: AgeHeader, _ byteCount: Int
  ) throws(AgeReadError) -> Int {
    guard input.isArmored else { return byteCount - header.byteCount }
    var block = [UInt8](repeating: 0, count: PayloadCipher.chunkByteCount)
    var count = 0
    while true {
      let read = try input.readFully(into: &block, count: block.count)
      if read == 0 { return count }
      count += read
    }
  }
}
