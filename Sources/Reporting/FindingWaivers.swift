internal import Facts
internal import PolicyEngine

/// The waivers of a run, as a writer asks for them: for the findings of one integration at once.
struct FindingWaivers: Sendable {
  let index: WaiverIndex
  private let policies: PolicySet
  /// The places of those about several integrations. Their texts pass the gate beside every integration's
  /// secrets, since whose they are is known only at the end.
  private let fleet: [Int]

  init(_ index: WaiverIndex, policies: PolicySet) {
    self.index = index
    self.policies = policies
    fleet = index.waivers.indices.filter { policies[id: index.waivers[$0].policy]?.fleet != nil }
  }

  /// What bears on the findings of the policies at `failed`, whose ids are `ids`.
  func waivers(
    for failed: [Int], ids: [Fingerprint], of integration: CheckedIntegration, id: String
  ) -> WaivedFindings {
    var waived = WaivedFindings()
    for (place, finding) in zip(failed, ids) {
      let policy = policies[place]
      waived.numbers.append(
        index.waiver(
          forFinding: finding, of: policy, on: id, credential: integration.fingerprints(in: policy.field)))
    }
    waived.asked = (waived.numbers.compactMap { $0 } + fleet).map { ($0, index.waivers[$0]) }
    return waived
  }

  func waiver(for secret: SharedSecret, id: Fingerprint, by place: Int) -> Int? {
    index.waiver(
      forFinding: id, of: policies[place], on: nil,
      credential: secret.fingerprint.map { [$0.description] } ?? [])
  }

  /// The record of a waiver for several integrations.
  func record(_ number: Int, isWithheld: Bool) -> WaiverRecord {
    let waiver = index.waivers[number]
    return WaiverRecord(waiver, texts: isWithheld ? waiver.texts.map { _ in "[redacted]" } : waiver.texts)
  }
}

/// The waivers that bear on one integration, and what may be shown of them.
struct WaivedFindings: Sendable {
  /// The waiver of each finding, by its place.
  fileprivate(set) var numbers: [Int?] = []
  /// The waivers whose texts the gate is asked about: those of the findings, then those about several.
  fileprivate var asked: [(number: Int, waiver: Waiver)] = []
  private var labels: [Label] = []

  /// The waiver of the finding with that place among the integration's.
  func waiver(at index: Int) -> Int? { numbers.isEmpty ? nil : numbers[index] }

  var texts: [String] { asked.flatMap(\.waiver.texts) }

  /// Takes what the gate made of the texts; gives the waivers of which it withheld something.
  mutating func take(_ labels: [Label]) -> [Int] {
    self.labels = labels
    var start = 0
    var withheld: [Int] = []
    for (number, waiver) in asked {
      let end = start + waiver.texts.count
      if labels[start..<end].contains(where: \.isRedacted) { withheld.append(number) }
      start = end
    }
    return withheld
  }

  /// The record of a finding's waiver. Without labels nothing of its texts is shown.
  func record(at index: Int) -> WaiverRecord? {
    guard waiver(at: index) != nil else { return nil }
    let place = numbers[..<index].count { $0 != nil }
    let start = asked[..<place].reduce(0) { $0 + $1.waiver.texts.count }
    let waiver = asked[place].waiver
    let texts = waiver.texts.indices.map {
      start + $0 < labels.count ? labels[start + $0].description : "[redacted]"
    }
    return WaiverRecord(waiver, texts: texts)
  }
}
