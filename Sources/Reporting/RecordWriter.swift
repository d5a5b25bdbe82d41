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
  private let gatesPlatformLimits: Bool
  private let quotedIDs: [[UInt8]]
  private var known: [KnownPolicy?]
  private var frames: [FindingFrame?]
  private let waivers: FindingWaivers?
  private let baseline: Baseline?
  private let gatesNewOnly: Bool
  private var line = JSONLine()
  private var failed: [Int] = []
  private var bases: [Basis] = []
  /// Of the failed, moved by what the integration is for.
  private var severities: [Severity] = []
  private var passed: [Int] = []
  private var notEvaluable: [Int] = []
  private var ids: [Fingerprint] = []
  private var isEvaluated = false
  private var preimage: [UInt8] = []
  /// What is known of the waivers of the integration that was judged last.
  private var waived = WaivedFindings()
  /// How its findings stand beside the baseline.
  private var changes: [FindingChange] = []

  /// A writer whose gate counts findings of `gate` or worse. `team` is part of the findings' ids.
  public init(
    policies: PolicySet, team: String = "", gate: Severity?, gatesPlatformLimits: Bool = false,
    waivers: WaiverIndex? = nil, baseline: Baseline? = nil, gatesNewOnly: Bool = false
  ) {
    self.policies = policies
    self.team = Array(team.utf8) + [0]
    self.gate = gate
    self.gatesPlatformLimits = gatesPlatformLimits
    quotedIDs = policies.ids.map { Array("\"\($0)\"".utf8) }
    known = Array(repeating: nil, count: policies.ids.count)
    frames = Array(repeating: nil, count: policies.ids.count * Severity.allCases.count)
    self.waivers = waivers.map { FindingWaivers($0, policies: policies) }
    self.baseline = baseline
    self.gatesNewOnly = gatesNewOnly
  }

  /// The records and counts since it was last asked.
  public mutating func take() -> (lines: [UInt8], counts: RunCounts) {
    defer { counts = RunCounts() }
    return (line.take(), counts)
  }

  /// How many bytes of records wait to be taken.
  public var byteCount: Int { line.bytes.count }

  /// Judges an integration. Next comes `write`, and before it, where there are any, what became of `waiverTexts`.
  public mutating func judge(_ integration: CheckedIntegration) {
    isEvaluated = judge(integration.facts)
    severities.removeAll(keepingCapacity: true)
    for place in failed { severities.append(severity(of: place, integration.facts)) }
    let id = integration.id.description
    ids.removeAll(keepingCapacity: true)
    for place in failed {
      preimage.removeAll(keepingCapacity: true)
      preimage.append(contentsOf: team)
      preimage.append(contentsOf: id.utf8)
      preimage.append(contentsOf: known(place).identity)
      ids.append(Digest.fingerprint(of: preimage))
    }
    if let baseline { compare(integration, id: id, with: baseline) }
    if let waivers { waived = waivers.waivers(for: failed, ids: ids, of: integration, id: id) }
  }

  /// How the findings stand beside the baseline, and what became of those that it has of this integration.
  private mutating func compare(_ integration: CheckedIntegration, id: String, with baseline: Baseline) {
    changes.removeAll(keepingCapacity: true)
    let provider =
      integration.provider?.rawValue ?? integration.unknownProvider?.description ?? "unknown"
    for index in failed.indices {
      let policy = known(failed[index]).policy
      changes.append(
        baseline.change(
          of: ids[index].description, policy: policy.id, severity: severities[index], field: policy.field,
          integration: id, provider: provider, secrets: integration.fingerprints(in: policy.field)))
    }
    func holds(_ places: [Int], _ policy: String) -> Bool {
      places.contains { policies.ids[$0] == policy }
    }
    for place in baseline.places(of: id) {
      let old = baseline.findings[place]
      if ids.contains(where: { $0.description == old.finding }) {
        counts.comparison.note(.stays, at: place)
      } else if holds(passed, old.policy) {
        counts.comparison.note(.passes, at: place)
      } else {
        counts.comparison.note(holds(notEvaluable, old.policy) ? .notEvaluable : .notJudged, at: place)
      }
    }
  }

  /// What people wrote into the waivers that bear on the integration that was judged. Since it stands in the
  /// record, it has to pass the redaction gate beside the integration's secrets: see `take(waiverLabels:)`.
  public var waiverTexts: [String] { waived.texts }

  /// Takes what the redaction gate made of `waiverTexts`.
  public mutating func take(waiverLabels labels: [Label]) {
    counts.withheldWaivers.formUnion(waived.take(labels))
  }

  /// Counts the integration that was judged, and writes its records. `place` is where it stands in `source`.
  public mutating func write(_ integration: CheckedIntegration, source: String, place: RecordPlace) {
    count(integration, isEvaluated: isEvaluated)
    let id = integration.id.description
    line.begin(record: "integration")
    line.add("integration", id)
    line.add(integration)
    line.add("source", source)
    line.add("place", place)
    if let baseline {
      line.add(fields: integration.fields) {
        baseline.since(id, field: $0, fingerprint: $1.description)
      }
    } else {
      line.add(fields: integration.fields)
    }
    line.add("results") {
      $0.add("fail", places: failed, of: quotedIDs)
      $0.add("pass", places: passed, of: quotedIDs)
      $0.add("notEvaluable", places: notEvaluable, of: quotedIDs)
    }
    line.add("evaluated", isEvaluated)
    line.finish()
    for index in failed.indices { writeFinding(index, of: integration, id: id) }
  }

  /// Whether a policy about the credential passed or failed.
  private mutating func judge(_ facts: borrowing Facts) -> Bool {
    failed.removeAll(keepingCapacity: true)
    bases.removeAll(keepingCapacity: true)
    passed.removeAll(keepingCapacity: true)
    notEvaluable.removeAll(keepingCapacity: true)
    var isEvaluated = false
    policies.judge(facts) { place, outcome, basis, countsAsCoverage in
      switch outcome {
      case .fail:
        failed.append(place)
        bases.append(basis)
      case .pass: passed.append(place)
      case .notEvaluable: notEvaluable.append(place)
      case .notApplicable: return
      }
      if outcome != .notEvaluable && countsAsCoverage { isEvaluated = true }
    }
    return isEvaluated
  }

  /// Writes the finding of a fleet policy about a secret that several integrations share, or an API's token. `withheld` are the
  /// waivers in whose texts the redaction gate found something.
  public mutating func write(
    _ secret: SharedSecret, by place: Int, basis: Basis, withholding withheld: Set<Int> = []
  ) {
    let policy = known(place).policy
    let frame = frame(of: place, policy.severity)
    preimage.removeAll(keepingCapacity: true)
    preimage.append(contentsOf: team)
    for part in secret.identity {
      preimage.append(contentsOf: part.utf8)
      preimage.append(0)
    }
    preimage.append(contentsOf: known(place).identity)
    let id = Digest.fingerprint(of: preimage)
    let waiver = waivers?.waiver(for: secret, id: id, by: place)
    line.raw(frame.opening)
    line.hexadecimal(id)
    line.raw("\"")
    line.resume()
    line.add("policy", policy.id)
    if let source = secret.source {
      line.add("source", source)
    } else {
      line.add("integrations", secret.integrations)
    }
    line.add("fingerprint", secret.fingerprint?.description)
    line.raw(frame.toSeverity)
    line.raw(basis.word)
    write(status(waiver), frame)
    policy.message.forEachPiece(of: secret.facts) { line.escaped($0) }
    line.raw("\"")
    line.resume()
    line.add("facts", frame.facts, of: secret.facts)
    let change = baseline?.change(
      of: id.description, policy: policy.id, severity: policy.severity, field: nil, integration: nil,
      provider: "", secrets: secret.fingerprint.map { [$0.description] } ?? [])
    if let change { line.add("change", change.rawValue) }
    if let stays = baseline?.place(of: id.description) { counts.comparison.note(.stays, at: stays) }
    if let waiver { line.add("waiver", waivers?.record(waiver, isWithheld: withheld.contains(waiver))) }
    line.finish()
    counts.findings += 1
    count(frame, waiver, change)
  }

  private func status(_ waiver: Int?) -> FindingStatus {
    guard let waiver, let waivers else { return .open }
    return waivers.index.states[waiver] == .inForce ? .waived : .lapsed
  }

  private mutating func count(_ frame: FindingFrame, _ waiver: Int?, _ change: FindingChange?) {
    let status = status(waiver)
    counts.severities[frame.severityPlace] += 1
    counts.statuses[status.ordinal] += 1
    if let waiver { counts.usedWaivers.insert(waiver) }
    if let change { counts.comparison.count(change) }
    if frame.failsGate && status == .open && (!gatesNewOnly || change?.isNew ?? true) { counts.gated += 1 }
  }

  private mutating func write(_ status: FindingStatus, _ frame: FindingFrame) {
    line.raw(frame.toStatus)
    line.raw(status.rawValue)
    line.raw(frame.toMessage)
  }

  /// The severity of a finding: the policy's, moved by what the integration is for.
  private mutating func severity(of place: Int, _ facts: borrowing Facts) -> Severity {
    let known = known(place)
    guard let factors = known.policy.factors, !known.movers.isEmpty else { return known.policy.severity }
    return factors.severity(basis: known.policy.basis, movers: known.movers, facts)
  }

  /// A policy that found something before, or does now.
  private mutating func known(_ place: Int) -> KnownPolicy {
    if let known = known[place] { return known }
    let new = KnownPolicy(policies[place])
    known[place] = new
    return new
  }

  /// What is the same for all findings of a policy that have a severity, made when the first is written.
  private mutating func frame(of place: Int, _ severity: Severity) -> FindingFrame {
    let index = place * Severity.allCases.count + severity.ordinal
    if let frame = frames[index] { return frame }
    let frame = FindingFrame(known(place).policy, severity: severity, gate: gate, gatesPlatformLimits)
    frames[index] = frame
    return frame
  }

  private mutating func writeFinding(_ index: Int, of integration: CheckedIntegration, id: String) {
    let place = failed[index]
    let frame = frame(of: place, severities[index])
    let waiver = waived.waiver(at: index)
    line.raw(frame.opening)
    line.hexadecimal(ids[index])
    line.raw(frame.toIntegration)
    line.escaped(id)
    line.raw(frame.toBasis)
    line.raw(bases[index].word)
    write(status(waiver), frame)
    known(place).policy.message.forEachPiece(of: integration) { line.escaped($0) }
    line.raw("\"")
    line.resume()
    line.add("facts", frame.facts, of: integration.facts)
    let change = baseline == nil ? nil : changes[index]
    if let change { line.add("change", change.rawValue) }
    if waiver != nil { line.add("waiver", waived.record(at: index)) }
    line.finish()
    count(frame, waiver, change)
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
    counts.note(unlistedFields: integration.unlistedCount)
    counts.outcomes[Outcome.pass.ordinal] += passed.count
    counts.outcomes[Outcome.fail.ordinal] += failed.count
    counts.outcomes[Outcome.notEvaluable.ordinal] += notEvaluable.count
    counts.findings += failed.count
    counts.findingsOfProvider[provider] += failed.count
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

/// A policy, and what its findings need of it again and again.
private final class KnownPolicy: Sendable {
  let policy: Policy
  let movers: [SeverityMover]
  /// Its part of a finding's id.
  let identity: [UInt8]

  init(_ policy: Policy) {
    self.policy = policy
    movers = policy.movers
    identity = [0] + Array(policy.id.utf8) + [0] + Array((policy.field?.word ?? "").utf8)
  }
}

/// What of a finding's record is the same for all findings of one policy.
private final class FindingFrame: Sendable {
  /// The severity's place in its vocabulary.
  let severityPlace: Int
  let failsGate: Bool
  let opening: [UInt8]
  let toIntegration: [UInt8]
  let toBasis: [UInt8]
  /// The same without the field, for findings about several integrations.
  let toSeverity: [UInt8]
  let toStatus: [UInt8]
  let toMessage: [UInt8]
  /// The facts that it rests on.
  let facts: [FactID]

  init(_ policy: Policy, severity: Severity, gate: Severity?, _ gatesPlatformLimits: Bool) {
    severityPlace = severity.ordinal
    // A platform limit has no better mode to offer, so it doesn't fail anybody's build unasked.
    failsGate = gate.map { severity >= $0 } ?? false && (gatesPlatformLimits || !policy.isPlatformLimit)
    let field = policy.field?.word
    var line = JSONLine()
    line.begin(record: "finding")
    line.raw(#","finding":""#)
    opening = line.takePiece()
    line.raw("\"")
    line.resume()
    line.add("policy", policy.id)
    line.raw(#","integration":""#)
    toIntegration = line.takePiece()
    line.raw("\"")
    line.resume()
    line.add("field", field)
    line.add("severity", severity.rawValue)
    line.raw(#","basis":""#)
    toBasis = line.takePiece()
    toSeverity = Array(#","severity":"\#(severity.rawValue)","basis":""#.utf8)
    toStatus = Array(#"","status":""#.utf8)
    facts = policy.facts
    line.raw("\"")
    line.resume()
    if policy.isPlatformLimit { line.add("platformLimit", true) }
    line.add("title", policy.title)
    line.raw(#","message":""#)
    toMessage = line.takePiece()
  }
}
