public import Facts
internal import YAMLReader

/// A pack of policies on one provider that is compiled when the first integration of that provider is judged: most
/// runs see few providers, and reading all packs takes longer than a small audit.
///
/// It must be known to be right, and its policies to be for the provider that its name says alone.
public struct DeferredPack: Sendable {
  /// Whom all of its policies are for.
  public let provider: Provider
  /// The ids of its policies, in the order of the pack.
  public let ids: [String]
  let pack: @Sendable () -> PolicyPack

  /// A pack that `pack` gives when it is needed; nil where its name isn't that of a provider.
  public init?(named name: String, ids: [String], pack: @escaping @Sendable () -> PolicyPack) {
    guard
      let provider = name == "kubernetes.yaml"
        ? .byok : Provider.allCases.first(where: { name == $0.rawValue + ".yaml" })
    else { return nil }
    self.provider = provider
    self.ids = ids
    self.pack = pack
  }

  /// Its policies by their ids.
  func policies(data: PolicyDataTable) -> [String: Policy] {
    let pack = pack()
    let (read, problems) = PolicyReader.read(pack, data: data)
    precondition(problems.isEmpty, "a pack that came with the program is wrong: \(pack.name)")
    return Dictionary(
      read.map { ($0.draft.id, Policy($0.draft, pack: pack.name, line: $0.position.line)) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// One policy of a set: what is known of it before it is compiled.
struct PolicySlot: Sendable {
  private enum Source {
    case policy(Policy)
    case pack(Deferred<[String: Policy]>)
  }

  let id: String
  private let provider: Provider?
  private let source: Source

  init(_ policy: Policy) {
    id = policy.id
    provider = nil
    source = .policy(policy)
  }

  /// The policy of that id in a pack on one provider.
  init(_ id: String, of provider: Provider, in pack: Deferred<[String: Policy]>) {
    self.id = id
    self.provider = provider
    source = .pack(pack)
  }

  /// The policy, which is compiled now if it wasn't.
  var policy: Policy {
    switch source {
    case .policy(let policy): return policy
    case .pack(let pack):
      guard let policy = pack.value[id] else { preconditionFailure("a pack has no policy \(id)") }
      return policy
    }
  }

  /// What it compares across integrations.
  var fleet: Correlation? { if case .policy(let policy) = source { policy.fleet } else { nil } }

  /// Whether it is for single integrations of a provider; nil stands for those that nobody knows.
  func isFor(_ provider: Provider?) -> Bool {
    guard case .policy(let policy) = source else { return provider == self.provider }
    guard policy.fleet == nil else { return false }
    guard let providers = policy.providers else { return true }
    return provider.map(providers.contains) ?? false
  }
}
