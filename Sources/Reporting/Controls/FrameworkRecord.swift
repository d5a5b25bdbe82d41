public import PolicyEngine

/// A framework that auditors work with, as a report has it: those of its controls that policies bear on, by the
/// policies that the run went by. They are *related* controls: no record says whether one is met.
public struct FrameworkRecord: Sendable, Equatable {
  /// One control.
  public struct Control: Sendable, Equatable {
    /// How the framework calls it.
    public let id: String
    /// What it is about.
    public let title: String
    /// How sure the relation is.
    public let confidence: String
    /// The policies that bear on it, sorted by id.
    public internal(set) var policies: [String]
  }

  /// How commands call it, such as `nist-800-53`.
  public let id: String
  /// Its name.
  public let name: String
  /// Its version.
  public let version: String
  /// Where it is published.
  public let source: String
  /// The controls, in the framework's order.
  public internal(set) var controls: [Control]

  /// A framework with those of these policies that bear on its controls.
  public init(_ framework: ControlFramework, by policies: PolicySet) {
    id = framework.id
    name = framework.name
    version = framework.version
    source = framework.source
    controls = framework.controls.map { control in
      Control(
        id: control.id, title: control.title, confidence: control.confidence.rawValue,
        policies: policies.policies.filter { control.bears($0) }.map(\.id))
    }
  }

  init(_ value: ReportValue) {
    id = value["framework"]?.text ?? ""
    name = value["name"]?.text ?? ""
    version = value["version"]?.text ?? ""
    source = value["source"]?.text ?? ""
    controls = (value["controls"]?.elements ?? []).map {
      Control(
        id: $0["control"]?.text ?? "", title: $0["title"]?.text ?? "",
        confidence: $0["confidence"]?.text ?? "", policies: $0["policies"]?.texts ?? [])
    }
  }

  /// The record as a line of JSON, with its line end.
  public var line: [UInt8] {
    var line = JSONLine()
    line.begin(record: "framework")
    line.add("framework", id)
    line.add("name", name)
    line.add("version", version)
    line.add("source", source)
    line.add("controls", objects: controls) { object, control in
      object.add("control", control.id)
      object.add("title", control.title)
      object.add("confidence", control.confidence)
      object.add("policies", control.policies)
    }
    line.finish()
    return line.bytes
  }

  /// The name and the version.
  var title: String { name + " " + version }
}

extension [FrameworkRecord] {
  /// Each framework and control once, with the policies of all, in an order of their own: neither that in which
  /// reports come matters, nor how they were merged before.
  func union(_ others: [FrameworkRecord]) -> [FrameworkRecord] {
    var result = self
    for other in others {
      if let place = result.firstIndex(where: { $0.order == other.order }) {
        result[place].take(other.controls)
      } else {
        result.append(other)
      }
    }
    for place in result.indices { result[place].sort() }
    return result.sorted { $0.order.lexicographicallyPrecedes($1.order) }
  }
}

extension FrameworkRecord {
  fileprivate var order: [String] { [id, version, name, source] }

  fileprivate mutating func take(_ others: [Control]) {
    guard controls != others else { return }
    for other in others {
      if let place = controls.firstIndex(where: { $0.order == other.order }) {
        controls[place].policies = Set(controls[place].policies + other.policies).sorted()
      } else {
        controls.append(other)
      }
    }
  }

  fileprivate mutating func sort() {
    controls.sort { $0.order.lexicographicallyPrecedes($1.order) }
  }
}

extension FrameworkRecord.Control {
  /// What controls are told apart and sorted by: their ids, in which 8 comes before 12.
  fileprivate var order: [String] {
    var key = ""
    var digits = ""
    for character in id + " " {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else {
        if !digits.isEmpty { key += String(repeating: "0", count: max(0, 9 - digits.count)) + digits }
        digits = ""
        key.append(character)
      }
    }
    return [key, title, confidence]
  }
}
