internal import ArgumentParser
internal import Facts

/// The mildest severity that fails a run, or that none does.
struct Gate: ExpressibleByArgument {
  let severity: Severity?

  init(failingAt severity: Severity?) { self.severity = severity }

  init?(argument: String) {
    severity = Severity(rawValue: argument)
    if severity == nil && argument != "none" { return nil }
  }

  static var allValueStrings: [String] { Severity.allCases.map(\.rawValue) + ["none"] }

  var defaultValueDescription: String { severity?.rawValue ?? "none" }
}
