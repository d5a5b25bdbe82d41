internal import Glibc
@_spi(SecretBytes) public import SecretMemory

/// A sealed file whose plaintext is read on from here, chunk by chunk: payloads that were saved.
///
/// Nobody signed it: whoever knows a recipient could have written it, as anybody can write a payload. Each chunk is
/// authentic, but if the file breaks later on, its beginning was read by then; `failure` says so.
public final class SealedInput {
  /// Why the plaintext ended early; nil where it didn't.
  public private(set) var failure: SealedFileError?

  private var reader: AgeReader<FileSource>
  private var chunk: SecretBuffer
  private var filled = 0
  private var position = 0
  private var isBegun = false

  /// Opens the file at `path` with one of these identities.
  public init(path: String, identities: borrowing AgeIdentities) throws(SealedFileError) {
    let file = try SealedFile.openFile(path)
    do throws(AgeReadError) {
      reader = try AgeReader(source: FileSource(file), identities: identities)
    } catch {
      throw .opening(error)
    }
    do throws(SecretMemoryError) { chunk = try SecretBuffer(count: PayloadCipher.chunkByteCount) } catch {
      throw .opening(.memory(error))
    }
  }

  /// What is in it, as one document.
  public var documents: SecretDocuments {
    SecretDocuments(
      next: {
        defer { self.isBegun = true }
        return self.isBegun ? nil : 1
      }, read: { self.read(into: &$0) })
  }

  private func read(into room: inout MutableSpan<UInt8>) -> Int {
    if position == filled, !refill() { return 0 }
    let count = min(room.count, filled - position)
    Sodium.copy(chunk.bytes.extracting(position..<position + count), into: &room)
    position += count
    return count
  }

  private func refill() -> Bool {
    position = 0
    filled = 0
    guard failure == nil else { return false }
    do throws(AgeReadError) {
      guard let next = try reader.nextChunk() else { return false }
      chunk.copy(next)
      filled = next.count
    } catch {
      failure = .opening(error)
    }
    return filled > 0
  }
}

/// Reads a file of ours to its end, and closes it.
private struct FileSource: ByteSource, ~Copyable {
  private let file: Descriptor

  init(_ file: consuming Descriptor) { self.file = file }

  mutating func read(into buffer: inout MutableSpan<UInt8>) throws(SystemError) -> Int {
    try Descriptor.read(from: file.number, into: &buffer)
  }
}

extension SealedFile {
  /// Takes the document that `documents` stands at, whole. Gives its length in bytes.
  @discardableResult
  public mutating func write(_ documents: SecretDocuments) throws(SealedFileError) -> Int {
    var room: SecretBuffer
    do throws(SecretMemoryError) { room = try SecretBuffer(count: PayloadCipher.chunkByteCount) } catch {
      throw .sealing(.memory(error))
    }
    var total = 0
    while true {
      let count: Int
      do throws(SystemError) {
        var bytes = room.mutableBytes
        count = try documents.read(into: &bytes)
      } catch {
        throw .sealing(.sink(error))
      }
      if count == 0 { return total }
      try write(room.bytes.extracting(0..<count))
      total += count
    }
  }
}
