internal import ArgumentParser
internal import Reporting

/// The earlier report that a run is held against.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: "An earlier report, sealed or JSON Lines: findings say whether they are new beside it.",
    completion: .file())
  var baseline: String?
  @Option(help: "all, or new: fail only for findings that are new or worse beside the baseline.")
  var gate = Gate.all
  @OptionGroup var keys: ReportKeys

  enum Gate: String, ExpressibleByArgument, CaseIterable { case all, new }

  func validate() throws {
    if gate == .new && baseline == nil { throw ValidationError("--gate new needs --baseline REPORT") }
  }

  /// The baseline, if there is one and if it compares; `keyName` is nil for a run with a key of its own.
  func read(keyName: String?, team: String?, _ passphrases: PassphraseOptions) throws(Failure) -> Baseline? {
    guard let path = self.baseline else { return nil }
    let report = try keys.report(path, passphrases: passphrases)
    do throws(IncomparableReports) {
      let baseline = try Baseline(report)
      try baseline.requireComparable(keyName: keyName, team: team)
      return baseline
    } catch {
      throw Failure(error, path)
    }
  }
}

extension Failure {
  /// Reports that can't be compared.
  init(_ error: IncomparableReports, _ path: String) {
    self.init(.configuration, "\(path): \(error.reason)", hint: error.hint)
  }
}
