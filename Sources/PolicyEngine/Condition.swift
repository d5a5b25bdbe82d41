internal import Facts

/// What a fact is held against. Words are places in the fact's vocabulary, sets of words are bits.
enum Matcher: Equatable {
  case equals(Int)
  case only(Int), anyOf(Int), allOf(Int), noneOf(Int)
  case over(Int), under(Int), atLeast(Int), atMost(Int)
  /// Whether the fact is known: the one question that always has an answer.
  case isKnown(Bool)

  func matches(_ value: FactValue) -> Truth {
    if case .isKnown(let expected) = self { return Truth(value.isKnown == expected) }
    guard value.isKnown else { return .unknown }
    let number = value.number
    return switch self {
    case .equals(let expected): Truth(number == expected)
    case .only(let words): Truth(number != 0 && number & ~words == 0)
    case .anyOf(let words): Truth(number & words != 0)
    case .allOf(let words): Truth(number & words == words)
    case .noneOf(let words): Truth(number & words == 0)
    case .over(let limit): Truth(number > limit)
    case .under(let limit): Truth(number < limit)
    case .atLeast(let limit): Truth(number >= limit)
    case .atMost(let limit): Truth(number <= limit)
    case .isKnown: .unknown
    }
  }
}

/// One step of a condition. Steps stand one after the other, a group before its members; `count` is how many
/// steps a group takes with itself. So judging walks an array and allocates nothing, and a condition can be
/// moved as it is.
enum ConditionStep: Equatable {
  case all(count: Int)
  case any(count: Int)
  case not(count: Int)
  case match(FactID, Matcher)
  /// What stands in place of steps that are left out, to see what they were good for.
  case constant(Truth, count: Int)

  var count: Int {
    switch self {
    case .all(let count), .any(let count), .not(let count), .constant(_, let count): count
    case .match: 1
    }
  }
}

extension [ConditionStep] {
  /// The truth of the condition that begins at `start`.
  func truth(at start: Int, of facts: borrowing Facts) -> Truth {
    switch self[start] {
    case .match(let fact, let matcher):
      return matcher.matches(facts[fact])
    case .constant(let truth, _): return truth
    case .not:
      return !truth(at: start + 1, of: facts)
    case .all(let count):
      var result = Truth.yes
      var next = start + 1
      while next < start + count && result != .no {
        result = Swift.min(result, truth(at: next, of: facts))
        next += self[next].count
      }
      return result
    case .any(let count):
      var result = Truth.no
      var next = start + 1
      while next < start + count && result != .yes {
        result = Swift.max(result, truth(at: next, of: facts))
        next += self[next].count
      }
      return result
    }
  }

  /// The weakest basis of the known facts that a condition names, or `basis` where that is weaker. It counts
  /// all of them, whichever decided, so that the order in which a condition is written doesn't matter.
  func weakestBasis(in steps: Range<Int>, of facts: borrowing Facts, atLeast basis: Basis) -> Basis {
    var weakest = basis
    for step in steps {
      guard case .match(let fact, _) = self[step] else { continue }
      let value = facts[fact]
      if value.isKnown { weakest = Swift.max(weakest, value.basis) }
    }
    return weakest
  }
}
