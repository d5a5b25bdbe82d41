internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting

/// `credence waiver`
struct WaiverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waiver",
    abstract: "Writes, checks and lists waivers: findings that somebody accepts for a time.",
    discussion: """
      EXAMPLES
        credence waiver add 1f00 --report report.jsonl --owner platform@example.com \\
          --approver security@example.com --reason "Moves to a role with the next release." --days 60 >> waivers.yaml
        credence waiver lint waivers.yaml
        credence waiver list waivers.yaml
        credence audit payloads/ --waivers waivers.yaml
      """,
    subcommands: [WaiverAddCommand.self, Lint.self, List.self])

  struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says all that is wrong with a file of waivers.",
      discussion: """
        Ends in 78 where the file isn't as it should be, and in 1 where waivers have ended, or ask for more than
        180 days.
        """)

    @Argument(help: "The file.", completion: .file()) var file: String
    @OptionGroup var options: PolicyOptions
    @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?

    func validate() throws { try requireClock(now) }

    func run() throws {
      let summary = try telling { () throws(Failure) in
        let day = (now.flatMap { Clock($0) } ?? .system()).day
        let waivers = try WaiverOptions.read(file, for: try options.load()).waivers
        let summary = WaiverSummary(WaiverIndex(waivers, on: day))
        for notice in summary.notices { Terminal.tell("note: \(notice)\n") }
        try printData(
          waivers.count == 1 ? "1 waiver is in order\n" : "\(waivers.count) waivers are in order\n")
        return summary
      }
      if !summary.lapsed.isEmpty || !summary.overlong.isEmpty { throw ArgumentParser.ExitCode(1) }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists waivers, those first that end first.")

    @Argument(help: "The file.", completion: .file()) var file: String
    @Option(help: "The time to go by, as 2026-11-24 or 2026-11-24T08:00:00Z.") var now: String?

    func validate() throws { try requireClock(now) }

    func run() throws {
      try telling { () throws(Failure) in
        let day = (now.flatMap { Clock($0) } ?? .system()).day
        var text = ""
        let waivers = try WaiverOptions.read(file, for: nil).waivers
        for waiver in waivers.sorted(by: { ($0.lastDay, $0.id) < ($1.lastDay, $1.id) }) {
          text += "\(waiver.id)  \(waiver.policy)  \(Self.words(for: waiver.scope))\n"
          text += "  \(Self.words(for: waiver, on: day))\n"
          text += "  owner \(waiver.owner), approved by \(waiver.approver)"
          text += (waiver.ticket.map { ", \($0)" } ?? "") + "\n  \(waiver.reason)\n"
        }
        try printData(text)
      }
    }

    private static func words(for scope: Waiver.Scope) -> String {
      switch scope {
      case .finding(let id): "finding \(id)"
      case .integration(let id): id
      }
    }

    private static func words(for waiver: Waiver, on day: Day) -> String {
      let cut = waiver.isOverlong ? ", cut to \(Waiver.longestDays) days" : ""
      let left = waiver.daysLeft(on: day)
      switch waiver.state(on: day) {
      case .notYet: return "holds from \(waiver.created) until \(waiver.lastDay)\(cut)"
      case .inForce: return "holds until \(waiver.lastDay), \(left) \(left == 1 ? "day" : "days") more\(cut)"
      case .lapsed: return "ended with \(waiver.lastDay)\(cut)"
      }
    }
  }
}

/// Refuses a time that isn't one.
func requireClock(_ now: String?) throws {
  if let now, Clock(now) == nil {
    throw ValidationError("--now takes a time such as 2026-11-24 or 2026-11-24T08:00:00Z")
  }
}
