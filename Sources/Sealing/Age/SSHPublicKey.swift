/// An ssh-ed25519 public key as somebody to seal for: what `ssh-keygen` writes, and `age` opens with the
/// private key.
struct SSHPublicKey: Hashable, Sendable {
  static let type = "ssh-ed25519"

  /// The key in SSH's own encoding (RFC 8709): type and Ed25519 point, each behind its length.
  let wire: [UInt8]

  private static let wirePrefix = [0, 0, 0, 11] + Array(type.utf8) + [0, 0, 0, 32]

  /// Reads base64 with a comment or without; nil if it isn't a key of this type.
  init?(_ text: Span<UInt8>) {
    let end = (0..<text.count).first { text[$0] == UInt8(ascii: " ") } ?? text.count
    guard
      let wire = Base64.decode(
        text.extracting(0..<end), padding: .required, count: Self.wirePrefix.count + Sodium.keyByteCount),
      wire.starts(with: Self.wirePrefix)
    else { return nil }
    self.wire = wire
  }

  /// The Curve25519 point that the Ed25519 point stands for; nil if its order is low.
  var montgomeryPoint: [UInt8]? { Sodium.montgomeryPoint(of: Array(wire.suffix(Sodium.keyByteCount))) }

  /// Four bytes by which a reader knows its stanza.
  var tag: [UInt8] { Array(Sodium.sha256(wire).prefix(4)) }

  /// `ssh-ed25519 AAAA…`, without a comment.
  var text: String {
    "\(Self.type) \(String(decoding: Base64.encode(wire, padding: .required), as: UTF8.self))"
  }
}
