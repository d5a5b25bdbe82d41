internal import CPolicies
public import PolicyEngine
public import Reporting

/// The policy packs that are part of the program.
public enum BuiltInPolicies {
  /// The packs, as they stand in `policies/`.
  public static let packs: [PolicyPack] = files.filter { $0.name != controlsName }

  /// The frameworks, and which of their controls policies bear on: `policies/controls.yaml`.
  public static var controls: PolicyPack {
    files.first { $0.name == controlsName } ?? PolicyPack(name: controlsName, text: "")
  }

  /// The frameworks, as a report has them, by these policies.
  ///
  /// - Throws: What is wrong in the program's own file of them, which its tests rule out.
  public static func frameworks(by policies: PolicySet) throws(PolicyLoadError) -> [FrameworkRecord] {
    try ControlCatalogue(reading: controls).frameworks.map { FrameworkRecord($0, by: policies) }
  }

  private static let controlsName = "controls.yaml"

  private static let files: [PolicyPack] = (0..<credence_policy_pack_count()).compactMap { index in
    // The C boundary: the bytes are constants of the program and outlive everything.
    guard let name = unsafe credence_policy_pack_name(index),
      let bytes = unsafe credence_policy_pack_bytes(index)
    else { return nil }
    let buffer = unsafe UnsafeBufferPointer(start: bytes, count: credence_policy_pack_size(index))
    let text = unsafe String(decoding: buffer, as: UTF8.self)
    let title = unsafe String(cString: name)
    return PolicyPack(name: title, text: text, isData: title.hasPrefix("data/"))
  }
}

extension PackDigest {
  /// A pack's name and digest, for the run record.
  public init(of pack: PolicyPack) {
    self.init(name: pack.name, digest: Digest.hexadecimal(of: pack.text.utf8, byteCount: 32))
  }
}
