public import PolicyEngine

/// A format that reports are exported in. A new one is a file in this folder and a line in `all`.
public struct ExportFormat: Sendable {
  /// Its name on the command line.
  public let name: String
  /// Whom it is for, in a few words.
  public let meaning: String
  let make: @Sendable (ExportOptions) -> any ReportExport

  init(_ name: String, _ meaning: String, make: @escaping @Sendable (ExportOptions) -> any ReportExport) {
    self.name = name
    self.meaning = meaning
    self.make = make
  }

  /// All formats, as help lists them.
  public static let all = [
    SARIFExport.format,
    OCSFExport.format,
    OSCALExport.format,
    JUnitExport.format,
    CSVExport.format,
    DefectDojoExport.format,
    PrometheusExport.format,
    MarkdownExport.format,
    HTMLExport.format,
    JSONExport.format,
  ]

  /// The format of that name.
  public init?(named name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }
}

/// What formats are told beside the report.
public struct ExportOptions: Sendable {
  /// What policies say of themselves, for those that a report names.
  public var policies: PolicySet
  /// Whether SARIF keeps to what GitHub shows.
  public var isForGitHub = true
  /// Whether CSV leaves formulas as they are.
  public var isRaw = false
  /// The earlier report that trends are drawn against.
  public var previous: Report?

  /// The usual options.
  public init(policies: PolicySet) { self.policies = policies }
}

/// One format's writer. It gets a report in its order, once, and sees redacted records alone: each as a value, and
/// as the JSON that it was read from, for formats that pass on all that records hold.
protocol ReportExport {
  /// What was written and not taken yet.
  var output: ExportText { get set }

  /// Begins with what ran.
  mutating func begin(_ run: RunRecord, _ json: ReportValue)
  /// Adds a framework with the policies that bear on its controls; all integrations come after.
  mutating func add(_ framework: FrameworkRecord, _ json: ReportValue)
  /// Adds an integration with its findings.
  mutating func add(_ entry: IntegrationEntry)
  /// Adds a finding about several integrations; all integrations came before.
  mutating func add(across finding: FindingRecord, _ json: ReportValue)
  /// Ends with the summary.
  mutating func finish(_ summary: SummaryRecord, _ json: ReportValue)
}

extension ReportExport {
  mutating func add(_ framework: FrameworkRecord, _ json: ReportValue) {}
}

/// An integration and its findings, in the order of the policies' ids.
struct IntegrationEntry {
  let integration: IntegrationRecord
  let json: ReportValue
  var findings: [(record: FindingRecord, json: ReportValue)] = []

  init(_ integration: IntegrationRecord, _ json: ReportValue) {
    self.integration = integration
    self.json = json
  }
}
