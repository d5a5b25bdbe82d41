internal import Audit
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Saved payloads that are sealed, and what opens them.
struct SealedPayloads: ~Copyable {
  private let identities: AgeIdentities?
  private let paths: [String]

  /// Reads the identities of some files; none where there are none.
  init(_ paths: [String], _ passphrases: PassphraseOptions) throws(Failure) {
    self.paths = paths
    identities = paths.isEmpty ? nil : try passphrases.identities(paths)
  }

  /// Audits what is sealed in a file, which is read on as it is opened.
  func audit(_ path: String, named name: String, into run: inout AuditRun) {
    switch identities {
    case .none:
      let cause = Cause(code: .badInput, reason: "this is a sealed file", place: name)
      run.note(
        Complaint(cause: cause, hint: "give the identity that opens it: --identity FILE"), ofSource: name)
    case .some(let identities):
      do throws(SealedFileError) {
        let input = try SealedInput(path: path, identities: identities)
        run.audit(input.documents, named: name, countsAsLines: false) {
          SourceEnding(problems: input.failure.map { [complaint($0, name)] } ?? [])
        }
      } catch {
        run.note(complaint(error, name), ofSource: name)
      }
    }
  }

  private func complaint(_ error: SealedFileError, _ name: String) -> Complaint {
    let failure = Failure(error, identities: paths)
    return Complaint(
      cause: Cause(code: failure.code, reason: failure.reason, place: name), hint: failure.hint)
  }
}
