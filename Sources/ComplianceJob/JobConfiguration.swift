internal import Audit
internal import Facts
internal import Ledger
internal import PolicyEngine
internal import Reporting
internal import Sealing
internal import YAMLReader

/// What a job goes by: the file that `--config` names.
struct JobConfiguration {
  /// Where payloads come from.
  var directories: [String] = []
  /// The API that integrations are read from, if there is one.
  var northflank: NorthflankSettings?
  /// The team that the integrations belong to.
  var team: String?
  /// A directory of policies on top of the built-in ones.
  var policies: String?
  /// A file of findings that somebody accepts for a time.
  var waivers: String?
  /// The file that names some of those whom reports are sealed to.
  var recipientsFile: String?
  /// Whom reports are sealed to, the escrow last.
  var recipients: [AgeRecipient] = []
  /// The signing key's file.
  var signKey = ""
  /// The fingerprint key's file.
  var fingerprintKey = ""
  /// The directory of the ledger, the log and the lock.
  var state = ""
  /// The directory of the sealed reports.
  var reports = ""
  /// Days after which details and runs are purged from the ledger.
  var keepDetails = 90
  var keepRuns = 400
  /// Days after which reports are deleted; nil keeps them.
  var keepReports: Int?
  /// Findings of this severity or worse fail a run; nil for none.
  var gate: Severity? = .high
  /// Whether overdue findings fail a run.
  var gatesOverdue = false
  /// How long findings may stay open, and credentials unchanged.
  var limits = LedgerLimits.none
  /// The preset that says how long findings may stay open, if one does.
  var preset: OpenDaysPreset?
  /// The configuration's `limits`, among which policies find theirs.
  var policyLimits: YAMLNode?
  /// Formats to export during the run, with the files to write.
  var exports: [(format: ExportFormat, path: String)] = []
  /// Where to put metrics for a Prometheus textfile collector.
  var metrics: String?
  /// Who is told when something changed.
  var channels: [Channel] = []
  /// The file with the address of a watchdog that waits for each run.
  var ping: String?

  /// The file itself.
  let path: String
  /// The digest of its text, for the log.
  let digest: String

  /// Files in the state directory.
  var lock: String { state + "/lock" }
  var ledger: String { state + "/ledger.sqlite" }
  var log: String { state + "/log.jsonl" }
  var checkpoint: String { state + "/checkpoint" }
  var lastFailure: String { state + "/last-failure" }
  /// Where reports of all jobs stand until they are published: on the file system of the reports, so that a rename does it.
  var staging: String { reports + "/.staging" }

  init(path: String, digest: String) {
    self.path = path
    self.digest = digest
  }
}
