/// What a report says about the controls of a framework: which have a policy, and how their policies came out.
///
/// Controls are *related*: a policy that passes is no proof that its control is met.
public struct ControlCoverage: Sendable {
  /// How a control came out: the worst that happened.
  public enum Outcome: String, Sendable, CaseIterable {
    /// Some policy failed.
    case failed
    /// Nothing could be evaluated.
    case notEvaluable = "not evaluable"
    /// Some policies passed, and some couldn't be evaluated.
    case partlyEvaluable = "partly evaluable"
    /// All that applied passed.
    case noFinding = "no finding"
    /// No policy applied to any integration.
    case notApplicable = "not applicable"
    /// No policy bears on it.
    case noPolicy = "no policy"
  }

  /// How one control came out.
  public struct Row: Sendable, Equatable {
    /// How the framework calls it.
    public let control: String
    /// What it is about.
    public let title: String
    /// How sure the relation is.
    public let confidence: String
    /// How many policies bear on it.
    public let policies: Int
    /// How often they failed, passed, and couldn't be evaluated.
    public private(set) var counts = PolicyOutcomes.Counts()

    init(_ control: FrameworkRecord.Control, _ outcomes: PolicyOutcomes) {
      self.control = control.id
      title = control.title
      confidence = control.confidence
      policies = control.policies.count
      for policy in control.policies { counts += outcomes[policy] }
    }

    /// The outcome.
    public var outcome: Outcome {
      if policies == 0 { return .noPolicy }
      if counts.failed > 0 { return .failed }
      if counts.passed + counts.notEvaluable == 0 { return .notApplicable }
      return counts.passed == 0
        ? .notEvaluable : counts.notEvaluable > 0 ? .partlyEvaluable : .noFinding
    }
  }

  /// The framework.
  public let framework: FrameworkRecord
  /// The table, a row a control in the framework's order.
  public let rows: [Row]

  init(of framework: FrameworkRecord, _ outcomes: PolicyOutcomes) {
    self.framework = framework
    rows = framework.controls.map { Row($0, outcomes) }
  }

  /// What reports say of a framework. The policies that bear on its controls are those of the reports; `framework`
  /// says it for reports that don't.
  public init(of framework: FrameworkRecord, in reports: [Report]) {
    var outcomes = PolicyOutcomes()
    for report in reports {
      for integration in report.integrations { outcomes.add(integration) }
      if let fleet = report.summary?.fleet { outcomes.add(fleet) }
    }
    let known = reports.reduce([]) { $0.union($1.frameworks) }.filter { $0.id == framework.id }
    let own = known.count == 1 && reports.allSatisfy { !$0.frameworks.isEmpty } ? known[0] : framework
    self.init(of: own, outcomes)
  }

  /// How many controls came out so.
  func count(_ outcome: Outcome) -> Int { rows.count { $0.outcome == outcome } }

  /// The table for people.
  public var text: String {
    var text = ControlText.heading(of: framework.name, framework.version)
    let width = rows.map(\.control.count).max() ?? 0
    for row in rows {
      text += ControlText.padded(row.control, width) + "  " + ControlText.padded(row.outcome.rawValue, 16)
      text += "  \(row.counts.failed) failed, \(row.counts.passed) passed, "
      text += "\(row.counts.notEvaluable) not evaluable"
      text += ", by \(row.policies) \(row.policies == 1 ? "policy" : "policies")"
      text += "  \(row.title) (\(row.confidence))\n"
    }
    return text
  }

  /// The table as Markdown.
  public var markdown: String {
    var text = "\(ControlText.heading(of: framework.name, framework.version))\n"
    text += "| control | about | policies | outcome | failed | passed | not evaluable | confidence |\n"
    text += "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for row in rows {
      text += "| \(row.control) | \(row.title) | \(row.policies) | \(row.outcome.rawValue)"
      text += " | \(row.counts.failed) | \(row.counts.passed) | \(row.counts.notEvaluable)"
      text += " | \(row.confidence) |\n"
    }
    return text
  }
}
