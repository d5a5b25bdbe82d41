public import Facts
internal import YAMLReader

/// What auditors call a group of controls in the frameworks they work with.
public enum ControlBundle: String, Word {
  /// Long-lived secrets and rotation.
  case longLived = "LL"
  /// A secret in the wrong place.
  case leakage = "LEAK"
  /// More rights than needed.
  case overPrivilege = "OVER"
  /// A weak or obsolete way to authenticate.
  case authentication = "AUTH"
  /// A weak key or cipher.
  case cryptography = "CRYP"
  /// The channel.
  case transport = "TLS"
  /// One identity shared by many.
  case reuse = "REUSE"
  /// Isolation of environments.
  case environments = "ENV"
  /// Stale, unused, expired.
  case offboarding = "OFF"
  /// Trust in a third party.
  case thirdParty = "3P"
  /// A person's identity used by a machine.
  case humanUse = "HUM"
  /// Inventory and configuration.
  case governance = "GOV"

  /// What the group is about, in a few words.
  public var meaning: String {
    switch self {
    case .longLived: "long-lived secrets and rotation"
    case .leakage: "a secret in the wrong place"
    case .overPrivilege: "too many rights"
    case .authentication: "a weak or obsolete way to authenticate"
    case .cryptography: "weak keys and ciphers"
    case .transport: "the channel"
    case .reuse: "one identity shared by many"
    case .environments: "isolation of environments"
    case .offboarding: "stale, unused and expired access"
    case .thirdParty: "trust in third parties"
    case .humanUse: "a person's identity used by a machine"
    case .governance: "inventory and configuration"
    }
  }
}

/// One rule on the facts of an integration, with what to say and do where it isn't kept.
public final class Policy: Sendable {
  /// Its name in reports and waivers, such as `CRD-AWS-01`.
  public let id: String
  /// What is wrong, in a line.
  public let title: String
  /// How bad it is.
  public let severity: Severity
  /// What its severity is made of; nil where it only states it.
  public let factors: SeverityFactors?
  /// How sure the policy itself is; a finding is never surer than this.
  public let basis: Basis
  /// The credential field that it is about, if it is about one.
  public let field: CredentialField?
  /// The providers it is for; nil where it is for all, unknown ones too.
  public let providers: Set<Provider>?
  /// What it compares across integrations; nil for a policy about one.
  public let fleet: Correlation?
  /// Whether the platform offers nothing better today.
  public let isPlatformLimit: Bool
  /// Whether judging it means that the credential was looked at.
  public let countsAsCoverage: Bool
  /// The list without which it is for nobody: its users say what is in it.
  public let needs: PolicyDatum?
  /// Whether it judges: not while the list that it needs is empty.
  public var isInForce: Bool { needs.map { !$0.isEmpty } ?? true }
  /// What its waivers are bound to.
  public let waiverBinding: WaiverBinding
  /// What is said of an integration that fails.
  public let message: MessageTemplate
  /// Why it is as severe as it is.
  public let why: String?
  /// What to do.
  public let remediation: String
  /// Where to read on.
  public let references: [String]
  /// The controls it bears on.
  public let controls: [ControlBundle]
  /// The examples that it carries.
  public let tests: [PolicyTest]
  /// The condition as the policy writes it, YAML lines without the indentation that they have in common.
  public var conditionText: String { writtenCondition?.written ?? "" }
  private let writtenCondition: EntryText?
  /// The facts that the condition reads, each once, in the order of the condition.
  public var facts: [FactID] {
    var facts: [FactID] = []
    for statement in condition.statements where !facts.contains(statement.fact) {
      facts.append(statement.fact)
    }
    return facts
  }
  /// The data that the condition names, each once.
  public var data: [PolicyDatum] { condition.data }
  let condition: Condition
  /// What of it is still to be written.
  let unwritten: [YAMLPosition]
  /// The pack that it comes from.
  public let pack: String
  /// Where it begins in its pack.
  public let line: Int

  init(_ draft: PolicyDraft, pack: String, line: Int) {
    id = draft.id
    title = draft.title
    severity = draft.severity
    factors = draft.factors
    basis = draft.basis
    field = draft.field
    providers = draft.providers
    fleet = draft.fleet
    isPlatformLimit = draft.isPlatformLimit
    countsAsCoverage = draft.countsAsCoverage
    needs = draft.needs
    waiverBinding = draft.waiverBinding
    message = draft.message
    why = draft.why
    remediation = draft.remediation
    references = draft.references
    controls = draft.controls
    tests = draft.tests
    condition = draft.condition
    writtenCondition = draft.conditionText
    unwritten = draft.unwritten
    self.pack = pack
    self.line = line
  }
}

/// A policy that is being read: what its keys said, and a stand-in where they said something wrong.
struct PolicyDraft {
  var id = ""
  var title = ""
  var severity = Severity.info
  var factors: SeverityFactors?
  var basis = Basis.fact
  var field: CredentialField?
  var providers: Set<Provider>?
  var fleet: Correlation?
  var isPlatformLimit = false
  var countsAsCoverage = true
  var needs: PolicyDatum?
  var waiverBinding = WaiverBinding.integration
  var message = MessageTemplate(parts: [])
  var why: String?
  var remediation = ""
  var references: [String] = []
  var controls: [ControlBundle] = []
  var tests: [PolicyTest] = []
  var condition = Condition()
  var conditionText: EntryText?
  var unwritten: [YAMLPosition] = []
  /// Whether it takes the place of a built-in policy.
  var overrides = false
  /// Why a built-in policy is switched off, where it is.
  var switchedOff: String?
}
