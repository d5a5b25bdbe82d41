package import Audit

/// Where an audit's integrations come from, besides files: an API. `credence` has none; `credence-job` does.
package protocol LiveSource {
  /// What reports call it.
  var name: String { get }
  /// Reads it to its end into a run, which is told what couldn't be read.
  func audit(into run: inout AuditRun)
}
