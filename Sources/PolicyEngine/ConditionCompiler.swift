internal import Facts
internal import YAMLReader

/// Turns a condition as people write it into steps over facts.
struct ConditionCompiler {
  private(set) var steps: [ConditionStep] = []
  private static let groups = ["all", "any", "not"]

  /// The steps of a condition. What is wrong in it goes to `problems`; the steps are then of no use.
  static func steps(of node: YAMLNode, _ problems: inout ProblemList) -> [ConditionStep] {
    var compiler = ConditionCompiler()
    compiler.condition(node, &problems)
    return compiler.steps
  }

  private mutating func condition(_ node: YAMLNode, _ problems: inout ProblemList) {
    guard let entries = node.entries, let first = entries.first else {
      problems.add(
        "this isn't a condition", at: node.position,
        expected: "`all`, `any`, `not` or facts with their values")
      return
    }
    guard entries.count > 1 else { return part(first, &problems) }
    group({ .all(count: $0) }) { compiler in
      for entry in entries { compiler.part(entry, &problems) }
    }
  }

  private mutating func part(_ entry: YAMLEntry, _ problems: inout ProblemList) {
    switch entry.name {
    case "all": members(of: entry, &problems) { .all(count: $0) }
    case "any": members(of: entry, &problems) { .any(count: $0) }
    case "not": group({ .not(count: $0) }) { $0.condition(entry.value, &problems) }
    default: match(entry, &problems)
    }
  }

  private mutating func members(
    of entry: YAMLEntry, _ problems: inout ProblemList, as step: (Int) -> ConditionStep
  ) {
    guard let members = entry.value.elements, !members.isEmpty else {
      problems.add(
        "`\(entry.name)` has no list of conditions", at: entry.value.position,
        expected: "a list of one condition or more")
      return
    }
    group(step) { compiler in
      for member in members { compiler.condition(member, &problems) }
    }
  }

  private mutating func match(_ entry: YAMLEntry, _ problems: inout ProblemList) {
    guard let fact = FactSchema.fact(at: entry.name) else {
      let words = FactSchema.definitions.map(\.path) + Self.groups
      problems.addUnknown("unknown fact", entry.name, at: entry.position, among: words)
      return
    }
    let matchers = MatcherCompiler(fact: fact).matchers(in: entry.value, &problems)
    if matchers.count == 1 {
      steps.append(.match(fact, matchers[0]))
    } else {
      group({ .any(count: $0) }) { $0.steps += matchers.map { .match(fact, $0) } }
    }
  }

  private mutating func group(
    _ step: (Int) -> ConditionStep, members: (inout ConditionCompiler) -> Void
  ) {
    let start = steps.count
    steps.append(step(1))
    members(&self)
    steps[start] = step(steps.count - start)
  }
}
