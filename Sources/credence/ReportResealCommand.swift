internal import ArgumentParser
internal import Audit
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

/// `credence report reseal`
struct ReportResealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reseal",
    abstract: "Seals reports to exactly the recipients given, under new keys.",
    discussion: """
      Each report is verified, opened and checked, sealed with a new file key, and signed by you; the signatures
      that it has stay in it. The new file gets a new name (report.age becomes report.2.age) and appears
      whole or not at all. Whoever could open the old file and kept a copy still can: --remove-old takes
      away only this one.

      EXAMPLES
        credence report reseal --recipients-file team.txt --identity identity.txt --verify-key trust/ \\
          --sign-key signing.key reports/*.age
      """)

  @Argument(help: "Sealed reports.", completion: .file()) var files: [String]
  @Option(help: "Your identity file. May be repeated.", completion: .file()) var identity: [String]
  @OptionGroup var opening: OpeningOptions
  @OptionGroup var recipients: RecipientOptions
  @Option(help: "The key to sign with.", completion: .file()) var signKey: String
  @Option(help: "Put the new files here, under their old names.", completion: .directory) var into: String?
  @Flag(help: "Remove each old file once the new one is on the disk.") var removeOld = false
  @Flag(inversion: .prefixedNo, help: "Pad the report, so that its size tells little.") var padding = true
  @Flag(help: "Seal to text, which can be pasted, and is a third longer.") var armor = false

  func run() throws {
    let (keys, recipients) = try telling { () throws(Failure) in
      (try opening.trustedKeys(), try self.recipients.read(and: self.recipients.settings()))
    }
    let identities = try telling { () throws(Failure) in try opening.passphrases.identities(identity) }
    let key = try telling { () throws(Failure) in try opening.passphrases.signingKey(signKey) }
    try forEachFile(files) { file throws(Failure) in
      let name = newName(of: file)
      let unknown = try reseal(
        file, as: name, for: recipients, identities: identities, trusting: keys, signingWith: key)
      Terminal.tell("sealed: \(name) and \(name).minisig\n")
      if unknown {
        Terminal.tell("note: it holds records that this version doesn't know; they were kept\n")
      }
      if removeOld { try remove(file) }
    }
  }

  private func reseal(
    _ file: String, as name: String, for recipients: [AgeRecipient], identities: borrowing AgeIdentities,
    trusting keys: TrustedKeys, signingWith key: borrowing SigningKey
  ) throws(Failure) -> Bool {
    let copy: SealedFile
    do throws(SealedFileError) {
      copy = try SealedFile(path: name, recipients: recipients, isArmored: armor)
    } catch {
      throw Failure(error)
    }
    var inside = ReportInside(path: file, copyingTo: copy)
    let report = try OpenedReport.open(
      file, identities: identities, from: identity, trusting: keys, into: &inside)
    guard let id = ReportID(report.outline.run) else {
      throw Failure(.badInput, "\(file): the run has no name", hint: "it isn't a report of credence's")
    }
    let seconds = Clock.system().seconds
    let line = inside.sign(for: recipients, with: key, at: seconds, run: report.outline.run)
    let byteCount = inside.byteCount
    guard var sealed = inside.takeCopy() else { return false }
    do throws(SealedFileError) {
      try sealed.writeLast(line: line, byteCount: byteCount, isPadded: padding)
      try sealed.finish(signingWith: key, timestamp: seconds, reportID: id)
    } catch {
      throw Failure(error)
    }
    return report.outline.unknownRecords > 0
  }

  private func newName(of file: String) -> String {
    if let into { return into + "/" + (file.split(separator: "/").last.map(String.init) ?? file) }
    let isAge = file.hasSuffix(".age")
    var parts = file.dropLast(isAge ? 4 : 0).split(separator: ".", omittingEmptySubsequences: false)
    if let number = parts.last.flatMap({ Int($0) }), number > 1, parts.count > 1 {
      parts[parts.count - 1] = "\(number + 1)"
    } else {
      parts.append("2")
    }
    return parts.joined(separator: ".") + (isAge ? ".age" : "")
  }

  /// The file first: a signature without a file is nothing.
  private func remove(_ file: String) throws(Failure) {
    for path in [file, file + SealedFile.signatureSuffix] where unsafe unlink(path) != 0 {
      throw Failure(
        .inputOutput, "\(path) couldn't be removed: \(SystemError(number: errno).message)",
        hint: "the new file is complete; remove the old one yourself")
    }
  }
}
