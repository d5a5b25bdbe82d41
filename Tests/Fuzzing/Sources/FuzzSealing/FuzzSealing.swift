import Glibc
import Sealing
import SecretMemory

// For libFuzzer: input's first byte chooses what the rest is read as. Whatever it is, reading ends in an answer
// or a typed error.

/// Reads one input. Always 0, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  switch start[0] % 8 {
  case 0: open(bytes, form: .binary)
  case 1: open(bytes, form: .armored)
  case 2: _ = try? AgeRecipient(String(decoding: bytes, as: UTF8.self))
  case 3: _ = try? MinisignSignature(bytes.span)
  case 4: _ = try? VerificationKey(String(decoding: bytes, as: UTF8.self))
  case 5: asFile(bytes) { _ = try? AgeIdentities(contentsOf: $0) }
  case 6: asFile(bytes) { _ = try? SigningKey(contentsOf: $0) }
  default: asFile(bytes) { _ = try? AgeRecipient.list(contentsOf: $0) }
  }
  return 0
}

private nonisolated(unsafe) var identities = try? AgeIdentities(AgeIdentity.generate())

private func open(_ bytes: [UInt8], form: AgeForm) {
  var sink = Nowhere()
  switch identities {
  case .none: abort()
  case .some(let identities):
    do throws(AgeReadError) {
      var reader = try AgeReader(source: Bytes(bytes), identities: identities, form: form)
      try reader.copy(to: &sink)
    } catch {}
  }
}

/// Gives bytes as a file that is nowhere: the reading end of a pipe.
private func asFile(_ bytes: [UInt8], _ body: (String) -> Void) {
  var ends: [Int32] = [0, 0]
  // What a pipe holds without a reader.
  guard bytes.count <= 65_536, pipe(&ends) == 0 else { return }
  _ = write(ends[1], bytes, bytes.count)
  close(ends[1])
  body("/proc/self/fd/\(ends[0])")
  close(ends[0])
}

private struct Bytes: ByteSource {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read(into buffer: inout MutableSpan<UInt8>) -> Int {
    let count = min(buffer.count, bytes.count - position)
    for index in 0..<count { buffer[index] = bytes[position + index] }
    position += count
    return count
  }
}

private struct Nowhere: ByteSink {
  mutating func write(_ bytes: Span<UInt8>) {}
}
