/// How tests of policies came out, as CI reads it.
public struct PolicyTestReport: Sendable {
  /// One test.
  public struct Case: Sendable {
    let suite: String
    let name: String
    let failure: String?

    /// A test of a suite; `failure` says what is wrong, nil for a test that holds.
    public init(suite: String, name: String, failure: String?) {
      self.suite = suite
      self.name = name
      self.failure = failure
    }
  }

  private let cases: [Case]

  /// A report of these tests.
  public init(_ cases: [Case]) { self.cases = cases }

  /// JUnit XML: a suite for each policy, a case for each of its tests.
  public var junit: [UInt8] {
    var text = ExportText()
    let failed = cases.count { $0.failure != nil }
    text.raw(#"<?xml version="1.0" encoding="UTF-8"?>"# + "\n")
    text.raw(
      #"<testsuites name="credence policy" tests="\#(cases.count)" failures="\#(failed)" errors="0">"# + "\n")
    var suites: [(name: String, cases: [Case])] = []
    for test in cases {
      if suites.last?.name == test.suite {
        suites[suites.count - 1].cases.append(test)
      } else {
        suites.append((test.suite, [test]))
      }
    }
    for suite in suites {
      let failed = suite.cases.count { $0.failure != nil }
      text.raw(#"<testsuite name=""#)
      text.xml(suite.name)
      text.raw(#"" tests="\#(suite.cases.count)" failures="\#(failed)" errors="0">"# + "\n")
      for test in suite.cases { text.add(test) }
      text.raw("</testsuite>\n")
    }
    text.raw("</testsuites>\n")
    return text.bytes
  }
}

extension ExportText {
  fileprivate mutating func add(_ test: PolicyTestReport.Case) {
    raw(#"<testcase classname=""#)
    xml(test.suite)
    raw(#"" name=""#)
    xml(test.name)
    guard let failure = test.failure else { return raw("\"/>\n") }
    raw(#""><failure message=""#)
    xml(failure)
    raw("\"/></testcase>\n")
  }
}
