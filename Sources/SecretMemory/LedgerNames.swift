/// Names for what a ledger remembers: equal texts get equal names, and nobody without the fingerprint key can
/// tell what a name stands for, or that it is the report's own fingerprint of the same thing.
///
/// BLAKE2b with 16 bytes of output (RFC 7693), under a key derived from the fingerprint key.
public struct LedgerNames: ~Copyable {
  private let key: FingerprintKey

  /// Names under a key derived from `fingerprintKey`.
  public init(under fingerprintKey: borrowing FingerprintKey) throws(SecretMemoryError) {
    guard let key = FingerprintKey(taking: try fingerprintKey.derived(for: "credence ledger names")) else {
      throw .allocationFailed(byteCount: FingerprintKey.byteCount)
    }
    self.key = key
  }

  /// The name of a text that isn't secret, such as a finding's id.
  public func name(of text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let name = key.name(ofPublic: bytes.span)
    return name.indices.map { name[$0] }
  }
}
