internal import Facts
internal import YAMLReader

/// Reads the file of frameworks.
struct ControlReader {
  private static let frameworkKeys = ["framework", "name", "version", "source", "controls"]
  private static let controlKeys = ["id", "title", "confidence"]

  private var problems: ProblemList

  /// The frameworks, and what is wrong with the file, by line.
  static func read(_ pack: PolicyPack) -> (frameworks: [ControlFramework], problems: [PolicyProblem]) {
    var reader = ControlReader(problems: ProblemList(pack: pack.name))
    var frameworks: [ControlFramework] = []
    do {
      let root = try YAMLNode(reading: pack.text)
      for node in reader.problems.list(root, of: "a file of frameworks") {
        if let framework = reader.framework(node) { frameworks.append(framework) }
      }
    } catch {
      reader.problems.add(error.reason, at: error.position)
    }
    return (frameworks, reader.problems.problems.sorted { $0.place < $1.place })
  }

  private mutating func framework(_ node: YAMLNode) -> ControlFramework? {
    var texts: [String: String] = [:]
    var controls: [RelatedControl] = []
    for entry in problems.entries(
      node, of: "a framework", keys: Self.frameworkKeys, required: Self.frameworkKeys)
    {
      if entry.name == "controls" {
        controls = problems.list(entry.value, of: "controls").compactMap { control($0) }
      } else {
        texts[entry.name] = problems.line(entry.value, of: entry.name)
      }
    }
    var seen: Set<String> = []
    for control in controls where !seen.insert(control.id).inserted {
      problems.add("the control `\(control.id)` stands twice in the framework", at: node.position)
    }
    guard let id = texts["framework"], let name = texts["name"], let version = texts["version"],
      let source = texts["source"]
    else { return nil }
    return ControlFramework(id: id, name: name, version: version, source: source, controls: controls)
  }

  private mutating func control(_ node: YAMLNode) -> RelatedControl? {
    var id: String?
    var title: String?
    var confidence: ControlConfidence?
    var bundles: [ControlBundle] = []
    var policies: [String] = []
    for entry in problems.entries(
      node, of: "a control", keys: Self.controlKeys + ["bundles", "policies"], required: Self.controlKeys)
    {
      switch entry.name {
      case "id": id = problems.line(entry.value, of: "id")
      case "title": title = problems.line(entry.value, of: "title")
      case "confidence": confidence = problems.word(entry.value, of: "confidence")
      case "bundles":
        bundles = problems.list(entry.value, of: "bundles").compactMap { problems.word($0, of: "bundle") }
      default:
        policies = problems.list(entry.value, of: "policies").compactMap {
          problems.line($0, of: "a policy's id")
        }
      }
    }
    if bundles.isEmpty, policies.isEmpty {
      problems.add("nothing bears on this control", at: node.position, expected: "`bundles` or `policies`")
    }
    guard let id, let title, let confidence else { return nil }
    return RelatedControl(
      id: id, title: title, bundles: bundles, policies: policies, confidence: confidence)
  }
}
