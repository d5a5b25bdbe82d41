import Facts
import PolicyEngine
import Testing

/// Three facts that can be true, false or unknown, as conditions.
private let words = [
  "T": "provider.isKnown: true", "F": "provider.isKnown: false", "U": "auth.modeIsKnown: true",
]
private let outcomes: [Character: Outcome] = ["T": .fail, "F": .pass, "U": .notEvaluable]

@Suite struct `Three-valued logic` {
  private func judge(_ condition: String) throws -> Outcome? {
    try outcome(condition) { $0[.providerIsKnown] = .truth(true) }
  }

  private func list(_ letters: String) -> String {
    letters.map { "{ \(words[String($0)] ?? "") }" }.joined(separator: ", ")
  }

  /// Operands, and what follows.
  @Test(arguments: [
    "T T", "F F", "U U", "TT T", "TF F", "TU U", "FT F", "FF F", "FU F", "UT U", "UF F", "UU U", "TUF F",
    "UTT U",
  ])
  func `all is false with one false, else unknown with one unknown`(row: String) throws {
    let (operands, result) = (row.dropLast(2), try #require(row.last))
    #expect(try judge("all: [\(list(String(operands)))]") == outcomes[result])
  }

  @Test(arguments: [
    "T T", "F F", "U U", "TT T", "TF T", "TU T", "FT T", "FF F", "FU U", "UT T", "UF U", "UU U", "FUT T",
    "UFF U",
  ])
  func `any is true with one true, else unknown with one unknown`(row: String) throws {
    let (operands, result) = (row.dropLast(2), try #require(row.last))
    #expect(try judge("any: [\(list(String(operands)))]") == outcomes[result])
  }

  @Test(arguments: ["T F", "F T", "U U"])
  func `not turns true and false around and leaves unknown`(row: String) throws {
    let (operands, result) = (row.dropLast(2), try #require(row.last))
    #expect(try judge("not: \(list(String(operands)))") == outcomes[result])
  }

  @Test func `a mapping of several facts and groups means all of them`() throws {
    #expect(try judge("provider.isKnown: true, auth.modeIsKnown: true") == .notEvaluable)
    #expect(try judge("provider.isKnown: false, auth.modeIsKnown: true") == .pass)
    #expect(try judge("provider.isKnown: true, not: { provider.isKnown: false }") == .fail)
    #expect(try judge("not: { provider.isKnown: true, auth.modeIsKnown: true }") == .notEvaluable)
  }

  @Test func `groups in groups end where they end`() throws {
    let t = words["T"] ?? ""
    let f = words["F"] ?? ""
    #expect(
      try judge("any: [{ all: [{ \(t) }, { \(f) }] }, { not: { any: [{ \(f) }, { \(f) }] } }]") == .fail)
    #expect(try judge("all: [{ any: [{ \(t) }, { \(f) }] }, { not: { \(t) } }, { \(t) }]") == .pass)
    #expect(try judge("all: [{ any: [{ \(f) }, { \(t) }] }, { not: { \(f) } }, { \(t) }]") == .fail)
  }
}
