internal import Facts
internal import PolicyEngine

/// What the page's figures are drawn from, counted while records come.
struct PageTally {
  /// How long what opens an integration's account lasts, by what stands in it.
  enum Lifetime: Int, CaseIterable {
    case longLived, expiring, session, federated, elsewhere, unseen

    var title: HTMLText.Markup {
      switch self {
      case .longLived: "Until somebody revokes it"
      case .expiring: "To a date of its own"
      case .session: "Hours to days"
      case .federated: "No stored secret: a role or federation"
      case .elsewhere: "A reference: the secret is elsewhere"
      case .unseen: "Not returned, so not known"
      }
    }
  }

  /// A secret and the integrations that it stands in, by their numbers.
  struct Shared {
    let fingerprint: String
    let kind: String
    var places: [Int]
  }

  static let ageLimits = [90, 180, 365]

  /// Findings of a provider by severity, from the mildest on; of findings about several integrations under nil.
  private(set) var providers: [String?: [Int]] = [:]
  private(set) var open = Array(repeating: 0, count: Severity.allCases.count)
  private(set) var all = Array(repeating: 0, count: Severity.allCases.count)
  private(set) var waived = 0
  /// By lifetime, then by the integration's age: the limits, older, not known.
  private(set) var lifetimes = Array(
    repeating: Array(repeating: 0, count: ageLimits.count + 2), count: Lifetime.allCases.count)
  private(set) var outcomes = PolicyOutcomes()
  private(set) var titles: [String] = [""]
  private(set) var trend: PageTrend?
  private var first: [String: Int] = [:]
  private var shared: [String: Shared] = [:]

  init(previous: Report?) { trend = previous.map { PageTrend($0) } }

  /// The secrets that stand in several integrations, those in most of them first.
  var reuse: [Shared] {
    shared.values.sorted {
      $0.places.count == $1.places.count
        ? $0.places[0] == $1.places[0] ? $0.fingerprint < $1.fingerprint : $0.places[0] < $1.places[0]
        : $0.places.count > $1.places.count
    }
  }

  mutating func add(_ finding: FindingRecord, _ json: ReportValue) {
    all[finding.severity.ordinal] += 1
    if json["status"]?.text == "waived" { waived += 1 } else { open[finding.severity.ordinal] += 1 }
    if finding.integration == nil { count(finding.severity, of: nil) }
    trend?.add(finding)
  }

  mutating func add(
    _ integration: IntegrationRecord, _ json: ReportValue,
    _ findings: [(record: FindingRecord, json: ReportValue)], at place: Int
  ) {
    titles.append(integration.title)
    if providers[integration.provider] == nil {
      providers[integration.provider] = Array(repeating: 0, count: Severity.allCases.count)
    }
    for finding in findings { count(finding.record.severity, of: integration.provider) }
    outcomes.add(integration)
    let age = json["age"]?.number
    let bucket = age.map { age in Self.ageLimits.firstIndex { age < $0 } ?? Self.ageLimits.count }
    lifetimes[Self.lifetime(of: integration).rawValue][bucket ?? Self.ageLimits.count + 1] += 1
    for field in integration.fields { note(field, at: place) }
  }

  mutating func add(_ fleet: FleetResults) { outcomes.add(fleet) }

  private mutating func count(_ severity: Severity, of provider: String?) {
    providers[provider, default: Array(repeating: 0, count: Severity.allCases.count)][severity.ordinal] += 1
  }

  private mutating func note(_ field: IntegrationRecord.Field, at place: Int) {
    guard let fingerprint = field.fingerprint, Self.isSecret(field) else { return }
    guard let earlier = first[fingerprint] else {
      first[fingerprint] = place
      return
    }
    guard earlier != place, shared[fingerprint]?.places.last != place else { return }
    shared[
      fingerprint, default: Shared(fingerprint: fingerprint, kind: field.kind, places: [earlier])
    ].places.append(place)
  }

  private static func isSecret(_ field: IntegrationRecord.Field) -> Bool {
    field.fieldClass == "secret" || field.fieldClass == "blob" || field.fieldClass == "trustSecret"
  }

  private static func lifetime(of integration: IntegrationRecord) -> Lifetime {
    let live = integration.fields.filter { $0.state == "live" }
    let kinds = live.map { Kind(word: $0.kind)?.definition.lifetime ?? .unknown }
    if kinds.contains(.session) { return .session }
    let lasts = zip(live, kinds).contains { field, lifetime in
      isSecret(field) && field.fieldClass != "trustSecret" && (lifetime == .longLived || lifetime == .unknown)
    }
    if lasts { return .longLived }
    if kinds.contains(.expiring) { return .expiring }
    if integration.mode == "crossAccountRole" || kinds.contains(.federated) { return .federated }
    if integration.fields.contains(where: { $0.state == "reference" && isSecret($0) }) { return .elsewhere }
    return .unseen
  }
}

/// What became of an earlier report's findings.
struct PageTrend {
  let previous: RunRecord?
  let isComplete: Bool
  /// By severity, from the mildest on.
  private(set) var before = Array(repeating: 0, count: Severity.allCases.count)
  private(set) var now = Array(repeating: 0, count: Severity.allCases.count)
  private(set) var new = 0
  private(set) var unchanged = 0
  private var earlier: Set<String>

  var gone: Int { earlier.count }

  init(_ previous: Report) {
    self.previous = previous.run
    isComplete = previous.summary?.isComplete ?? false
    for finding in previous.findings { before[finding.severity.ordinal] += 1 }
    earlier = Set(previous.findings.map(\.finding))
  }

  mutating func add(_ finding: FindingRecord) {
    now[finding.severity.ordinal] += 1
    if earlier.remove(finding.finding) != nil { unchanged += 1 } else { new += 1 }
  }
}
