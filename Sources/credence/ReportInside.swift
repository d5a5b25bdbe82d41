internal import Glibc
internal import Reporting
internal import Sealing
internal import SecretMemory

/// Takes a report that is being opened, line by line: checks it, and hashes what its signatures cover. Keeps
/// it, or seals it to others, where that is wanted.
struct ReportInside: ByteSink, ~Copyable {
  /// A signature record, and the digest of what it signs.
  typealias Signature = (record: SignatureRecord, digest: MessageDigest)

  private(set) var signatures: [Signature] = []
  /// Why it took no more.
  private(set) var failure: Failure?
  /// The report's lines without its padding, if they are wanted, since they were last taken.
  private var lines: [UInt8] = []
  /// Hashes what a further signature will cover.
  private var signer = ReportSigner()
  /// Where the report is sealed to others.
  private var copy: SealedFile?

  private let path: String
  /// The digests of what came, piece by piece as it came, if they are wanted: 64 bytes for 64 KiB.
  private(set) var chunks: [MessageDigest] = []
  private let keepsLines: Bool
  private let remembersChunks: Bool
  private var pending: [UInt8] = []
  private var blanks = 0
  private var check = ReportCheck()
  private var hasher = MessageHasher()
  private var hashed = 0

  init(
    path: String, keepsLines: Bool = false, remembersChunks: Bool = false,
    copyingTo copy: consuming SealedFile? = nil
  ) {
    self.path = path
    self.keepsLines = keepsLines
    self.remembersChunks = remembersChunks
    self.copy = copy
  }

  mutating func write(_ bytes: Span<UInt8>) throws(SystemError) {
    if remembersChunks {
      var hasher = MessageHasher()
      hasher.update(bytes)
      chunks.append(hasher.finish())
    }
    for index in bytes.indices {
      let byte = bytes[index]
      // Padding is counted, not kept: there may be much of it.
      if byte == 0x20, pending.last == UInt8(ascii: "}") {
        blanks += 1
        continue
      }
      if blanks > 0, byte != 0x0A || !pending.starts(with: Self.signatureStart) {
        pending += [UInt8](repeating: 0x20, count: blanks)
      }
      blanks = 0
      guard byte == 0x0A else {
        pending.append(byte)
        continue
      }
      do throws(Failure) { try takeLine() } catch {
        failure = error
        throw SystemError(number: EBADMSG)
      }
    }
  }

  /// Whole lines that came since it was last asked.
  mutating func takeLines() -> [UInt8] {
    defer { lines.removeAll(keepingCapacity: true) }
    return lines
  }

  /// Says what was checked. Nothing of it is to be believed before the file was verified to its end.
  mutating func finish() throws(Failure) -> ReportOutline {
    guard pending.isEmpty else {
      throw Failure(.badInput, "\(path): the last line has no end", hint: Self.hint)
    }
    do throws(ReportError) { return try check.finish() } catch { throw said(error) }
  }

  /// The record of a further signature.
  mutating func sign(
    for recipients: [AgeRecipient], with key: borrowing SigningKey, at seconds: Int, run: String
  ) -> [UInt8] {
    signer.sign(for: recipients, with: key, at: seconds, run: run)
  }

  /// The report's length, further signature included.
  var byteCount: Int { signer.byteCount }

  /// The copy, which isn't complete yet.
  consuming func takeCopy() -> SealedFile? { copy.take() }

  private mutating func takeLine() throws(Failure) {
    let signature: SignatureRecord?
    do throws(ReportError) { signature = try check.check(line: pending) } catch { throw said(error) }
    if let signature {
      let opening = signature.opening
      hash(opening)
      guard signature.signedByteCount == hashed else {
        throw Failure(
          .badInput, "\(path): a signature covers \(signature.signedByteCount) bytes instead of \(hashed)",
          hint: Self.hint)
      }
      signatures.append((signature, hasher.digestSoFar()))
      let line = signature.line
      hash(Array(line.dropFirst(opening.count)))
      // Without its padding.
      try pass(line)
    } else {
      pending.append(0x0A)
      hash(pending)
      try pass(pending)
    }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func pass(_ line: [UInt8]) throws(Failure) {
    if keepsLines { lines += line }
    signer.add(line)
    do throws(SealedFileError) { try copy?.write(line.span) } catch { throw Failure(error) }
  }

  private mutating func hash(_ bytes: [UInt8]) {
    hasher.update(bytes.span)
    hashed += bytes.count
  }

  private func said(_ error: ReportError) -> Failure {
    Failure(.badInput, "\(path), line \(error.line): \(error.reason)", hint: Self.hint)
  }

  private static let signatureStart = Array(#"{"record":"signature","#.utf8)

  private static let hint =
    "the file is as it was sealed, but it isn't a whole report that this version can read"
}
