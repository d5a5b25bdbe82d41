/// What one audit saw, as the ledger takes it: keyed names only.
public struct LedgerRun: Sendable {
  /// A finding that a run reported.
  public struct Finding: Sendable {
    /// Its keyed name.
    public let name: [UInt8]
    /// How bad it is: 0 for info, 4 for critical.
    public let severity: Int
    /// Whether a waiver covers it.
    public let isWaived: Bool
    /// The keyed names of what it is about: its policy, and its integration.
    public let origin: Origin

    /// Notes a finding.
    public init(name: [UInt8], severity: Int, isWaived: Bool, origin: Origin) {
      self.name = name
      self.severity = severity
      self.isWaived = isWaived
      self.origin = origin
    }
  }

  /// What a finding is about, so that it can be told in words when it is gone.
  public struct Origin: Sendable, Hashable {
    /// The keyed name of the policy.
    public let policy: [UInt8]
    /// The keyed name of the integration; of several, their names one behind the other.
    public let subject: [UInt8]

    /// The names in `subject`.
    var subjects: [[UInt8]] {
      stride(from: 0, to: subject.count, by: LedgerRun.nameLength).map {
        Array(subject[$0..<min($0 + LedgerRun.nameLength, subject.count)])
      }
    }

    /// Notes an origin.
    public init(policy: [UInt8], subject: [UInt8]) {
      self.policy = policy
      self.subject = subject
    }
  }

  /// A waiver that has ended or soon will.
  public struct Waiver: Sendable {
    /// The keyed name of its id.
    public let name: [UInt8]
    /// Within how many days it ends, as warnings count them: fewer each time; 0 once it has.
    public let within: Int

    /// Notes a waiver.
    public init(name: [UInt8], within: Int) {
      self.name = name
      self.within = within
    }
  }

  /// A live credential that a run saw.
  public struct Credential: Sendable {
    /// The keyed name of its place: team, integration and field.
    public let slot: [UInt8]
    /// The keyed name of its fingerprint.
    public let fingerprint: [UInt8]
    /// The keyed name of its integration.
    public let subject: [UInt8]

    /// Notes a credential.
    public init(slot: [UInt8], fingerprint: [UInt8], subject: [UInt8]) {
      self.slot = slot
      self.fingerprint = fingerprint
      self.subject = subject
    }
  }

  /// Bytes in a keyed name.
  static let nameLength = 16

  /// The run's id.
  public let run: String
  /// When it ran: seconds since 1970.
  public let now: Int
  /// Whether all input was read. What a partial run didn't see isn't gone.
  public let isComplete: Bool
  /// How many integrations it saw.
  public let integrations: Int
  /// For how many of them a policy about the credential could be evaluated.
  public let evaluated: Int
  /// The file name of its report.
  public let report: String
  /// What it found, each finding once.
  public let findings: [Finding]
  /// The live credentials it saw; a place may hold several.
  public let credentials: [Credential]
  /// The waivers to be warned of, each once.
  public let waivers: [Waiver]
  /// How far it looked.
  public var reach: Reach

  /// Notes a run.
  public init(
    run: String, now: Int, isComplete: Bool, integrations: Int, evaluated: Int, report: String,
    findings: [Finding], credentials: [Credential], waivers: [Waiver] = [],
    reach: Reach = Reach()
  ) {
    self.run = run
    self.now = now
    self.isComplete = isComplete
    self.integrations = integrations
    self.evaluated = evaluated
    self.report = report
    self.findings = findings
    self.credentials = credentials
    self.waivers = waivers
    self.reach = reach
  }
}

/// How long findings of a severity may stay open, and credentials unchanged.
public struct LedgerLimits: Sendable, Equatable {
  /// Days by severity: index 0 for info, 4 for critical; nil for no limit.
  public let days: [Int?]
  /// Days after which a credential should have been rotated; nil for no limit.
  public let rotation: Int?

  /// Takes limits; `days` has five.
  public init(days: [Int?], rotation: Int?) {
    precondition(days.count == 5)
    self.days = days
    self.rotation = rotation
  }

  /// No limits.
  public static let none = LedgerLimits(days: [nil, nil, nil, nil, nil], rotation: nil)
}

/// What a run changed. Names are sorted, so that equal runs give equal changes.
public struct LedgerChanges: Sendable, Equatable {
  /// Findings that weren't known.
  public var new: [[UInt8]] = []
  /// Findings that are gone.
  public var resolved: [[UInt8]] = []
  /// Findings that nobody looks for any more: their policy, or their source, isn't asked.
  public var withdrawn: [[UInt8]] = []
  /// Findings of which nobody knows since this run whether they are gone; they stay open.
  public var undecided: [[UInt8]] = []
  /// Findings that were gone, and are back.
  public var reopened: [[UInt8]] = []
  /// Findings that are worse than they were.
  public var worsened: [[UInt8]] = []
  /// Open findings that a waiver covers since this run.
  public var accepted: [[UInt8]] = []
  /// Open findings that no waiver covers any more.
  public var unwaived: [[UInt8]] = []
  /// Findings that are open for too long since this run.
  public var overdue: [[UInt8]] = []
  /// Places where another credential stands than before.
  public var rotated: [[UInt8]] = []
  /// Places where the credential should have been rotated, since this run.
  public var unrotated: [[UInt8]] = []
  /// Waivers of which a warning is due that wasn't given.
  public var waivers: [[UInt8]] = []
  /// How many findings nobody could look for, in all.
  public var undecidedInAll = 0
  /// How many findings are overdue in all.
  public var overdueInAll = 0
  /// Whether this run's clock stands before that of an earlier run which is believed.
  public var didClockGoBack = false

  /// Nothing changed.
  public init() {}

  /// Whether there is nothing to say.
  public var isEmpty: Bool {
    new.isEmpty && resolved.isEmpty && withdrawn.isEmpty && undecided.isEmpty && reopened.isEmpty
      && worsened.isEmpty
      && accepted.isEmpty && unwaived.isEmpty && overdue.isEmpty
      && rotated.isEmpty && unrotated.isEmpty && waivers.isEmpty && !didClockGoBack
  }
}

/// What belongs to a run beside what it saw.
public struct LedgerOutcome: Sendable {
  /// What it ends with.
  public let exit: Int
  /// Its line in the transparency log, without a newline.
  public let entry: [UInt8]
  /// What is to be told.
  public let messages: [OutboxMessage]

  /// Takes what belongs to a run.
  public init(exit: Int = 0, entry: [UInt8] = [], messages: [OutboxMessage] = []) {
    self.exit = exit
    self.entry = entry
    self.messages = messages
  }
}
