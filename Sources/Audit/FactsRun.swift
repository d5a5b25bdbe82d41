internal import Classification
public import Facts
internal import IntegrationPayload
public import Reporting
public import SecretMemory

/// Reads integrations and writes their facts, without judging them.
public struct FactsRun: ~Copyable {
  private var reader: PayloadReader
  private var visitor: FactsVisitor
  /// Whether all documents that had to be at hand whole were kept out of swap.
  public private(set) var isDocumentLocked = true

  /// A run that goes by a day.
  ///
  /// - Parameters:
  ///   - maximumSize: The limit of one integration in bytes.
  ///   - showsIdentifiers: Whether account numbers are written whole.
  ///   - emit: Gets the facts as JSON Lines, piece by piece in the input's order.
  ///   - complain: Gets each problem of the input, in words.
  public init(
    today: Day, maximumSize: Int = 1 << 20, showsIdentifiers: Bool = false, emit: @escaping ([UInt8]) -> Void,
    complain: @escaping (Complaint) -> Void
  ) throws(SecretMemoryError) {
    let reader = try PayloadReader(maximumSize: maximumSize)
    let classifier = try Classifier(
      key: .random(), capacity: maximumSize, today: today, realms: { BuiltInPolicies.oracleRealms })
    self.reader = reader
    visitor = FactsVisitor(
      classifier: classifier, showsIdentifiers: showsIdentifiers, emit: emit, complain: complain)
  }

  /// Whether the system keeps all memory that sees secrets out of swap.
  public var isMemoryLocked: Bool { reader.isLocked && visitor.classifier.isLocked }

  /// Reads one input to its end. What is wrong with it is noted, and the rest of it read.
  public mutating func read(_ input: AuditInput) {
    visitor.source = input.name
    visitor.problems = ProblemCount()
    do throws(SystemError) {
      let descriptor = try input.open()
      let extent = reader.read(from: descriptor, showing: &visitor)
      input.close(descriptor)
      if let complaint = visitor.problems.rest(of: input.name) { visitor.note(complaint) }
      if extent.isDocumentLocked == false { isDocumentLocked = false }
    } catch {
      visitor.note(Complaint(error, opening: input))
    }
    visitor.flush()
    FingerprintKey.wipeStack()
  }

  /// Notes something that went wrong outside of any input.
  public mutating func note(_ complaint: Complaint) { visitor.note(complaint) }

  /// What the run ends with.
  public mutating func finish() -> ExitCode {
    if visitor.count == 0, visitor.codes.isEmpty {
      note(
        Complaint(
          cause: Cause(code: .badInput, reason: "no integration was found in the input"),
          hint: "give what the Northflank API or CLI answers, or the body of a create or update request"))
    }
    return ExitCode.first(of: visitor.codes)
  }
}

private struct FactsVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  var source = ""
  var problems = ProblemCount()
  private(set) var count = 0
  private(set) var codes: Set<ExitCode> = []
  private var line = JSONLine()
  private let showsIdentifiers: Bool
  private let emit: ([UInt8]) -> Void
  private let complain: (Complaint) -> Void

  init(
    classifier: consuming Classifier, showsIdentifiers: Bool, emit: @escaping ([UInt8]) -> Void,
    complain: @escaping (Complaint) -> Void
  ) {
    self.classifier = classifier
    self.showsIdentifiers = showsIdentifiers
    self.emit = emit
    self.complain = complain
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    count += 1
    let checked = classifier.classify(integration, place: "\(source):\(place.line):\(place.path)")
    line.add(
      factsOf: checked, source: source, place: RecordPlace(line: place.line, path: place.path),
      showsIdentifiers: showsIdentifiers)
    if line.bytes.count >= 1 << 16 { flush() }
  }

  mutating func visit(_ problem: InputProblem) {
    if problems.mayName() { note(Complaint(problem, source: source)) }
  }

  mutating func note(_ complaint: Complaint) {
    codes.insert(complaint.cause.code)
    complain(complaint)
  }

  mutating func flush() {
    if !line.bytes.isEmpty { emit(line.take()) }
  }
}
