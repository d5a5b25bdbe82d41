/// The facts about private and public keys in PEM, beside size, encryption and rounds.
public enum KeyFact: Int, FactFamily {
  case privateKeys, algorithm, curve, form, encryption, derivation, publicBits

  /// The place of the first in the schema.
  public static let first = JWTFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let unseen = "No private key is shown."
    switch self {
    case .privateKeys:
      return Self.number(
        "key.count", "keys",
        "How many private keys in PEM `credentials` holds, kubeconfigs and key files"
          + " included.",
        unknown: unseen)
    case .algorithm:
      return Self.word(
        "key.algorithm", KeyAlgorithm.self, "What the private key is for; of several, the first.",
        unknown: unseen + " Or it is encrypted or broken, and its label doesn't say.")
    case .curve:
      return Self.word(
        "key.curve", KeyCurve.self, "The curve of a private key that has one; of several keys, the first's.",
        unknown: unseen + " Or it has no curve, or it is encrypted or broken.")
    case .form:
      return Self.word(
        "key.form", KeyForm.self, "How the private key is written; of several, the first.", unknown: unseen)
    case .encryption:
      return Self.word(
        "key.encryption", KeyEncryption.self,
        "The cipher that the private key is encrypted with; of several keys, the first's.",
        unknown: unseen + " Or it is broken.")
    case .derivation:
      return Self.word(
        "key.derivation", KeyDerivation.self,
        "How the cipher's key is made of the passphrase; of several keys, the first's.",
        unknown: unseen + " Or it is broken, or not encrypted.")
    case .publicBits:
      return Self.number(
        "key.publicBits", "bits",
        "The size of the public key in `credentials`, where one is; of several the"
          + " smallest.",
        unknown: "No public key is shown, or it is broken, or its size isn't read.")
    }
  }
}

/// A curve by its common name.
public enum KeyCurve: String, Word {
  case p224 = "P-224", p256 = "P-256", p384 = "P-384", p521 = "P-521"
  case secp256k1, ed25519, x25519, ed448, x448, other
}

/// How a private key is written.
public enum KeyForm: String, Word {
  /// RFC 8017, `RSA PRIVATE KEY`.
  case pkcs1
  /// RFC 5958, `PRIVATE KEY` and `ENCRYPTED PRIVATE KEY`.
  case pkcs8
  /// RFC 5915, `EC PRIVATE KEY`.
  case sec1
  /// OpenSSH's own, `OPENSSH PRIVATE KEY`.
  case openSSH = "openssh"
}

/// A cipher that keys are encrypted with.
public enum KeyEncryption: String, Word {
  case none, aes128, aes192, aes256, tripleDES = "3des", des, rc2, chacha20
  case other
}

/// How a cipher's key is made of a passphrase.
public enum KeyDerivation: String, Word {
  /// One round of MD5 (RFC 1423), with the `DEK-Info` header.
  case md5
  /// PBKDF1 or PKCS#12's, before PBES2.
  case legacy
  case pbkdf2, scrypt, bcrypt
  case other
}
