internal import CPolicies
public import PolicyEngine
public import Reporting

/// The policy packs that are part of the program.
public enum BuiltInPolicies {
  /// The packs, as they stand in `policies/`.
  public static let packs: [PolicyPack] = files.filter { $0.name != controlsName }.map(\.pack)

  /// The packs' names and digests, for the run record: BLAKE2b, made beforehand, since hashing all packs takes longer
  /// than a small audit.
  public static var digests: [PackDigest] {
    // The C boundary, as below.
    let buffer = unsafe UnsafeBufferPointer(
      start: credence_policy_pack_digests(), count: credence_policy_pack_digests_size())
    let text = unsafe String(decoding: buffer, as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, words[1] != controlsName else { return nil }
      return PackDigest(name: String(words[1]), digest: String(words[0]))
    }
  }

  /// The frameworks, and which of their controls policies bear on: `policies/controls.yaml`.
  public static var controls: PolicyPack {
    files.first { $0.name == controlsName }?.pack ?? PolicyPack(name: controlsName, text: "")
  }

  /// The policies as far as judging needs them. Those on one provider are compiled when it comes up.
  public static func judging() throws(PolicyLoadError) -> PolicySet {
    var packs: [PolicyPack] = []
    var deferred: [DeferredPack] = []
    for file in files where file.name != controlsName {
      let ids = PolicyPack.ids(in: file.bytes)
      if let pack = DeferredPack(named: file.name, ids: ids, pack: { file.pack.only(.judging) }) {
        deferred.append(pack)
      } else {
        packs.append(file.pack.only(.judging))
      }
    }
    return try PolicySet.load(packs: packs, deferred: deferred)
  }

  /// The frameworks, as a report has them, by these policies.
  ///
  /// - Throws: What is wrong in the program's own file of them, which its tests rule out.
  public static func frameworks(by policies: PolicySet) throws(PolicyLoadError) -> [FrameworkRecord] {
    try ControlCatalogue(reading: controls).frameworks.map { FrameworkRecord($0, by: policies) }
  }

  /// Those records of the policies as the program carries them. They are made beforehand, since making them reads all
  /// packs, which takes longer than a small audit.
  public static var frameworkRecords: [UInt8] {
    // The C boundary, as below.
    let buffer = unsafe UnsafeBufferPointer(
      start: credence_framework_records(), count: credence_framework_records_size())
    return unsafe Array(buffer)
  }

  private static let controlsName = "controls.yaml"

  private static let files = (0..<credence_policy_pack_count()).compactMap { EmbeddedPack($0) }
}

/// A pack as the program carries it. The C boundary: the bytes are constants and outlive everything.
@safe private struct EmbeddedPack: @unchecked Sendable {
  let name: String
  private let buffer: UnsafeBufferPointer<UInt8>

  init?(_ index: Int) {
    guard let title = unsafe credence_policy_pack_name(index),
      let start = unsafe credence_policy_pack_bytes(index)
    else { return nil }
    name = unsafe String(cString: title)
    unsafe buffer = UnsafeBufferPointer(start: start, count: credence_policy_pack_size(index))
  }

  var bytes: Span<UInt8> { @_lifetime(borrow self) get { unsafe buffer.span } }

  var pack: PolicyPack {
    PolicyPack(
      name: name, text: unsafe String(decoding: buffer, as: UTF8.self), isData: name.hasPrefix("data/"))
  }
}

extension PackDigest {
  /// A pack's name and digest, for the run record.
  public init(of pack: PolicyPack) {
    self.init(name: pack.name, digest: Digest.hexadecimal(of: pack.text.utf8, byteCount: 32))
  }
}
