internal import Facts
internal import YAMLReader

/// A condition, ready to judge, and where each of its statements about a fact stands.
struct Condition: Sendable {
  var steps: [ConditionStep] = []
  var statements: [ConditionStatement] = []
  /// The data that it names, each once.
  var data: [PolicyDatum] = []
}

/// One statement about a fact within a condition.
struct ConditionStatement: Sendable {
  let fact: FactID
  let position: YAMLPosition
  /// Its steps.
  let range: Range<Int>
}

/// Turns a condition as people write it into steps over facts.
struct ConditionCompiler {
  private var steps: [ConditionStep] = []
  private var statements: [ConditionStatement] = []
  private let data: PolicyDataTable
  private var named: [PolicyDatum] = []
  private static let groups = ["all", "any", "not"]

  private init(data: PolicyDataTable) { self.data = data }

  /// The condition. What is wrong in it goes to `problems`; the steps are then of no use.
  static func condition(
    _ node: YAMLNode, data: PolicyDataTable, _ problems: inout ProblemList
  ) -> Condition {
    var compiler = ConditionCompiler(data: data)
    compiler.condition(node, &problems)
    return Condition(steps: compiler.steps, statements: compiler.statements, data: compiler.named)
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
    let matchers = MatcherCompiler(fact: fact, data: data).matchers(in: entry.value, &problems)
    let start = steps.count
    if matchers.count == 1 {
      steps.append(.match(fact, matchers[0]))
    } else {
      group({ .any(count: $0) }) { $0.steps += matchers.map { .match(fact, $0) } }
    }
    statements.append(
      ConditionStatement(fact: fact, position: entry.position, range: start..<steps.count))
    collectData(in: entry.value)
  }

  private mutating func collectData(in node: YAMLNode) {
    for entry in node.entries ?? [] {
      if entry.name == "data", let datum = entry.value.text.flatMap({ data[$0] }) {
        if !named.contains(datum) { named.append(datum) }
      } else {
        collectData(in: entry.value)
      }
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
