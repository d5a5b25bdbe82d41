internal import CPolicies
public import PolicyEngine
public import Reporting

/// The policy packs that are part of the program.
public enum BuiltInPolicies {
  /// The packs, as they stand in `policies/`.
  public static let packs: [PolicyPack] = (0..<credence_policy_pack_count()).compactMap { index in
    // The C boundary: the bytes are constants of the program and outlive everything.
    guard let name = unsafe credence_policy_pack_name(index),
      let bytes = unsafe credence_policy_pack_bytes(index)
    else { return nil }
    let buffer = unsafe UnsafeBufferPointer(start: bytes, count: credence_policy_pack_size(index))
    return unsafe PolicyPack(name: String(cString: name), text: String(decoding: buffer, as: UTF8.self))
  }

  /// The packs' names and digests, for the run record.
  public static var digests: [PackDigest] {
    packs.map { PackDigest(name: $0.name, digest: Digest.hexadecimal(of: $0.text.utf8, byteCount: 32)) }
  }
}
