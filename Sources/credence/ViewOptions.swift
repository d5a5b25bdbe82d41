public import ArgumentParser
internal import PolicyEngine
public import Reporting

/// How a report is shown at a terminal; `audit` and `report show` share it.
struct ViewOptions: ParsableArguments {
  @Option(help: "What findings are put together by: integration, provider, policy or severity.")
  var groupBy = TerminalView.Grouping.integration
  @Option(
    help: ArgumentHelp(
      "Show these findings only: a severity (high+ for that and worse), a status, a provider, a policy, an "
        + "integration or a finding. May be repeated.", valueName: "word"))
  var only: [String] = []
  @Flag(help: "Show the beginning only: how bad, what first, what wasn't looked at.") var summary = false
  @Option(help: "auto, always or never.") var color = ColorChoice.auto
  @Option(help: "Whether policies link to where one can read on: auto, always or never.")
  var links = LinkChoice.auto

  func print(_ report: Report, userPacks: [PolicyPack] = []) throws(Failure) {
    var links: [String: String] = [:]
    if self.links.usesLinks {
      for policy in try PolicyOptions.load(userPacks, .words).policies {
        links[policy.id] = policy.references.first
      }
    }
    let view = TerminalView(
      width: Terminal.width, usesColor: color.usesColor, groupedBy: groupBy, only: ReportFilter(only),
      links: links, isSummary: summary)
    try printData(view.render(report))
  }
}

extension TerminalView.Grouping: ExpressibleByArgument {}

/// When to link (OSC 8). No terminal can be asked, so `auto` knows those that have it.
enum LinkChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  var usesLinks: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: Terminal.isTerminal && Self.isKnownTerminal
    }
  }

  private static var isKnownTerminal: Bool {
    func says(_ name: String) -> String { Terminal.environment(name) ?? "" }
    if says("TERM") == "dumb" { return false }
    if Int(says("VTE_VERSION")).map({ $0 >= 5000 }) == true { return true }
    if Int(says("KONSOLE_VERSION")).map({ $0 >= 201_200 }) == true { return true }
    let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby"]
    let terms = ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm", "contour"]
    return !says("WT_SESSION").isEmpty || programs.contains(says("TERM_PROGRAM"))
      || terms.contains { says("TERM").hasPrefix($0) }
  }
}
