public import Facts

/// Something that would have to be otherwise, in words.
public struct Alternative: Sendable, Hashable {
  /// The fact.
  public let fact: FactID
  /// What would have to hold of it, such as "is not accessKey".
  public let words: String
}

extension Policy {
  /// What made some facts fail, each in words such as "is accessKey": the statements by which the condition came out
  /// as it did, of those below a `not` what they deny.
  public func reasonsToFail(for facts: Facts) -> [Alternative] {
    reasons(at: 0, for: true, facts).map { statement, isSo in
      Alternative(fact: statement.fact, words: words(for: statement, isSo: isSo))
    }
  }

  /// The statements by which the steps at `start` came out as `outcome`, and how each of them came out.
  private func reasons(
    at start: Int, for outcome: Bool, _ facts: Facts
  ) -> [(statement: ConditionStatement, isSo: Bool)] {
    let steps = condition.steps
    guard steps.truth(at: start, of: facts) == Truth(outcome) else { return [] }
    if let statement = condition.statements.first(where: { $0.range.lowerBound == start }) {
      return [(statement, outcome)]
    }
    if case .not = steps[start] { return reasons(at: start + 1, for: !outcome, facts) }
    return members(at: start).flatMap { reasons(at: $0, for: outcome, facts) }
  }

  /// Where the members of the group at `start` begin.
  private func members(at start: Int) -> [Int] {
    var members: [Int] = []
    var next = start + 1
    while next < start + condition.steps[start].count {
      members.append(next)
      next += condition.steps[next].count
    }
    return members
  }

  /// The ways in which an integration that fails would pass: of each, all has to hold. The shortest come first, and
  /// what nobody can change (the kind of document, the provider, the clock) is left out where there is another way.
  public func waysToPass(from facts: Facts) -> [[Alternative]] {
    let all = ways(at: 0, until: false, facts).map { way in
      way.sorted().map { number, isSo in
        let statement = condition.statements[number]
        return Alternative(fact: statement.fact, words: words(for: statement, isSo: isSo))
      }
    }
    let fixed = [IntegrationFact.form, .provider, .providerIsKnown, .today].map { FactID($0) }
    let open = all.filter { way in !way.contains { fixed.contains($0.fact) } }
    let unique = (open.isEmpty ? all : open).reduce(into: [[Alternative]]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let shortest = unique.enumerated().sorted {
      ($0.element.count, $0.offset) < ($1.element.count, $1.offset)
    }
    return Array(shortest.map(\.element).prefix(6))
  }

  /// Which statements have to become what, so that the steps at `start` come out as `until`. Of very many ways only
  /// some are looked at.
  private func ways(at start: Int, until wanted: Bool, _ facts: Facts) -> [[Int: Bool]] {
    let steps = condition.steps
    if steps.truth(at: start, of: facts) == Truth(wanted) { return [[:]] }
    if let number = condition.statements.firstIndex(where: { $0.range.lowerBound == start }) {
      return [[number: wanted]]
    }
    let members = members(at: start)
    let isOneEnough: Bool
    switch steps[start] {
    case .all: isOneEnough = !wanted
    case .any: isOneEnough = wanted
    case .not: return ways(at: start + 1, until: !wanted, facts)
    case .match, .constant: return []
    }
    if isOneEnough { return Array(members.flatMap { ways(at: $0, until: wanted, facts) }.prefix(32)) }
    return members.reduce([[:]]) { found, member in
      let more = ways(at: member, until: wanted, facts)
      let joined = found.flatMap { way in more.map { way.merging($0) { first, _ in first } } }
      return Array(joined.prefix(32))
    }
  }

  private func words(for statement: ConditionStatement, isSo: Bool) -> String {
    let type = FactSchema.definition(of: statement.fact).type
    let matchers = condition.steps[statement.range].compactMap { step -> Matcher? in
      if case .match(_, let matcher) = step { matcher } else { nil }
    }
    guard matchers.count > 1 else { return matchers.first?.words(for: type, isSo: isSo) ?? "" }
    let values = matchers.compactMap { matcher -> String? in
      if case .equals(let number) = matcher { type.words(for: FactValue(number)) } else { nil }
    }
    return (isSo ? "is one of " : "is none of ") + values.joined(separator: ", ")
  }
}

extension [Int: Bool] {
  fileprivate func sorted() -> [(Int, Bool)] { sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
}

extension Matcher {
  /// What it says of a fact of that type, or what the opposite says.
  func words(for type: FactType, isSo: Bool) -> String {
    func value(_ number: Int) -> String { type.words(for: FactValue(number)) }
    var isDay: Bool { if case .day = type { true } else { false } }
    switch self {
    case .isKnown(let known): return known == isSo ? "is known" : "is not known"
    case .equals(0) where type.isSet: return isSo ? "is empty" : "is not empty"
    case .equals(let number):
      if type == .truth { return "is " + value(isSo ? number : 1 - number) }
      return (isSo ? "is " : "is not ") + value(number)
    case .only(let words): return (isSo ? "holds nothing but " : "holds something else than ") + value(words)
    case .anyOf(-1): return isSo ? "is not empty" : "is empty"
    case .anyOf(let words): return (isSo ? "holds one of " : "holds none of ") + value(words)
    case .allOf(let words): return (isSo ? "holds all of " : "doesn't hold all of ") + value(words)
    case .noneOf(let words): return (isSo ? "holds none of " : "holds one of ") + value(words)
    case .over(let limit): return isSo ? "is over \(value(limit))" : "is \(value(limit)) or less"
    case .under(let limit) where isDay:
      return isSo ? "is before \(value(limit))" : "is \(value(limit)) or later"
    case .under(let limit): return isSo ? "is under \(value(limit))" : "is \(value(limit)) or more"
    case .atLeast(let limit) where isDay:
      return isSo ? "is \(value(limit)) or later" : "is before \(value(limit))"
    case .atLeast(let limit): return isSo ? "is \(value(limit)) or more" : "is under \(value(limit))"
    case .atMost(let limit): return isSo ? "is \(value(limit)) or less" : "is over \(value(limit))"
    }
  }
}

extension FactType {
  fileprivate var isSet: Bool { if case .words = self { true } else { false } }
}
