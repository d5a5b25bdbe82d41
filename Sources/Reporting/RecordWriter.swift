public import Facts
public import PolicyEngine

/// Judges integrations and writes their records: the integration's, then its findings'. Each worker has one.
///
/// What a policy always says of itself is put into JSON once, so that a finding costs little more than its
/// own words.
public struct RecordWriter: Sendable {
  /// What was counted since it was last taken.
  public private(set) var counts = RunCounts()

  private let policies: PolicySet
  private let team: [UInt8]
  private let gate: Severity?
  private let quotedIDs: [[UInt8]]
  private var frames: [FindingFrame?]
  private let countsAsCoverage: [Bool]
  private var line = JSONLine()
  private var failed: [Int] = []
  private var bases: [Basis] = []
  private var passed: [Int] = []
  private var notEvaluable: [Int] = []
  private var preimage: [UInt8] = []

  /// A writer whose gate counts findings of `gate` or worse. `team` is part of the findings' ids.
  public init(policies: PolicySet, team: String = "", gate: Severity?) {
    self.policies = policies
    self.team = Array(team.utf8) + [0]
    self.gate = gate
    quotedIDs = policies.policies.map { Array("\"\($0.id)\"".utf8) }
    frames = Array(repeating: nil, count: policies.policies.count)
    countsAsCoverage = policies.policies.map(\.countsAsCoverage)
  }

  /// The records and counts since it was last asked.
  public mutating func take() -> (lines: [UInt8], counts: RunCounts) {
    defer { counts = RunCounts() }
    return (line.take(), counts)
  }

  /// How many bytes of records wait to be taken.
  public var byteCount: Int { line.bytes.count }

  /// Judges an integration, counts it and writes its records. `place` is where it stands in `source`.
  public mutating func write(_ integration: CheckedIntegration, source: String, place: RecordPlace) {
    let isEvaluated = judge(integration.facts)
    count(integration, isEvaluated: isEvaluated)
    let id = integration.id.description
    line.begin(record: "integration")
    line.add("integration", id)
    line.add(integration)
    line.add("source", source)
    line.add("place", place)
    line.add(fields: integration.fields)
    line.add("results") {
      $0.add("fail", places: failed, of: quotedIDs)
      $0.add("pass", places: passed, of: quotedIDs)
      $0.add("notEvaluable", places: notEvaluable, of: quotedIDs)
    }
    line.add("evaluated", isEvaluated)
    line.finish()
    for index in failed.indices {
      write(failed[index], basis: bases[index], of: integration, id: id)
    }
  }

  /// Whether a policy about the credential passed or failed.
  private mutating func judge(_ facts: borrowing Facts) -> Bool {
    failed.removeAll(keepingCapacity: true)
    bases.removeAll(keepingCapacity: true)
    passed.removeAll(keepingCapacity: true)
    notEvaluable.removeAll(keepingCapacity: true)
    var isEvaluated = false
    policies.judge(facts) { place, outcome, basis in
      switch outcome {
      case .fail:
        failed.append(place)
        bases.append(basis)
      case .pass: passed.append(place)
      case .notEvaluable: notEvaluable.append(place)
      case .notApplicable: return
      }
      if outcome != .notEvaluable && countsAsCoverage[place] { isEvaluated = true }
    }
    return isEvaluated
  }

  /// Writes the finding of a fleet policy about a secret that several integrations share.
  public mutating func write(_ secret: SharedSecret, by place: Int, basis: Basis) {
    let frame = frame(of: place)
    preimage.removeAll(keepingCapacity: true)
    preimage.append(contentsOf: team)
    for part in secret.identity {
      preimage.append(contentsOf: part.utf8)
      preimage.append(0)
    }
    preimage.append(contentsOf: frame.identity)
    line.raw(frame.opening)
    line.hexadecimal(Digest.fingerprint(of: preimage))
    line.raw("\"")
    line.resume()
    line.add("policy", policies.policies[place].id)
    line.add("integrations", secret.integrations)
    line.add("fingerprint", secret.fingerprint)
    line.raw(frame.toSeverity)
    line.raw(basis.rawValue)
    line.raw(frame.toMessage)
    policies.policies[place].message.forEachPiece(of: secret.facts) { line.escaped($0) }
    line.raw("\"")
    line.finish()
    counts.findings += 1
    count(place)
  }

  private mutating func count(_ place: Int) {
    let frame = frame(of: place)
    counts.severities[frame.severityPlace] += 1
    if frame.failsGate { counts.gated += 1 }
  }

  /// What is the same for all findings of a policy, made when the first is written.
  private mutating func frame(of place: Int) -> FindingFrame {
    if let frame = frames[place] { return frame }
    let frame = FindingFrame(policies.policies[place], gate: gate)
    frames[place] = frame
    return frame
  }

  private mutating func write(_ place: Int, basis: Basis, of integration: CheckedIntegration, id: String) {
    let frame = frame(of: place)
    preimage.removeAll(keepingCapacity: true)
    preimage.append(contentsOf: team)
    preimage.append(contentsOf: id.utf8)
    preimage.append(contentsOf: frame.identity)
    line.raw(frame.opening)
    line.hexadecimal(Digest.fingerprint(of: preimage))
    line.raw(frame.toIntegration)
    line.escaped(id)
    line.raw(frame.toBasis)
    line.raw(basis.rawValue)
    line.raw(frame.toMessage)
    policies.policies[place].message.forEachPiece(of: integration) { line.escaped($0) }
    line.raw("\"")
    line.finish()
  }

  private mutating func count(_ integration: CheckedIntegration, isEvaluated: Bool) {
    let facts = integration.facts
    let provider = facts[.provider].isKnown ? facts[.provider].number : counts.providers.count - 1
    counts.integrations += 1
    counts.providers[provider] += 1
    counts.forms[facts[.form].number] += 1
    if facts[.credentialsReturned].number == 1 { counts.returnedCredentials += 1 }
    if isEvaluated { counts.evaluated += 1 }
    counts.shortSecrets += facts[.shortSecrets].number
    counts.outcomes[Outcome.pass.ordinal] += passed.count
    counts.outcomes[Outcome.fail.ordinal] += failed.count
    counts.outcomes[Outcome.notEvaluable.ordinal] += notEvaluable.count
    counts.findings += failed.count
    counts.findingsOfProvider[provider] += failed.count
    for place in failed { count(place) }
  }
}

/// Where an integration stands in its source: the line of its document, and the way to it there.
public struct RecordPlace: Sendable {
  let line: Int
  let path: String

  /// Names a place. The path must hold no text of the payload.
  public init(line: Int, path: String) {
    self.line = line
    self.path = path
  }
}

/// What of a finding's record is the same for all findings of one policy.
private final class FindingFrame: Sendable {
  /// The severity's place in its vocabulary.
  let severityPlace: Int
  let failsGate: Bool
  /// The policy's part of the finding's id.
  let identity: [UInt8]
  let opening: [UInt8]
  let toIntegration: [UInt8]
  let toBasis: [UInt8]
  /// The same without the field, for findings about several integrations.
  let toSeverity: [UInt8]
  let toMessage: [UInt8]

  init(_ policy: Policy, gate: Severity?) {
    let severity = policy.severity
    severityPlace = severity.ordinal
    // A platform limit has no better mode to offer, so it doesn't fail anybody's build.
    failsGate = gate.map { severity >= $0 } ?? false && !policy.isPlatformLimit
    let field = policy.field?.rawValue
    identity = [0] + Array(policy.id.utf8) + [0] + Array((field ?? "").utf8)
    var line = JSONLine()
    line.begin(record: "finding")
    line.raw(#","finding":""#)
    opening = line.take()
    line.raw("\"")
    line.resume()
    line.add("policy", policy.id)
    line.raw(#","integration":""#)
    toIntegration = line.take()
    line.raw("\"")
    line.resume()
    line.add("field", field)
    line.add("severity", severity.rawValue)
    line.raw(#","basis":""#)
    toBasis = line.take()
    toSeverity = Array(#","severity":"\#(severity.rawValue)","basis":""#.utf8)
    line.raw("\"")
    line.resume()
    line.add("status", "open")
    if policy.isPlatformLimit { line.add("platformLimit", true) }
    line.add("title", policy.title)
    line.raw(#","message":""#)
    toMessage = line.take()
  }
}
