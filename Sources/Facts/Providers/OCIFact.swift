/// The facts about Oracle Cloud credentials.
public enum OCIFact: Int, FactFamily {
  case fingerprintForm, fingerprintAgrees, exponentIs65537
  case malformedOCIDs, misplacedOCIDs, realmIsKnown, realmsAgree, regionIsKnown, compartmentIsRoot
  case passphraseUse, passphraseLength, passphraseStrength, passphraseIsCommon

  /// The place of the first in the schema.
  public static let first = CloudflareFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let noOCIDs = "None of `tenancyId`, `userId` and `compartmentId` is shown."
    let noPassphrase = "`passphrase` isn't shown."
    switch self {
    case .fingerprintForm:
      return Self.word(
        "oci.fingerprint.form", FingerprintForm.self, "What `fingerprint` looks like.",
        unknown: "`fingerprint` isn't shown.")
    case .fingerprintAgrees:
      return Self.truth(
        "oci.fingerprint.agrees",
        "Whether `fingerprint` is that of `privateKey`: the MD5 of its public key, computed anew.",
        unknown: "Not both are shown, `fingerprint` isn't one, or the key is encrypted, broken or not RSA.")
    case .exponentIs65537:
      return Self.truth(
        "oci.key.exponentIs65537",
        "Whether the RSA key in `privateKey` has the exponent that all makers choose.",
        unknown: "No RSA key is shown, or it is encrypted or broken.")
    case .malformedOCIDs:
      return Self.number(
        "oci.ocids.malformed", "fields", "How many of the three OCIDs aren't any.", unknown: noOCIDs)
    case .misplacedOCIDs:
      return Self.number(
        "oci.ocids.misplaced", "fields",
        "How many of them name a thing of another type than their field. A tenancy is a compartment, the root"
          + " one.",
        unknown: noOCIDs)
    case .realmIsKnown:
      return Self.truth(
        "oci.realm.isKnown", "Whether the OCIDs are of realms in the list of Oracle's.",
        unknown: "No OCID is shown.")
    case .realmsAgree:
      return Self.truth(
        "oci.realms.agree", "Whether the OCIDs and the region are all of one realm.",
        unknown: "Fewer than two of them are shown and known.")
    case .regionIsKnown:
      return Self.truth(
        "oci.region.isKnown",
        "Whether `region` is in the list of Oracle's regions. New ones may be missing there.",
        unknown: "`region` isn't shown.")
    case .compartmentIsRoot:
      return Self.truth(
        "oci.compartment.isRoot", "Whether `compartmentId` is a tenancy: the widest compartment there is.",
        unknown: "`compartmentId` isn't shown, or isn't an OCID.")
    case .passphraseUse:
      return Self.word(
        "oci.passphrase.use", PassphraseUse.self,
        "Whether the key in `privateKey` and `passphrase` go together: one is needed, and there.",
        unknown: "`privateKey` isn't shown or isn't a key, or whether there is a passphrase isn't known.")
    case .passphraseLength:
      return Self.number(
        "oci.passphrase.length", "characters", "How long the passphrase is.", unknown: noPassphrase)
    case .passphraseStrength:
      return Self.number(
        "oci.passphrase.strength", "bits",
        "About how many tries it takes to guess the passphrase, as a power of two, if it is random. A rule of"
          + " thumb over its length, alphabet and repetitions.",
        unknown: noPassphrase)
    case .passphraseIsCommon:
      return Self.truth(
        "oci.passphrase.isCommon",
        "Whether the passphrase is a word that everybody would try, with a number or without, or a sequence.",
        unknown: noPassphrase)
    }
  }
}

/// What a key's fingerprint looks like.
public enum FingerprintForm: String, Word {
  /// 16 pairs of hexadecimal digits with colons between them, as Oracle writes them.
  case md5
  /// `SHA256:` and base64, as OpenSSH writes them.
  case sha256
  case other
}

/// Whether a key and a passphrase go together.
public enum PassphraseUse: String, Word {
  /// The key is encrypted and there is a passphrase.
  case used
  /// The key is encrypted and there is no passphrase.
  case missing
  /// The key isn't encrypted and there is a passphrase, of something else.
  case surplus
  /// Neither.
  case none
}
