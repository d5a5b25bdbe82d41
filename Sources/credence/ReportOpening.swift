internal import ArgumentParser
internal import Reporting
internal import Sealing
internal import SecretMemory

/// The options of commands that open sealed reports.
struct OpeningOptions: ParsableArguments {
  @Option(
    help: "The public signing key that you trust, or a directory of such keys (*.pub).",
    completion: .file())
  var verifyKey: String
  @OptionGroup var passphrases: PassphraseOptions

  func trustedKeys() throws(Failure) -> TrustedKeys {
    do throws(KeyFileError) { return try TrustedKeys(contentsOf: verifyKey) } catch { throw Failure(error) }
  }
}

/// A report that was verified from the outside in.
struct OpenedReport {
  let outline: ReportOutline
  /// What the signature beside the file says.
  let outer: VerifiedComment
  /// What the signatures inside say, each with its record; the last is that of this file.
  let inner: [(comment: VerifiedComment, record: SignatureRecord)]

  /// Verifies the file's signature, opens it, checks every record, and verifies the signatures inside. That the
  /// file is sealed to whom its last signature names shows that nobody sealed it anew.
  static func open(
    _ path: String, identities: borrowing AgeIdentities, from identityPaths: [String],
    trusting keys: TrustedKeys,
    into inside: inout ReportInside
  ) throws(Failure) -> OpenedReport {
    let opened: SealedFile.Opened
    do throws(SealedFileError) {
      opened = try SealedFile.open(path: path, identities: identities, trusting: keys, into: &inside)
    } catch {
      throw inside.failure ?? Failure(error, at: path, identities: identityPaths)
    }
    let outline = try inside.finish()
    var inner: [(comment: VerifiedComment, record: SignatureRecord)] = []
    for (record, digest) in inside.signatures {
      do throws(MinisignError) {
        let text = Array(record.text.utf8)
        inner.append((try keys.verify(MinisignSignature(text.span), of: digest), record))
      } catch {
        throw Failure(inside: error, path: path, place: inner.count)
      }
    }
    let report = OpenedReport(outline: outline, outer: opened.comment, inner: inner)
    try report.requireUnity(path: path, stanzas: opened.stanzas)
    return report
  }

  /// The signature that was made for this file.
  private func requireUnity(path: String, stanzas: [AgeStanzaCount]) throws(Failure) {
    func rewrapped(_ reason: String) -> Failure {
      Failure(
        .badInput, "\(path): \(reason)",
        hint: "somebody who could open this report sealed it anew; ask its writer for the report itself")
    }
    guard let last = inner.last else { return }
    guard last.comment.keyID == outer.keyID else {
      throw rewrapped("the key that signed the file isn't the one that signed the report in it")
    }
    for comment in inner.map(\.comment) + [outer] where comment.field("report") != outline.run {
      throw rewrapped("a signature is that of another report")
    }
    let ssh = last.record.recipients.count { $0.hasPrefix("ssh-ed25519 ") }
    let named = ["X25519": last.record.recipients.count - ssh, "ssh-ed25519": ssh].filter { $0.value > 0 }
    let sealed = Dictionary(stanzas.map { ($0.type, $0.count) }, uniquingKeysWith: +)
    guard named == sealed else {
      throw rewrapped("it is sealed to others than its signature names")
    }
  }
}
