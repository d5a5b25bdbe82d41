import Facts
import PolicyEngine
import Testing

/// A data file with one datum, into which tests put their own value.
private func datum(_ value: String = "day: 2026-09-30", name: String = "a.b", more: String = "") -> PolicyPack
{
  PolicyPack(
    name: "data/d.yaml",
    text: """
      - name: \(name)
        meaning: What it says.
        \(value)
        source: https://example.org/
        asOf: 2026-11-24
      \(more)
      """, isData: true)
}

private func judged(
  _ failsWhen: String, by data: [PolicyPack], _ change: (inout Facts) throws -> Void
) throws -> Outcome? {
  var facts = Facts()
  try change(&facts)
  let pack = PolicyPack(name: "p.yaml", text: sample(applies: nil, failsWhen: failsWhen))
  return try PolicySet.load(packs: [pack] + data).outcome(of: "T-1", for: facts)
}

private func problems(_ failsWhen: String, by data: [PolicyPack]) -> [String] {
  let pack = PolicyPack(name: "p.yaml", text: sample(failsWhen: failsWhen))
  return problems([pack] + data)
}

private func problems(_ packs: [PolicyPack], _ userPacks: [PolicyPack] = []) -> [String] {
  do throws(PolicyLoadError) {
    _ = try PolicySet.load(packs: packs, userPacks: userPacks)
    return []
  } catch {
    return error.problems.map(\.description)
  }
}

@Suite struct `Data that conditions name` {
  private func today(_ text: String) throws -> FactValue {
    FactValue(try #require(Day(text)).number, basis: .time)
  }

  @Test func `a day, from which or before which something holds`() throws {
    for (operation, outcomes) in [
      ("from", [Outcome.pass, .fail, .fail]), ("before", [.fail, .pass, .pass]),
    ] {
      for value in ["2026-09-30", "{ data: a.b }"] {
        let condition = "clock.day: { \(operation): \(value) }"
        let days = ["2026-09-29", "2026-09-30", "2026-10-01"]
        for (day, outcome) in zip(days, outcomes) {
          #expect(try judged(condition, by: [datum()]) { $0[.today] = try today(day) } == outcome)
        }
        #expect(try judged(condition, by: [datum()]) { _ in } == .notEvaluable)
      }
    }
  }

  @Test func `a finding by the clock says so`() throws {
    let set = try load(sample(applies: nil, failsWhen: "clock.day: { from: 2026-09-30 }"))
    var facts = Facts()
    facts[.today] = try today("2026-11-24")
    set.judge(facts) { _, outcome, basis, _ in
      #expect(outcome == .fail && basis == .time)
    }
  }

  @Test func `a list of words, for words and for sets`() throws {
    let list = datum("list: [byoc, route53]")
    #expect(
      try judged("features: { anyOf: { data: a.b } }", by: [list]) { $0[.features] = .features(.byoc) }
        == .fail)
    #expect(
      try judged("features: { anyOf: { data: a.b } }", by: [list]) { $0[.features] = .features(.opentofu) }
        == .pass)
    #expect(
      try judged("features: { only: { data: a.b } }", by: [list]) {
        $0[.features] = .features(.byoc, .opentofu)
      } == .pass)
    let modes = datum("list: [apiToken, originCAKey]")
    #expect(
      try judged("auth.mode: { data: a.b }", by: [modes]) { $0[.mode] = .word(AuthMode.originCAKey) } == .fail
    )
    #expect(
      try judged("auth.mode: { data: a.b }", by: [modes]) { $0[.mode] = .word(AuthMode.accessKey) } == .pass)
  }

  @Test func `a number, of the fact's unit alone`() throws {
    let condition = "credentials.unknownKeys: { over: { data: a.b } }"
    let limit = datum("number: 2\n  unit: keys")
    #expect(try judged(condition, by: [limit]) { $0[.unknownKeys] = FactValue(3) } == .fail)
    #expect(try judged(condition, by: [limit]) { $0[.unknownKeys] = FactValue(2) } == .pass)
    #expect(
      problems(condition, by: [datum("number: 2\n  unit: days")]) == [
        "p.yaml:6:57: the datum at data/d.yaml:1 is a number of days; expected a number of keys"
      ])
  }

  @Test func `what names no datum, or the wrong kind`() {
    #expect(
      problems("clock.day: { from: { data: a.c } }", by: [datum()]) == [
        "p.yaml:6:43: unknown datum `a.c`; expected a.b; did you mean `a.b`?"
      ])
    #expect(
      problems("features: { anyOf: { data: a.b } }", by: [datum()]) == [
        "p.yaml:6:43: the datum at data/d.yaml:1 is a day; expected a set of words"
      ])
    #expect(
      problems("auth.mode: { data: a.b }", by: [datum("list: [apiToken, accesKey]")]) == [
        "p.yaml:6:35: the list at data/d.yaml:1 doesn't fit `auth.mode`, which has no word `accesKey`; expected one "
          + "of accessKey, crossAccountRole, apiToken, originCAKey, globalApiKey; did you mean `accessKey`?"
      ])
    #expect(
      problems("clock.day: 2026-09-30", by: []) == [
        "p.yaml:6:27: `clock.day` is a day; expected one of `before`, `from`, `isKnown`"
      ])
    #expect(
      problems("clock.day: { from: 2026-02-30 }", by: []) == [
        "p.yaml:6:35: what `clock.day` is held against isn't a day; expected a day such as 2026-09-30"
      ])
    #expect(
      problems("clock.day: { form: 2026-09-30 }", by: []) == [
        "p.yaml:6:29: unknown operator `form`; expected one of before, from, isKnown; did you mean `from`?"
      ])
  }

  @Test(arguments: [
    ("day: 2026-13-01", "3:8: day isn't a day; expected a day such as 2026-09-30"),
    ("number: 5", "3:3: a number has no unit; expected the key `unit`"),
    ("number: many\n  unit: days", "3:11: number isn't a whole number; expected a whole number"),
    ("list: []", "3:9: list isn't a list; expected a list of one or more"),
    ("list: [a, a]", "3:13: `a` stands twice in the list; expected each word once"),
    ("day: 2026-09-30\n  unit: days", "4:3: only numbers have a unit; expected `number` beside it"),
    ("day: 2026-09-30\n  list: [a]", "1:3: a datum has 2 values; expected one of `day`, `number`, `list`"),
  ])
  func `what can't be a datum`(value: String, problem: String) {
    #expect(problems([datum(value)]) == ["data/d.yaml:" + problem])
  }

  @Test func `a datum without its source, and one with a slip`() {
    let text = "- { name: a, meaning: b, day: 2026-09-30, asof: 2026-11-24 }"
    #expect(
      problems([PolicyPack(name: "data/d.yaml", text: text, isData: true)]) == [
        "data/d.yaml:1:3: a datum has no `source`; expected the key `source`",
        "data/d.yaml:1:3: a datum has no `asOf`; expected the key `asOf`",
        "data/d.yaml:1:43: a datum has no key `asof`; expected one of name, meaning, source, asOf, day, number, list, "
          + "unit, example, overrides; did you mean `asOf`?",
      ])
  }

  @Test func `a datum is overridden where that was asked for, and the set says so`() throws {
    let policy = PolicyPack(
      name: "p.yaml", text: sample(applies: nil, failsWhen: "clock.day: { from: { data: a.b } }"))
    let later = datum("day: 2030-01-01", more: "  overrides: true")
    let set = try PolicySet.load(packs: [policy, datum()], userPacks: [later])
    #expect(set.overridden == ["data a.b"])
    var facts = Facts()
    facts[.today] = try today("2026-11-24")
    #expect(set.outcome(of: "T-1", for: facts) == .pass)
    #expect(
      problems([policy, datum()], [datum()]) == [
        "data/d.yaml:1:9: the name `a.b` is taken by data/d.yaml:1; expected another name, or `overrides: true` "
          + "beside it"
      ])
  }
}

@Suite struct `Sets of words that are empty` {
  @Test func `are empty, or aren't, where they are known`() throws {
    #expect(try outcome("features: { isEmpty: true }") { $0[.features] = .features() } == .fail)
    #expect(try outcome("features: { isEmpty: true }") { $0[.features] = .features(.byoc) } == .pass)
    #expect(try outcome("features: { isEmpty: false }") { $0[.features] = .features(.byoc) } == .fail)
    #expect(try outcome("features: { isEmpty: true }") == .notEvaluable)
  }
}

@Suite struct `Days` {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("2026-09-30", 20726),
    ("2100-03-01", 47541),
    ("1600-01-01", -135140),
  ])
  func `are counted from 1970, and written as they were read`(text: String, number: Int) throws {
    let day = try #require(Day(text))
    #expect(day.number == number)
    #expect(Day(number: number).description == text)
    #expect(Day(ofSecond: number * 86400) == day && Day(ofSecond: number * 86400 + 86399) == day)
  }

  @Test(arguments: [
    "2026-02-29", "2100-02-29", "2026-00-01", "2026-1-01", "2026-09-31", "26-09-30", "", "2026-09-3x",
  ])
  func `outside of the calendar are none`(text: String) {
    #expect(Day(text) == nil)
  }
}
