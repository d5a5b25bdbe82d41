internal import Reporting
internal import Sealing
internal import SecretMemory

/// Where records go while a run makes them: into the sealed file, to standard output, into the table.
///
/// The run's workers call it, one at a time, which the run sees to; so does everything else once it is done.
final class ReportOutput: @unchecked Sendable {
  private(set) var failure: Failure?

  private var sealed: SealedFile?
  private let printsRecords: Bool
  private let keepsReport: Bool
  private var kept: [UInt8] = []

  init(sealed: consuming SealedFile?, printsRecords: Bool, keepsReport: Bool) {
    self.sealed = sealed
    self.printsRecords = printsRecords
    self.keepsReport = keepsReport
  }

  func emit(_ lines: [UInt8]) {
    guard failure == nil else { return }
    if keepsReport { kept += lines }
    do throws(SealedFileError) { try sealed?.write(lines.span) } catch { fail(Failure(error)) }
    if printsRecords, !Terminal.print(lines) {
      fail(
        Failure(.inputOutput, "writing to standard output failed", hint: "check where the output goes"))
    }
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
      throw Failure(.bug, "line \(error.line) of the report: \(error.reason)", hint: "please report this")
    }
  }

  /// Completes the sealed file; it appears only now.
  func seal(signingWith key: borrowing SigningKey, at seconds: Int, run: String) {
    guard failure == nil, let sealed = sealed.take(), let id = ReportID(run) else { return }
    do throws(SealedFileError) {
      try sealed.finish(signingWith: key, timestamp: seconds, reportID: id)
    } catch {
      failure = Failure(error)
    }
  }
}
