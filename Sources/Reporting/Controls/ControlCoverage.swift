internal import Facts
public import PolicyEngine

/// What a report says about the controls of a framework: which have a policy, and how their policies came out.
///
/// Controls are *related*: a policy that passes is no proof that its control is met.
public struct ControlCoverage: Sendable {
  /// How one control came out.
  public struct Row: Sendable, Equatable {
    /// How the framework calls it.
    public let control: String
    /// What it is about.
    public let title: String
    /// How sure the relation is.
    public let confidence: String
    /// How many policies bear on it.
    public var policies = 0
    /// How many times such a policy failed for an integration, or across several.
    public var failed = 0
    /// How many times one passed.
    public var passed = 0
    /// How many times one couldn't be evaluated.
    public var notEvaluable = 0

    /// The outcome in a word: the worst that happened.
    public var outcome: String {
      if policies == 0 { return "no policy" }
      if failed > 0 { return "failed" }
      if passed + notEvaluable == 0 { return "not applicable" }
      return passed == 0 ? "not evaluable" : notEvaluable > 0 ? "partly evaluable" : "no finding"
    }
  }

  /// The framework.
  public let framework: ControlFramework
  private let policies: [[String]]
  private var outcomes: [String: (failed: Int, passed: Int, notEvaluable: Int)] = [:]

  /// Begins a table for a framework, by the policies that there are.
  public init(of framework: ControlFramework, by set: PolicySet) {
    self.framework = framework
    policies = framework.controls.map { control in
      set.policies.filter { control.bears($0) }.map(\.id)
    }
  }

  /// Counts how the policies came out in a report.
  public mutating func add(_ report: Report) {
    for integration in report.integrations {
      for id in integration.failed { outcomes[id, default: (0, 0, 0)].failed += 1 }
      for id in integration.passed { outcomes[id, default: (0, 0, 0)].passed += 1 }
      for id in integration.notEvaluable { outcomes[id, default: (0, 0, 0)].notEvaluable += 1 }
    }
    guard let fleet = report.summary?.fleet else { return }
    for id in fleet.failed { outcomes[id, default: (0, 0, 0)].failed += 1 }
    for id in fleet.passed { outcomes[id, default: (0, 0, 0)].passed += 1 }
    for id in fleet.notEvaluable { outcomes[id, default: (0, 0, 0)].notEvaluable += 1 }
  }

  /// The table, a row a control in the framework's order.
  public var rows: [Row] {
    zip(framework.controls, policies).map { control, ids in
      var row = Row(control: control.id, title: control.title, confidence: control.confidence.rawValue)
      row.policies = ids.count
      for id in ids {
        guard let counts = outcomes[id] else { continue }
        row.failed += counts.failed
        row.passed += counts.passed
        row.notEvaluable += counts.notEvaluable
      }
      return row
    }
  }

  /// The table for people.
  public var text: String {
    var text = ControlText.heading(of: framework)
    let width = framework.controls.map(\.id.count).max() ?? 0
    for row in rows {
      text += ControlText.padded(row.control, width) + "  " + ControlText.padded(row.outcome, 16)
      text += "  \(row.failed) failed, \(row.passed) passed, \(row.notEvaluable) not evaluable"
      text += ", by \(row.policies) \(row.policies == 1 ? "policy" : "policies")"
      text += "  \(row.title) (\(row.confidence))\n"
    }
    return text
  }

  /// The table as Markdown.
  public var markdown: String {
    var text = "\(ControlText.heading(of: framework))\n"
    text += "| control | about | policies | outcome | failed | passed | not evaluable | confidence |\n"
    text += "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for row in rows {
      text += "| \(row.control) | \(row.title) | \(row.policies) | \(row.outcome) | \(row.failed)"
      text += " | \(row.passed) | \(row.notEvaluable) | \(row.confidence) |\n"
    }
    return text
  }
}
