internal import CSodium
internal import SecretMemory

/// Signed notes (https://c2sp.org/signed-note): a text, a blank line, and lines of signatures. A minisign key is
/// an Ed25519 key, so it signs them too.
enum SignedNote {
  /// The byte that stands for plain Ed25519.
  static let ed25519: UInt8 = 1

  /// The four bytes that tell which key made a signature.
  static func keyHash(name: String, point: [UInt8]) -> [UInt8] {
    let input = Array(name.utf8) + [0x0A, ed25519] + point
    var output = [UInt8](repeating: 0, count: 32)
    _ = unsafe crypto_hash_sha256(&output, input, UInt64(input.count))
    return Array(output[..<4])
  }

  static func prefix(name: String) -> String { "\u{2014} \(name) " }
}

extension SigningKey {
  /// Signs a text that ends in a newline. `name`, without blanks or `+`, says whose note it is.
  ///
  /// A note's text is no digest of 64 bytes, so a report's signature can't be taken for a note's.
  public func signNote(_ text: String, name: String) -> String {
    precondition(text.hasSuffix("\n") && text.utf8.count > 64 && !name.contains { $0 == " " || $0 == "+" })
    let record =
      SignedNote.keyHash(name: name, point: verificationKey.point) + sign(Array(text.utf8))
    let signature = String(decoding: Base64.encode(record, padding: .required), as: UTF8.self)
    return "\(text)\n\(SignedNote.prefix(name: name))\(signature)\n"
  }
}

extension VerificationKey {
  /// Whether `note` is `text` with a signature of this key among its signatures.
  public func verifies(note: String, text: String, name: String) -> Bool {
    guard note.hasPrefix(text + "\n") else { return false }
    let hash = SignedNote.keyHash(name: name, point: point)
    for line in note.dropFirst(text.count + 1).split(separator: "\n") {
      let prefix = SignedNote.prefix(name: name)
      guard line.hasPrefix(prefix),
        let record = Base64.decode(
          Array(line.dropFirst(prefix.count).utf8), padding: .required, count: 4 + 64),
        record.starts(with: hash)
      else { continue }
      if isSignature(Array(record[4...]), of: Array(text.utf8)) { return true }
    }
    return false
  }

  /// The key as other programs take it for notes: name, hash and key, joined by `+`.
  public func noteKey(name: String) -> String {
    let hash = SignedNote.keyHash(name: name, point: point).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    let key = Base64.encode([SignedNote.ed25519] + point, padding: .required)
    return "\(name)+\(hash)+\(String(decoding: key, as: UTF8.self))"
  }
}

/// Standard base64 with padding, as notes use it, for what isn't secret.
public enum NoteBase64 {
  /// The text of these bytes.
  public static func encode(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes, padding: .required), as: UTF8.self)
  }

  /// The `count` bytes of this text; nil unless it is the one way to write them.
  public static func decode(_ text: some StringProtocol, count: Int) -> [UInt8]? {
    Base64.decode(Array(text.utf8), padding: .required, count: count)
  }
}
