internal import Reporting
internal import Sealing

/// Where records go while a run makes them: into the sealed file, to standard output, into the table.
final class ReportOutput {
  private(set) var report = Report()
  private(set) var failure: Failure?

  private var sealed: SealedFile?
  private let printsRecords: Bool
  private let keepsReport: Bool
  private var pending: [UInt8] = []

  init(sealed: consuming SealedFile?, printsRecords: Bool, keepsReport: Bool) {
    self.sealed = sealed
    self.printsRecords = printsRecords
    self.keepsReport = keepsReport
  }

  func emit(_ record: ReportRecord) {
    guard failure == nil else { return }
    if keepsReport { report.add(record) }
    guard printsRecords || sealed != nil else { return }
    let line = record.line
    do throws(SealedFileError) { try sealed?.write(line.span) } catch { failure = Failure(error) }
    if printsRecords {
      pending += line
      if pending.count > 1 << 16 { flush() }
    }
  }

  /// Writes what is left to standard output.
  func flush() {
    if !pending.isEmpty, !Terminal.print(pending), failure == nil {
      failure = Failure(
        .inputOutput, "writing to standard output failed", hint: "check where the output goes")
    }
    pending.removeAll(keepingCapacity: true)
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
