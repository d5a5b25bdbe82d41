public import Facts
public import PolicyEngine

/// The first record of a report: what ran, on what, with which policies and clock.
public struct RunRecord: Sendable, Equatable {
  /// The version of this format.
  public static let schema = "credence.report/1"

  /// Opaque, and the same for the same clock, policies and fingerprint key.
  public let run: String
  /// The program's version.
  public let version: String
  /// The team that the integrations belong to, where it was named.
  public let team: String?
  /// The clock's time, as RFC 3339 in UTC.
  public let now: String
  /// Whether the clock was the system's or set by hand.
  public let clockSource: String
  /// Each policy pack with the BLAKE2b-256 of its text.
  public let packs: [PackDigest]
  /// Built-in policies, and data behind `data`, that others replaced.
  public let overridden: [String]
  /// Built-in policies that were switched off.
  public let switchedOff: [SwitchedOffPolicy]
  /// The waivers that it went by, where there were any.
  public let waivers: WaiverSource?
  /// The earlier report that it was held against, where there was one.
  public let baseline: BaselineSource?
  /// Whether fingerprints compare within this report only.
  public let isKeyOfThisRun: Bool
  /// A name for the fingerprint key: reports with equal names compare.
  public let keyName: String
  /// Whether all memory that held secrets was locked.
  public var isMemoryLocked: Bool
  /// Whom the report is sealed to; empty for one that isn't.
  public let recipients: [String]
  /// The runs that the report was merged of, sorted; empty for a report of one run.
  public let merged: [String]
  /// Whether it was merged of reports with different fingerprint keys, so that equal fingerprints show equal secrets
  /// and different ones show nothing.
  public let hasSeveralKeys: Bool
  /// Whether it was merged of reports that were made with different policies.
  public let hasSeveralPolicies: Bool

  /// Describes a run.
  public init(
    run: String, version: String, team: String?, now: String, clockSource: String, packs: [PackDigest],
    overridden: [String], switchedOff: [SwitchedOffPolicy], waivers: WaiverSource? = nil,
    baseline: BaselineSource? = nil,
    isKeyOfThisRun: Bool, keyName: String, isMemoryLocked: Bool, recipients: [String], merged: [String] = [],
    hasSeveralKeys: Bool = false, hasSeveralPolicies: Bool = false
  ) {
    self.run = run
    self.version = version
    self.team = team
    self.now = now
    self.clockSource = clockSource
    self.packs = packs
    self.overridden = overridden
    self.switchedOff = switchedOff
    self.waivers = waivers
    self.baseline = baseline
    self.isKeyOfThisRun = isKeyOfThisRun
    self.keyName = keyName
    self.isMemoryLocked = isMemoryLocked
    self.recipients = recipients
    self.merged = merged
    self.hasSeveralKeys = hasSeveralKeys
    self.hasSeveralPolicies = hasSeveralPolicies
  }
}

/// A policy pack, by name and digest.
public struct PackDigest: Sendable, Hashable {
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
    /// The field's name, with the part of a composite behind a dot.
    public let name: String
    /// What stands in it.
    public let state: String
    /// How sensitive it is.
    public let fieldClass: String
    /// What the value is.
    public let kind: String
    /// The keyed fingerprint of a live value.
    public let fingerprint: String?
    /// Whether the name is one of the API's.
    public let isKnown: Bool
    /// The day since which runs saw the same value, where a baseline tells.
    public let since: String?

    /// Whether it opens something by itself.
    public var isSecret: Bool { isPart(of: nil) }

    /// As `FieldDescription` has it.
    func isPart(of name: String?) -> Bool {
      guard let name else { return fieldClass == "secret" || fieldClass == "blob" }
      return self.name == name || self.name.hasPrefix(name + ".")
    }
  }

  /// Its id; without one its name, else its place.
  public let integration: String
  /// Whether `integration` is the document's own id.
  public let isStable: Bool
  /// Its name, where the document has one.
  public let name: String?
  /// Its provider, known or not.
  public let provider: String
  /// Whether the provider is one of the known.
  public let isProviderKnown: Bool
  /// Whether the API answered the document or somebody wrote it.
  public let form: String
  /// How it authenticates, where that is known.
  public let mode: String?
  /// Where the mode is known from.
  public let modeSource: String
  /// The known features.
  public let features: [String]
  /// Features that aren't among the known.
  public let unknownFeatures: [String]
  /// The keyed fingerprint of the account that it reaches, where a value tells that.
  public let account: String?
  /// Whether the document holds credentials.
  public let returnedCredentials: Bool
  /// The input that it stands in.
  public let source: String
  /// Where it stands there: the line, and the way to it.
  public let place: String
  /// Its fields.
  public let fields: [Field]
  /// How many more fields and unknown features it has, which aren't listed.
  public let unlistedCount: Int
  /// The policies that failed, by id.
  public let failed: [String]
  /// The policies that passed, by id.
  public let passed: [String]
  /// The policies that couldn't be evaluated, by id.
  public let notEvaluable: [String]
  /// Whether a policy about the credential itself passed or failed.
  public let isEvaluated: Bool

  /// What people call it.
  public var title: String { name ?? integration }

  /// The fingerprints of the live secrets in a field and its parts, or in all fields.
  public func fingerprints(in field: CredentialField?) -> [String] {
    fields.filter { $0.isPart(of: field?.word) }.compactMap(\.fingerprint)
  }
}

/// A policy that failed for an integration.
public struct FindingRecord: Sendable, Equatable {
  /// The stable id.
  public let finding: String
  /// The policy, by id.
  public let policy: String
  /// The integration, by id; nil where it is about several, or about none.
  public let integration: String?
  /// The integrations that a finding about several is about, by id.
  public let integrations: [String]
  /// The API whose token it is about, where it is about one.
  public let source: String?
  /// The fingerprint of the secret that several integrations share.
  public let fingerprint: String?
  /// The field that it is about, if it is about one.
  public let field: String?
  /// How bad it is.
  public let severity: Severity
  /// How sure it is.
  public let basis: String
  /// Whether it is open, accepted, or open again.
  public let status: FindingStatus
  /// Who accepted it and until when, where somebody did.
  public let waiver: WaiverRecord?
  /// Whether the platform offers nothing better today.
  public let isPlatformLimit: Bool
  /// What it is, in a few words.
  public let title: String
  /// What is said of this integration.
  public let message: String
  /// The facts that the policy's condition names, in its order; never a value of the payload.
  public let facts: [FindingFact]
  /// How it stands beside the baseline, where the run had one.
  public let change: FindingChange?

  /// What it is about, for people: an integration, several, or the token of an API.
  public var subjects: [String] {
    integration.map { [$0] } ?? source.map { ["the API token of " + $0] } ?? integrations
  }
}

/// Whether a finding still stands.
public enum FindingStatus: String, Word {
  /// It does.
  case open
  /// It does, and somebody accepts it.
  case waived
  /// It does, and the time for which somebody accepted it is over.
  case lapsed
}

/// A fact that a finding rests on.
public struct FindingFact: Sendable, Equatable {
  /// The fact.
  public let fact: FactID
  /// What was known of it.
  public let value: FactValue

  /// The value in words; "unknown" where it is.
  public let words: String

  /// The fact's path.
  public var path: String { FactSchema.definition(of: fact).path }
}

/// The last record: how many of everything, what wasn't looked at, and why the run ended as it did.
public struct SummaryRecord: Sendable, Equatable {
  /// One input and how far it was read.
  public struct Source: Sendable, Equatable {
    /// The file's path, or `stdin`.
    public let name: String
    /// How many integrations were in it.
    public var integrations: Int
    /// Whether all of it was read and understood.
    public var isComplete: Bool
    /// How many bytes were read of it.
    public var byteCount = 0
    /// The digest of these bytes, keyed by the fingerprint key, in hexadecimal.
    public var digest: String?

    /// Whether documents in it that had to be at hand whole were kept out of swap; nil where there were none.
    public var isLocked: Bool?

    /// What is known of the API that it was read from; nil for files.
    public var api: API?

    /// An API that integrations were read from.
    public struct API: Sendable, Equatable {
      /// How many integrations it listed.
      public let listed: Int
      /// How many of them were deleted while the others were read.
      public let deleted: Int
      /// Whether the token is a JSON Web Token, which tells when it ends.
      public let isWebToken: Bool
      /// The day on which the token was issued, where it says.
      public let issuedOn: String?
      /// The last day on which the token is valid, where it says.
      public let validUntil: String?

      /// Describes it.
      public init(
        listed: Int, deleted: Int, isWebToken: Bool, issuedOn: String? = nil, validUntil: String? = nil
      ) {
        self.listed = listed
        self.deleted = deleted
        self.isWebToken = isWebToken
        self.issuedOn = issuedOn
        self.validUntil = validUntil
      }
    }

    /// Names a source that nothing was read from yet.
    public init(name: String) {
      self.name = name
      integrations = 0
      isComplete = true
    }
  }

  /// How many integrations were audited.
  public var integrations = 0
  /// How many of them held credentials.
  public var returnedCredentials = 0
  /// How many integrations a provider has.
  public var providers: [String: Int] = [:]
  /// How many documents of each form there were.
  public var forms: [String: Int] = [:]
  /// How many findings there are.
  public var findings = 0
  /// How many findings of each severity.
  public var severities: [Severity: Int] = [:]
  /// How many findings a provider has.
  public var findingsOfProvider: [String: Int] = [:]
  /// For how many integrations a policy about the credential passed or failed.
  public var evaluated = 0
  /// How often policies came out how.
  public var outcomes: [Outcome: Int] = [:]
  /// How many live secrets were too short to be searched for in texts.
  public var unlabelledSecrets = 0
  /// How many findings are open, waived, and open again.
  public var statuses: [FindingStatus: Int] = [:]
  /// What is to be said of the waivers, where the run had some.
  public var waivers: WaiverSummary?
  /// How the run stands beside its baseline, where it had one.
  public var baseline: BaselineSummary?
  /// What fleet policies came to.
  public var fleet = FleetResults(compared: 0, outcomes: [])
  /// The inputs, in the order in which they were read.
  public var sources: [Source] = []
  /// Every reason for the exit code.
  public var causes: [Cause] = []
  /// Whether all input was read.
  public var isComplete = true

  /// Nothing counted.
  public init() {}

  /// Integrations for which not one policy about the credential could be evaluated.
  public var unevaluated: Int { integrations - evaluated }

  /// What the run ends with.
  public var exit: ExitCode { ExitCode.first(of: causes.map(\.code)) }
}

/// What the policies about several integrations came to.
public struct FleetResults: Sendable, Equatable {
  /// How many integrations showed a secret, so that they could be compared.
  public let compared: Int
  /// The policies that failed for some of them, by id.
  public let failed: [String]
  /// The policies that passed, by id.
  public let passed: [String]
  /// The policies that couldn't be evaluated, by id.
  public let notEvaluable: [String]

  /// Gathers how policies came out.
  public init(compared: Int, outcomes: [(policy: String, outcome: Outcome)]) {
    func ids(_ outcome: Outcome) -> [String] { outcomes.filter { $0.outcome == outcome }.map(\.policy) }
    self.compared = compared
    failed = ids(.fail)
    passed = ids(.pass)
    notEvaluable = ids(.notEvaluable)
  }
}
