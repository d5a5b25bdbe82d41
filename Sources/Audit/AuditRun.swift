internal import Classification
public import Facts
internal import Glibc
internal import IntegrationPayload
public import PolicyEngine
public import Reporting
public import SecretMemory

/// One audit, and the way of the data through it: bytes are read into locked memory, each integration is
/// classified where it lies, and from then on there are only facts and checked labels. They are judged and
/// become records, in the order of the input.
public struct AuditRun: ~Copyable {
  private var reader: PayloadReader
  private var auditor: IntegrationAuditor

  /// A run by these policies. Equal secrets get equal fingerprints under `key`.
  ///
  /// - Parameters:
  ///   - team: The team that the integrations belong to; findings' ids hold it.
  ///   - gate: Findings of this severity or worse fail the run; nil for none.
  ///   - requiresEvaluation: Whether an integration that no policy could look at fails the run.
  ///   - maximumSize: The limit of one integration in bytes.
  ///   - emit: Gets each record.
  ///   - complain: Gets each problem of the input, in words.
  public init(
    policies: PolicySet, key: consuming FingerprintKey, team: String = "", gate: Severity?,
    requiresEvaluation: Bool = true,
    maximumSize: Int = 1 << 20, emit: @escaping (ReportRecord) -> Void,
    complain: @escaping (Complaint) -> Void = { _ in }
  ) throws(SecretMemoryError) {
    let reader = try PayloadReader(maximumSize: maximumSize, digest: try InputDigest(under: key))
    let classifier = try Classifier(key: key, capacity: maximumSize)
    self.reader = reader
    auditor = IntegrationAuditor(
      classifier: classifier, policies: policies,
      writer: ReportWriter(gate: gate, requiresEvaluation: requiresEvaluation, team: team), emit: emit,
      complain: complain)
  }

  /// Whether the system keeps all memory that sees secrets out of swap.
  public var isMemoryLocked: Bool { reader.isLocked && auditor.classifier.isLocked }

  /// Audits one input to its end. What is wrong with it is noted, and the rest of it audited.
  public mutating func audit(_ input: AuditInput) {
    auditor.begin(input)
    let extent: InputExtent
    switch input {
    case .standardInput:
      extent = reader.read(from: STDIN_FILENO, showing: &auditor)
    case .file(let path):
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else {
        auditor.note(
          Complaint(
            cause: Cause(code: .inputOutput, reason: SystemError(number: errno).message, place: input.name),
            hint: "check the path and its permissions; the other inputs were audited"))
        return
      }
      defer { close(descriptor) }
      extent = reader.read(from: descriptor, showing: &auditor)
    }
    auditor.writer.end(
      byteCount: extent.byteCount, digest: extent.digest.map { Fingerprint($0).description })
    // Reading and hashing leave traces of what passed on the stack.
    FingerprintKey.wipeStack()
  }

  /// Notes something that went wrong outside of any input.
  public mutating func note(_ complaint: Complaint) { auditor.note(complaint) }

  /// The summary of all inputs.
  public mutating func finish() -> SummaryRecord { auditor.writer.finish() }
}

/// What a run does with each integration.
struct IntegrationAuditor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  let policies: PolicySet
  var writer: ReportWriter
  let emit: (ReportRecord) -> Void
  let complain: (Complaint) -> Void
  private var source = ""

  init(
    classifier: consuming Classifier, policies: PolicySet, writer: ReportWriter,
    emit: @escaping (ReportRecord) -> Void, complain: @escaping (Complaint) -> Void
  ) {
    self.classifier = classifier
    self.policies = policies
    self.writer = writer
    self.emit = emit
    self.complain = complain
  }

  mutating func begin(_ input: AuditInput) {
    source = input.name
    writer.begin(source: source)
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    let position = place.path.isEmpty ? "\(place.line)" : "\(place.line):\(place.path)"
    let checked = classifier.classify(integration, place: "\(source):\(position)")
    writer.write(checked, by: policies, place: position, to: emit)
  }

  mutating func visit(_ problem: InputProblem) { note(Complaint(problem, source: source)) }

  mutating func note(_ complaint: Complaint) {
    writer.note(complaint.cause, isPartial: true)
    complain(complaint)
  }
}
