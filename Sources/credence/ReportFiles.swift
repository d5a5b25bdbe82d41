internal import ArgumentParser
internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Reports to read, sealed or plain, and what opens the sealed ones.
struct ReportFiles: ParsableArguments {
  @Argument(
    help: "Reports: sealed ones, with their signatures beside them, or JSON Lines; - for standard input.",
    completion: .file())
  var files: [String]
  @OptionGroup var keys: ReportKeys
  @OptionGroup var passphrases: PassphraseOptions

  func validate() throws {
    if files.isEmpty { throw ValidationError("name a report") }
  }

  /// Calls `body` with the bytes of a report in pieces.
  func read(_ file: String, _ body: (Span<UInt8>) throws(Failure) -> Void) throws(Failure) {
    try keys.read(file, passphrases: passphrases, body)
  }
}

/// What opens sealed reports.
struct ReportKeys: ParsableArguments {
  @Option(help: "Your identity file, for sealed reports and payloads. May be repeated.", completion: .file())
  var identity: [String] = []
  @Option(
    help: "The public signing key that you trust, or a directory of such keys (*.pub), for sealed reports.",
    completion: .file())
  var verifyKey: String?

  /// A whole report, as views and comparisons want it.
  func report(_ file: String, passphrases: PassphraseOptions) throws(Failure) -> Report {
    var reader = ReportReader()
    try read(file, passphrases: passphrases) { (piece) throws(Failure) in
      do throws(ReportError) { try reader.read(piece) } catch { throw Failure(error, in: file) }
    }
    do throws(ReportError) { return try reader.finish() } catch { throw Failure(error, in: file) }
  }

  /// Calls `body` with the bytes of a report in pieces. Those of a sealed one come only after all of it has
  /// verified; a plain one is believed as it is.
  func read(
    _ file: String, passphrases: PassphraseOptions, _ body: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    let descriptor = file == "-" ? STDIN_FILENO : unsafe Glibc.open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(file) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    var isFirst = true
    while true {
      // The C boundary: the array is alive for the call, and as long as said.
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(file) }
      if count == 0 { return }
      if isFirst && Self.isSealed(buffer) { return try openSealed(file, passphrases, body) }
      isFirst = false
      try body(buffer.span.extracting(0..<count))
    }
  }

  /// The beginnings of age files, plain and as text.
  private static func isSealed(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: "age-encryption.org/".utf8) || bytes.starts(with: "-----BEGIN AGE".utf8)
  }

  private func openSealed(
    _ file: String, _ passphrases: PassphraseOptions, _ body: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    guard file != "-" else {
      throw Failure(
        .configuration, "a sealed report can't come through standard input",
        hint: "give its path; its signature is looked for beside it")
    }
    guard let verifyKey, !identity.isEmpty else {
      throw Failure(
        .configuration, "\(file) is sealed", hint: "give --identity FILE and --verify-key FILE, which open it"
      )
    }
    let keys: TrustedKeys
    do throws(KeyFileError) { keys = try TrustedKeys(contentsOf: verifyKey) } catch { throw Failure(error) }
    let identities = try passphrases.identities(identity)
    try OpenedReport.read(file, identities: identities, from: identity, trusting: keys) {
      (lines) throws(Failure) in try body(lines.span)
    }
  }

  private func failure(_ file: String) -> Failure {
    Failure(
      .inputOutput, "\(file): \(SystemError(number: errno).message)",
      hint: "check the path and its permissions")
  }
}

extension Failure {
  /// A report that can't be read.
  init(_ error: ReportError, in file: String) {
    self.init(
      .badInput, "\(file), line \(error.line): \(error.reason)",
      hint: "give a whole report, as `credence audit --format jsonl` writes it, sealed or not")
  }
}
