internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory

/// Looks into keys, certificates and tokens: what base64 hides is decoded in locked memory of its own, and wiped.
struct KeyReader: ~Copyable {
  /// What a block of PEM holds; nil where its label promises what isn't there.
  enum Block {
    case privateKey(PrivateKey)
    case publicKey(PublicKey?)
    case certificate(Certificate?)
  }

  /// Room for RSA keys of 16,384 bits. What is larger is told by its label alone.
  private static let capacity = 1 << 14
  /// Room for chains of certificates in PEM, where PEM itself is in base64.
  private static let wrappedCapacity = 1 << 16

  private var scratch: SecretArena
  private var wrapped: SecretArena
  private var json = JSONReader()

  init() throws(SecretMemoryError) {
    let scratch = try SecretArena(capacity: Self.capacity)
    let wrapped = try SecretArena(capacity: Self.wrappedCapacity)
    self.scratch = scratch
    self.wrapped = wrapped
  }

  /// Whether the system keeps the scratch memory out of swap.
  var isLocked: Bool { scratch.isLocked && wrapped.isLocked }

  /// Calls `body` with what each block of a text holds, and its DER. The text may be in base64 as a whole.
  mutating func forEachBlock(in text: Span<UInt8>, _ body: (Block, Span<UInt8>) -> Void) {
    // Programs look for the first block, whatever stands before it, and so may whoever wrapped it.
    guard !PEMBlock.isPlain(text) else { return Self.forEachBlock(in: text, &scratch, body) }
    Self.unwrap(text, &wrapped, &scratch, body)
  }

  /// Whether a private key is among the blocks of a text.
  mutating func holdsPrivateKey(_ text: Span<UInt8>) -> Bool {
    var isFound = false
    forEachBlock(in: text) { block, _ in
      if case .privateKey = block { isFound = true }
    }
    return isFound
  }

  /// Calls `body` with the PEM that a text in base64 holds.
  mutating func unwrap(_ text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    guard !PEMBlock.isPlain(text) else { return }
    Self.decode(text, into: &wrapped, body)
  }

  private static func decode(
    _ text: Span<UInt8>, into wrapped: inout SecretArena, _ body: (Span<UInt8>) -> Void
  ) {
    var bytes = wrapped.mutableBytes
    let count = Base64.decode(text, into: &bytes)
    defer { wrapped.wipe(upTo: count) }
    if let count { body(wrapped.bytes.extracting(0..<count)) }
  }

  private static func unwrap(
    _ text: Span<UInt8>, _ wrapped: inout SecretArena, _ scratch: inout SecretArena,
    _ body: (Block, Span<UInt8>) -> Void
  ) {
    var bytes = wrapped.mutableBytes
    let count = Base64.decode(text, into: &bytes)
    defer { wrapped.wipe(upTo: count) }
    if let count { forEachBlock(in: wrapped.bytes.extracting(0..<count), &scratch, body) }
  }

  private static func forEachBlock(
    in text: Span<UInt8>, _ scratch: inout SecretArena, _ body: (Block, Span<UInt8>) -> Void
  ) {
    var start = 0
    while let block = PEMBlock(in: text, from: start) {
      start = block.body.upperBound
      guard let label = PEMBlock.Label(text.extracting(block.label)) else { continue }
      // What was taken out is no key.
      if case .privateKey = label, !TextForms.isLooseBody(text, from: block.label.upperBound + 5) { continue }
      if case .privateKey(let label) = label, block.isEncryptedByHeader {
        let header = PrivateKey.Protection(header: text.extracting(block.header))
        body(.privateKey(PrivateKey(encryptedByHeader: header, label)), text.extracting(0..<0))
      } else {
        read(text.extracting(block.body), label, &scratch, body)
      }
    }
  }

  private static func read(
    _ text: Span<UInt8>, _ label: PEMBlock.Label, _ scratch: inout SecretArena,
    _ body: (Block, Span<UInt8>) -> Void
  ) {
    var bytes = scratch.mutableBytes
    let count = Base64.decode(text, into: &bytes)
    var end = count ?? 0
    defer { scratch.wipe(upTo: count == nil ? nil : end) }
    switch label {
    case .privateKey(let label):
      var key = PrivateKey(scratch.bytes.extracting(0..<end), label: label) ?? PrivateKey(unreadable: label)
      if let seed = key.seed, end + Ed25519.byteCount <= scratch.capacity,
        let point = Ed25519.publicKey(ofSeed: scratch.bytes.extracting(seed))
      {
        // Keys of other forms hold it themselves.
        key.point = end..<end + Ed25519.byteCount
        var bytes = scratch.mutableBytes
        for index in point.indices { bytes[end + index] = point[index] }
        end += Ed25519.byteCount
      }
      body(.privateKey(key), scratch.bytes.extracting(0..<end))
    case .publicKey(let isPKCS1):
      let der = scratch.bytes.extracting(0..<end)
      body(.publicKey(PublicKey(der, isPKCS1: isPKCS1)), der)
    case .certificate:
      let der = scratch.bytes.extracting(0..<end)
      body(.certificate(Certificate(der)), der)
    }
  }

  /// Reads a JSON Web Token. Nil if it isn't one.
  mutating func readToken(_ text: Span<UInt8>) -> JSONWebToken? {
    guard let parts = JSONWebToken.parts(of: text) else { return nil }
    var token = JSONWebToken()
    token.isSigned = parts.isSigned
    defer { scratch.wipe() }
    guard let header = Self.decode(text.extracting(parts.header), into: &scratch, with: &json),
      token.read(header: scratch.bytes.extracting(0..<header), json.tokens),
      let claims = Self.decode(text.extracting(parts.claims), into: &scratch, with: &json),
      token.read(claims: scratch.bytes.extracting(0..<claims), json.tokens)
    else { return nil }
    return token
  }

  /// Decodes and reads a JSON object; returns how many bytes it has.
  private static func decode(
    _ text: Span<UInt8>, into scratch: inout SecretArena, with json: inout JSONReader
  ) -> Int? {
    var bytes = scratch.mutableBytes
    guard let count = Base64.decode(text, into: &bytes, isURLSafe: true), count > 1,
      let end = try? json.read(bytes.span.extracting(0..<count)), end == count
    else { return nil }
    json.unescape(in: &bytes)
    return json.tokens[0].type == .object ? count : nil
  }
}
