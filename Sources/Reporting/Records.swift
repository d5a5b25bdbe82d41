public import Facts

/// The first record of a report: what ran, on what, with which policies and clock.
public struct RunRecord: Sendable, Equatable {
  /// The version of this format.
  public static let schema = "credence.report/1"

  /// Opaque, and the same for the same clock, policies and fingerprint key.
  public let run: String
  /// The program's version.
  public let version: String
  /// The clock's time, as RFC 3339 in UTC.
  public let now: String
  /// Whether the clock was the system's or set by hand.
  public let clockSource: String
  /// Each policy pack with the BLAKE2b-256 of its text.
  public let packs: [PackDigest]
  /// Built-in policies that others replaced.
  public let overridden: [String]
  /// Whether fingerprints compare within this report only.
  public let isKeyOfThisRun: Bool
  /// A name for the fingerprint key: reports with equal names compare.
  public let keyName: String
  /// Whether all memory that held secrets was locked.
  public let isMemoryLocked: Bool
  /// Whom the report is sealed to; empty for one that isn't.
  public let recipients: [String]

  /// Describes a run.
  public init(
    run: String, version: String, now: String, clockSource: String, packs: [PackDigest],
    overridden: [String], isKeyOfThisRun: Bool, keyName: String, isMemoryLocked: Bool, recipients: [String]
  ) {
    self.run = run
    self.version = version
    self.now = now
    self.clockSource = clockSource
    self.packs = packs
    self.overridden = overridden
    self.isKeyOfThisRun = isKeyOfThisRun
    self.keyName = keyName
    self.isMemoryLocked = isMemoryLocked
    self.recipients = recipients
  }
}

/// A policy pack, by name and digest.
public struct PackDigest: Sendable, Equatable {
  /// The file's name.
  public let name: String
  /// BLAKE2b-256 of its text, in hexadecimal.
  public let digest: String

  /// Names a pack.
  public init(name: String, digest: String) {
    self.name = name
    self.digest = digest
  }
}

/// One integration: what each field is, and how each policy came out.
public struct IntegrationRecord: Sendable, Equatable {
  /// One field, never its value.
  public struct Field: Sendable, Equatable {
    public let name: String
    public let state: String
    public let fieldClass: String
    public let kind: String
    public let fingerprint: String?
    public let isKnown: Bool
  }

  public let integration: String
  public let isStable: Bool
  public let name: String?
  public let provider: String
  public let isProviderKnown: Bool
  public let form: String
  public let mode: String?
  public let modeSource: String
  public let features: [String]
  public let unknownFeatures: [String]
  public let returnedCredentials: Bool
  public let source: String
  public let place: String
  public let fields: [Field]
  public let failed: [String]
  public let passed: [String]
  public let notEvaluable: [String]
  /// Whether a policy about the credential itself passed or failed.
  public let isEvaluated: Bool

  /// What people call it.
  public var title: String { name ?? integration }
}

/// A policy that failed for an integration.
public struct FindingRecord: Sendable, Equatable {
  /// The stable id.
  public let finding: String
  public let policy: String
  public let integration: String
  public let field: String?
  public let severity: Severity
  public let basis: String
  public let status: String
  public let isPlatformLimit: Bool
  public let title: String
  public let message: String
}

/// The last record: how many of everything, what wasn't looked at, and why the run ended as it did.
public struct SummaryRecord: Sendable, Equatable {
  /// One input and how far it was read.
  public struct Source: Sendable, Equatable {
    public let name: String
    public var integrations: Int
    public var isComplete: Bool

    /// Names a source that nothing was read from yet.
    public init(name: String) {
      self.name = name
      integrations = 0
      isComplete = true
    }
  }

  public var integrations = 0
  public var returnedCredentials = 0
  public var providers: [String: Int] = [:]
  public var forms: [String: Int] = [:]
  public var findings = 0
  public var severities: [Severity: Int] = [:]
  public var findingsOfProvider: [String: Int] = [:]
  public var evaluated = 0
  public var outcomes: [Outcome: Int] = [:]
  public var unlabelledSecrets = 0
  public var sources: [Source] = []
  public var causes: [Cause] = []

  /// Nothing counted.
  public init() {}

  /// Integrations for which not one policy about the credential could be evaluated.
  public var unevaluated: Int { integrations - evaluated }

  /// Whether all input was read.
  public var isComplete: Bool { sources.allSatisfy(\.isComplete) }

  /// What the run ends with.
  public var exit: ExitCode { ExitCode.first(of: causes.map(\.code)) }
}

/// One line of a report.
public enum ReportRecord: Sendable, Equatable {
  case run(RunRecord)
  case integration(IntegrationRecord)
  case finding(FindingRecord)
  case summary(SummaryRecord)
}
