internal import CPolicies
internal import Facts
internal import PolicyEngine
internal import YAMLReader

/// For how many days findings may stay open, under a name that a configuration may give:
/// `policies/presets/open-days.yaml`.
struct OpenDaysPreset {
  /// What the configuration calls it.
  let name: String
  /// What people call it.
  let title: String
  /// Days by severity, from info to critical; nil for no limit.
  let days: [Int?]

  /// Those that the program carries, as its file has them.
  static let all: [OpenDaysPreset] = {
    // The C boundary: the bytes are constants of the program.
    let buffer = unsafe UnsafeBufferPointer(
      start: credence_open_days_presets(), count: credence_open_days_presets_size())
    let root = try? YAMLNode(reading: unsafe Array(buffer))
    return (root?.elements ?? []).compactMap { OpenDaysPreset($0) }
  }()

  static subscript(name: String) -> OpenDaysPreset? { all.first { $0.name == name } }

  /// Reads an entry of the file; nil where it isn't whole, which tests rule out.
  private init?(_ node: YAMLNode) {
    guard let name = node["name"]?.text, let title = node["title"]?.text, let days = node["days"]?.entries
    else { return nil }
    self.name = name
    self.title = title
    self.days = Severity.allCases.map { severity in
      days.first { $0.name == severity.rawValue }?.value.text.flatMap { Int($0) }
    }
  }
}
