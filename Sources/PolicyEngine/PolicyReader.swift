internal import Facts
internal import YAMLReader

/// A policy as it was read, with the places that later checks may have to name.
struct ReadPolicy {
  let draft: PolicyDraft
  let position: YAMLPosition
  let idPosition: YAMLPosition
}

/// Reads the policies of one pack.
struct PolicyReader {
  private static let required = [
    "id", "title", "severity", "basis", "failsWhen", "message", "remediation", "controls", "tests",
  ]
  private static let keys =
    required + [
      "applies", "field", "factors", "coverage", "platformLimit", "waiversBindTo", "why", "references",
      "overrides", "needs",
    ]

  private var problems: ProblemList
  private let data: PolicyDataTable
  private let required: [String]
  private let text: String

  private init(_ pack: PolicyPack, data: PolicyDataTable) {
    problems = ProblemList(pack: pack.name)
    self.data = data
    required = Self.required.filter { !pack.parts.leftOut.contains($0) }
    text = pack.text
  }

  /// The policies of a pack, and what is wrong with it, by line.
  static func read(
    _ pack: PolicyPack, data: PolicyDataTable
  ) -> (policies: [ReadPolicy], problems: [PolicyProblem]) {
    var reader = PolicyReader(pack, data: data)
    var policies: [ReadPolicy] = []
    do {
      let root = try YAMLNode(reading: pack.text)
      for node in reader.problems.list(root, of: "a policy file") { policies.append(reader.policy(node)) }
    } catch {
      reader.problems.add(error.reason, at: error.position)
    }
    let sorted = reader.problems.problems.sorted { $0.place < $1.place }
    return (policies, sorted)
  }

  private mutating func policy(_ node: YAMLNode) -> ReadPolicy {
    var draft = PolicyDraft()
    var idPosition = node.position
    if node["off"] != nil {
      for entry in problems.entries(
        node, of: "a policy that is switched off", keys: ["id", "off"], required: ["id"])
      {
        if entry.name == "id" {
          idPosition = entry.value.position
          draft.id = id(entry.value)
        } else {
          draft.switchedOff = problems.line(entry.value, of: "the reason behind `off`") ?? ""
        }
      }
      return ReadPolicy(draft: draft, position: node.position, idPosition: idPosition)
    }
    for entry in problems.entries(node, of: "a policy", keys: Self.keys, required: required) {
      if entry.name == "id" { idPosition = entry.value.position }
      read(entry, into: &draft)
    }
    if let given = draft.factors?.severity(basis: draft.basis), given != draft.severity {
      problems.add(
        "the severity isn't the one that `factors` and `basis` give",
        at: node["severity"]?.position ?? node.position, expected: given.rawValue)
    }
    if draft.fleet != nil, draft.message.namesIntegration {
      problems.add(
        "a fleet policy's message names one integration", at: node.position,
        expected: "no {integration.name} or {integration.id}; the finding lists all of them")
    }
    return ReadPolicy(draft: draft, position: node.position, idPosition: idPosition)
  }

  private mutating func read(_ entry: YAMLEntry, into draft: inout PolicyDraft) {
    let value = entry.value
    if value.text?.hasPrefix("TODO") == true { draft.unwritten.append(value.position) }
    switch entry.name {
    case "id": draft.id = id(value)
    case "title": draft.title = problems.line(value, of: "title") ?? ""
    case "severity": draft.severity = problems.word(value, of: "severity") ?? .info
    case "factors": draft.factors = problems.factors(value)
    case "basis": draft.basis = problems.word(value, of: "basis") ?? .fact
    case "applies": readScope(value, into: &draft)
    case "needs": draft.needs = needs(value)
    case "field": draft.field = problems.word(value, of: "field")
    case "coverage": draft.countsAsCoverage = countsAsCoverage(value)
    case "platformLimit": draft.isPlatformLimit = problems.truth(value, of: "platformLimit") ?? false
    case "waiversBindTo":
      draft.waiverBinding = problems.word(value, of: "waiversBindTo") ?? .integration
    case "failsWhen":
      draft.condition = ConditionCompiler.condition(value, data: data, &problems)
      draft.conditionText = EntryText(of: entry, in: text)
    case "overrides": draft.overrides = problems.truth(value, of: "overrides") ?? false
    case "message": draft.message = problems.message(value)
    case "why": draft.why = problems.text(value, of: "why")
    case "remediation": draft.remediation = problems.text(value, of: "remediation") ?? ""
    case "references":
      draft.references = problems.list(value, of: "references").compactMap {
        problems.line($0, of: "a reference")
      }
    case "controls":
      draft.controls = problems.list(value, of: "controls").compactMap { problems.word($0, of: "control") }
    default: draft.tests = problems.tests(entry)
    }
  }

  private mutating func id(_ node: YAMLNode) -> String {
    guard let id = problems.text(node, of: "id") else { return "" }
    if !id.utf8.allSatisfy({ Self.isOfAnID($0) }) {
      problems.add("`\(id)` can't be an id", at: node.position, expected: "letters, digits and hyphens")
    }
    return id
  }

  static func isOfAnID(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Whom a policy is for: some providers, or what several integrations have in common.
  private mutating func readScope(_ node: YAMLNode, into draft: inout PolicyDraft) {
    let entries = problems.entries(node, of: "applies", keys: ["provider", "fleet"], required: [])
    guard entries.count <= 1, node.entries?.isEmpty == false else {
      problems.add("`applies` says one thing", at: node.position, expected: "`provider` or `fleet`")
      return
    }
    guard let entry = entries.first else { return }
    if entry.name == "fleet" {
      draft.fleet = problems.word(entry.value, of: "correlation")
    } else {
      let value = entry.value
      let nodes = value.elements == nil ? [value] : problems.list(value, of: "provider")
      draft.providers = Set(nodes.compactMap { problems.word($0, of: "provider") })
    }
  }

  /// A list without which a policy is for nobody.
  private mutating func needs(_ node: YAMLNode) -> PolicyDatum? {
    guard let name = problems.text(node, of: "needs") else { return nil }
    guard let datum = data[name] else {
      problems.addUnknown("unknown datum", name, at: node.position, among: data.names)
      return nil
    }
    if case .list = datum.value { return datum }
    problems.add("`needs` names \(datum.value.name)", at: node.position, expected: "a list")
    return nil
  }

  private mutating func countsAsCoverage(_ node: YAMLNode) -> Bool {
    if let text = problems.text(node, of: "coverage"), text != "none" {
      problems.addUnknown("unknown coverage", text, at: node.position, among: ["none"])
    }
    return false
  }
}

extension PolicyProblem {
  var place: (Int, Int) { (position.line, position.column) }
}
