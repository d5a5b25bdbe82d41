import Foundation
import Sealing
import SecretMemory

/// Sealing and opening a file of random bytes beside `age`, in CPU time, turn by turn.
struct SealingSpeed {
  private let scratch: String
  private let size: Int
  private let plain: String
  private let sealed: String
  private let identity: String
  private let recipients: [AgeRecipient]

  init(scratch: String, mebibytes: Int) throws {
    self.scratch = scratch
    size = mebibytes << 20
    plain = scratch + "/plain"
    sealed = scratch + "/sealed.age"
    identity = scratch + "/sealing-identity"
    let key = try AgeIdentity.generate()
    recipients = [key.recipient]
    try key.createFile(at: identity, created: 0)
    try Data().write(to: URL(filePath: plain))
    let file = try FileHandle(forWritingTo: URL(filePath: plain))
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<mebibytes {
      let words = (0..<1 << 17).map { _ in generator.next() as UInt64 }
      words.withUnsafeBytes { file.write(Data($0)) }
    }
    try file.close()
    let output = open(sealed, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(output) }
    try seal(to: output, hashes: 0)
  }

  func measure() throws {
    print(
      "\nSealing \(size >> 20) MiB, in GB a second of CPU: the best of 5 turns, beside age in the same turns")
    let null = open("/dev/null", O_WRONLY)
    defer { close(null) }
    var best: [String: Double] = [:]
    func time(_ name: String, _ seconds: Double) {
      best[name] = max(best[name] ?? 0, Double(size) / seconds / 1e9)
    }
    for _ in 0..<5 {
      time("seal", try leastSeconds(of: 1) { try seal(to: null, hashes: 0) })
      time("age -r", try age(["-r", "\(recipients[0])", "-o", "/dev/null", plain]))
      time("open", try leastSeconds(of: 1) { try unseal(to: null) })
      time("age -d", try age(["-d", "-i", identity, "-o", "/dev/null", sealed]))
      time("seal, signature outside", try leastSeconds(of: 1) { try seal(to: null, hashes: 1) })
      time("seal, signatures outside and inside", try leastSeconds(of: 1) { try seal(to: null, hashes: 2) })
    }
    for (name, peer, floor, goal) in [
      ("seal", "age -r", 1.18, 1.0), ("open", "age -d", 1.18, 1.0),
      ("seal, signature outside", "", 0.54, 0.45),
      ("seal, signatures outside and inside", "", 0.34, 0.30),
    ] {
      let other = best[peer].map { "   \(peer) \(number($0, 2))" } ?? ""
      print("  \(padded(name, 36)) \(number(best[name] ?? 0, 2))   goal \(goal), floor \(floor)\(other)")
    }
  }

  /// `hashes` is how often the bytes are hashed for a signature: outside as ciphertext, inside as plaintext.
  private func seal(to output: Int32, hashes: Int) throws {
    let input = open(plain, O_RDONLY)
    defer { close(input) }
    var source = DescriptorSource(input)
    var writer = try AgeWriter(
      recipients: recipients, sink: OuterHash(DescriptorSink(output), hashes: hashes > 0))
    var inner = MessageHasher()
    var block = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      var room = block.mutableSpan
      let count = try source.read(into: &room)
      if count == 0 { break }
      if hashes > 1 { inner.update(block.span.extracting(0..<count)) }
      try writer.write(block.span.extracting(0..<count))
    }
    _ = try writer.finish()
  }

  private func unseal(to output: Int32) throws {
    let input = open(sealed, O_RDONLY)
    defer { close(input) }
    let identities = try AgeIdentities(contentsOf: identity)
    var reader = try AgeReader(source: DescriptorSource(input), identities: identities)
    var sink = DescriptorSink(output)
    try reader.copy(to: &sink)
  }

  private func age(_ arguments: [String]) throws -> Double {
    try execute("/usr/bin/age", arguments).cpu
  }
}

private struct OuterHash: ByteSink, ~Copyable {
  private var sink: DescriptorSink
  private var hasher = MessageHasher()
  private let hashes: Bool

  init(_ sink: consuming DescriptorSink, hashes: Bool) {
    self.sink = sink
    self.hashes = hashes
  }

  mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    try sink.write(bytes)
    if hashes { hasher.update(bytes) }
  }
}
