internal import Facts
public import PolicyEngine

/// Controls and the policies that bear on them, as text.
public enum ControlText {
  /// What has to stand above every table of controls.
  static func heading(of name: String, _ version: String) -> String {
    "\(name) \(version): related controls. This is no statement about compliance.\n"
  }

  /// The controls of a framework, and below each the policies that bear on it.
  public static func list(of framework: ControlFramework, by policies: PolicySet) -> String {
    var text = heading(of: framework.name, framework.version)
    for control in framework.controls {
      text += "\n\(control.id)  \(control.title) (\(control.confidence.rawValue))\n"
      let bearing = policies.policies.filter { control.bears($0) }
      if bearing.isEmpty { text += "  no policy\n" }
      for policy in bearing {
        text += "  " + padded(policy.id, 12) + "  " + padded(policy.severity.rawValue, 8) + "  "
        text += policy.title + "\n"
      }
    }
    return text
  }

  /// The same as a table of Markdown.
  public static func markdownList(of framework: ControlFramework, by policies: PolicySet) -> String {
    var text =
      heading(of: framework.name, framework.version) + "\n| control | about | confidence | policies |\n"
    text += "| --- | --- | --- | --- |\n"
    for control in framework.controls {
      let bearing = policies.policies.filter { control.bears($0) }.map(\.id)
      text += "| \(control.id) | \(control.title) | \(control.confidence.rawValue)"
      text += " | \(bearing.isEmpty ? "none" : bearing.joined(separator: ", ")) |\n"
    }
    return text
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
