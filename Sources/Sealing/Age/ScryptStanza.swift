/// A stanza of type scrypt, its form checked: the file key wrapped under a passphrase.
struct ScryptStanza {
  static let type = "scrypt"

  /// What age writes by default: 256 MiB and about a second.
  static let defaultWorkFactor = 18

  /// The most that age itself spends: 4 GiB.
  static let highestWorkFactor = 22

  static let saltByteCount = 16
  private static let saltPrefix = Array("age-encryption.org/v1/scrypt".utf8)

  let salt: [UInt8]
  let workFactor: Int
  let wrappedKey: [UInt8]

  /// Nil if the stanza claims the type without having its form.
  init?(_ stanza: AgeStanza) {
    guard stanza.arguments.count == 2, stanza.body.count == 32,
      let salt = Base64.decode(
        Array(stanza.arguments[0].utf8), padding: .forbidden, count: Self.saltByteCount),
      let workFactor = Self.workFactor(stanza.arguments[1])
    else { return nil }
    self.salt = salt
    self.workFactor = workFactor
    wrappedKey = stanza.body
  }

  /// What scrypt is salted with.
  static func fullSalt(_ salt: [UInt8]) -> [UInt8] { saltPrefix + salt }

  /// A decimal number from 1, without anything that `Int` takes besides digits.
  private static func workFactor(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !text.hasPrefix("0") else { return nil }
    return Int(text)
  }
}
