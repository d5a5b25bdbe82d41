internal import ArgumentParser
internal import Facts
internal import PolicyEngine
internal import Reporting

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a policy: what it says, why, what to do, and what it goes by.",
    discussion: """
      EXAMPLES
        credence explain CRD-AWS-01
        credence explain ACME-01 --policies our-policies
      """)

  @Argument(help: "The policy's id, as `credence policy list` and findings have it.") var id: String
  @OptionGroup var options: PolicyOptions
  @Option(help: "auto, always or never.") var color = ColorChoice.auto

  func run() throws {
    let policies = try telling { () throws(Failure) in try options.load() }
    if let off = policies.switchedOff.first(where: { $0.id == id }) {
      Terminal.tell("note: \(off.id) is switched off: \(off.reason)\n")
    }
    let builtIn = try telling { () throws(Failure) in try PolicyOptions.load([]) }
    guard let policy = policies[id: id] ?? builtIn[id: id] else {
      let nearest = policies.nearestID(to: id).map { "did you mean \($0)? " } ?? ""
      Terminal.tell(
        "error: there is no policy \(id)\nhint: \(nearest)`credence policy list` lists all of them\n")
      throw ArgumentParser.ExitCode(64)
    }
    try telling { () throws(Failure) in
      try printData(
        PolicyPage(width: Terminal.width, usesColor: color.usesColor).render(policy))
    }
  }
}
