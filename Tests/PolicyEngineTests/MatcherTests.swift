import Facts
import PolicyEngine
import Testing

@Suite struct `Matchers` {
  @Test func `a truth equals true or false`() throws {
    #expect(try outcome("restrictions.enabled: true") { $0[.restrictionsEnabled] = .truth(true) } == .fail)
    #expect(try outcome("restrictions.enabled: true") { $0[.restrictionsEnabled] = .truth(false) } == .pass)
    #expect(try outcome("restrictions.enabled: false") { $0[.restrictionsEnabled] = .truth(false) } == .fail)
    #expect(try outcome("restrictions.enabled: false") == .notEvaluable)
  }

  @Test func `a word equals a word, quoted or not`() throws {
    for condition in ["auth.mode: apiToken", "auth.mode: \"apiToken\""] {
      #expect(try outcome(condition) { $0[.mode] = .word(AuthMode.apiToken) } == .fail)
      #expect(try outcome(condition) { $0[.mode] = .word(AuthMode.accessKey) } == .pass)
      #expect(try outcome(condition) == .notEvaluable)
    }
    #expect(
      try outcome("credentials.apiKey.state: null") {
        $0["credentials.apiKey.state"] = .word(FieldState.null)
      }
        == .fail)
  }

  @Test func `a list of words is any of them`() throws {
    let condition = "auth.mode: [apiToken, originCAKey]"
    #expect(try outcome(condition) { $0[.mode] = .word(AuthMode.apiToken) } == .fail)
    #expect(try outcome(condition) { $0[.mode] = .word(AuthMode.originCAKey) } == .fail)
    #expect(try outcome(condition) { $0[.mode] = .word(AuthMode.globalApiKey) } == .pass)
    #expect(try outcome(condition) == .notEvaluable)
    #expect(try outcome("not: { \(condition) }") { $0[.mode] = .word(AuthMode.originCAKey) } == .pass)
  }

  @Test func `the kind none is a word`() throws {
    let none = FactValue(FactSchema.kindWords.count - 1)
    #expect(
      try outcome("credentials.apiKey.kind: none") { $0[FactID.kind(of: .apiKey)] = none } == .fail)
  }

  /// The condition, and how it judges 4, 5 and 6.
  @Test(arguments: [
    ("5", "PFP"), ("{ over: 5 }", "PPF"), ("{ under: 5 }", "FPP"), ("{ atLeast: 5 }", "PFF"),
    ("{ atMost: 5 }", "FFP"), ("{ over: -1 }", "FFF"),
  ])
  func `numbers are held against limits`(matcher: String, results: String) throws {
    for (number, result) in zip(4...6, results) {
      let judged = try outcome("credentials.unknownKeys: \(matcher)") { $0[.unknownKeys] = FactValue(number) }
      #expect(judged == (result == "F" ? .fail : .pass), "\(number)")
    }
    #expect(try outcome("credentials.unknownKeys: \(matcher)") == .notEvaluable)
  }

  /// The condition, and how it judges {}, {byoc}, {byoc, route53}, {route53}, {opentofu}.
  @Test(arguments: [
    ("only: [byoc]", "PFPPP"), ("only: [byoc, route53]", "PFFFP"), ("anyOf: [byoc, opentofu]", "PFFPF"),
    ("allOf: [byoc, route53]", "PPFPP"), ("noneOf: [byoc, route53]", "FPPPF"),
  ])
  func `sets are held against words`(matcher: String, results: String) throws {
    let sets: [FactValue] = [
      .features(), .features(.byoc), .features(.byoc, .route53), .features(.route53), .features(.opentofu),
    ]
    for (set, result) in zip(sets, results) {
      let judged = try outcome("features: { \(matcher) }") { $0[.features] = set }
      #expect(judged == (result == "F" ? .fail : .pass), "\(set)")
    }
    #expect(try outcome("features: { \(matcher) }") == .notEvaluable)
  }

  @Test func `isKnown always has an answer`() throws {
    #expect(try outcome("features: { isKnown: false }") == .fail)
    #expect(try outcome("features: { isKnown: true }") == .pass)
    #expect(try outcome("features: { isKnown: true }") { $0[.features] = .features() } == .fail)
    #expect(try outcome("auth.mode: { isKnown: false }") { $0[.mode] = FactValue(0) } == .pass)
    #expect(try outcome("restrictions.enabled: { isKnown: false }") == .fail)
    #expect(try outcome("credentials.unknownKeys: { isKnown: false }") == .fail)
  }
}
