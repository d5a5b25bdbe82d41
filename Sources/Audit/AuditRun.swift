internal import CProcess
public import Facts
internal import Glibc
internal import IntegrationPayload
public import PolicyEngine
public import Reporting
public import SecretMemory

/// One audit, and the way of the data through it: bytes are read into locked memory; each integration is
/// classified, and from then on there are only facts and checked labels; they are judged and become records,
/// in the order of the input.
///
/// The first integrations are done with on the thread that reads. If there are many, it goes on to move them
/// into batches, and workers do the rest. The report is the same whatever their number.
public struct AuditRun: ~Copyable {
  private var reader: PayloadReader
  private var visitor: AuditVisitor

  /// A run by these policies. Equal secrets get equal fingerprints under `key`.
  ///
  /// - Parameters:
  ///   - today: The day that the run goes by.
  ///   - team: The team that the integrations belong to; findings' ids hold it.
  ///   - waivers: Findings that somebody accepts.
  ///   - baseline: An earlier report, which findings are held against.
  ///   - gatesNewOnly: Whether the gate looks only at findings that are new beside the baseline.
  ///   - gate: Findings of this severity or worse fail the run; nil for none.
  ///   - gatesPlatformLimits: Whether findings do so for which the platform offers nothing better.
  ///   - requiresEvaluation: Whether an integration that no policy could look at fails the run.
  ///   - maximumSize: The limit of one integration in bytes.
  ///   - workers: How many threads classify and judge, at least 1.
  ///   - emit: Gets the records as JSON Lines, piece by piece in the report's order. With several workers any
  ///     of them calls it, but never two at a time.
  ///   - complain: Gets each problem of the input, in words.
  public init(
    policies: PolicySet, key: consuming FingerprintKey, today: Day, team: String = "",
    waivers: WaiverIndex? = nil, baseline: Baseline? = nil, gatesNewOnly: Bool = false, gate: Severity?,
    gatesPlatformLimits: Bool = false, requiresEvaluation: Bool = true, maximumSize: Int = 1 << 20,
    workers: Int = 1,
    emit: @escaping @Sendable ([UInt8]) -> Void, complain: @escaping (Complaint) -> Void = { _ in }
  ) throws(SecretMemoryError) {
    let reader = try PayloadReader(maximumSize: maximumSize, digest: try InputDigest(under: key))
    let writer = RecordWriter(
      policies: policies, team: team, gate: gate, gatesPlatformLimits: gatesPlatformLimits,
      waivers: waivers, baseline: baseline, gatesNewOnly: gatesNewOnly)
    let worker = try AuditWorker(
      key: key, capacity: maximumSize, today: today, policies: policies, writer: writer)
    self.reader = reader
    visitor = AuditVisitor(
      worker: worker, workerCount: workers, gathering: Gathering(emit: emit), policies: policies,
      fleetWriter: writer,
      report: ReportWriter(
        gate: gate, requiresEvaluation: requiresEvaluation, waivers: waivers, baseline: baseline),
      complain: complain)
  }

  /// How many workers are worth having here: one a processor, and no more than the locked memory allows.
  public static var workerCount: Int { min(Int(credence_processor_count()), 8) }

  /// Whether the system keeps all memory that sees secrets out of swap.
  public var isMemoryLocked: Bool { reader.isLocked && visitor.isMemoryLocked }

  /// Audits one input to its end. What is wrong with it is noted, and the rest of it audited.
  public mutating func audit(_ input: AuditInput) {
    visitor.begin(input.name)
    do throws(SystemError) {
      let descriptor = try input.open()
      let extent = reader.read(from: descriptor, showing: &visitor)
      input.close(descriptor)
      visitor.end(extent)
    } catch {
      visitor.note(Complaint(error, opening: input))
    }
    // Reading and hashing leave traces of what passed on the stack.
    FingerprintKey.wipeStack()
  }

  /// Audits documents that come from elsewhere than a file. Each counts as a line of the source `name`, so that what
  /// is said of the third is said of line 3; or the one that there is has lines of its own. `ending` is asked when
  /// the last was read.
  public mutating func audit(
    _ documents: SecretDocuments, named name: String, countsAsLines: Bool = true, ending: () -> SourceEnding
  ) {
    visitor.begin(name)
    let extent = reader.read(from: documents, showing: &visitor) { number, visitor in
      visitor.document = countsAsLines ? number : nil
    }
    visitor.document = nil
    visitor.end(extent, ending())
    FingerprintKey.wipeStack()
  }

  /// Notes a source of that name that nothing could be read from.
  public mutating func note(_ complaint: Complaint, ofSource name: String) {
    visitor.begin(name)
    visitor.note(complaint)
  }

  /// Notes an input that won't be read, since somebody asked to stop.
  public mutating func skip(_ input: AuditInput) { visitor.skip(input) }

  /// Notes something that went wrong outside of any input.
  public mutating func note(_ complaint: Complaint) { visitor.note(complaint) }

  /// The summary of all inputs, once all their records are out.
  public mutating func finish() -> SummaryRecord { visitor.finish() }
}

/// What is known of a source once it was read.
public struct SourceEnding {
  /// What kept something of it from being read.
  public let problems: [Complaint]
  /// What is known of it, where it is an API.
  public let api: SummaryRecord.Source.API?
  /// What the token says that it was read with, where it is an API; nothing where that can't be told.
  public let token: Facts?
  /// Whether what it brought was kept out of swap until it was read; nil where it waited nowhere.
  public let isLocked: Bool?

  /// Describes it.
  public init(
    problems: [Complaint] = [], api: SummaryRecord.Source.API? = nil, token: Facts? = nil,
    isLocked: Bool? = nil
  ) {
    self.problems = problems
    self.api = api
    self.token = token
    self.isLocked = isLocked
  }
}

/// What a run does with each integration and each problem that the reader finds.
struct AuditVisitor: PayloadVisitor, ~Copyable {
  private var worker: AuditWorker
  private let workerCount: Int
  private var pool: WorkerPool?
  /// How many pieces are made on the reading thread before others are started.
  private var piecesBeforePool: Int
  private var report: ReportWriter
  private let gathering: Gathering
  private let policies: PolicySet
  private var fleetWriter: RecordWriter
  private let complain: (Complaint) -> Void
  private var source = ""
  /// The number of the document, where each counts as a line.
  var document: Int?
  private var count = 0
  private var problems = ProblemCount()
  /// The tokens that APIs were read with.
  private var tokens: [SharedSecret] = []

  /// Records wait until so many bytes are together.
  private static let pieceSize = 1 << 16

  /// Starting workers takes 2.5 ms, in which one thread makes half a megabyte of records: a short input is done
  /// by then.
  private static let piecesOfShortInput = 8

  init(
    worker: consuming AuditWorker, workerCount: Int, gathering: Gathering, policies: PolicySet,
    fleetWriter: RecordWriter, report: ReportWriter, complain: @escaping (Complaint) -> Void
  ) {
    self.worker = worker
    self.workerCount = workerCount
    piecesBeforePool = workerCount > 1 ? Self.piecesOfShortInput : .max
    self.report = report
    self.gathering = gathering
    self.policies = policies
    self.fleetWriter = fleetWriter
    self.complain = complain
  }

  var isMemoryLocked: Bool { worker.isLocked }

  mutating func begin(_ name: String) {
    source = name
    count = 0
    problems = ProblemCount()
    report.begin(source: source)
  }

  mutating func end(_ extent: InputExtent, _ ending: SourceEnding = SourceEnding()) {
    if let complaint = problems.rest(of: source) { note(complaint) }
    for complaint in ending.problems { note(complaint) }
    if ending.problems.isEmpty, problems.isEmpty, let api = ending.api,
      let complaint = Complaint(listed: api.listed - api.deleted, read: count, source: source)
    {
      note(complaint)
    }
    let isLocked = [extent.isDocumentLocked, ending.isLocked].compactMap { $0 }
    report.end(
      integrations: count, byteCount: extent.byteCount, digest: extent.digest.map { Fingerprint($0) },
      isLocked: isLocked.isEmpty ? nil : isLocked.allSatisfy { $0 })
    if let api = ending.api { report.state(api) }
    if let token = ending.token { tokens.append(SharedSecret(tokenOf: source, facts: token)) }
  }

  mutating func skip(_ input: AuditInput) {
    report.begin(source: input.name)
    report.note(Complaint(stoppedBefore: input).cause, isPartial: true)
  }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    count += 1
    let place = document.map { PayloadPlace(line: $0, path: place.path) } ?? place
    if let pool {
      if pool.add(integration, at: place, of: source) { return }
      // Too large for a batch, so it is looked at here, behind all that came before.
      pool.wait()
    }
    worker.audit(integration, at: place, of: source)
    if pool != nil || worker.byteCount >= Self.pieceSize {
      flush()
      piecesBeforePool -= 1
      if piecesBeforePool == 0 { startPool() }
    }
  }

  /// Starts the workers, if the memory for them can be had as safe as what there is.
  private mutating func startPool() {
    let gathering = gathering
    let pool = try? WorkerPool(count: workerCount, like: worker) { gathering.take($0) }
    if let pool, pool.isLocked || !worker.isLocked { self.pool = pool }
  }

  mutating func visit(_ problem: InputProblem) {
    guard problems.mayName() else { return }
    note(Complaint(document.map { problem.inDocument($0) } ?? problem, source: source))
  }

  mutating func note(_ complaint: Complaint) {
    report.note(complaint.cause, isPartial: true)
    complain(complaint)
  }

  private mutating func flush() { gathering.take(worker.take()) }

  mutating func finish() -> SummaryRecord {
    pool?.finish()
    flush()
    let fleet = FleetJudging(gathering.index, tokens, by: policies) { place, basis, secret in
      fleetWriter.write(secret, by: place, basis: basis, withholding: gathering.counts.withheldWaivers)
    }
    let (lines, counts) = fleetWriter.take()
    gathering.take(AuditPiece(lines: lines, counts: counts, correlations: CorrelationPiece()))
    report.add(gathering.counts)
    report.add(
      fleet: FleetResults(
        compared: fleet.compared, outcomes: fleet.outcomes.map { ($0.policy.id, $0.outcome) }))
    return report.finish()
  }
}

/// Where the pieces of all workers come together, in the input's order.
///
/// One thread at a time calls it, which the pool sees to; so does the reading thread, once the pool rests.
final class Gathering: @unchecked Sendable {
  var counts = RunCounts()
  var index = CorrelationIndex()
  private let emit: @Sendable ([UInt8]) -> Void

  init(emit: @escaping @Sendable ([UInt8]) -> Void) { self.emit = emit }

  func take(_ piece: AuditPiece) {
    counts.add(piece.counts)
    index.add(piece.correlations)
    if !piece.lines.isEmpty { emit(piece.lines) }
  }
}
