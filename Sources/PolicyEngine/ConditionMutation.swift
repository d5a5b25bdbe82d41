internal import Facts

/// A small change of a condition, of the kind that a slip of the pen makes.
enum ConditionMutation: String, CaseIterable {
  /// A group or a statement says the opposite.
  case turnedRound = "turned round"
  /// It is left out.
  case leftOut = "left out"
}

extension Condition {
  /// The nodes that can be changed: groups and statements. What a statement is held against stays whole.
  var nodes: [Int] {
    steps.indices.filter { node in
      !statements.contains { $0.range.contains(node) && $0.range.lowerBound != node }
    }
  }

  /// The truth of the condition with one node changed; nil where that change makes no sense there.
  func truth(of facts: borrowing Facts, with mutation: ConditionMutation, at node: Int) -> Truth? {
    if mutation == .leftOut {
      // What a `not` says is left out with it; and without a condition a policy always fails.
      if node == 0 { return .yes }
      if case .not = steps[node - 1] { return nil }
    }
    return truth(at: 0, of: facts, with: mutation, at: node)
  }

  private func truth(
    at start: Int, of facts: borrowing Facts, with mutation: ConditionMutation, at node: Int
  ) -> Truth {
    if start == node { return !steps.truth(at: start, of: facts) }
    guard (start..<start + steps[start].count).contains(node) else {
      return steps.truth(at: start, of: facts)
    }
    switch steps[start] {
    case .not: return !truth(at: start + 1, of: facts, with: mutation, at: node)
    case .all(let count), .any(let count):
      let isAll = steps[start] == .all(count: count)
      var result = isAll ? Truth.yes : .no
      var next = start + 1
      while next < start + count {
        if next != node || mutation == .turnedRound {
          let member = truth(at: next, of: facts, with: mutation, at: node)
          result = isAll ? Swift.min(result, member) : Swift.max(result, member)
        }
        next += steps[next].count
      }
      return result
    case .match, .constant: return steps.truth(at: start, of: facts)
    }
  }
}

extension Policy {
  /// The changes of the condition that no example would notice, with the place of the statement that comes first
  /// in what was changed.
  func unnoticedMutations(by examples: [JudgedExample]) -> [(mutation: ConditionMutation, statement: Int)] {
    var unnoticed: [(mutation: ConditionMutation, statement: Int)] = []
    for node in condition.nodes {
      for mutation in ConditionMutation.allCases {
        // A fleet policy without a condition is one about everything that is shared.
        if fleet != nil, node == 0, mutation == .leftOut { continue }
        var isPossible = false
        let isNoticed = examples.contains { example in
          example.facts.contains { facts in
            guard let truth = condition.truth(of: facts, with: mutation, at: node) else { return false }
            isPossible = true
            return truth != condition.steps.truth(at: 0, of: facts)
          }
        }
        let statement = condition.statements.firstIndex { $0.range.lowerBound >= node }
        if isPossible, !isNoticed { unnoticed.append((mutation, statement ?? 0)) }
      }
    }
    return unnoticed
  }
}
