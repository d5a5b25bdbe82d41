internal import ArgumentParser
internal import Audit
internal import Facts
internal import PolicyEngine
internal import Reporting

/// Which findings somebody accepts.
struct WaiverOptions: ParsableArguments {
  @Option(help: "A file of waivers: findings that somebody accepts for a time.", completion: .file())
  var waivers: String?
  @Flag(
    name: .customLong("no-waivers"), help: "Let no waiver count, whatever the file or the configuration says."
  )
  var ignoresWaivers = false

  /// The file of the option, else that of the configuration, read and held against the policies.
  func read(for policies: PolicySet, or configured: String?) throws(Failure) -> WaiverFile? {
    guard let path = waivers ?? configured else { return nil }
    return try Self.read(path, for: policies)
  }

  static func read(_ path: String, for policies: PolicySet?) throws(Failure) -> WaiverFile {
    let text = try TextFile.text(of: path, as: "a file of waivers")
    do throws(PolicyLoadError) { return try WaiverFile.read(text, named: path, for: policies) } catch {
      throw Failure(waivers: error)
    }
  }

  /// The waivers that count in a run on that day under the fingerprint key of that name; nil for a key that is
  /// the run's own.
  func index(of file: WaiverFile?, on day: Day, keyName: String?) throws(Failure) -> WaiverIndex? {
    guard let file, !ignoresWaivers else { return nil }
    for waiver in file.waivers where waiver.fingerprintKey != nil && waiver.fingerprintKey != keyName {
      let place = "\(file.name):\(waiver.line): the waiver \(waiver.id)"
      guard keyName != nil else {
        throw Failure(
          .configuration, "\(place) is for one credential, and this run has no lasting fingerprint key",
          hint: "give --fingerprint-key, the one whose name the waiver has; or --no-waivers")
      }
      throw Failure(
        .configuration, "\(place) is for a credential under another fingerprint key",
        hint: "give the key of that name as --fingerprint-key, or make the waiver anew from a report of today"
      )
    }
    return WaiverIndex(file.waivers, on: day)
  }
}

extension Failure {
  /// What is wrong in a file of waivers, a line each.
  init(waivers error: PolicyLoadError) {
    self.init(
      .configuration, error.problems.map(\.description).joined(separator: "\nerror: "),
      hint: "mend it; docs/waivers.md says how waivers are written")
  }
}
