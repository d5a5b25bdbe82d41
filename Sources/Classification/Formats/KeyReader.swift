internal import Facts
@_spi(SecretBytes) internal import SecretMemory

/// Looks into private keys in PEM: their DER is decoded in locked memory of its own, and wiped.
struct KeyReader: ~Copyable {
  /// Room for RSA keys of 16,384 bits. What is larger is told by its label alone.
  private static let capacity = 1 << 14

  private var scratch: SecretArena

  init() throws(SecretMemoryError) { scratch = try SecretArena(capacity: Self.capacity) }

  /// Whether the system keeps the scratch memory out of swap.
  var isLocked: Bool { scratch.isLocked }

  /// Calls `body` with each private key in a text.
  mutating func forEachKey(in text: Span<UInt8>, _ body: (PrivateKey) -> Void) {
    var start = 0
    while let block = PEMBlock(in: text, from: start) {
      if let label = PrivateKey.Label(text.extracting(block.label)) {
        body(read(text.extracting(block.body), label, isEncrypted: block.isEncryptedByHeader))
      }
      start = block.body.upperBound
    }
  }

  private mutating func read(
    _ body: Span<UInt8>, _ label: PrivateKey.Label, isEncrypted: Bool
  ) -> PrivateKey {
    var unread = PrivateKey(unreadable: label)
    if isEncrypted {
      unread.protection = .header
      return unread
    }
    var bytes = scratch.mutableBytes
    let count = Base64.decode(body, into: &bytes)
    defer { scratch.wipe(upTo: count) }
    guard let count else { return unread }
    return PrivateKey(scratch.bytes.extracting(0..<count), label: label) ?? unread
  }
}
