internal import Facts
public import PolicyEngine

extension PolicySet {
  /// The policies as a table of Markdown, with its last line end.
  public var markdownTable: String {
    var text = "| id | title | severity | basis | for |\n| --- | --- | --- | --- | --- |\n"
    for policy in policies {
      let limit = policy.isPlatformLimit ? ", platform limit" : ""
      var scope = policy.fleet?.scope ?? "all"
      if let providers = policy.providers {
        scope = Provider.allCases.filter(providers.contains).map(\.rawValue).joined(separator: ", ")
      }
      text +=
        "| \(policy.id) | \(policy.title) | \(policy.severity.rawValue)\(limit) | \(policy.basis.word)"
      text += " | \(scope) |\n"
    }
    return text
  }
}
