internal import Audit
package import Facts
package import PolicyEngine
package import Reporting

extension PolicySet {
  /// The built-in policies and those of a directory, where there is one, with that directory's packs.
  package static func builtIn(
    and directory: String?
  ) throws(Failure) -> (policies: PolicySet, packs: [PolicyPack]) {
    var options = PolicyOptions()
    options.policies = directory
    let packs = try options.userPacks()
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
