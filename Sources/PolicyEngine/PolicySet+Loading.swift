internal import YAMLReader

/// A policy that a pack of the user's switched off, and why.
public struct SwitchedOffPolicy: Sendable, Equatable {
  /// The policy.
  public let id: String
  /// The reason, in the words of whoever did it.
  public let reason: String

  /// Names a policy and a reason.
  public init(id: String, reason: String) {
    self.id = id
    self.reason = reason
  }
}

extension PolicySet {
  /// Compiles packs against the fact schema.
  ///
  /// - Parameters:
  ///   - packs: The packs that Credence carries.
  ///   - userPacks: Packs that come on top. Their policies and data add to those of `packs`; where they say
  ///     `overrides: true` they take the place of the one of that name, and `off` switches one off.
  ///   - isForExamples: Whether lists that only users can fill hold their examples: policies' own tests go by them.
  ///   - deferred: Packs of policies on one provider that Credence carries besides.
  /// - Throws: Everything that is wrong in any of them.
  public static func load(
    packs: [PolicyPack], userPacks: [PolicyPack] = [], isForExamples: Bool = false,
    deferred: [DeferredPack] = []
  ) throws(PolicyLoadError) -> PolicySet {
    var loading = Loading()
    // Policies are compiled against data, whichever file comes first.
    for pack in packs where pack.isData { loading.addData(pack, isUsers: false) }
    for pack in userPacks where pack.isData { loading.addData(pack, isUsers: true) }
    if isForExamples { loading.exemplify() }
    for pack in packs where !pack.isData { loading.add(pack, isUsers: false) }
    for pack in userPacks where !pack.isData { loading.add(pack, isUsers: true) }
    guard loading.problems.isEmpty else { throw PolicyLoadError(problems: loading.problems) }
    let data = loading.data
    let slots = deferred.flatMap { pack in
      let policies = Deferred { pack.policies(data: data) }
      return pack.ids.map { PolicySlot($0, of: pack.provider, in: policies) }
    }
    return PolicySet(
      loading.policies.values.map { PolicySlot($0) } + slots, overridden: loading.overridden,
      switchedOff: loading.switchedOff,
      data: loading.data.all)
  }
}

/// What is loaded so far.
private struct Loading {
  var policies: [String: Policy] = [:]
  var overridden: [String] = []
  var switchedOff: [SwitchedOffPolicy] = []
  var problems: [PolicyProblem] = []
  private(set) var data = PolicyDataTable()
  /// The names that packs of the user's may take over or switch off, each once.
  private var builtInPolicies: Set<String> = []
  private var builtInData: Set<String> = []

  mutating func addData(_ pack: PolicyPack, isUsers: Bool) {
    let (read, found) = DataReader.read(pack)
    var more = ProblemList(pack: pack.name)
    for datum in read {
      let name = datum.datum.name
      let taken = data[name].map { "\($0.pack):\($0.line)" }
      let claim = Claim(name: name, position: datum.namePosition, overrides: datum.overrides, taken: taken)
      guard claim.isGranted(isUsers: isUsers, among: &builtInData, what: "name", &more) else { continue }
      if taken != nil { overridden.append("data \(name)") }
      if !isUsers { builtInData.insert(name) }
      data.insert(datum.datum)
    }
    take(found + more.problems)
  }

  mutating func exemplify() {
    for datum in data.all where datum.isEmpty { data.insert(datum.exemplified) }
  }

  mutating func add(_ pack: PolicyPack, isUsers: Bool) {
    let (read, found) = PolicyReader.read(pack, data: data)
    var more = ProblemList(pack: pack.name)
    for policy in read where !policy.draft.id.isEmpty {
      let id = policy.draft.id
      if let reason = policy.draft.switchedOff {
        guard builtInPolicies.remove(id) != nil else {
          more.addUnknown(
            "there is no built-in policy", id, at: policy.idPosition, among: builtInPolicies.sorted())
          continue
        }
        policies[id] = nil
        switchedOff.append(SwitchedOffPolicy(id: id, reason: reason))
        continue
      }
      let taken = policies[id].map { "\($0.pack):\($0.line)" }
      let claim = Claim(
        name: id, position: policy.idPosition, overrides: policy.draft.overrides, taken: taken)
      guard claim.isGranted(isUsers: isUsers, among: &builtInPolicies, what: "id", &more) else { continue }
      if taken != nil { overridden.append(id) }
      if !isUsers { builtInPolicies.insert(id) }
      policies[id] = Policy(policy.draft, pack: pack.name, line: policy.position.line)
    }
    take(found + more.problems)
  }

  private mutating func take(_ found: [PolicyProblem]) {
    problems += found.sorted { $0.place < $1.place }
  }
}

/// Something that wants a name.
private struct Claim {
  let name: String
  let position: YAMLPosition
  let overrides: Bool
  /// Where what has the name so far stands.
  let taken: String?

  /// Whether it may have the name. Only packs of the user's override, each name once, and never by accident.
  func isGranted(
    isUsers: Bool, among builtIn: inout Set<String>, what: String, _ problems: inout ProblemList
  ) -> Bool {
    if overrides {
      if isUsers, builtIn.remove(name) != nil { return true }
      if !isUsers {
        problems.add("built-in packs override nothing", at: position)
      } else if let taken {
        problems.add("the \(what) `\(name)` is taken by \(taken), which isn't built in", at: position)
      } else {
        problems.addUnknown(
          "there is nothing built in to override with the \(what)", name, at: position,
          among: builtIn.sorted())
      }
      return false
    }
    guard let taken else { return true }
    let expected = builtIn.contains(name) && isUsers ? "another \(what), or `overrides: true` beside it" : ""
    problems.add("the \(what) `\(name)` is taken by \(taken)", at: position, expected: expected)
    return false
  }
}
