/// The controls that policies bear on, looked up by policy: from the framework records of one report.
struct RelatedControls: Sendable {
  /// The frameworks, in the report's order.
  private(set) var frameworks: [FrameworkRecord] = []
  private var places: [String: [(framework: Int, control: Int)]] = [:]

  mutating func add(_ framework: FrameworkRecord) {
    for (place, control) in framework.controls.enumerated() {
      for policy in control.policies { places[policy, default: []].append((frameworks.count, place)) }
    }
    frameworks.append(framework)
  }

  /// The controls that a policy bears on, by framework; frameworks without one are left out.
  func controls(of policy: String) -> [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])] {
    let own = Dictionary(grouping: places[policy] ?? [], by: \.framework)
    return own.sorted { $0.key < $1.key }.map { place, controls in
      (frameworks[place], controls.map { frameworks[place].controls[$0.control] })
    }
  }
}
