internal import Facts
internal import PolicyEngine

/// JUnit XML, for CI: a suite for each integration and a case for each policy. What couldn't be evaluated is an
/// error and not a pass; what is waived is skipped, with the reason. The last suites are what fleet policies came
/// to, and the inputs, of which those that weren't read to their end are errors.
struct JUnitExport: ReportExport {
  static let format = ExportFormat("junit", "JUnit XML: the test reports of CI") { JUnitExport($0) }

  var output = ExportText()
  private let policies: PolicyTexts
  private var now: [UInt8] = []
  private var cases = Fragments()
  /// Findings about several integrations, with the cases that they are.
  private var across = ExportText()
  private var acrossCounts = (failed: 0, waived: 0)

  init(_ options: ExportOptions) { policies = PolicyTexts(options.policies) }

  mutating func begin(_ run: RunRecord, _ json: ReportValue) {
    var text = ExportText()
    text.xml(run.now)
    now = text.bytes
    output.raw(#"<?xml version="1.0" encoding="UTF-8"?>"# + "\n" + #"<testsuites name="Credence">"# + "\n")
    guard !run.notices.isEmpty else { return }
    suite("Before you rely on it", tests: 0, failures: 0, errors: 0, skipped: 0)
    output.raw("<properties>")
    for notice in run.notices {
      output.raw(#"<property name="notice" value=""#)
      output.xml(notice)
      output.raw(#""/>"#)
    }
    output.raw("</properties></testsuite>\n")
  }

  mutating func add(_ entry: IntegrationEntry) {
    let own = entry.integration
    let waived = entry.findings.count { $0.record.isWaived }
    suite(
      own.title, tests: entry.findings.count + own.passed.count + own.notEvaluable.count,
      failures: entry.findings.count - waived, errors: own.notEvaluable.count, skipped: waived)
    output.raw("<properties>")
    for (name, value) in [
      ("integration", own.integration), ("provider", own.provider), ("form", own.form),
      ("source", own.source),
      ("place", own.place),
    ] {
      output.raw(#"<property name="\#(name)" value=""#)
      output.xml(value)
      output.raw(#""/>"#)
    }
    output.raw("</properties>\n")
    var name = ExportText()
    name.xml(own.integration)
    name.raw("\"")
    for (finding, _) in entry.findings {
      output.junitCase(finding, class: name.bytes, start: start(of: finding))
    }
    for id in own.passed {
      output.raw(start(of: id, title: nil))
      output.raw(name.bytes)
      output.raw("/>\n")
    }
    for id in own.notEvaluable {
      output.raw(start(of: id, title: nil))
      output.raw(name.bytes)
      output.raw(
        #"><error type="not evaluable" message="What it asks isn't known of this integration."/></testcase>"#
          + "\n")
    }
    output.raw("</testsuite>\n")
  }

  mutating func add(across finding: FindingRecord, _ json: ReportValue) {
    across.junitCase(finding, class: Array("fleet\"".utf8), start: start(of: finding))
    if finding.isWaived { acrossCounts.waived += 1 } else { acrossCounts.failed += 1 }
  }

  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue) {
    let fleet = summary.fleet
    suite(
      "Across integrations",
      tests: acrossCounts.failed + acrossCounts.waived + fleet.passed.count + fleet.notEvaluable.count,
      failures: acrossCounts.failed, errors: fleet.notEvaluable.count, skipped: acrossCounts.waived)
    output.raw("\n")
    output.raw(across.bytes)
    for id in fleet.passed {
      output.raw(start(of: id, title: nil))
      output.raw("fleet\"/>\n")
    }
    for id in fleet.notEvaluable {
      output.raw(start(of: id, title: nil))
      output.raw(
        #"fleet"><error type="not evaluable" message="There was nothing to compare or to read."/></testcase>"#
          + "\n")
    }
    output.raw("</testsuite>\n")
    inputs(summary)
    output.raw("</testsuites>\n")
  }

  /// Every input, and every reason for which something wasn't looked at.
  private mutating func inputs(_ summary: SummaryRecord) {
    let gaps = summary.gaps
    suite(
      "Inputs", tests: summary.sources.count + gaps.count, failures: 0,
      errors: summary.sources.count { !$0.isComplete } + gaps.count, skipped: 0)
    output.raw("\n")
    for source in summary.sources {
      output.raw(#"<testcase time="0" classname="inputs" name=""#)
      output.xml(source.name)
      output.raw(
        source.isComplete
          ? "\"/>\n" : "\"><error type=\"partial\" message=\"Not all of it was read.\"/></testcase>\n")
    }
    for (index, gap) in gaps.enumerated() {
      output.raw(
        #"<testcase time="0" classname="inputs" name="gap \#(index + 1)"><error type="gap" message=""#)
      output.xml(gap.words)
      output.raw("\"/></testcase>\n")
    }
    output.raw("</testsuite>\n")
  }

  private mutating func suite(_ name: String, tests: Int, failures: Int, errors: Int, skipped: Int) {
    output.raw(#"<testsuite name=""#)
    output.xml(name)
    output.raw(
      #"" tests="\#(tests)" failures="\#(failures)" errors="\#(errors)" skipped="\#(skipped)" time="0" timestamp=""#
    )
    output.raw(now)
    output.raw("\">")
  }

  private mutating func start(of finding: FindingRecord) -> [UInt8] {
    start(of: finding.policy, title: finding.title)
  }

  /// A case up to its class's name.
  private mutating func start(of id: String, title: String?) -> [UInt8] {
    cases.bytes(of: id) { text in
      text.raw(#"<testcase time="0" name=""#)
      text.xml([id, policies[id]?.title ?? title].compactMap { $0 }.joined(separator: " "))
      text.raw(#"" classname=""#)
    }
  }
}

extension ExportText {
  fileprivate mutating func junitCase(_ finding: FindingRecord, class name: [UInt8], start: [UInt8]) {
    raw(start)
    raw(name)
    if finding.isWaived {
      raw(#"><skipped message=""#)
      xml(finding.waiverWords ?? "waived")
      raw("\"/></testcase>\n")
      return
    }
    raw(#"><failure type="\#(finding.severity.rawValue)" message=""#)
    xml(finding.message)
    raw("\">finding ")
    xml(finding.finding)
    if let field = finding.field {
      raw("\nfield ")
      xml(field)
    }
    if let source = finding.source {
      raw("\nsource ")
      xml(source)
    }
    if !finding.integrations.isEmpty {
      raw("\nintegrations ")
      xml(finding.integrations.joined(separator: ", "))
    }
    raw("\nbasis ")
    xml(finding.basis)
    raw("\ncredence explain ")
    xml(finding.policy)
    raw("</failure></testcase>\n")
  }
}
