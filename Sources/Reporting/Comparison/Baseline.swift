public import Facts

/// How a finding stands beside an earlier report.
public enum FindingChange: String, Word {
  /// It wasn't there.
  case new
  /// It wasn't there, and neither was its policy.
  case newPolicy
  /// It was there, and was milder.
  case worsened
  /// It was there, about another secret.
  case rotated
  /// It was there.
  case unchanged

  /// Whether a gate that looks at new findings only looks at it.
  public var isNew: Bool { self == .new || self == .newPolicy || self == .worsened }
}

/// What became of a finding of an earlier report.
public enum FindingFate: String, Word, Comparable {
  /// It is still there.
  case stays
  /// Its policy passes now.
  case passes
  /// Its policy could not be evaluated: nobody knows whether it is mended.
  case notEvaluable
  /// Its policy is gone from the packs, or doesn't apply any more.
  case notJudged
  /// Its integration wasn't looked at.
  case notSeen

  /// Whether `left` says more than `right`.
  public static func < (left: FindingFate, right: FindingFate) -> Bool { left.ordinal < right.ordinal }

  /// Whether it isn't in the newer report.
  public var isGone: Bool { self != .stays }
}

/// Why two reports can't be compared.
public struct IncomparableReports: Error, Sendable, Equatable {
  /// What stands against it, in a sentence.
  public let reason: String
  /// What to do.
  public let hint: String
}

/// An earlier report, to hold a newer one against. Secrets are compared by their fingerprints alone. Workers
/// share it.
public final class Baseline: Sendable {
  /// What ran.
  public let run: RunRecord
  /// The day that it went by.
  public let day: Day
  /// Its findings, each once.
  public let findings: [FindingRecord]
  private let places: [String: Int]
  private let ofIntegration: [String: [Int]]
  private let integrations: [String: IntegrationRecord]
  private let fleetPolicies: Set<String>

  /// Indexes a report.
  public init(_ report: Report) throws(IncomparableReports) {
    guard let run = report.run, let day = Day(run.now.prefix(10)) else {
      throw IncomparableReports(
        reason: "the report doesn't say when it was made", hint: "give a whole report")
    }
    guard !run.isKeyOfThisRun && !run.hasSeveralKeys else { throw .random }
    self.run = run
    self.day = day
    var places: [String: Int] = [:]
    var findings: [FindingRecord] = []
    var ofIntegration: [String: [Int]] = [:]
    for finding in report.findings where places[finding.finding] == nil {
      places[finding.finding] = findings.count
      if let integration = finding.integration {
        ofIntegration[integration, default: []].append(findings.count)
      }
      findings.append(finding)
    }
    self.findings = findings
    self.places = places
    self.ofIntegration = ofIntegration
    // Of several captures the last tells how it was left.
    integrations = Dictionary(
      report.integrations.map { ($0.integration, $0) }, uniquingKeysWith: { _, last in last })
    let fleet = report.summary?.fleet
    fleetPolicies = Set((fleet?.failed ?? []) + (fleet?.passed ?? []) + (fleet?.notEvaluable ?? []))
  }

  /// Refuses a run whose fingerprints or findings' ids are made otherwise.
  public func requireComparable(keyName: String?, team: String?) throws(IncomparableReports) {
    guard let keyName else { throw .random }
    guard keyName == run.keyName else {
      throw IncomparableReports(
        reason: "the fingerprints were made under different keys, \(run.keyName) and \(keyName)",
        hint: "compare reports that were made with the same --fingerprint-key")
    }
    guard team == run.team else {
      throw IncomparableReports(
        reason: "the reports are about different teams, so that no finding has the same id in both",
        hint: "compare reports that were made with the same --team")
    }
  }

  /// The integration of that id.
  public func integration(_ id: String) -> IntegrationRecord? { integrations[id] }

  /// Its integrations.
  public var integrationIDs: Set<String> { Set(integrations.keys) }

  /// The place of a finding among its findings.
  func place(of finding: String) -> Int? { places[finding] }

  /// The places of an integration's findings.
  func places(of integration: String) -> [Int] { ofIntegration[integration, default: []] }

  /// How a finding stands beside it. `secrets` are the fingerprints of what the finding is about.
  func change(
    of finding: String, policy: String, severity: Severity, field: CredentialField?, integration: String?,
    provider: String, secrets: @autoclosure () -> [String]
  ) -> FindingChange {
    guard let place = places[finding] else {
      guard let integration else { return fleetPolicies.contains(policy) ? .new : .newPolicy }
      guard let old = integrations[integration], old.provider == provider else { return .new }
      return old.judged(policy) ? .new : .newPolicy
    }
    let old = findings[place]
    if severity > old.severity { return .worsened }
    let was = integration.map { integrations[$0]?.fingerprints(in: field) ?? [] } ?? [old.fingerprint ?? ""]
    let now = secrets()
    return was.isEmpty || now.isEmpty || Set(was) == Set(now) ? .unchanged : .rotated
  }

  /// The day since which a field is known to hold the secret of that fingerprint; nil where it is another one.
  func since(_ integration: String, field: String, fingerprint: String) -> String? {
    guard
      let old = integrations[integration]?.fields.first(where: {
        $0.name == field && $0.fingerprint == fingerprint
      })
    else { return nil }
    return old.since ?? day.description
  }
}

extension IncomparableReports {
  static let random = IncomparableReports(
    reason: "its fingerprints were made under a key of its own, so nothing in another report equals them",
    hint: "make both reports with the same --fingerprint-key, a file of `credence keygen job`")
}

extension IntegrationRecord {
  /// Whether a policy was asked at all.
  func judged(_ policy: String) -> Bool {
    failed.contains(policy) || passed.contains(policy) || notEvaluable.contains(policy)
  }
}
