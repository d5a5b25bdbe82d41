internal import Reporting
internal import Sealing
internal import SecretMemory

/// Where records go while a run makes them: into the sealed file, to standard output, into the table.
///
/// The run's workers call it, one at a time, which the run sees to; so does everything else once it is done.
final class ReportOutput: @unchecked Sendable {
  private(set) var failure: Failure?

  private var sealed: SealedFile?
  private var signer = ReportSigner()
  private let isSealed: Bool
  private let printsRecords: Bool
  private let keepsReport: Bool
  private var kept: [UInt8] = []
  /// What the records are printed as, if not as they are.
  private var exporter: ReportExporter?

  init(sealed: consuming SealedFile? = nil, format: OutputFormat, options: ExportOptions? = nil) {
    isSealed = sealed != nil
    self.sealed = sealed
    printsRecords = format.isRecords
    keepsReport = format.isTable
    if case .export(let format) = format, let options { exporter = ReportExporter(format, options) }
  }

  func emit(_ lines: [UInt8]) {
    guard failure == nil else { return }
    if keepsReport { kept += lines }
    if isSealed { signer.add(lines) }
    do throws(SealedFileError) { try sealed?.write(lines.span) } catch { fail(Failure(error)) }
    for data in printsRecords ? [lines] : export(lines) where !Terminal.print(data) {
      return fail(
        Failure(.inputOutput, "writing to standard output failed", hint: "check where the output goes"))
    }
  }

  /// What these lines are in another format.
  private func export(_ lines: [UInt8]) -> [[UInt8]] {
    do throws(ReportError) {
      try exporter?.read(lines.span)
    } catch {
      fail(Failure(ownReport: error))
    }
    guard let waiting = exporter?.byteCount, waiting > 1 << 16 || exporter?.hasEnded == true else {
      return []
    }
    return exporter?.takePieces() ?? []
  }

  /// Nobody gets the records any more, so there is no use in reading on.
  private func fail(_ failure: Failure) {
    self.failure = failure
    Interruption.request()
  }

  /// The report so far, as views want it.
  func report() throws(Failure) -> Report {
    var reader = ReportReader()
    let lines = kept
    do throws(ReportError) {
      try reader.read(lines.span)
      return try reader.finish()
    } catch {
      throw Failure(ownReport: error)
    }
  }

  /// Signs the report and completes the sealed file; it appears only now.
  func seal(
    for recipients: [AgeRecipient], signingWith key: borrowing SigningKey, at seconds: Int, run: String,
    isPadded: Bool
  ) {
    guard failure == nil, var sealed = sealed.take() else { return }
    guard let id = ReportID(run) else {
      // Nobody may believe that it was sealed.
      return fail(Failure(.bug, "the run's name can't stand in a signature", hint: "please report this"))
    }
    let line = signer.sign(for: recipients, with: key, at: seconds, run: run)
    if printsRecords, !Terminal.print(line) {
      return fail(
        Failure(.inputOutput, "writing to standard output failed", hint: "check where the output goes"))
    }
    do throws(SealedFileError) {
      try sealed.writeLast(line: line, byteCount: signer.byteCount, isPadded: isPadded)
      try sealed.finish(signingWith: key, timestamp: seconds, reportID: id)
    } catch {
      failure = Failure(error)
    }
  }
}

extension Failure {
  fileprivate init(ownReport error: ReportError) {
    self.init(.bug, "line \(error.line) of the report: \(error.reason)", hint: "please report this")
  }
}
