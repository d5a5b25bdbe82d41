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
  /// What people call a finding, for as long as this process lives.
  struct Words: Sendable {
    let finding: String
    let policy: String
    let severity: Severity
    let title: String
    let integration: String
  }

  private(set) var failure: Failure?
  private(set) var findings: [LedgerRun.Finding] = []
  private(set) var credentials: [LedgerRun.Credential] = []
  private(set) var words: [[UInt8]: Words] = [:]
  /// What stands in a place of a credential, by the place's keyed name.
  private(set) var places: [[UInt8]: String] = [:]
  private(set) var summary: SummaryRecord?

  private var sealed: SealedFile?
  private var signer = ReportSigner()
  private var reader = ReportReader()
  private let exports: [JobExport]
  private let names: LedgerNames
  private let team: String
  private var titles: [String: String] = [:]

  init(sealed: consuming SealedFile?, exports: [JobExport], names: consuming LedgerNames, team: String) {
    self.sealed = sealed
    self.exports = exports
    self.names = names
    self.team = team
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
    for integration in part.integrations {
      titles[integration.integration] = integration.title
      for field in integration.fields {
        guard let fingerprint = field.fingerprint else { continue }
        let slot = names.name(of: "slot\0\(team)\0\(integration.integration)\0\(field.name)")
        places[slot] = "\(field.name) of \(integration.title)"
        credentials.append(
          LedgerRun.Credential(slot: slot, fingerprint: names.name(of: "fingerprint\0\(fingerprint)")))
      }
    }
    for finding in part.findings {
      let name = names.name(of: "finding\0\(finding.finding)")
      let about = finding.integration.map { titles[$0] ?? $0 } ?? "\(finding.integrations.count) integrations"
      words[name] = Words(
        finding: finding.finding, policy: finding.policy, severity: finding.severity, title: finding.title,
        integration: about)
      findings.append(
        LedgerRun.Finding(
          name: name, severity: Severity.allCases.firstIndex(of: finding.severity) ?? 0,
          isWaived: finding.status == .waived))
    }
    if let summary = part.summary { self.summary = summary }
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
