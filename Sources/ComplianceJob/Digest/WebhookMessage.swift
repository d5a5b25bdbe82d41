internal import Audit
internal import FoundationEssentials

/// A digest for programs: `type`, `timestamp` and `data`, as Standard Webhooks 1.0.0 recommends it.
struct WebhookMessage: Encodable {
  private struct Payload: Encodable {
    let run: String
    let team: String?
    let report: String?
    let exit: Int32
    let failed: Bool
    let complete: Bool
    let clockWentBack: Bool
    let integrations: Int
    let findings: Int
    let counts: [String: Int]
    let named: [String: [ToldDigest.Item]]
    let unnamed: Int
    let checkpoint: String?
  }

  private let type: String
  private let timestamp: String
  private let data: Payload

  init(_ told: ToldDigest) {
    let digest = told.digest
    type = digest.isFailure ? "credence.run.failed" : "credence.run.digest"
    timestamp = Clock(second: digest.now).text
    var counts: [String: Int] = [:]
    for change in JobDigest.Change.allCases { counts[change.rawValue] = digest[change] }
    var named: [String: [ToldDigest.Item]] = [:]
    for part in told.parts { named[part.change.rawValue] = part.items }
    data = Payload(
      run: digest.run, team: told.team, report: told.report, exit: digest.exit, failed: digest.isFailure,
      complete: digest.isComplete,
      clockWentBack: digest.didClockGoBack, integrations: digest.integrations, findings: digest.findings,
      counts: counts, named: named, unnamed: told.unnamed, checkpoint: told.checkpoint)
  }
}
