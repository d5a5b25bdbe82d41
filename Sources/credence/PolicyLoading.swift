package import PolicyEngine

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
}
