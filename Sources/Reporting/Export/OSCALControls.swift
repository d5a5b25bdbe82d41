extension ExportText {
  /// The controls that objectives bear on, a selection a framework, which its link leads to. That a control is
  /// selected says that something bearing on it was looked at, and no more.
  mutating func oscalSelections(_ frameworks: [FrameworkRecord], judged: [String: OSCALObjective]) {
    var isFirst = true
    for framework in frameworks {
      let controls = framework.controls.filter { $0.policies.contains { judged[$0] != nil } }
      if controls.isEmpty { continue }
      raw(isFirst ? #"{"description":""# : #",{"description":""#)
      isFirst = false
      add("Related controls of \(framework.title). This is no statement about compliance.", .markdownInJSON)
      raw(##"","links":[{"href":"#"##)
      raw(StableUUID.bytes(.framework, framework.title))
      raw(#"","rel":"reference"}],"include-controls":["#)
      oscalControls(controls, of: framework.id)
      raw("]}")
    }
    guard isFirst else { return }
    raw(#"{"description":"Nothing was judged that bears on a control.","include-controls":["#)
    raw(#"{"control-id":"none"}]}"#)
  }

  /// Each control once, with those of its statements that are meant.
  private mutating func oscalControls(_ controls: [FrameworkRecord.Control], of framework: String) {
    var selected: [(id: String, statements: [String])] = []
    let names = controls.map { Self.oscalName(of: $0.id, in: framework) }
    let whole = Set(names.filter { $0.statement == nil }.map(\.id))
    for name in names {
      let place = selected.firstIndex { $0.id == name.id } ?? selected.count
      if place == selected.count { selected.append((name.id, [])) }
      // A statement of a control that is selected whole is in it already.
      if let statement = name.statement, !whole.contains(name.id) {
        selected[place].statements.append(statement)
      }
    }
    for (index, control) in selected.enumerated() {
      raw(index > 0 ? #",{"control-id":"# : #"{"control-id":"#)
      oscalToken(control.id)
      for (index, statement) in control.statements.enumerated() {
        raw(index > 0 ? "," : #","statement-ids":["#)
        oscalToken(statement)
      }
      raw(control.statements.isEmpty ? "}" : "]}")
    }
  }

  /// How NIST's own catalogue of SP 800-53 in OSCAL writes `AC-2(1)` and `IA-5(c)`: `ac-2.1`, and the statement
  /// `ia-5_smt.c` of `ia-5`. Names of other frameworks get the framework's before them.
  private static func oscalName(of id: String, in framework: String) -> (id: String, statement: String?) {
    guard framework == "nist-800-53" else { return (framework + "-" + id, nil) }
    let parts = id.lowercased().split(whereSeparator: { "()".contains($0) })
    guard parts.count == 2 else { return (id.lowercased(), nil) }
    return parts[1].allSatisfy(\.isNumber)
      ? (parts[0] + "." + parts[1], nil) : (String(parts[0]), parts[0] + "_smt." + parts[1])
  }

  /// The controls that an objective bears on, as properties of its finding.
  mutating func oscalProperties(
    _ related: [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])]
  ) {
    var isFirst = true
    for (framework, controls) in related {
      for control in controls {
        raw(isFirst ? #","props":[{"name":"# : #",{"name":"#)
        isFirst = false
        raw(#""related-control","ns":"urn:credence:oscal","class":"#)
        oscalToken(framework.id)
        raw(#","value":"#)
        json(control.id)
        raw("}")
      }
    }
    if !isFirst { raw("]") }
  }

  /// A framework as a resource of the document.
  mutating func oscalResource(_ framework: FrameworkRecord) {
    raw(#"{"uuid":""#)
    raw(StableUUID.bytes(.framework, framework.title))
    raw(#"","title":""#)
    add(framework.title, .markdownInJSON)
    raw(#"","rlinks":[{"href":"#)
    json(framework.source)
    raw("}]}")
  }
}
