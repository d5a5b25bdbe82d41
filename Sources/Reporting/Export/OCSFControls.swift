extension ExportText {
  /// The controls that a finding's policy bears on.
  mutating func ocsfRequirements(
    _ related: [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])]
  ) {
    raw(#","standards":"#)
    json(related.map(\.framework.title))
    raw(#","requirements":"#)
    json(
      related.flatMap { framework, controls in
        controls.map { "Related control: \(framework.title) \($0.id), \($0.title)" }
      })
  }

  /// A framework's controls, by how the policies on them came out.
  mutating func ocsfCompliance(_ coverage: ControlCoverage) {
    raw(#"{"status_id":99,"status":"Related controls","control":"Related controls","standards":"#)
    json([coverage.framework.title])
    raw(#","checks":["#)
    for (index, row) in coverage.rows.enumerated() {
      raw(index > 0 ? #",{"uid":"# : #"{"uid":"#)
      json(row.control)
      raw(#","name":"#)
      json(row.title)
      raw(#","desc":"#)
      let policies = row.policies == 1 ? "1 policy: " : "\(row.policies) policies: "
      json(
        policies + "\(row.counts.failed) failed, \(row.counts.passed) passed, "
          + "\(row.counts.notEvaluable) not evaluable")
      // A control without a finding isn't one that passes.
      raw(row.outcome == .failed ? #","status_id":3,"status":"# : #","status_id":99,"status":"#)
      json(row.outcome.rawValue)
      raw("}")
    }
    raw("]}")
  }
}
