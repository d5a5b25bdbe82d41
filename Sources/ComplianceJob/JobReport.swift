internal import Commands
internal import Facts
internal import Ledger
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Where a job's records go while the run makes them: into the sealed file, into the exports, and, as keyed
/// names, towards the ledger.
///
/// The run's workers call it, one at a time, which the run sees to; so does everything else once it is done.
final class JobReport: @unchecked Sendable {
  private(set) var failure: Failure?
  private(set) var findings: [LedgerRun.Finding] = []
  private(set) var credentials: [LedgerRun.Credential] = []
  /// How many integrations there were so far.
  private(set) var integrations = 0
  private(set) var waivers: [LedgerRun.Waiver] = []
  /// What people call all of that.
  let words: JobWords

  private var sealed: SealedFile?
  private var signer = ReportSigner()
  private var reader = ReportReader()
  private let exports: [JobExport]

  init(sealed: consuming SealedFile?, exports: [JobExport], words: JobWords) {
    self.sealed = sealed
    self.exports = exports
    self.words = words
  }

  func emit(_ lines: [UInt8]) {
    guard failure == nil else { return }
    signer.add(lines)
    do throws(SealedFileError) { try sealed?.write(lines.span) } catch { fail(Failure(error)) }
    do throws(ReportError) {
      try reader.read(lines.span)
      for export in exports { try export.read(lines) }
    } catch {
      fail(Failure(.bug, "line \(error.line) of the report: \(error.reason)", hint: "please report this"))
    }
    note(reader.take())
  }

  private func note(_ part: Report) {
    integrations += part.integrations.count
    for integration in part.integrations { credentials += words.credentials(of: integration) }
    for finding in part.findings { findings.append(words.finding(finding)) }
    if let summary = part.summary {
      waivers = words.warnings(of: summary)
      words.learn(summary)
    }
  }

  /// Signs the report and completes the sealed file, and gives its digest.
  func seal(
    for recipients: [AgeRecipient], signingWith key: borrowing SigningKey, at seconds: Int, run: ReportID
  ) throws(Failure) -> MessageDigest {
    if let failure { throw failure }
    guard var sealed = sealed.take() else {
      throw Failure(.bug, "the report was sealed twice", hint: "please report this")
    }
    let line = signer.sign(for: recipients, with: key, at: seconds, run: run.description)
    do throws(SealedFileError) {
      try sealed.writeLast(line: line, byteCount: signer.byteCount, isPadded: true)
      return try sealed.finish(signingWith: key, timestamp: seconds, reportID: run)
    } catch {
      throw Failure(error)
    }
  }

  /// Completes the exports, each under its name.
  func finishExports() throws(Failure) {
    for export in exports { try export.finish() }
  }

  private func fail(_ failure: Failure) {
    self.failure = failure
    Interruption.request()
  }
}
