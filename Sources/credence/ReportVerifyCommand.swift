internal import ArgumentParser
internal import Reporting
internal import Sealing
internal import SecretMemory

/// `credence report verify`
struct ReportVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Says who signed a sealed report, for whom, and whether all of it is there.",
    discussion: """
      Without an identity, the signature beside the file is checked. With one, the report is opened too: every
      record, the counts that it states, the signatures inside, and that it is sealed to whom they name.

      EXAMPLES
        credence report verify report.age --verify-key signing.pub
        credence report verify report.age --verify-key trust/ --identity identity.txt
      """)

  @Argument(help: "Sealed reports; their signatures lie beside them, as FILE.minisig.", completion: .file())
  var files: [String]
  @Option(help: "Your identity file. May be repeated.", completion: .file()) var identity: [String] = []
  @OptionGroup var opening: OpeningOptions

  func run() throws {
    let keys = try telling { () throws(Failure) in try opening.trustedKeys() }
    if identity.isEmpty {
      return try forEachFile(files) { file throws(Failure) in try printData(try outside(file, keys)) }
    }
    let identities = try telling { () throws(Failure) in try opening.passphrases.identities(identity) }
    try forEachFile(files) { file throws(Failure) in
      var inside = ReportInside(path: file)
      let report = try OpenedReport.open(
        file, identities: identities, from: identity, trusting: keys, into: &inside)
      try printData(Self.text(of: report, at: file, keys))
    }
  }

  private func outside(_ file: String, _ keys: TrustedKeys) throws(Failure) -> String {
    let comment: VerifiedComment
    do throws(SealedFileError) { comment = try SealedFile.verify(path: file, trusting: keys) } catch {
      throw Failure(error, at: file)
    }
    var lines = Self.beginning(file, comment, keys)
    lines.append("  report      \(comment.field("report") ?? "not named")")
    lines.append("  inside      not looked at: give --identity")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(of report: OpenedReport, at file: String, _ keys: TrustedKeys) -> String {
    let outline = report.outline
    var lines = beginning(file, report.outer, keys)
    lines.append("  report      \(outline.run) of \(outline.now), by credence \(outline.version)")
    for (place, signature) in report.inner.enumerated() {
      let what = place == 0 ? "signed" : "sealed anew"
      lines.append("  inside      good: \(what) \(signer(signature.comment, keys))")
    }
    lines.append(
      "  records     \(outline.records): \(outline.integrations) integrations, \(outline.findings) findings, as counted"
    )
    if outline.unknownRecords > 0 {
      lines.append("  unknown     \(outline.unknownRecords) records of kinds that this version doesn't know")
    }
    for recipient in report.inner.last?.record.recipients ?? [] {
      lines.append("  sealed to   \(recipient)")
    }
    if outline.isComplete {
      lines.append("  gaps        none: all input was read to its end")
    } else {
      lines.append("  gaps        some input could not be read or understood; see the summary's causes")
      for gap in outline.gaps { lines.append("              \(gap)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func beginning(_ file: String, _ comment: VerifiedComment, _ keys: TrustedKeys) -> [String] {
    var lines = ["\(file)", "  signature   good: \(signer(comment, keys))"]
    // A report in another's place is authentic, too.
    if let name = comment.field("file"), file.split(separator: "/").last != name[...] {
      lines.append("  name        \(name) when it was signed")
    }
    return lines
  }

  private static func signer(_ comment: VerifiedComment, _ keys: TrustedKeys) -> String {
    let path = keys.keys.first { $0.key.keyID == comment.keyID }?.path
    let time = comment.timestamp.map { " at \(Timestamp.text($0))" } ?? ""
    return "by key \(comment.keyID)\(path.map { " (\($0))" } ?? "")\(time)"
  }
}
