/// A stanza of type X25519, its form checked.
struct X25519Stanza {
  static let type = "X25519"

  let share: [UInt8]
  let wrappedKey: [UInt8]

  /// Nil if the stanza claims the type without having its form. A body of another length is refused before
  /// any decryption: a longer one could hold keys for several readers at once.
  init?(_ stanza: AgeStanza) {
    guard stanza.arguments.count == 1, stanza.body.count == 32 else { return nil }
    let text = Array(stanza.arguments[0].utf8)
    guard let share = Base64.decode(text, padding: .forbidden, count: Sodium.keyByteCount)
    else { return nil }
    self.share = share
    wrappedKey = stanza.body
  }
}
