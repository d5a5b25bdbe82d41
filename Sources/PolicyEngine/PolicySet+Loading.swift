internal import YAMLReader

/// A policy file: its name, for people, and its text.
public struct PolicyPack: Sendable {
  /// The name, as a rule that of the file.
  public let name: String
  /// The text, YAML.
  public let text: String

  /// A policy file.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

extension PolicySet {
  /// Compiles packs against the fact schema.
  ///
  /// - Parameters:
  ///   - packs: The packs that Credence carries, or others in their place.
  ///   - userPacks: Packs that come on top.
  ///   - overrides: The ids that a pack of the user's may define anew. Without being named here, a known id
  ///     is a mistake.
  /// - Throws: Everything that is wrong in any of them.
  public static func load(
    packs: [PolicyPack], userPacks: [PolicyPack] = [], overrides: Set<String> = []
  ) throws(PolicyLoadError) -> PolicySet {
    var loading = Loading()
    for pack in packs { loading.add(pack, overrides: []) }
    loading.beginUserPacks()
    for pack in userPacks { loading.add(pack, overrides: overrides) }
    guard loading.problems.isEmpty else { throw PolicyLoadError(problems: loading.problems) }
    return PolicySet(Array(loading.compiled.values), overridden: loading.overridden)
  }
}

/// What is loaded so far, by id.
private struct Loading {
  var compiled: [String: (policy: Policy, condition: [ConditionStep])] = [:]
  var overridden: [String] = []
  var problems: [PolicyProblem] = []
  private var builtIn: Set<String> = []

  mutating func beginUserPacks() { builtIn = Set(compiled.keys) }

  mutating func add(_ pack: PolicyPack, overrides: Set<String>) {
    let (policies, found) = PolicyReader.read(pack)
    var duplicates = ProblemList(pack: pack.name)
    for read in policies where !read.draft.id.isEmpty {
      let id = read.draft.id
      if let other = compiled[id]?.policy {
        if overrides.contains(id), builtIn.remove(id) != nil {
          overridden.append(id)
        } else {
          duplicates.add("the id `\(id)` is taken by \(other.pack):\(other.line)", at: read.idPosition)
          continue
        }
      }
      let policy = Policy(read.draft, pack: pack.name, line: read.position.line)
      compiled[id] = (policy, read.draft.condition)
    }
    problems += (found + duplicates.problems).sorted {
      ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column)
    }
  }
}
