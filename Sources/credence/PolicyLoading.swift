internal import Audit
package import Facts
package import PolicyEngine
package import Reporting
package import YAMLReader

extension Limits {
  /// What a configuration says under `limits`, as data over the built-in packs' from that day on; `others` stand there
  /// too and are no limits of policies.
  package static func packs(
    _ node: YAMLNode?, from file: String, besides others: [String] = [], on day: Day
  ) throws(Failure) -> [PolicyPack] {
    guard let node else { return [] }
    do throws(PolicyLoadError) {
      let pack = try pack(node, from: file, over: BuiltInPolicies.packs, besides: others, on: day)
      return pack.map { [$0] } ?? []
    } catch {
      throw Failure(error.problems)
    }
  }
}

extension PolicySet {
  /// The built-in policies and those of a directory, where there is one, by these limits, with the packs that aren't
  /// built in.
  package static func builtIn(
    and directory: String?, by limits: [PolicyPack]
  ) throws(Failure) -> (policies: PolicySet, packs: [PolicyPack]) {
    var options = PolicyOptions()
    options.policies = directory
    let packs = try options.userPacks() + limits
    return (try PolicyOptions.load(packs, .words), packs)
  }

  /// The frameworks whose controls these policies bear on, as a report has them.
  package func frameworks() throws(Failure) -> [FrameworkRecord] {
    do throws(PolicyLoadError) { return try BuiltInPolicies.frameworks(by: self) } catch {
      throw Failure(error.problems)
    }
  }
}

extension WaiverFile {
  /// The waivers of a file, held against the policies, and those of them that count on a day under the fingerprint
  /// key of that name.
  package static func load(
    _ path: String, for policies: PolicySet, on day: Day, keyName: String
  ) throws(Failure) -> (file: WaiverFile, index: WaiverIndex?) {
    var options = WaiverOptions()
    options.waivers = path
    options.ignoresWaivers = false
    let file = try WaiverOptions.read(path, for: policies)
    return (file, try options.index(of: file, on: day, keyName: keyName))
  }
}
