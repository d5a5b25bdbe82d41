internal import ArgumentParser
internal import Audit
internal import PolicyEngine
internal import Reporting

/// Which policies a command goes by: the built-in ones, and those of a directory on top.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A directory of policies that add to the built-in ones, override them or switch them off.",
      valueName: "dir"), completion: .directory)
  var policies: String?

  /// The packs of the directory.
  func userPacks() throws(Failure) -> [PolicyPack] {
    guard let policies else { return [] }
    do throws(Complaint) {
      return try PolicyDirectory.packs(at: policies)
    } catch {
      throw Failure(
        error.cause.code, "\(error.cause.place ?? policies): \(error.cause.reason)", hint: error.hint)
    }
  }

  /// The policies, compiled.
  func load() throws(Failure) -> PolicySet {
    try Self.load(try userPacks())
  }

  /// The built-in policies, those parts of them that are needed, and these.
  static func load(
    _ userPacks: [PolicyPack], _ parts: PolicyPack.Parts = .all, isForExamples: Bool = false
  ) throws(Failure) -> PolicySet {
    do throws(PolicyLoadError) {
      if userPacks.isEmpty, parts == .judging { return try BuiltInPolicies.judging() }
      let builtIn = BuiltInPolicies.packs.map { $0.only(parts) }
      return try PolicySet.load(packs: builtIn, userPacks: userPacks, isForExamples: isForExamples)
    } catch {
      throw Failure(error.problems)
    }
  }
}

extension Failure {
  /// What is wrong in policies, a line each.
  init(_ problems: [PolicyProblem]) {
    let count = problems.count == 1 ? "the problem" : "the \(problems.count) problems"
    self.init(
      .configuration, problems.map(\.description).joined(separator: "\nerror: "),
      hint: "mend \(count) above; policies/README.md says how policies are written")
  }
}
